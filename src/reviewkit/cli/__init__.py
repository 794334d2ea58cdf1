"""The front door: one file a noun. A command reads its arguments, calls one feature, and shows what came back."""
