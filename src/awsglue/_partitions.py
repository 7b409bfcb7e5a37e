"""The partitions of a table that a script wants: by the service's expression, by a predicate of Spark SQL.

AWS: https://docs.aws.amazon.com/glue/latest/dg/aws-glue-programming-etl-partitions.html
"""

from __future__ import annotations

from dataclasses import dataclass

from pyspark.errors import AnalysisException
from pyspark.sql import SparkSession

from awsglue._ansi import without_ansi
from awsglue._catalog import Catalog, Table
from awsglue._frame.names import quoted
from awsglue._javaerrors import of_java


@dataclass(frozen=True)
class Partition:
    """Where a partition's files are, and the values of its keys."""

    location: str
    values: tuple[str, ...]


def chosen(
    session: SparkSession,
    catalog: Catalog,
    table: Table,
    predicate: str = "",
    expression: str = "",
    catalog_id: str | None = None,
) -> list[Partition]:
    """The partitions that both let through.

    Raises ValueError, in AWS's words, if the predicate speaks of other columns than the partition keys, and
    for any predicate where the table has no partition at all, by which AWS knows its keys.
    """
    database = str(table.data["DatabaseName"])
    found = [
        Partition(str(p["StorageDescriptor"]["Location"]), tuple(p["Values"]))
        for p in catalog.partitions(database, table.name, expression, catalog_id)
    ]
    if predicate and not found and not expression:
        raise _unresolved(predicate, [], f"{database}.{table.name} has no partitions")
    if not predicate or not found:
        return found
    names = [name for name, _ in table.keys]
    ddl = ", ".join(["_place int", *(f"{quoted(name)} string" for name in names)])
    rows = session.createDataFrame([(i, *part.values) for i, part in enumerate(found)], ddl)
    columns = [f"CAST({quoted(name)} AS {kind}) AS {quoted(name)}" for name, kind in table.keys]
    try:
        with without_ansi(session):
            kept = rows.selectExpr("_place", *columns).where(predicate).select("_place").collect()
    except AnalysisException as error:
        raise _unresolved(predicate, names, str(error).splitlines()[0]) from error
    places = {row[0] for row in kept}
    return [partition for place, partition in enumerate(found) if place in places]


def _unresolved(predicate: str, names: list[str], why: str) -> ValueError:
    said = f"User's pushdown predicate: {predicate} can not be resolved against partition columns: "
    error = ValueError(f"{said}[{', '.join(names)}] ({why})")
    return of_java(error, "com.amazonaws.services.glue.util.FatalException")
