"""A predicate of the script's: the SQL that provably says the same, and the fields that it can see.

A script's predicate is mostly `lambda row: row["x"] != 0`. Where its code does nothing that SQL cannot say
(a call, arithmetic, a comparison of types whose order differs), the JVM filters; elsewhere Python runs it.
"""

from __future__ import annotations

import dis
import types
from collections.abc import Callable, Iterator
from typing import Any

from awsglue._frame.bytecode import Reader
from awsglue._frame.comparing import Untranslatable
from awsglue._frame.nodes import Struct
from awsglue.gluetypes import DynamicRecord

_LENGTH = 20_000
"""Characters of SQL beyond which Python is quicker than Spark's analyser."""

_LOOKING_ABOUT = {"locals", "vars", "eval", "exec", "dir", "_getframe", "currentframe", "globals"}


def translated(predicate: Callable[[Any], Any], schema: Struct) -> str | None:
    """SQL that is true for exactly the records that the predicate holds for; None if there is none."""
    code = _code(predicate)
    if code is None or code.co_exceptiontable or not _by_value(predicate):
        return None
    try:
        sql = Reader(predicate, code, schema).read()
    except Untranslatable:
        return None
    return sql if len(sql) <= _LENGTH else None


def _code(predicate: Any) -> types.CodeType | None:
    """The code of a plain function of one argument."""
    if not isinstance(predicate, types.FunctionType):
        return None
    code = predicate.__code__
    unusual = code.co_flags & (0x04 | 0x08 | 0x20 | 0x80 | 0x200)  # stars, generators, coroutines
    return code if code.co_argcount == 1 and not code.co_kwonlyargcount and not unusual else None


def _by_value(predicate: Any) -> bool:
    """Whether Spark carries the function with the values that its names have now, not by its name."""
    return predicate.__module__ == "__main__" or "<" in predicate.__qualname__


def fields_read(predicate: Callable[[Any], Any]) -> set[str] | None:
    """The only top-level fields that a predicate can see; None if it may see the whole record.

    They are known where the record is used for nothing but `record["name"]`, `record.name`,
    `record.get("name")` and `"name" in record`.
    """
    code = _code(predicate)
    if code is None or code.co_cellvars or _LOOKING_ABOUT & set(code.co_names):
        return None
    steps = [one for one in dis.get_instructions(code) if one.opname != "RESUME"]
    names = list(_uses(steps, code.co_varnames[0]))
    return None if None in names else {name for name in names if name is not None}


def _uses(steps: list[dis.Instruction], record: str) -> Iterator[str | None]:
    """The field of each use of the record; None where it is used in any other way."""
    for place, one in enumerate(steps):
        if one.argval == record and one.opname in ("LOAD_FAST", "STORE_FAST", "DELETE_FAST"):
            yield _name_read(steps, place) if one.opname == "LOAD_FAST" else None


def _name_read(steps: list[dis.Instruction], place: int) -> str | None:
    """The one field that the record, loaded at a place, is asked for there."""
    first, second = steps[place + 1 : place + 3]
    if first.is_jump_target or second.is_jump_target:
        return None
    if first.opname == "LOAD_CONST" and second.opname == "BINARY_SUBSCR":
        return _word(first)
    if first.opname == "LOAD_ATTR" and not hasattr(DynamicRecord, first.argval):
        return str(first.argval)
    if first.opname == "LOAD_METHOD" and first.argval == "get":
        return _word(second)
    if first.opname == "CONTAINS_OP" and place and not steps[place].is_jump_target:
        return _word(steps[place - 1])
    return None


def _word(one: dis.Instruction) -> str | None:
    return one.argval if one.opname == "LOAD_CONST" and isinstance(one.argval, str) else None
