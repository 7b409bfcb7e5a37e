"""AWS's name for the module of Filter."""

from awsglue.transforms.filter import Filter

__all__ = ["Filter"]
