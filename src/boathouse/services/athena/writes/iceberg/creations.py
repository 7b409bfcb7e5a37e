"""CREATE TABLE AS of Iceberg tables."""

from __future__ import annotations

import json
import re

from pyiceberg.catalog.noop import NoopCatalog
from pyiceberg.serializers import ToOutputFile
from pyiceberg.table import CommitTableResponse, Table
from pyiceberg.table.metadata import TableMetadataUtil
from pyiceberg.table.update import TableRequirement, TableUpdate, update_table_metadata

from boathouse.engine.sql import QueryError
from boathouse.engine.sql import types as t
from boathouse.engine.sql.hive.statements import Transformed
from boathouse.engine.sql.hive.tables import PLAIN, SIZED
from boathouse.engine.sql.iceberg.catalogued import entry
from boathouse.engine.sql.iceberg.creation import Head, first_document
from boathouse.engine.sql.iceberg.storage import Storage
from boathouse.engine.sql.trino.statements import CreateTableAs
from boathouse.services.athena.ddl.scene import Scene
from boathouse.services.athena.writes.iceberg.commits import next_uri, plain
from boathouse.services.athena.writes.work import Order, Written, distinct

KNOWN = frozenset(
    [
        *("format", "is_external", "location", "partitioning", "table_type", "write_compression"),
        *("optimize_rewrite_min_data_file_size_bytes", "optimize_rewrite_max_data_file_size_bytes"),
        *("optimize_rewrite_data_file_threshold", "optimize_rewrite_delete_file_threshold"),
        *("vacuum_min_snapshots_to_keep", "vacuum_max_snapshot_age_seconds"),
        *("vacuum_max_metadata_files_to_keep", "write_target_data_file_size_bytes"),
    ]
)
OWN = frozenset(["is_external", "location", "partitioning", "table_type"])
"""Properties that are the statement's and not the table's."""

TRANSFORM = re.compile(r'(?:(\w+)\s*\(\s*)?"?([^",()\s]+)"?\s*(?:,\s*"?([^",()\s]+)"?\s*)?(\))?')


def create_iceberg_table_as(order: Order, statement: CreateTableAs, database: str, name: str) -> Written:
    """CREATE TABLE AS of an Iceberg table: its files, its metadata, then its entry in the catalog.

    AWS: https://docs.aws.amazon.com/athena/latest/ug/create-table-as.html
    Differs: Parquet files only. The properties location, which must be a place without files, and
    is_external = false must be given.
    """
    properties = _properties(statement)
    plan = order.plan(statement)
    distinct(statement, plan)
    heads = [Head(column.name.lower(), _storable(column.name, column.type)) for column in plan.columns]
    fields = [_field(text) for text in _listed(statement.properties.get("partitioning", ()))]
    location = str(statement.properties["location"])
    document = first_document(heads, fields, location, properties)
    order.empty(location, f"{database}.{name}")
    with Storage(order.scene.lake) as storage:
        metadata = TableMetadataUtil.parse_raw(json.dumps(document))
        catalog = _Born(order.scene, database, name, statement.comment)
        table = Table((database, name), metadata, "", storage, catalog)
        files = order.scene.query.write_files(plan.values, metadata, storage) if statement.with_data else []
        transaction = table.transaction()
        if files:
            with transaction.update_snapshot().fast_append() as snapshot:
                for file in files:
                    snapshot.append_data_file(file)
            transaction.commit_transaction()
        else:
            catalog.commit_table(table, (), ())
    return Written([file.file_path for file in files], sum(f.record_count for f in files), plan.size)


class _Born(NoopCatalog):
    """The catalog, which does not have the table yet."""

    def __init__(self, scene: Scene, database: str, name: str, comment: str) -> None:
        super().__init__(name)
        self._scene, self._database, self._name, self._comment = scene, database, name, comment

    def commit_table(
        self, table: Table, requirements: tuple[TableRequirement, ...], updates: tuple[TableUpdate, ...]
    ) -> CommitTableResponse:
        """Write the first metadata file and make the table."""
        metadata = update_table_metadata(table.metadata, updates) if updates else table.metadata
        uri = next_uri(metadata, "")
        ToOutputFile.table_metadata(metadata, table.io.new_output(uri))
        members = entry(self._name, plain(metadata), uri, self._comment)
        self._scene.glue.tables.create_table(database_name=self._database, table_input=members)
        return CommitTableResponse.model_construct(metadata=metadata, metadata_location=uri)


def _properties(statement: CreateTableAs) -> dict[str, str]:
    """The table's properties. Raises QueryError for what the statement lacks, and for what is not known."""
    given = statement.properties
    for key in given:
        if key not in KNOWN:
            text = f"Catalog 'awsdatacatalog' table property '{key}' does not exist"
            raise QueryError("INVALID_TABLE_PROPERTY", text, line=1, column=1)
    if given.get("is_external", True) is not False:
        text = "An Iceberg table is not external: CREATE TABLE AS needs is_external = false"
        raise QueryError("INVALID_TABLE_PROPERTY", text)
    if not given.get("location"):
        raise QueryError("INVALID_TABLE_PROPERTY", "CREATE TABLE AS of an Iceberg table needs location")
    kind = str(given.get("format", "PARQUET")).upper()
    if kind != "PARQUET":
        if kind not in ("ORC", "AVRO"):
            raise QueryError("INVALID_TABLE_PROPERTY", f"Invalid value for format: '{kind}'")
        text = f"Writing an Iceberg table of {kind} files is not emulated by Boathouse"
        raise QueryError("NOT_SUPPORTED", text)
    return {"format": "parquet"} | {key: str(value) for key, value in given.items() if key not in OWN}


def _storable(name: str, kind: t.Type) -> t.Type:
    """A column's type, if a table of Iceberg's can hold it."""
    if kind.base == "unknown":
        raise QueryError("COLUMN_TYPE_UNKNOWN", f"Column type is unknown: {name}")
    if kind.base in (*t.MOMENTS, "time") and kind.precision != 6:
        what = "Time" if kind.base == "time" else "Timestamp"
        wanted = str(kind).replace("(3)", "(6)") if kind.sizes or kind.base != "time" else "time(6)"
        text = f'{what} precision ({kind.precision}) not supported for Iceberg. Use "{wanted}" instead.'
        raise QueryError("NOT_SUPPORTED", text)
    if kind.base == "row" and not all(kind.names):
        raise QueryError("NOT_SUPPORTED", f"Row type of column '{name}' has fields without names: {kind}")
    for item in kind.items:
        _storable(name, item)
    return kind


def _listed(value: object) -> tuple[str, ...]:
    return value if isinstance(value, tuple) else (str(value),)


def _field(text: str) -> Transformed:
    """`day(at)`, `bucket(id, 16)`, `bucket(16, id)` or a column's name."""
    found = TRANSFORM.fullmatch(text.strip())
    if found is None or bool(found[1]) != bool(found[4]):
        raise QueryError("INVALID_TABLE_PROPERTY", f"Invalid partition field declaration: {text}")
    word, column, other = (found[1] or "identity").lower(), found[2].lower(), found[3]
    if (word in SIZED) == bool(other) and word in ("identity", *PLAIN, *SIZED):
        if not other:
            return Transformed(word, column)
        size, source = (other, column) if other.isdigit() else (column, other.lower())
        if size.isdigit():
            return Transformed(f"{word}[{size}]", source)
    raise QueryError("INVALID_TABLE_PROPERTY", f"Invalid partition field declaration: {text}")
