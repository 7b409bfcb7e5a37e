"""Shims for AWS's image: what it refuses on a laptop, done with what it has."""

from glue_shims.failures import report_failures
from glue_shims.finder import Finder
from glue_shims.studio import StudioFinder

__all__ = ["Finder", "StudioFinder", "report_failures"]
