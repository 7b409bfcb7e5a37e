"""DELETE, UPDATE and MERGE: which rows of a table they change, and what becomes of these.

https://docs.aws.amazon.com/athena/latest/ug/querying-iceberg-delete.html
https://docs.aws.amazon.com/athena/latest/ug/querying-iceberg-update.html
https://docs.aws.amazon.com/athena/latest/ug/merge-into-statement.html
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import starmap

from sqlglot import exp

from boathouse.engine.sql.connection import Session
from boathouse.engine.sql.context import Context, Scan
from boathouse.engine.sql.expressions import Expressions
from boathouse.engine.sql.failures import QueryError
from boathouse.engine.sql.iceberg.document import Pin
from boathouse.engine.sql.relations import from_clause
from boathouse.engine.sql.scans import Read
from boathouse.engine.sql.scope import Field, Scope, quoted
from boathouse.engine.sql.source import Table
from boathouse.engine.sql.types import Type
from boathouse.engine.sql.unnesting import Relation
from boathouse.engine.sql.writers.assignment import fits, stored

HELD, SOURCE, CHANGED, FRESH = "held", "source", "changed", "fresh"
"""Tables of the session: rows of files that may change, rows to merge, and what becomes of both."""

KEPT, GONE = 0, -1
"""What becomes of a row, beside the numbers of the clauses that give it new values."""


@dataclass(frozen=True)
class Change:
    """A checked statement in pieces of DuckDB's text, which read the target under a token.

    `rows` is what stands behind SELECT to meet each row that the statement speaks of, `action` tells what
    becomes of it, and `values` what is in it then, by the action of a table k. `source` makes the rows that
    are merged, `fresh` is the action for those among them that met none, `inserted` what is in them then.
    """

    table: Table
    pin: Pin
    target: Scan
    rows: str
    action: str
    values: tuple[str, ...]
    source: str = ""
    alias: str = ""
    fresh: str = ""
    inserted: tuple[str, ...] = ()
    scan: str = ""
    size: int = 0

    def reading(self, scan: Scan, found: Read) -> Change:
        """The statement with a table in the place of its token; the target keeps its own."""
        if scan is self.target:
            return replace(self, scan=found.sql, size=self.size + found.size)
        return replace(
            self,
            rows=self.rows.replace(scan.token, found.sql),
            action=self.action.replace(scan.token, found.sql),
            values=tuple(value.replace(scan.token, found.sql) for value in self.values),
            source=self.source.replace(scan.token, found.sql),
            fresh=self.fresh.replace(scan.token, found.sql),
            inserted=tuple(value.replace(scan.token, found.sql) for value in self.inserted),
            size=self.size + found.size,
        )


@dataclass(frozen=True)
class Touched:
    """The files that go, the rows that come in their place as a query, and how many rows have changed."""

    paths: tuple[str, ...]
    values: str
    count: int


def compile_change(context: Context, node: exp.Delete | exp.Update | exp.Merge) -> Change:
    """Check a statement. Raises QueryError for whatever Athena would refuse."""
    target = _target(context, node)
    if isinstance(node, exp.Merge):
        return _merge(context, node, target)
    context.only(node, "this", "where", *(["expressions"] if isinstance(node, exp.Update) else []))
    scope = Scope(list(target.fields))
    where = node.args.get("where")
    condition = "true"
    if where is not None:
        condition = Expressions(context, scope).boolean(where.this, "WHERE clause").sql
    columns = _columns(target)
    if isinstance(node, exp.Delete):
        action, values = str(GONE), [f"CAST(NULL AS {f.type.duck})" for f in columns]
    else:
        action, values = (
            "1",
            _set(context, node.expressions, columns, scope, "UPDATE table column types don't match"),
        )
    (scan,) = target.scans
    assert scan.pin is not None
    rows = f"FROM {target.sql} WHERE {condition}"
    return Change(scan.table, scan.pin, scan, rows, action, tuple(values))


def _target(context: Context, node: exp.Expr) -> Relation:
    if not isinstance(node.this, exp.Table):
        raise context.error(node, "SYNTAX_ERROR", "a table's name is missing")
    relation = from_clause(context, exp.From(this=node.this.copy()), [], None)
    scan = relation.scans[0] if relation.scans else None
    if scan is None:
        raise context.error(node.this, "NOT_SUPPORTED", "Updating or deleting in a view is not supported")
    if scan.pin is None:
        text = "Modifying Hive table rows is only supported for transactional tables"
        raise context.error(node.this, "NOT_SUPPORTED", text)
    if scan.pin.travels:
        raise context.error(node.this, "NOT_SUPPORTED", "FOR … AS OF in a table that is written")
    return relation


def _columns(target: Relation) -> list[Field]:
    return [field for field in target.fields if not field.hidden]


def _set(
    context: Context, assignments: Sequence[exp.Expr], columns: Sequence[Field], scope: Scope, what: str
) -> list[str]:
    """The values of all columns, those that are set and those that stay."""
    places = {str(field.name): i for i, field in enumerate(columns)}
    values = [field.sql for field in columns]
    names: list[str] = []
    wanted, given = list[Type](), list[Type]()
    for assignment in assignments:
        if not isinstance(assignment, exp.EQ) or not isinstance(assignment.this, exp.Column):
            raise context.error(assignment, "SYNTAX_ERROR", f"mismatched input '{assignment.sql('trino')}'")
        column = assignment.this
        if len(column.parts) > 1:
            raise context.error(column, "SYNTAX_ERROR", "mismatched input '.'. Expecting: '='")
        name = column.name.lower()
        if name not in places:
            text = f"The UPDATE SET target column {name} doesn't exist"
            raise context.error(column, "COLUMN_NOT_FOUND", text)
        if name in names:
            raise context.error(column, "NOT_SUPPORTED", f"Multiple assignments for column {name}")
        names.append(name)
        value = Expressions(context, scope).compile(assignment.expression)
        wanted.append(columns[places[name]].type)
        given.append(value.type)
        if fits(value.type, wanted[-1]):
            values[places[name]] = stored(value, wanted[-1])
    _matching(context, assignments[0], wanted, given, what)
    return values


def _matching(
    context: Context, node: exp.Expr, wanted: Sequence[Type], given: Sequence[Type], text: str
) -> None:
    if len(wanted) != len(given) or not all(map(fits, given, wanted)):
        kinds = f"Table: [{', '.join(map(str, wanted))}], Expressions: [{', '.join(map(str, given))}]"
        raise context.error(node, "TYPE_MISMATCH", f"{text} SET expressions: {kinds}")


def _merge(context: Context, node: exp.Merge, target: Relation) -> Change:
    context.only(node, "this", "using", "on", "whens")
    made, source = _source(context, node.args["using"])
    columns = _columns(target)
    both = Scope([*target.fields, *source.fields])
    condition = Expressions(context, both).boolean(node.args["on"], "MERGE ON clause").sql
    actions, cases = list[str](), list[tuple[int, list[str]]]()
    fresh, rows = list[str](), list[tuple[int, list[str]]]()
    for number, when in enumerate(node.args["whens"].expressions, 1):
        _clause(context, when)
        matched, then = when.args.get("matched"), when.args["then"]
        scope = both if matched else Scope(list(source.fields))
        met = _met(context, when, scope)
        if not matched:
            fresh.append(f"WHEN {met} THEN {number}")
            rows.append((number, _inserted(context, then, columns, scope, number - 1)))
        elif isinstance(then, exp.Update):
            actions.append(f"WHEN {met} THEN {number}")
            what = f"MERGE table column types don't match for MERGE case {number - 1},"
            cases.append((number, _set(context, then.expressions, columns, scope, what)))
        else:
            actions.append(f"WHEN {met} THEN {GONE}")
    (scan,) = target.scans
    assert scan.pin is not None
    action = f"CASE {' '.join(actions)} ELSE {KEPT} END" if actions else str(KEPT)
    return Change(
        scan.table,
        scan.pin,
        scan,
        f"FROM {target.sql}, {source.sql} WHERE {condition}",
        action,
        tuple(_chosen(columns, cases)),
        made,
        source.sql.rpartition(" AS ")[2],
        f"CASE {' '.join(fresh)} ELSE {KEPT} END" if fresh else "",
        tuple(_chosen(columns, rows)),
    )


def _source(context: Context, node: exp.Expr) -> tuple[str, Relation]:
    """The query for the rows to merge, and what the statement sees of them."""
    relation = from_clause(context, exp.From(this=node.copy()), [], None)
    alias = context.alias("s")
    fields = tuple(replace(f, sql=f"{alias}.c{i}") for i, f in enumerate(relation.fields))
    heads = ", ".join(f"{f.sql} AS c{i}" for i, f in enumerate(relation.fields))
    query = f"SELECT {heads}, row_number() OVER () AS sid FROM {relation.sql}"
    return query, Relation(f"{SOURCE} AS {alias}", fields)


def _clause(context: Context, when: exp.When) -> None:
    """Refuse a clause that Trino's grammar does not have."""
    context.only(when, "matched", "condition", "then")
    then, matched = when.args["then"], when.args.get("matched")
    deletes = isinstance(then, exp.Var) and then.name.upper() == "DELETE"
    updates = isinstance(then, exp.Update) and not any(isinstance(e, exp.Star) for e in then.expressions)
    inserts = isinstance(then, exp.Insert) and isinstance(then.expression, exp.Tuple)
    if not (deletes or updates if matched else inserts):
        expected = "'DELETE', 'UPDATE'" if matched else "'INSERT'"
        text = f"mismatched input '{then.sql('trino')}'. Expecting: {expected}"
        raise context.error(when, "SYNTAX_ERROR", text)
    if not isinstance(then, exp.Var):
        context.only(then, "expressions", "this", "expression")


def _met(context: Context, when: exp.When, scope: Scope) -> str:
    condition = when.args.get("condition")
    if condition is None:
        return "true"
    return f"coalesce({Expressions(context, scope).boolean(condition, 'MERGE WHEN clause').sql}, false)"


def _inserted(
    context: Context, then: exp.Insert, columns: Sequence[Field], scope: Scope, case: int
) -> list[str]:
    by_name = {str(field.name): field for field in columns}
    listed = then.this.expressions if isinstance(then.this, exp.Tuple) else None
    names = [name.name.lower() for name in listed] if listed is not None else list(by_name)
    for i, name in enumerate(names):
        if name not in by_name:
            text = f"Insert column name does not exist in target table: {name}"
            raise context.error(then, "COLUMN_NOT_FOUND", text)
        if name in names[:i]:
            text = f"Insert column name is specified more than once: {name}"
            raise context.error(then, "DUPLICATE_COLUMN_NAME", text)
    found = [Expressions(context, scope).compile(value) for value in then.expression.expressions]
    wanted = [by_name[name].type for name in names]
    text = f"MERGE table column types don't match for MERGE case {case},"
    _matching(context, then, wanted, [value.type for value in found], text)
    values = dict(zip(names, starmap(stored, zip(found, wanted, strict=True)), strict=True))
    return [values.get(name, f"CAST(NULL AS {field.type.duck})") for name, field in by_name.items()]


def _chosen(columns: Sequence[Field], cases: Sequence[tuple[int, list[str]]]) -> list[str]:
    """For each column the value that the clause of the action gives it."""
    values = []
    for i, field in enumerate(columns):
        whens = " ".join(f"WHEN {case} THEN {row[i]}" for case, row in cases)
        null = f"CAST(NULL AS {field.type.duck})"
        values.append(f"CASE k.action {whens} ELSE {null} END" if whens else null)
    return values


def met(session: Session, change: Change) -> Sequence[str]:
    """The files with rows that a DELETE speaks of."""
    rows = change.rows.replace(change.target.token, change.scan)
    return [row[0] for row in session.all(f"SELECT DISTINCT {change.target.alias}.path {rows}")]


def rows_of(change: Change, paths: Sequence[str]) -> str:
    """A query for all rows of these files."""
    names = ", ".join(f"c{i}" for i in range(len(change.values)))
    return f"SELECT {names} FROM {change.scan} WHERE path IN ({', '.join(map(quoted, paths)) or 'NULL'})"


def touched(session: Session, change: Change) -> Touched:
    """Run the statement's queries. Raises QueryError if two rows are merged into one."""
    alias, names = change.target.alias, ", ".join(f"c{i}" for i in range(len(change.values)))
    if change.source:
        session.all(f"CREATE TEMP TABLE {SOURCE} AS {change.source}")
    paths = met(session, change)
    session.all(
        f"CREATE TEMP TABLE {HELD} AS SELECT {names}, path, row_number() OVER () AS rid "
        f"FROM {change.scan} WHERE path IN ({', '.join(map(quoted, paths)) or 'NULL'})"
    )
    own = f", {change.alias}.sid AS sid" if change.source else ""
    session.all(
        f"CREATE TEMP TABLE {CHANGED} AS SELECT {alias}.rid AS rid, {alias}.path AS path{own}, "
        f"{change.action} AS action {change.rows.replace(change.target.token, HELD)}"
    )
    if change.source and session.all(f"SELECT rid FROM {CHANGED} GROUP BY rid HAVING count(*) > 1 LIMIT 1"):
        text = "One MERGE target table row matched more than one source row"
        raise QueryError("MERGE_TARGET_ROW_MULTIPLE_MATCHES", text)
    changing = f"FROM {CHANGED} WHERE action <> {KEPT}"
    paths = [row[0] for row in session.all(f"SELECT DISTINCT path {changing} ORDER BY path")]
    ((count,),) = session.all(f"SELECT count(*) {changing}")
    also, same = (f", {SOURCE} AS {change.alias}", f" AND k.sid = {change.alias}.sid") if own else ("", "")
    parts = [
        f"SELECT {names} FROM {HELD} WHERE path IN (SELECT path {changing}) "
        f"AND rid NOT IN (SELECT rid {changing})",
        f"SELECT {', '.join(change.values)} FROM {HELD} AS {alias}{also}, {CHANGED} AS k "
        f"WHERE k.rid = {alias}.rid{same} AND k.action > {KEPT}",
    ]
    if change.fresh:
        session.all(
            f"CREATE TEMP TABLE {FRESH} AS SELECT {change.alias}.sid AS sid, {change.fresh} AS action "
            f"FROM {SOURCE} AS {change.alias} WHERE sid NOT IN (SELECT sid FROM {CHANGED})"
        )
        count += session.all(f"SELECT count(*) FROM {FRESH} WHERE action > {KEPT}")[0][0]
        parts.append(
            f"SELECT {', '.join(change.inserted)} FROM {SOURCE} AS {change.alias}, {FRESH} AS k "
            f"WHERE k.sid = {change.alias}.sid AND k.action > {KEPT}"
        )
    return Touched(tuple(paths), " UNION ALL ".join(parts), count)
