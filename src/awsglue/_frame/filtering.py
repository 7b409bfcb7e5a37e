"""Filter: a predicate of the script's, as SQL where it provably can be, otherwise in Python on each record.

The DataFrame stays as it is; Python only answers a verdict on each row, and is sent no more columns than
the predicate can see.
"""

from __future__ import annotations

import traceback
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from pyspark.sql import functions as F
from pyspark.sql.types import BooleanType, StringType

from awsglue._frame.errors import error_rows, record_of
from awsglue._frame.fence import fenced
from awsglue._frame.names import quoted
from awsglue._frame.nodes import Member, Struct
from awsglue._frame.predicates import fields_read, translated
from awsglue._frame.records import folded, record_maker
from awsglue._frame.slots import columns_of, slots_of
from awsglue._frame.state import Frame

_TROUBLE = "_1trouble"  # no field has this code
Predicate = Callable[[Any], Any]


def filtered(frame: Frame, predicate: Predicate, site: str, info: str) -> Frame:
    """The records that the predicate holds for.

    A KeyError, ValueError or TypeError in the predicate drops the record, another exception makes it an
    error record.
    """
    if not frame.schema.members:
        return frame
    names = fields_read(predicate)
    called = {frame.spelled(name): name for name in names or ()}
    if all(own == name for own, name in called.items()):
        sql = translated(predicate, frame.schema)
        if sql is not None:
            return frame.next(frame.df.where(sql), frame.schema)
    visible = frame.schema.members if names is None else _visible(frame.schema, set(called))
    columns = [F.col(quoted(name)) for name, _ in columns_of(slots_of(Struct(visible)))]
    schema = Struct(tuple(replace(member, name=called.get(member.name, member.name)) for member in visible))
    aliases = frame.aliases() if names is None else {}
    verdict = F.udf(_Verdict(schema, aliases, predicate).__call__, BooleanType())
    # Fenced: Spark joins it with no condition behind it, whose functions would see what it drops, and does
    # not call the function once for the condition and once more for the column.
    good = fenced(frame.df.where(verdict(*columns)))
    trouble = F.udf(_Trouble(schema, aliases, predicate).__call__, StringType())(*columns)
    record = record_of(frame.schema)
    bad = fenced(frame.df.withColumn(_TROUBLE, trouble)).where(f"{_TROUBLE} IS NOT NULL")
    return frame.next(good, frame.schema, (error_rows(bad, _TROUBLE, F.to_json(record), site, info, record),))


def _visible(schema: Struct, names: set[str]) -> tuple[Member, ...]:
    """The fields of these names; at least one, to make a row of."""
    return tuple(m for m in schema.members if m.name in names) or schema.members[:1]


class _Judge:
    """Builds what turns rows into records in the process that uses it, once."""

    def __init__(self, schema: Struct, aliases: Mapping[str, str], predicate: Predicate) -> None:
        self._schema, self._aliases, self._predicate = schema, aliases, predicate
        self._make: Callable[[Sequence[Any]], Any] | None = None

    def judge(self, row: Sequence[Any]) -> bool:
        make = self._make = self._make or record_maker(self._schema, folded(self._aliases))
        return bool(self._predicate(make(row)))


class _Verdict(_Judge):
    """Whether to keep a record; None if it is an error."""

    def __call__(self, *row: Any) -> bool | None:
        try:
            return self.judge(row)
        except (KeyError, ValueError, TypeError):
            return False
        except Exception:
            return None


class _Trouble(_Judge):
    """The traceback of the predicate on a record that it neither keeps nor drops."""

    def __call__(self, *row: Any) -> str | None:
        try:
            self.judge(row)
        except (KeyError, ValueError, TypeError):
            return None
        except Exception:
            return traceback.format_exc()
        return None
