"""UNNEST: arrays and maps as rows, side by side, padded with NULL.

https://trino.io/docs/current/sql/select.html#unnest
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from sqlglot import exp

from boathouse.engine.sql import types as t
from boathouse.engine.sql.context import Context, Scan
from boathouse.engine.sql.expressions import Expressions
from boathouse.engine.sql.scope import Field, Scope, Value


@dataclass(frozen=True)
class Relation:
    """Text that may stand in FROM, the columns it offers, and the tables whose partitions WHERE may prune."""

    sql: str
    fields: tuple[Field, ...]
    scans: tuple[Scan, ...] = ()


def unnest(
    context: Context, left: Relation, node: exp.Unnest, parent: Scope | None, *, outer: bool
) -> Relation:
    """`left` CROSS JOIN UNNEST(…), or LEFT JOIN … ON TRUE if `outer`: `left`'s columns go through."""
    context.only(node, "expressions", "alias", "offset")
    columns, total = _collections(context, left, node, parent)
    rows = f"greatest({total}, 1)" if outer else total
    heads = [f"{f.sql} AS k{i}" for i, f in enumerate(left.fields)]
    heads += [f"{source} AS s{i}" for i, (source, _) in enumerate(columns)]
    heads += [f"unnest(range(1, CAST({rows} AS BIGINT) + 1)) AS n", f"{total} AS total"]
    items = [(f"s{i}[n]", kind) for i, (_, kind) in enumerate(columns)]
    if node.args.get("offset"):
        items.append(("CASE WHEN total = 0 THEN NULL ELSE n END" if outer else "n", t.BIGINT))
    names, qualifier = _names(context, node, len(items))
    alias = context.alias("r")
    outs = [f"k{i}" for i in range(len(left.fields))] + [f"{sql} AS u{i}" for i, (sql, _) in enumerate(items)]
    inner = f"SELECT {', '.join(heads)} FROM {left.sql or '(SELECT 1) AS one'}"
    fields = [replace(f, sql=f"{alias}.k{i}") for i, f in enumerate(left.fields)]
    fields += [Field(names[i], kind, f"{alias}.u{i}", qualifier) for i, (_, kind) in enumerate(items)]
    return Relation(f"(SELECT {', '.join(outs)} FROM ({inner})) AS {alias}", tuple(fields))


def _collections(
    context: Context, left: Relation, node: exp.Unnest, parent: Scope | None
) -> tuple[list[tuple[str, t.Type]], str]:
    """The lists that become columns, and the length of the longest."""
    expressions = Expressions(context, Scope(list(left.fields), parent))
    columns: list[tuple[str, t.Type]] = []
    lengths = []
    for value in map(expressions.compile, node.expressions):
        if value.type.base not in ("array", "map"):
            raise context.error(node, "TYPE_MISMATCH", f"Cannot unnest type: {value.type}")
        length = "len" if value.type.base == "array" else "cardinality"
        lengths.append(f"coalesce({length}({value.sql}), 0)")
        columns += _spread(value)
    return columns, lengths[0] if len(lengths) == 1 else f"greatest({', '.join(lengths)})"


def _names(context: Context, node: exp.Unnest, count: int) -> tuple[list[str | None], tuple[str, ...]]:
    """The new columns' names (the parser takes the last for the ordinality's), and their qualifier."""
    alias, offset = node.args.get("alias"), node.args.get("offset")
    if alias is None:
        return [None] * count, ()
    names: list[str | None] = [c.name for c in alias.args.get("columns") or []]
    if names and isinstance(offset, exp.Identifier):
        names.append(offset.name)
    if names and len(names) != count:
        text = f"Column alias list has {len(names)} entries but '{alias.name}' has {count} columns available"
        raise context.error(node, "MISMATCHED_COLUMN_ALIASES", text)
    return names or [None] * count, (alias.name.lower(),) if alias.name else ()


def _spread(value: Value) -> list[tuple[str, t.Type]]:
    if value.type.base == "map":
        key, item = value.type.items
        return [(f"map_keys({value.sql})", key), (f"map_values({value.sql})", item)]
    item = value.type.items[0]
    if item.base == "row":
        return [(f"list_transform({value.sql}, lambda x: x.f{i})", kind) for i, kind in enumerate(item.items)]
    return [(value.sql, item)]
