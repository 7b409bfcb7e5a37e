"""Statements that the catalog answers; whatever else is left to the query engine."""

from __future__ import annotations

from collections.abc import Callable

from boathouse.engine.sql.comments import beginning
from boathouse.engine.sql.failures import QueryError
from boathouse.engine.sql.hive import statements as s
from boathouse.engine.sql.hive.tables import create_iceberg_table, create_table
from boathouse.engine.sql.hive.words import Words

FIRST = ("CREATE", "DROP", "SHOW", "DESCRIBE", "DESC", "ALTER", "MSCK")


def parse(text: str) -> s.Statement | None:
    """The statement, or None if it is a query (or something else that is not the catalog's).

    Raises QueryError with the position of the first word that does not fit.
    """
    words = _opened(text)
    if words is None:
        return None
    first = words.next().value.upper()
    readers: dict[str, Callable[[Words], s.Statement]] = {
        "CREATE": _create,
        "DROP": _drop,
        "SHOW": _show,
        "DESCRIBE": _describe,
        "DESC": _describe,
        "ALTER": _alter,
        "MSCK": _repair,
    }
    statement = readers[first](words)
    words.end()
    return statement


def _opened(text: str) -> Words | None:
    head = text[beginning(text) :].split(None, 1)[:1]
    return Words(text) if head and head[0].upper() in FIRST else None


def _not_emulated(what: str) -> QueryError:
    return QueryError("NOT_SUPPORTED", f"{what} is not emulated by Boathouse")


def _create(words: Words) -> s.Statement:
    replace = words.accept("OR", "REPLACE")
    words.accept("PROTECTED", "MULTI", "DIALECT")
    if words.accept("VIEW"):
        name = words.name()
        words.expect("AS")
        sql = words.text[words.peek().start :].strip().rstrip(";").rstrip()
        while words.peek().kind != "end":
            words.next()
        return s.CreateView(name, sql, replace)
    if words.accept("DATABASE") or words.accept("SCHEMA"):
        return _create_database(words)
    if words.accept("EXTERNAL"):
        words.expect("TABLE")
        return create_table(words)
    if words.accept("TABLE"):
        return create_iceberg_table(words)
    raise words.unexpected("'EXTERNAL', 'VIEW', 'DATABASE', 'SCHEMA'")


def _create_database(words: Words) -> s.CreateDatabase:
    missing = words.accept("IF", "NOT", "EXISTS")
    name, comment, location, properties = words.identifier().lower(), "", "", dict[str, str]()
    if words.accept("COMMENT"):
        comment = words.string()
    if words.accept("LOCATION"):
        location = words.string()
    if words.accept("WITH"):
        words.expect("DBPROPERTIES")
        properties = words.properties()
    return s.CreateDatabase(name, missing, comment, location, properties)


def _drop(words: Words) -> s.Statement:
    if words.accept("DATABASE") or words.accept("SCHEMA"):
        exists = words.accept("IF", "EXISTS")
        name = words.identifier().lower()
        cascade = words.accept("CASCADE")
        if not cascade:
            words.accept("RESTRICT")
        return s.DropDatabase(name, exists, cascade)
    view = words.accept("VIEW")
    if not view:
        words.expect("TABLE")
    exists = words.accept("IF", "EXISTS")
    return (s.DropView if view else s.DropTable)(words.name(), exists)


def _show(words: Words) -> s.Statement:
    if words.accept("DATABASES") or words.accept("SCHEMAS"):
        return s.ShowDatabases(_pattern(words))
    for word in ("TABLES", "VIEWS"):
        if words.accept(word):
            database = words.identifier().lower() if words.accept("IN") or words.accept("FROM") else ""
            return s.ShowTables(database, _pattern(words), word == "VIEWS")
    if words.accept("COLUMNS"):
        name = _from(words)
        if words.accept("IN") or words.accept("FROM"):
            name = s.Name(words.identifier().lower(), name.table)
        return s.ShowColumns(name)
    if words.accept("PARTITIONS"):
        return s.ShowPartitions(words.name())
    if words.accept("TBLPROPERTIES"):
        name, key = words.name(), ""
        if words.accept("("):
            key = words.string()
            words.expect(")")
        return s.ShowProperties(name, key)
    words.expect("CREATE")
    view = words.accept("VIEW")
    if not view:
        words.expect("TABLE")
    return s.ShowCreate(words.name(), view)


def _from(words: Words) -> s.Name:
    if not (words.accept("IN") or words.accept("FROM")):
        raise words.unexpected("'FROM', 'IN'")
    return words.name()


def _pattern(words: Words) -> str:
    words.accept("LIKE")
    return words.string() if words.peek().kind == "text" else ""


def _describe(words: Words) -> s.Statement:
    if words.accept("DATABASE") or words.accept("SCHEMA"):
        raise _not_emulated("DESCRIBE DATABASE")
    if words.accept("EXTENDED") or words.accept("FORMATTED"):
        raise _not_emulated("DESCRIBE EXTENDED and DESCRIBE FORMATTED")
    words.accept("TABLE")
    return s.Describe(words.name())


def _alter(words: Words) -> s.Statement:
    words.expect("TABLE")
    name = words.name()
    for first, reader in ALTERATIONS.items():
        if words.accept(*first.split()):
            return reader(words, name)
    raise _not_emulated(f"ALTER TABLE … {words.peek().value.upper()}")


def _change(words: Words, name: s.Name) -> s.ChangeColumn:
    words.accept("COLUMN")
    column = words.identifier().lower()
    definition = words.column()
    if words.accept("FIRST"):
        return s.ChangeColumn(name, column, definition, s.FIRST)
    place = words.identifier().lower() if words.accept("AFTER") else ""
    return s.ChangeColumn(name, column, definition, place)


def _add(words: Words, name: s.Name) -> s.AddPartitions:
    missing = words.accept("IF", "NOT", "EXISTS")
    return s.AddPartitions(name, _partitions(words), missing)


def _drop_partitions(words: Words, name: s.Name) -> s.DropPartitions:
    exists = words.accept("IF", "EXISTS")
    return s.DropPartitions(name, _partitions(words), exists)


def _keys(words: Words) -> tuple[str, ...]:
    words.expect("(")
    found = [words.string()]
    while words.accept(","):
        found.append(words.string())
    words.expect(")")
    return tuple(found)


def _partitions(words: Words) -> tuple[s.PartitionSpec, ...]:
    found = []
    while words.accept("PARTITION"):
        values: dict[str, str] = {}
        words.expect("(")
        while not values or words.accept(","):
            key = words.identifier().lower()
            words.expect("=")
            values[key] = words.next().value
        words.expect(")")
        found.append(s.PartitionSpec(values, words.string() if words.accept("LOCATION") else ""))
        words.accept(",")
    if not found:
        raise words.unexpected("'PARTITION'")
    return tuple(found)


def _repair(words: Words) -> s.Statement:
    words.expect("REPAIR", "TABLE")
    return s.Repair(words.name())


ALTERATIONS: dict[str, Callable[[Words, s.Name], s.Statement]] = {
    "ADD COLUMNS": lambda words, name: s.AddColumns(name, words.columns()),
    "REPLACE COLUMNS": lambda words, name: s.AddColumns(name, words.columns(), replace=True),
    "CHANGE": _change,
    "DROP COLUMN": lambda words, name: s.DropColumn(name, words.identifier().lower()),
    "SET TBLPROPERTIES": lambda words, name: s.SetProperties(name, words.properties()),
    "UNSET TBLPROPERTIES": lambda words, name: s.UnsetProperties(name, _keys(words)),
    "SET LOCATION": lambda words, name: s.SetLocation(name, words.string()),
    "RENAME TO": lambda words, name: s.RenameTable(name, words.name()),
    "ADD": _add,
    "DROP": _drop_partitions,
}
"""What stands behind ALTER TABLE and its name; the longer words first."""
