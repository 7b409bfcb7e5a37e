"""AWS's name for the module of Map."""

from awsglue.transforms.map import Map

__all__ = ["Map"]
