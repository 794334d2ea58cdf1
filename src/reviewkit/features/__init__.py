"""What reviewkit does: one file a noun. Of the platforms, features know only the base."""
