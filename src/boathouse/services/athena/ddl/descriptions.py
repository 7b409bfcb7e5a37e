"""What a table is: DESCRIBE, SHOW CREATE TABLE, SHOW TBLPROPERTIES."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from boathouse.engine.sql.hive import statements as s
from boathouse.services.athena.catalog import table_of
from boathouse.services.athena.ddl import iceberg
from boathouse.services.athena.ddl.scene import Scene, failed
from boathouse.services.athena.output import Outcome, info

OPENX = "org.openx.data.jsonserde.JsonSerDe"
FROM_DESERIALIZER = (
    OPENX,
    "org.apache.hive.hcatalog.data.JsonSerDe",
    "org.apache.hadoop.hive.serde2.OpenCSVSerde",
)
HIDDEN = ("EXTERNAL",)


def describe(scene: Scene, statement: s.Describe) -> Outcome:
    """DESCRIBE: one cell a line, padded as Hive pads it.

    AWS: https://docs.aws.amazon.com/athena/latest/ug/describe-table.html
    """
    document = scene.document(statement.name)
    columns = [info("col_name", "string"), info("data_type", "string"), info("comment", "string")]
    if table_of(document).is_iceberg:
        return Outcome(columns, iceberg.described(scene, table_of(document)))
    storage = document["StorageDescriptor"]
    keys = document.get("PartitionKeys", [])
    lines = [_described(c, storage) for c in storage.get("Columns", [])] + [
        _described(c, storage) for c in keys
    ]
    if keys:
        lines += [
            "\t \t ",
            "# Partition Information\t \t ",
            "# col_name            \tdata_type           \tcomment             ",
        ]
        lines += ["\t \t ", *(_described(c, storage) for c in keys)]
    return Outcome(columns, lines)


def _described(column: Mapping[str, str], storage: Mapping[str, Any]) -> str:
    return f"{column['Name']:<20}\t{column.get('Type', ''):<20}\t{_comment(column, storage):<20}"


def _comment(column: Mapping[str, str], storage: Mapping[str, Any]) -> str:
    serde = storage.get("SerdeInfo", {}).get("SerializationLibrary")
    return column.get("Comment") or ("from deserializer" if serde in FROM_DESERIALIZER else "")


def properties(scene: Scene, statement: s.ShowProperties) -> Outcome:
    """SHOW TBLPROPERTIES.

    AWS: https://docs.aws.amazon.com/athena/latest/ug/show-tblproperties.html
    """
    found = scene.document(statement.name).get("Parameters", {})
    if statement.key:
        return Outcome([info("prpt_value", "string")], [found.get(statement.key, "")])
    lines = [f"{key}\t{value}" for key, value in found.items()]
    return Outcome([info("prpt_name", "string"), info("prpt_value", "string")], lines)


def creation(scene: Scene, statement: s.ShowCreate) -> Outcome:
    """SHOW CREATE TABLE, SHOW CREATE VIEW.

    AWS: https://docs.aws.amazon.com/athena/latest/ug/show-create-table.html
    """
    document = scene.document(statement.name)
    if statement.view != (document.get("TableType") == "VIRTUAL_VIEW"):
        raise failed(10001, f"{statement.name} is {'no view' if statement.view else 'a view'}")
    if statement.view:
        text = f"CREATE VIEW {statement.name} AS\n{table_of(document).query}"
        return Outcome([info("Create View", "varchar")], text.split("\n"))
    if not document.get("TableType"):
        raise failed(10001, "Table has no TableType: the catalog's entry is incomplete")
    if table_of(document).is_iceberg:
        text = iceberg.creation(scene, ".".join(scene.full(statement.name)), table_of(document))
    else:
        text = _create(str(statement.name), document)
    return Outcome([info("createtab_stmt", "string")], text.split("\n"))


def _create(name: str, document: Mapping[str, Any]) -> str:
    storage = document["StorageDescriptor"]
    serde = storage.get("SerdeInfo", {})
    text = f"CREATE EXTERNAL TABLE `{name}`(\n{_columns(storage.get('Columns', []), storage)})\n"
    if document["Parameters"].get("comment"):
        text += f"COMMENT '{_escaped(document['Parameters']['comment'])}'\n"
    if document.get("PartitionKeys"):
        text += f"PARTITIONED BY ( \n{_columns(document['PartitionKeys'], {})})\n"
    text += f"ROW FORMAT SERDE \n  '{serde.get('SerializationLibrary', '')}' \n"
    given = {k: v for k, v in serde.get("Parameters", {}).items() if (k, v) != ("serialization.format", "1")}
    if given:
        text += f"WITH SERDEPROPERTIES ( \n{_pairs(given)}) \n"
    text += f"STORED AS INPUTFORMAT \n  '{storage.get('InputFormat', '')}' \n"
    text += f"OUTPUTFORMAT \n  '{storage.get('OutputFormat', '')}'\n"
    text += f"LOCATION\n  '{storage.get('Location', '')}'\n"
    shown = {k: v for k, v in document["Parameters"].items() if k not in (*HIDDEN, "comment")}
    return text + f"TBLPROPERTIES (\n{_pairs(dict(sorted(shown.items())))})"


def _columns(columns: list[dict[str, str]], storage: Mapping[str, Any]) -> str:
    lines = []
    for column in columns:
        comment = _comment(column, storage)
        lines.append(
            f"  `{column['Name']}` {column.get('Type', '')}"
            + (f" COMMENT '{_escaped(comment)}'" if comment else "")
        )
    return ", \n".join(lines)


def _pairs(values: Mapping[str, str]) -> str:
    return ", \n".join(f"  '{_escaped(k)}'='{_escaped(v)}'" for k, v in values.items())


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("'", "\\'").replace("\n", "\\n").replace("\t", "\\t")
