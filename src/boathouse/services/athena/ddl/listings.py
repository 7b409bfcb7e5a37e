"""SHOW of names."""

from __future__ import annotations

import re

from boathouse.engine.sql.hive import statements as s
from boathouse.services.athena.catalog import table_of
from boathouse.services.athena.ddl.scene import Scene, failed
from boathouse.services.athena.output import Outcome, info
from boathouse.services.glue.pages import everything


def _one(name: str, lines: list[str]) -> Outcome:
    return Outcome([info(name, "string")], lines)


def _fits(name: str, pattern: str) -> bool:
    """Hive's regular expressions, in which a `*` of its own stands for anything, as `.*` does."""
    if not pattern:
        return True
    try:
        return re.fullmatch(re.sub(r"(?<!\.)\*", ".*", pattern), name, re.IGNORECASE) is not None
    except re.error as error:
        raise failed(10001, f"{pattern} is no regular expression: {error}") from error


def databases(scene: Scene, statement: s.ShowDatabases) -> Outcome:
    """SHOW DATABASES.

    AWS: https://docs.aws.amazon.com/athena/latest/ug/show-databases.html
    """
    return _one("database_name", [d for d in scene.tables.databases() if _fits(d, statement.pattern)])


def tables(scene: Scene, statement: s.ShowTables) -> Outcome:
    """SHOW TABLES, SHOW VIEWS.

    AWS: https://docs.aws.amazon.com/athena/latest/ug/show-tables.html
    """
    database = statement.database or scene.database
    if database not in scene.tables.databases():
        raise failed(10072, f"Database does not exist: {database}")
    found = everything(scene.glue.tables.get_tables, "TableList", database_name=database)
    names = [t["Name"] for t in found if not statement.views_only or t.get("TableType") == "VIRTUAL_VIEW"]
    heading = "views" if statement.views_only else "tab_name"
    return _one(heading, [name for name in names if _fits(name, statement.pattern)])


def columns(scene: Scene, statement: s.ShowColumns) -> Outcome:
    """SHOW COLUMNS.

    AWS: https://docs.aws.amazon.com/athena/latest/ug/show-columns.html
    """
    document = scene.document(statement.name)
    table = table_of(document)
    if table.is_iceberg:  # the catalog has the columns of the past, too
        return _one("field", [f"{column.name:<20}" for column in scene.query.columns(table)])
    found = [*document["StorageDescriptor"].get("Columns", []), *document.get("PartitionKeys", [])]
    return _one("field", [f"{c['Name']:<20}" for c in found])


def partitions(scene: Scene, statement: s.ShowPartitions) -> Outcome:
    """SHOW PARTITIONS.

    AWS: https://docs.aws.amazon.com/athena/latest/ug/show-partitions.html
    """
    document = scene.document(statement.name)
    keys = [key["Name"] for key in document.get("PartitionKeys", [])]
    if not keys:
        raise failed(10241, f"Table {document['Name']} is not a partitioned table")
    found = everything(
        scene.glue.partitions.get_partitions,
        "Partitions",
        database_name=document["DatabaseName"],
        table_name=document["Name"],
    )
    lines = ["/".join(f"{k}={v}" for k, v in zip(keys, p["Values"], strict=True)) for p in found]
    return _one("partition", sorted(lines))
