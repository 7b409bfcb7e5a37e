"""FROM: tables, views, sub-queries, joins, UNNEST and VALUES, as aliased DuckDB text with named fields."""

from __future__ import annotations

from dataclasses import replace
from uuid import uuid4

from sqlglot import exp

from boathouse.engine.sql import types as t
from boathouse.engine.sql.casts import cast
from boathouse.engine.sql.catalog_types import column_type
from boathouse.engine.sql.context import Compiled, Context, Scan
from boathouse.engine.sql.expressions import Expressions
from boathouse.engine.sql.iceberg.document import Pin
from boathouse.engine.sql.iceberg.travel import pinned
from boathouse.engine.sql.metadata import metadata_table
from boathouse.engine.sql.scope import Field, Scope, Value
from boathouse.engine.sql.source import Table
from boathouse.engine.sql.unnesting import Relation, unnest

CATALOGS = ("awsdatacatalog",)


def from_clause(
    context: Context, node: exp.From | None, joins: list[exp.Join], parent: Scope | None
) -> Relation:
    """FROM a JOIN b …"""
    if node is None:
        return Relation("", ())
    relation = _relation(context, node.this, parent)
    for join in [*(node.this.args.get("joins") or []), *joins]:
        relation = _join(context, relation, join, parent)
    return relation


def _relation(context: Context, node: exp.Expr, parent: Scope | None) -> Relation:
    if isinstance(node, exp.Table):
        return _renamed(context, _table(context, node), node)
    if isinstance(node, exp.Subquery):
        return _renamed(context, _subquery(context, node, parent), node)
    if isinstance(node, exp.Values):
        return _renamed(context, _values(context, node, parent), node)
    if isinstance(node, exp.Unnest):
        return unnest(context, Relation("(SELECT 1) AS one", ()), node, parent, outer=False)
    if isinstance(node, exp.Lateral):
        context.only(node, "this", "alias")
        return _renamed(context, _subquery(context, node.this, parent), node)
    raise context.error(node, "NOT_SUPPORTED", f"{node.sql('trino')} in FROM is not supported")


def _renamed(context: Context, relation: Relation, node: exp.Expr) -> Relation:
    alias = node.args.get("alias")
    if alias is None or (isinstance(node, exp.Values) and alias.name == "_values"):
        return relation
    columns, visible = alias.args.get("columns") or [], [f for f in relation.fields if not f.hidden]
    if columns and len(columns) != len(visible):
        text = f"Column alias list has {len(columns)} entries but '{alias.name}' has {len(visible)} columns"
        raise context.error(node, "MISMATCHED_COLUMN_ALIASES", f"{text} available")
    names = [c.name for c in columns] or [f.name for f in visible]
    fields = [
        replace(f, name=n, qualifier=(alias.name.lower(),)) for f, n in zip(visible, names, strict=True)
    ]
    fields += [replace(f, qualifier=(alias.name.lower(),)) for f in relation.fields if f.hidden]
    return replace(relation, fields=tuple(fields))


def _subquery(context: Context, node: exp.Subquery, parent: Scope | None) -> Relation:
    context.only(node, "this", "alias", "joins")
    if isinstance(node.this, exp.Table):
        inner = _relation(context, node.this, parent)
        for join in node.this.args.get("joins") or []:
            inner = _join(context, inner, join, parent)
        return Relation(f"({inner.sql})", inner.fields, inner.scans)
    query = context.compile_query(context, node.this, parent)
    made = context.fresh(query.sql, [(f.name, f.type) for f in query.fields], ())
    return Relation(made.sql, made.fields)


def _values(context: Context, node: exp.Values, parent: Scope | None) -> Relation:
    query = context.compile_query(context, exp.Values(expressions=node.expressions), parent)
    made = context.fresh(query.sql, [(f.name, f.type) for f in query.fields], ())
    return Relation(made.sql, made.fields)


def _table(context: Context, node: exp.Table) -> Relation:
    context.only(node, "this", "db", "catalog", "alias", "joins", "version")
    if not isinstance(node.this, exp.Identifier):
        raise context.error(
            node, "FUNCTION_NOT_FOUND", f"Table function '{node.this.sql('trino')}' not registered"
        )
    name, database = node.name, node.db.lower() or context.database
    if node.catalog and node.catalog.lower() not in CATALOGS:
        raise context.error(node, "CATALOG_NOT_FOUND", f"Catalog '{node.catalog}' not found")
    if not node.db:
        for level in reversed(context.ctes):
            if name.lower() in level:
                _untravelled(context, node)
                return _again(context, level[name.lower()], name)
    special = metadata_table(context, database, name.lower())
    if special is not None:
        _untravelled(context, node)
        made = context.fresh(
            special.sql, [(f.name, f.type) for f in special.fields], (database, name.lower())
        )
        return Relation(made.sql, made.fields)
    table = _known(context, node, database, name.lower())
    if table.is_iceberg:
        return _scan(context, table, pinned(context, table, node))
    _untravelled(context, node)
    return _view(context, table, node) if table.is_view else _scan(context, table)


def _known(context: Context, node: exp.Table, database: str, name: str) -> Table:
    if not database:
        raise context.error(
            node, "MISSING_SCHEMA_NAME", "Schema must be specified when session schema is not set"
        )
    table = context.catalog.table(database, name)
    if table is None:
        if database not in context.catalog.databases():
            raise context.error(node, "SCHEMA_NOT_FOUND", f"Schema '{database}' does not exist")
        text = f"Table 'awsdatacatalog.{database}.{name}' does not exist"
        raise context.error(node, "TABLE_NOT_FOUND", text)
    return table


def _untravelled(context: Context, node: exp.Table) -> None:
    """Refuse FOR … AS OF: only Iceberg tables have it."""
    context.only(node, "this", "db", "catalog", "alias", "joins")


def _again(context: Context, cte: Compiled, name: str) -> Relation:
    alias = context.alias("r")
    fields = tuple(
        replace(f, sql=f"{alias}.c{i}", qualifier=(name.lower(),)) for i, f in enumerate(cte.fields)
    )
    return Relation(f"{cte.sql} AS {alias}", fields)


def _view(context: Context, table: Table, node: exp.Table) -> Relation:
    full = f"{table.database}.{table.name}"
    if full in context.views:
        raise context.error(node, "VIEW_IS_RECURSIVE", f"Statement is recursive in view '{full}'")
    source = type(context.source)(table.query)
    inside = replace(context, source=source, database=table.database, ctes=[], views=(*context.views, full))
    query = context.compile_query(inside, source.parse(), None)
    made = context.fresh(query.sql, [(f.name, f.type) for f in query.fields], (table.database, table.name))
    return Relation(made.sql, made.fields)


def _scan(context: Context, table: Table, pin: Pin | None = None) -> Relation:
    alias = context.alias("r")
    qualifier = (table.database, table.name)
    columns = pin.schema.columns() if pin else context.columns(table)
    kinds = [(c.name, column_type(c)) for c in (*columns, *table.keys)]
    fields = tuple(Field(name, kind, f"{alias}.c{i}", qualifier) for i, (name, kind) in enumerate(kinds))
    hidden = (Field("$path", t.VARCHAR, f"{alias}.path", qualifier, hidden=True),)
    cut = len(columns)
    scan = Scan(f"<<{uuid4().hex}>>", alias, table, fields[:cut], fields[cut:], hidden, context.now, pin)
    context.scans.append(scan)
    return Relation(f"{scan.token} AS {alias}", (*fields, *hidden), (scan,))


def _join(context: Context, left: Relation, join: exp.Join, parent: Scope | None) -> Relation:
    context.only(join, "this", "kind", "side", "on", "using", "method")
    side, kind = (join.side or "").upper(), (join.kind or "").upper()
    if join.method or kind not in ("", "INNER", "CROSS", "OUTER"):
        raise context.error(join.this, "NOT_SUPPORTED", f"{join.method or kind} JOIN is not supported")
    if isinstance(join.this, exp.Unnest):
        on = join.args.get("on")
        if side not in ("", "LEFT") or (on is not None and not (isinstance(on, exp.Boolean) and on.this)):
            raise context.error(
                join.this, "NOT_SUPPORTED", "JOIN involving UNNEST is only supported with condition ON TRUE"
            )
        return unnest(context, left, join.this, parent, outer=side == "LEFT")
    lateral = isinstance(join.this, exp.Lateral)
    right = _relation(context, join.this, Scope(list(left.fields), parent) if lateral else parent)
    if lateral:
        right = replace(right, sql=f"LATERAL {right.sql}")
    for inner in join.this.args.get("joins") or [] if isinstance(join.this, exp.Table) else []:
        right = _join(context, right, inner, parent)
    scans = _prunable(left, right, side)
    if join.args.get("using"):
        return _using(context, left, right, join, side, scans)
    fields = (*left.fields, *right.fields)
    condition = join.args.get("on")
    if condition is None:
        if side or kind == "INNER":
            raise context.error(join.this, "SYNTAX_ERROR", "a join needs ON or USING")
        return Relation(f"{left.sql} CROSS JOIN {right.sql}", fields, scans)
    on_sql = Expressions(context, Scope(list(fields), parent)).boolean(condition, "JOIN ON clause").sql
    return Relation(f"{left.sql} {side} JOIN {right.sql} ON {on_sql}", fields, scans)


def _prunable(left: Relation, right: Relation, side: str) -> tuple[Scan, ...]:
    if side == "FULL":
        return ()
    return {"": (*left.scans, *right.scans), "LEFT": left.scans, "RIGHT": right.scans}[side]


def _using(
    context: Context, left: Relation, right: Relation, join: exp.Join, side: str, scans: tuple[Scan, ...]
) -> Relation:
    conditions, merged, used = [], [], set()
    for column in join.args["using"]:
        pair = []
        for relation, which in ((left, "left"), (right, "right")):
            found = [f for f in relation.fields if f.answers((column.name.lower(),))]
            if len(found) != 1:
                text = f"Column '{column.name}' is missing from {which} side of join"
                raise context.error(column, "COLUMN_NOT_FOUND", text)
            pair.append(found[0])
        kind = t.common(pair[0].type, pair[1].type)
        if kind is None:
            text = (
                f"Column types of left and right side of join do not match: {pair[0].type} vs {pair[1].type}"
            )
            raise context.error(column, "TYPE_MISMATCH", text)
        sides = [cast(Value(f.sql, f.type), kind).sql for f in pair]
        conditions.append(f"{sides[0]} = {sides[1]}")
        whole = {"": sides[0], "LEFT": sides[0], "RIGHT": sides[1]}.get(
            side, f"coalesce({sides[0]}, {sides[1]})"
        )
        merged.append(Field(column.name, kind, whole))
        used |= {f.sql for f in pair}
    rest = [f for f in (*left.fields, *right.fields) if f.sql not in used]
    return Relation(
        f"{left.sql} {side} JOIN {right.sql} ON {' AND '.join(conditions)}", (*merged, *rest), scans
    )
