"""Statements that write rows: CREATE TABLE AS, INSERT INTO, UNLOAD."""

from boathouse.services.athena.writes.dispatch import Writes

__all__ = ["Writes"]
