"""Query expressions: SELECT with its clauses, set operations, VALUES and WITH."""

from __future__ import annotations

from dataclasses import replace

from sqlglot import exp

from boathouse.engine.sql import types as t
from boathouse.engine.sql.casts import cast
from boathouse.engine.sql.context import Compiled, Context, Scan
from boathouse.engine.sql.expressions import Expressions
from boathouse.engine.sql.grouping import grouping
from boathouse.engine.sql.ordering import limits, ordering, output_item
from boathouse.engine.sql.pruning import prune
from boathouse.engine.sql.relations import from_clause
from boathouse.engine.sql.scope import Field, Scope, Value

SELECT = (
    "expressions",
    "from_",
    "joins",
    "where",
    "group",
    "having",
    "order",
    "limit",
    "offset",
    "distinct",
    "with_",
    "windows",
    "kind",
)


def compile_query(context: Context, node: exp.Expr, parent: Scope | None) -> Compiled:
    """Any query expression; its columns are c0, c1, … in order."""
    with_ = node.args.get("with_")
    if with_ is None:
        return _body(context, node, parent)
    context.only(with_, "expressions")
    level: dict[str, Compiled] = {}
    context.ctes.append(level)
    try:
        definitions = [_cte(context, cte, level, parent) for cte in with_.expressions]
        body = _body(context, node, parent)
    finally:
        context.ctes.pop()
    return Compiled(f"WITH {', '.join(definitions)} {body.sql}", body.fields)


def _cte(context: Context, cte: exp.CTE, level: dict[str, Compiled], parent: Scope | None) -> str:
    context.only(cte, "this", "alias")
    query = compile_query(context, cte.this, parent)
    names = [c.name for c in cte.args["alias"].args.get("columns") or []]
    if names and len(names) != len(query.fields):
        text = f"Column alias list has {len(names)} entries but relation has {len(query.fields)} columns"
        raise context.error(cte.args["alias"], "MISMATCHED_COLUMN_ALIASES", text)
    alias = context.alias("w")
    fields = [replace(f, name=names[i] if names else f.name) for i, f in enumerate(query.fields)]
    level[cte.alias.lower()] = Compiled(alias, tuple(fields))
    columns = ", ".join(f"c{i}" for i in range(len(fields)))
    return f"{alias}({columns}) AS ({query.sql})"


def _body(context: Context, node: exp.Expr, parent: Scope | None) -> Compiled:
    if isinstance(node, exp.Select):
        return _select(context, node, parent)
    if isinstance(node, exp.SetOperation):
        return _set_operation(context, node, parent)
    if isinstance(node, exp.Values):
        return _values(context, node, parent)
    if isinstance(node, exp.Subquery):
        context.only(node, "this", "order", "limit", "offset", "with_")
        inner = compile_query(context, node.this, parent)
        return _sorted_outputs(context, node, inner, parent)
    raise context.error(node, "NOT_SUPPORTED", f"{type(node).__name__} statements are not supported")


def _values(context: Context, node: exp.Values, parent: Scope | None) -> Compiled:
    context.only(node, "expressions", "alias", "order", "limit", "offset", "with_")
    expressions = Expressions(context, Scope(parent=parent))
    rows = [[expressions.compile(e) for e in row.expressions] for row in node.expressions]
    if len({len(row) for row in rows}) != 1:
        raise context.error(node, "TYPE_MISMATCH", "Values rows have mismatched sizes")
    columns = [
        expressions.unify(node, list(column), "Values rows have mismatched types")
        for column in zip(*rows, strict=True)
    ]
    lines = [", ".join(c[0][i].sql for c in columns) for i in range(len(rows))]
    heads = ", ".join(f"CAST(c{i} AS {kind.duck}) AS c{i}" for i, (_, kind) in enumerate(columns))
    names = ", ".join(f"c{i}" for i in range(len(columns)))
    sql = f"SELECT {heads} FROM (VALUES {', '.join(f'({line})' for line in lines)}) AS v({names})"
    fields = tuple(Field(None, kind, f"c{i}") for i, (_, kind) in enumerate(columns))
    return _sorted_outputs(context, node, Compiled(sql, fields), parent)


def _set_operation(context: Context, node: exp.SetOperation, parent: Scope | None) -> Compiled:
    context.only(node, "this", "expression", "distinct", "order", "limit", "offset", "with_")
    left, right = (compile_query(context, node.args[side], parent) for side in ("this", "expression"))
    word = {exp.Union: "UNION", exp.Except: "EXCEPT", exp.Intersect: "INTERSECT"}[type(node)]
    if len(left.fields) != len(right.fields):
        text = f"{word} query has different number of fields: {len(left.fields)}, {len(right.fields)}"
        raise context.error(node.expression, "TYPE_MISMATCH", text)
    kinds = []
    for i, (a, b) in enumerate(zip(left.fields, right.fields, strict=True)):
        kind = t.common(a.type, b.type)
        if kind is None:
            text = f"column {i + 1} in {word} query has incompatible types: {a.type}, {b.type}"
            raise context.error(node.expression, "TYPE_MISMATCH", text)
        kinds.append(kind)
    sides = [_converted(query, kinds) for query in (left, right)]
    fields = tuple(
        Field(f.name, kind, f"c{i}") for i, (f, kind) in enumerate(zip(left.fields, kinds, strict=True))
    )
    all_ = "" if node.args.get("distinct") else " ALL"
    return _sorted_outputs(context, node, Compiled(f"({sides[0]}) {word}{all_} ({sides[1]})", fields), parent)


def _converted(query: Compiled, kinds: list[t.Type]) -> str:
    heads = [
        f"{cast(Value(f'q.c{i}', f.type), kind).sql} AS c{i}"
        for i, (f, kind) in enumerate(zip(query.fields, kinds, strict=True))
    ]
    names = ", ".join(f"c{i}" for i in range(len(kinds)))
    return f"SELECT {', '.join(heads)} FROM ({query.sql}) AS q({names})"


def _sorted_outputs(context: Context, node: exp.Expr, query: Compiled, parent: Scope | None) -> Compiled:
    """ORDER BY and LIMIT behind a set operation: they see its output columns only."""
    if not any(node.args.get(key) for key in ("order", "limit", "offset")):
        return query
    made = context.fresh(query.sql, [(f.name, f.type) for f in query.fields], ())
    order = ""
    if node.args.get("order"):
        expressions = Expressions(context, Scope(list(made.fields), parent))
        items = [
            output_item(context, o, list(made.fields), expressions) for o in node.args["order"].expressions
        ]
        order = f" ORDER BY {', '.join(items)}"
    heads = ", ".join(f"{f.sql} AS c{i}" for i, f in enumerate(made.fields))
    fields = tuple(replace(f, sql=f"c{i}") for i, f in enumerate(query.fields))
    return Compiled(f"SELECT {heads} FROM {made.sql}{order}{limits(context, node)}", fields)


def _select(context: Context, node: exp.Select, parent: Scope | None) -> Compiled:
    context.only(node, *SELECT)
    if node.args.get("kind"):
        raise context.error(node, "SYNTAX_ERROR", f"mismatched input '{node.args['kind']}'")
    relation = from_clause(context, node.args.get("from_"), node.args.get("joins") or [], parent)
    scope = Scope(list(relation.fields), parent)
    where = _where(context, node, scope, relation.scans)
    items = _items(context, node, relation.fields)
    groups = grouping(context, node, scope, [item for item, _ in items])
    expressions = Expressions(context, scope, groups.keys if groups else None)
    expressions.windows_allowed = True
    expressions.windows = {w.this.name.lower(): w for w in node.args.get("windows") or []}
    values = [
        expressions.compile(item) if isinstance(item, exp.Expr) else _plain(expressions, item)
        for item, _ in items
    ]
    having = _having(expressions, node)
    fields = tuple(
        Field(name, v.type, f"c{i}") for i, ((_, name), v) in enumerate(zip(items, values, strict=True))
    )
    order = ordering(context, node, expressions, fields, values)
    distinct = node.args.get("distinct")
    if distinct is not None:
        context.only(distinct)
    heads = ", ".join(f"{v.sql} AS c{i}" for i, v in enumerate(values))
    source = f" FROM {relation.sql}" if relation.sql else ""
    group = groups.sql if groups else ""
    word = "SELECT DISTINCT" if distinct else "SELECT"
    sql = f"{word} {heads}{source}{where}{group}{having}{order}{limits(context, node)}"
    return Compiled(sql, fields)


def _plain(expressions: Expressions, column: Field) -> Value:
    return expressions.use(exp.column(column.name or "?"), column, outer=False)


def _where(context: Context, node: exp.Select, scope: Scope, scans: tuple[Scan, ...]) -> str:
    where = node.args.get("where")
    if where is None:
        return ""
    condition = Expressions(context, scope).boolean(where.this, "WHERE clause")
    prune(context, where.this, scope, scans)
    return f" WHERE {condition.sql}"


def _having(expressions: Expressions, node: exp.Select) -> str:
    having = node.args.get("having")
    if having is None:
        return ""
    expressions.windows_allowed = False
    condition = expressions.boolean(having.this, "HAVING clause")
    expressions.windows_allowed = True
    return f" HAVING {condition.sql}"


Item = tuple["exp.Expr | Field", "str | None"]


def _items(context: Context, node: exp.Select, fields: tuple[Field, ...]) -> list[Item]:
    items: list[Item] = []
    visible = [f for f in fields if not f.hidden]
    for item in node.expressions:
        if isinstance(item, exp.Star):
            context.only(item)
            if not visible:
                raise context.error(
                    node, "SYNTAX_ERROR", "SELECT * not allowed in queries without FROM clause"
                )
            items += [(f, f.name) for f in visible]
        elif isinstance(item, exp.Column) and isinstance(item.this, exp.Star):
            qualifier = tuple(p.name.lower() for p in item.parts[:-1])
            found = [f for f in visible if f.qualifier[len(f.qualifier) - len(qualifier) :] == qualifier]
            if not found:
                raise context.error(
                    item, "TABLE_NOT_FOUND", f"Unable to resolve reference {'.'.join(qualifier)}"
                )
            items += [(f, f.name) for f in found]
        elif isinstance(item, exp.Alias):
            items.append((item.this, item.alias))
        else:
            items.append((item, _own_name(item)))
    return items


def _own_name(item: exp.Expr) -> str | None:
    if isinstance(item, (exp.Column, exp.Identifier)):
        return item.name
    return item.expression.name if isinstance(item, exp.Dot) else None
