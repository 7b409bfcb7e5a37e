"""Hive DDL as Athena takes it: read into statements; who carries them out is the service's business."""

from boathouse.engine.sql.hive.parser import parse
from boathouse.engine.sql.hive.statements import Statement

__all__ = ["Statement", "parse"]
