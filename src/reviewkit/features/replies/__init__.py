"""Replies: from a review to an approved, checked, posted and verified answer."""
