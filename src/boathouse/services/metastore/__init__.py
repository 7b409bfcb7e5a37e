"""The Data Catalog's Thrift face: what Spark's Hive client sees of Glue."""

from boathouse.services.metastore.server import Metastore

__all__ = ["Metastore"]
