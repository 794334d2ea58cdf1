"""Crawl: one lane (thread) per platform, side by side; within a lane one listing after the other, at the site's pace."""

from reviewkit.features.crawl.lanes import Events, run
from reviewkit.features.crawl.report import Outcome, Report, exit_error
from reviewkit.features.crawl.targets import Order, Target, is_made_up, targets

__all__ = ["Events", "Order", "Outcome", "Report", "Target", "exit_error", "is_made_up", "run", "targets"]
