"""Bookmarks of database tables: the rows whose key lies beyond those that earlier runs have read.

The key's columns make one compound key. When a source is read, the last key that is there by then is asked
for, and the source gives the rows up to it: what comes later is the next run's, however late Spark reads.

AWS: https://docs.aws.amazon.com/glue/latest/dg/programming-etl-connect-bookmarks.html
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import and_, or_
from typing import Any

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F
from pyspark.sql.types import DataType, TimestampType

from awsglue._frame.names import literal, quoted
from awsglue._logger import Logger

KIND = "JDBCDataSourceJobBookmarkState"
_PAGE = "https://docs.aws.amazon.com/glue/latest/dg/programming-etl-connect-bookmarks.html"


@dataclass(frozen=True)
class Keys:
    """The columns of a bookmark's key, and whether its values fall from row to row."""

    names: tuple[str, ...]
    falling: bool = False


@dataclass(frozen=True)
class RowPosition:
    """All rows up to one have been read: that row's key, each value as a text."""

    keys: Keys
    values: tuple[str, ...]

    def told(self, run: int) -> dict[str, Any]:
        """The position as it stands in a job's bookmark; how AWS writes it is not documented."""
        order = "desc" if self.keys.falling else "asc"
        last = dict(zip(self.keys.names, self.values, strict=True))
        return {"jsonClass": KIND, "run": str(run), "keys": last, "order": order}

    @classmethod
    def of(cls, told: Mapping[str, Any]) -> RowPosition:
        last = told["keys"]
        return cls(Keys(tuple(last), told["order"] == "desc"), tuple(last.values()))


def keys_of(
    context: str, rows: DataFrame, options: Mapping[str, Any], primary: Callable[[], Sequence[str]]
) -> Keys | None:
    """The bookmark's key of a source: `jobBookmarkKeys`, or the table's primary key; None if it has neither.

    Raises ValueError for a key that is no column, and for an order that is neither asc nor desc.
    Differs: a primary key serves with gaps in its values, too.
    """
    told = options.get("jobBookmarkKeys") or list(primary())
    names = [name.strip() for name in told.split(",")] if isinstance(told, str) else [str(n) for n in told]
    order = str(options.get("jobBookmarkKeysSortOrder") or "asc").lower()
    if order not in ("asc", "desc"):
        raise ValueError(f"jobBookmarkKeysSortOrder is asc or desc, not {order!r}.")
    columns = {column.lower(): column for column in rows.columns}
    if missing := [name for name in names if name.lower() not in columns]:
        raise ValueError(
            f"jobBookmarkKeys of {context}: there is no column {', '.join(missing)}; "
            f"there are {', '.join(rows.columns)}."
        )
    if not names:
        Logger().warn(
            f"All rows of {context} are read, as if without a bookmark: the table has no primary key. "
            f"Name jobBookmarkKeys. See {_PAGE}"
        )
        return None
    return Keys(tuple(columns[name.lower()] for name in names), order == "desc")


def latest(rows: DataFrame, keys: Keys, before: RowPosition | None) -> RowPosition | None:
    """The last row that is there now and was not read before; None if there is none."""
    columns = [F.col(quoted(name)) for name in keys.names]
    fresh = rows.where(reduce(and_, (column.isNotNull() for column in columns)))
    if before:
        fresh = fresh.where(_beyond(rows, before))
    last = (F.min if keys.falling else F.max)(F.struct(*columns)).alias("last")
    texts = [_text(rows, name, F.col("last")[name]) for name in keys.names]
    row = fresh.agg(last).select(*texts).first()
    return RowPosition(keys, tuple(row)) if row and row[0] is not None else None


def between(rows: DataFrame, keys: Keys, before: RowPosition | None, after: RowPosition | None) -> DataFrame:
    """The rows behind one position and up to another; where nothing was read before, keyless ones too."""
    if before:
        return rows.where(_beyond(rows, before) & ~_beyond(rows, after) if after else F.lit(False))
    keyless = reduce(or_, (F.col(quoted(name)).isNull() for name in keys.names))
    return rows.where(~_beyond(rows, after) | keyless if after else keyless)


def _beyond(rows: DataFrame, position: RowPosition) -> Column:
    """Whether a row's key lies behind a position's."""
    condition: Column | None = None
    for name, text in reversed(list(zip(position.keys.names, position.values, strict=True))):
        column, value = F.col(quoted(name)), _value(_type(rows, name), text)
        past = column < value if position.keys.falling else column > value
        condition = past if condition is None else past | ((column == value) & condition)
    assert condition is not None
    return condition


def _type(rows: DataFrame, name: str) -> DataType:
    return rows.schema[name].dataType


def _text(rows: DataFrame, name: str, value: Column) -> Column:
    """A key's value as a text, which no time zone of a session's changes."""
    known = F.unix_micros(value) if isinstance(_type(rows, name), TimestampType) else value
    return known.cast("string")


def _value(kind: DataType, text: str) -> Column:
    if isinstance(kind, TimestampType):
        return F.expr(f"timestamp_micros({int(text)})")
    return F.expr(f"CAST({literal(text)} AS {kind.simpleString()})")
