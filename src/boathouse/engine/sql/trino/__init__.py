"""Trino's statements around a query, read into data; who carries them out is the service's business."""

from boathouse.engine.sql.trino.parameters import bound
from boathouse.engine.sql.trino.parser import parse

__all__ = ["bound", "parse"]
