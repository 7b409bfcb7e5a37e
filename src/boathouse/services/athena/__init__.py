"""The emulated Amazon Athena."""

from boathouse.services.athena.service import Athena

__all__ = ["Athena"]
