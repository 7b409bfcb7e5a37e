"""UNNEST: arrays and maps as rows, side by side, padded with NULL.

https://trino.io/docs/current/sql/select.html#unnest
https://docs.aws.amazon.com/athena/latest/ug/query-examples-waf-logs-count.html
Differs: an array of rows is one column of rows, as in Athena, but a list of names that is long enough for the
rows' fields takes them apart, as in Trino.
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
    values, total = _collections(context, left, node, parent)
    names, qualifier = _names(node)
    columns = _columns(context, node, values, len(names))
    rows = f"greatest({total}, 1)" if outer else total
    heads = [f"{f.sql} AS k{i}" for i, f in enumerate(left.fields)]
    heads += [f"{source} AS s{i}" for i, (source, _) in enumerate(columns)]
    heads += [f"unnest(range(1, CAST({rows} AS BIGINT) + 1)) AS n", f"{total} AS total"]
    items = [(f"s{i}[n]", kind) for i, (_, kind) in enumerate(columns)]
    if node.args.get("offset"):
        items.append(("CASE WHEN total = 0 THEN NULL ELSE n END" if outer else "n", t.BIGINT))
    alias = context.alias("r")
    outs = [f"k{i}" for i in range(len(left.fields))] + [f"{sql} AS u{i}" for i, (sql, _) in enumerate(items)]
    inner = f"SELECT {', '.join(heads)} FROM {left.sql or '(SELECT 1) AS one'}"
    fields = [replace(f, sql=f"{alias}.k{i}") for i, f in enumerate(left.fields)]
    fields += [
        Field(names[i] if names else None, kind, f"{alias}.u{i}", qualifier)
        for i, (_, kind) in enumerate(items)
    ]
    return Relation(f"(SELECT {', '.join(outs)} FROM ({inner})) AS {alias}", tuple(fields))


def _collections(
    context: Context, left: Relation, node: exp.Unnest, parent: Scope | None
) -> tuple[list[Value], str]:
    """What is unnested, and the length of the longest."""
    expressions = Expressions(context, Scope(list(left.fields), parent))
    values = [expressions.compile(expression) for expression in node.expressions]
    lengths = []
    for value in values:
        if value.type.base not in ("array", "map"):
            raise context.error(node, "TYPE_MISMATCH", f"Cannot unnest type: {value.type}")
        length = "len" if value.type.base == "array" else "cardinality"
        lengths.append(f"coalesce({length}({value.sql}), 0)")
    return values, lengths[0] if len(lengths) == 1 else f"greatest({', '.join(lengths)})"


def _names(node: exp.Unnest) -> tuple[list[str], tuple[str, ...]]:
    """The new columns' names (the parser takes the last for the ordinality's), and their qualifier."""
    alias, offset = node.args.get("alias"), node.args.get("offset")
    if alias is None:
        return [], ()
    names: list[str] = [c.name for c in alias.args.get("columns") or []]
    if names and isinstance(offset, exp.Identifier):
        names.append(offset.name)
    return names, (alias.name.lower(),) if alias.name else ()


def _columns(context: Context, node: exp.Unnest, values: list[Value], named: int) -> list[tuple[str, t.Type]]:
    """The lists that become columns, as many as are named: rows whole if that suits, else taken apart."""
    whole = [column for value in values for column in _spread(value)]
    apart = [column for value in values for column in _spread(value, rows=True)]
    ordinality = 1 if node.args.get("offset") else 0
    if named in (0, len(whole) + ordinality):
        return whole
    if named == len(apart) + ordinality:
        return apart
    text = (
        f"Column alias list has {named} entries but '{node.args['alias'].name}' has {len(whole) + ordinality}"
    )
    raise context.error(node, "MISMATCHED_COLUMN_ALIASES", f"{text} columns available")


def _spread(value: Value, *, rows: bool = False) -> list[tuple[str, t.Type]]:
    if value.type.base == "map":
        key, item = value.type.items
        return [(f"map_keys({value.sql})", key), (f"map_values({value.sql})", item)]
    item = value.type.items[0]
    if rows and item.base == "row":
        return [(f"list_transform({value.sql}, lambda x: x.f{i})", kind) for i, kind in enumerate(item.items)]
    return [(value.sql, item)]
