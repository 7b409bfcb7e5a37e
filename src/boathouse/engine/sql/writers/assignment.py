"""A query's columns as those of the table that takes them.

https://docs.aws.amazon.com/athena/latest/ug/insert-into.html
"""

from __future__ import annotations

from collections.abc import Sequence

from boathouse.engine.sql.casts import cast
from boathouse.engine.sql.failures import QueryError, fail
from boathouse.engine.sql.scope import Value, quoted
from boathouse.engine.sql.types import Type, widens
from boathouse.engine.sql.writers.layout import Layout


def assigned(values: str, given: Sequence[Type], names: Sequence[str], layout: Layout) -> str:
    """The rows in the table's order and types: `names` are the columns that are given, the others are NULL.

    Raises QueryError for names that the table has not, and for types that do not widen to the table's.
    """
    kinds = dict(layout.columns)
    for i, name in enumerate(names):
        if name not in kinds:
            raise QueryError("COLUMN_NOT_FOUND", f"Insert column name does not exist in target table: {name}")
        if name in names[:i]:
            text = f"Insert column name is specified more than once: {name}"
            raise QueryError("DUPLICATE_COLUMN_NAME", text)
    wanted = [kinds[name] for name in names]
    if len(given) != len(wanted) or not all(map(fits, given, wanted)):
        text = f"Table: [{', '.join(map(str, wanted))}], Query: [{', '.join(map(str, given))}]"
        raise QueryError(
            "TYPE_MISMATCH", f"Insert query has mismatched column types: {text}", line=1, column=1
        )
    places = {name: i for i, name in enumerate(names)}
    heads = [
        stored(Value(f"q.c{places[name]}", given[places[name]]), kind)
        if name in places
        else f"CAST(NULL AS {kind.duck})"
        for name, kind in layout.columns
    ]
    return f"SELECT {', '.join(heads)} FROM ({values}) AS q({', '.join(f'c{i}' for i in range(len(given)))})"


def fits(source: Type, target: Type) -> bool:
    """Whether a value goes into a column without being cast."""
    return widens(source, target) or (source.is_text and target.is_text)


def stored(value: Value, kind: Type) -> str:
    """A cast that cuts off nothing but spaces."""
    result = cast(value, kind).sql
    size = kind.sizes[0] if kind.is_text and kind.sizes else 0
    if not value.type.is_text or not size or (value.type.sizes and value.type.sizes[0] <= size):
        return result
    text = f"Cannot truncate non-space characters when casting from {value.type} to {kind} on INSERT"
    problem = fail("INVALID_CAST_ARGUMENT", f"{quoted(text)} || left({value.sql}, 0)", kind.duck)
    return f"CASE WHEN length(rtrim({value.sql}, ' ')) > {size} THEN {problem} ELSE {result} END"
