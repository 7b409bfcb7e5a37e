"""Types of files that have their own into a table's: widened where Athena widens, refused elsewhere."""

from __future__ import annotations

from typing import Any

from boathouse.engine.sql import types as t
from boathouse.engine.sql.failures import fail
from boathouse.engine.sql.scope import identifier, quoted

WIDENS: dict[str, tuple[str, ...]] = {
    "boolean": ("boolean",),
    "tinyint": ("tinyint", "smallint", "integer", "bigint"),
    "smallint": ("smallint", "integer", "bigint"),
    "integer": ("integer", "bigint"),
    "bigint": ("bigint",),
    "utinyint": ("smallint", "integer", "bigint"),
    "usmallint": ("integer", "bigint"),
    "uinteger": ("bigint",),
    "float": ("real", "double"),
    "double": ("double",),
    "varchar": ("varchar", "char"),
    "blob": ("varbinary", "varchar"),
    "date": ("date", "timestamp"),
    "decimal": ("decimal",),
    "time": ("time",),
    "uuid": ("uuid",),
    "enum": ("varchar", "char"),
}


def converted(sql: str, kind: Any, target: t.Type, column: str, file: str) -> str:
    """SQL for a value of DuckDB type `kind` as `target`.

    Of a pair that Athena refuses it fails with HIVE_BAD_DATA where a row reaches it: a column that a query
    leaves out does that query no harm.
    """
    found = kind.id
    if target.items:
        return _nested(sql, kind, target, column, file)
    if target.base in t.MOMENTS and found.startswith("timestamp"):
        moment = f"CAST({sql} AS TIMESTAMP)"
        return f"trino_to_millis({moment})" if target.precision == 3 else moment
    if target.base not in WIDENS.get(found, ()):
        return _mismatch(kind, target, column, file)
    if found == "blob" and target.base == "varchar":
        return f"decode({sql})"
    if target.base == "char":
        return f"rpad(left({sql}, {target.sizes[0]}), {target.sizes[0]}, ' ')"
    if target.base == "varchar" and target.sizes:
        return f"left({sql}, {target.sizes[0]})"
    same = found == target.base not in ("uuid", "decimal")  # a file's decimals may have a scale of their own
    return sql if same else f"CAST({sql} AS {target.duck})"


def _mismatch(kind: Any, target: t.Type, column: str, file: str) -> str:
    own = str(kind).upper()
    text = f"Field {column}'s type {own} in {file} is incompatible with type {target} defined in table schema"
    return fail("HIVE_BAD_DATA", quoted(text), target.duck)


def _nested(sql: str, kind: Any, target: t.Type, column: str, file: str) -> str:
    names = {"array": "list", "map": "map", "row": "struct"}
    if kind.id != names[target.base]:
        return _mismatch(kind, target, column, file)
    children = kind.children
    if target.base == "array":
        inside = converted("x", children[0][1], target.items[0], column, file)
        return f"list_transform({sql}, lambda x: {inside})"
    if target.base == "map":
        parts = [
            f"list_transform({part}({sql}), lambda x: {converted('x', child, item, column, file)})"
            for part, (_, child), item in zip(("map_keys", "map_values"), children, target.items, strict=True)
        ]
        return f"CASE WHEN {sql} IS NULL THEN NULL ELSE map({', '.join(parts)}) END"
    own = {name.lower(): (name, child) for name, child in children}
    fields = []
    for i, (name, item) in enumerate(zip(target.names, target.items, strict=True)):
        if str(name).lower() not in own:
            fields.append(f"f{i} := CAST(NULL AS {item.duck})")
            continue
        spelled, child = own[str(name).lower()]
        inside = f"({sql}).{identifier(spelled)}"
        fields.append(f"f{i} := {converted(inside, child, item, column, file)}")
    return f"CASE WHEN {sql} IS NULL THEN NULL ELSE struct_pack({', '.join(fields)}) END"
