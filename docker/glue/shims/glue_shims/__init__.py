"""Shims for AWS's image: what it refuses on a laptop, done with what it has."""

from glue_shims.failures import report_failures
from glue_shims.finder import Finder

__all__ = ["Finder", "report_failures"]
