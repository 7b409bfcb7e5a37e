"""The built-in classifiers of Parquet and ORC: the schema and the number of rows stand in the footer.

AWS: https://docs.aws.amazon.com/glue/latest/dg/add-classifier.html
"""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import Any

from boathouse.engine.crawl.kinds import STRING, Kind, struct
from boathouse.engine.crawl.schemas import Schema

_PLAIN = {
    "bool": "boolean",
    "int8": "tinyint",
    "uint8": "smallint",
    "int16": "smallint",
    "uint16": "int",
    "int32": "int",
    "uint32": "bigint",
    "int64": "bigint",
    "uint64": "bigint",
    "halffloat": "float",
    "float": "float",
    "double": "double",
    "date32[day]": "date",
    "date64[ms]": "date",
    "binary": "binary",
    "large_binary": "binary",
    "null": "null",
}


def parquet(path: Path) -> Schema | None:
    """The schema of a Parquet file, None if it is none or damaged."""
    arrow, module = import_module("pyarrow"), import_module("pyarrow.parquet")
    try:
        with module.ParquetFile(str(path)) as file:
            return Schema("parquet", _columns(file.schema_arrow), records=file.metadata.num_rows)
    except (arrow.ArrowException, OSError):
        return None


def orc(path: Path) -> Schema | None:
    """The schema of an ORC file, None if it is none or damaged."""
    arrow, module = import_module("pyarrow"), import_module("pyarrow.orc")
    try:
        file = module.ORCFile(str(path))
        return Schema("orc", _columns(file.schema), records=file.nrows)
    except (arrow.ArrowException, OSError):
        return None


def _columns(schema: Any) -> dict[str, Kind]:
    return {field.name: _kind(field.type) for field in schema}


def _kind(kind: Any) -> Kind:
    types = import_module("pyarrow").types
    if types.is_dictionary(kind):
        return _kind(kind.value_type)
    if types.is_struct(kind):
        return struct({field.name: _kind(field.type) for field in kind})
    if types.is_map(kind):
        return Kind("map", (_kind(kind.key_type), _kind(kind.item_type)))
    if types.is_list(kind) or types.is_large_list(kind) or types.is_fixed_size_list(kind):
        return Kind("array", (_kind(kind.value_type),))
    if types.is_timestamp(kind):
        return Kind("timestamp")
    if types.is_decimal(kind):
        return Kind(f"decimal({kind.precision},{kind.scale})")
    if types.is_fixed_size_binary(kind):
        return Kind("binary")
    name = _PLAIN.get(str(kind))
    return Kind(name) if name else STRING
