"""Google: the owner's reviews by the Business Profile interface, by Takeout, or by the Maps page in the owner's profile."""

from reviewkit.platforms.google.api import Google

__all__ = ["Google"]
