"""reviewkit: a small shop's reviews, gathered and kept on the owner's own machine."""

__version__ = "0.1.0"
