"""Iceberg tables by their names in the Data Catalog, through the Spark catalog that the job has configured.

AWS: https://docs.aws.amazon.com/glue/latest/dg/aws-glue-programming-etl-format-iceberg.html
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from pyspark.sql import DataFrame, SparkSession

from awsglue._catalog import Table
from awsglue._unbuilt import GUIDE

_PAGE = f"{GUIDE}aws-glue-programming-etl-format-iceberg.html"
_CATALOG = re.compile(r"spark\.sql\.catalog\.([^.]+)\.(?:catalog-impl|type)")
_GLUE = ("org.apache.iceberg.aws.glue.GlueCatalog", "glue")


def read(session: SparkSession, table: Table, options: Mapping[str, Any]) -> DataFrame:
    """A DataFrame of an Iceberg table; options are those of Iceberg's reader."""
    given = {key: str(value) for key, value in options.items()}
    return session.read.options(**given).table(_name(session, table))


def append(frame: DataFrame, table: Table, options: Mapping[str, Any]) -> None:
    """Append to an Iceberg table; options are those of Iceberg's writer."""
    writer = frame.writeTo(_name(frame.sparkSession, table))
    for key, value in options.items():
        writer = writer.option(key, str(value))
    writer.append()


def _name(session: SparkSession, table: Table) -> str:
    """The table's name in Spark's SQL; RuntimeError if the job has configured no catalog for Iceberg."""
    for key, value in sorted((row["key"], row["value"]) for row in session.sql("SET").collect()):
        found = _CATALOG.fullmatch(key)
        if found and value in _GLUE:
            return f"`{found[1]}`.`{table.data['DatabaseName']}`.`{table.name}`"
    raise RuntimeError(
        f"Table {table.data['DatabaseName']}.{table.name} is an Iceberg table: run the job with "
        "--datalake-formats iceberg and with a catalog in --conf, such as "
        f"spark.sql.catalog.glue_catalog.catalog-impl={_GLUE[0]}. See {_PAGE}"
    )
