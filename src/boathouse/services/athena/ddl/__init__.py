"""Statements of Hive's DDL, carried out on the Glue catalog."""

from boathouse.services.athena.ddl.dispatch import Ddl

__all__ = ["Ddl"]
