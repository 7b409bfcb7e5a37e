"""DESCRIBE and SHOW CREATE TABLE of Iceberg tables, whose own files tell what they are.

https://docs.aws.amazon.com/athena/latest/ug/querying-iceberg-managing-tables.html
Differs: of the properties SHOW CREATE TABLE tells but the table's type, and its layout is a guess.
"""

from __future__ import annotations

import re

from boathouse.engine.sql import Table
from boathouse.services.athena.ddl.scene import Scene


def described(scene: Scene, table: Table) -> list[str]:
    """The lines of DESCRIBE: the columns, then the fields that partition the rows."""
    columns = [f"{c.name}\t{_apart(c.kind)}\t{c.comment}" for c in scene.query.columns(table)]
    heads = ["# Table schema:\t\t", "# col_name\tdata_type\tcomment"]
    spec = ["\t\t", "# Partition spec:\t\t", "# field_name\tfield_transform\tcolumn_name"]
    return [*heads, *columns, *spec, *("\t".join(field) for field in scene.query.partitioning(table))]


def _apart(kind: str) -> str:
    return re.sub("([,:])", r"\1 ", kind) if "<" in kind else kind


def creation(scene: Scene, name: str, table: Table) -> str:
    """The statement that would make the table in Athena."""
    columns = ",\n".join(f"  {c.name} {c.kind}" for c in scene.query.columns(table))
    fields = ", ".join(_field(*field) for field in scene.query.partitioning(table) if field[1] != "void")
    keys = f"PARTITIONED BY ({fields})\n" if fields else ""
    return (
        f"CREATE TABLE {name} (\n{columns})\n{keys}LOCATION '{table.location}'\n"
        f"TBLPROPERTIES (\n  'table_type'='iceberg'\n)"
    )


def _field(name: str, transform: str, column: str) -> str:
    if transform == "identity":
        return f"`{column}`"
    kind, _, size = transform.rstrip("]").partition("[")
    return f"{kind}({size}, `{column}`)" if size else f"{kind}(`{column}`)"
