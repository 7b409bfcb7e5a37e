"""The emulated AWS Glue."""

from boathouse.services.glue.service import Glue

__all__ = ["Glue"]
