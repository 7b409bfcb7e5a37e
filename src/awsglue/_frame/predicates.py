"""A predicate's code read as SQL, where that is provably the same; and the fields that a predicate reads.

A script's predicate is mostly `lambda row: row["x"] != 0`. Its byte code is followed symbolically: every
read of an absent field and every comparison that Python refuses ends in false, as `filter` has it for
KeyError, ValueError and TypeError; every jump becomes an IF. Anything else (a call, arithmetic, a type
whose order differs) makes the whole predicate untranslatable, and Python runs it.
"""

from __future__ import annotations

import dis
import types
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from awsglue._frame.comparing import (
    FALSE,
    ORDERS,
    TRUE,
    Untranslatable,
    Value,
    both,
    either,
    equals,
    is_null,
    negated,
    ordered,
    same,
    truth,
)
from awsglue._frame.nodes import Choice, Scalar, Struct
from awsglue._frame.slots import Slot, slots_of
from awsglue.gluetypes import DynamicRecord

_STEPS = 500
"""Instructions that are followed; branches that meet again are followed twice."""

_LENGTH = 20_000
_LOOKING_ABOUT = {"locals", "vars", "eval", "exec", "dir", "_getframe", "currentframe", "globals"}


@dataclass(frozen=True)
class _Record:
    """The record itself, or a struct in it that is known to be there."""

    slots: tuple[Slot, ...]
    whole: bool = False


@dataclass(frozen=True)
class _Known:
    """A value that does not depend on the record."""

    value: Any


@dataclass(frozen=True)
class _Test:
    """A bool of Python's, as SQL."""

    sql: str


@dataclass(frozen=True)
class _Get:
    """The record's method `get`."""

    record: _Record


_NULL, _BOOL = object(), object()
_BOOLEAN = Scalar("boolean")


@dataclass
class _State:
    """What is followed: a place in the code, the stack, and the local variables."""

    at: int
    stack: list[Any]
    local: dict[str, Any] = field(default_factory=dict)

    def fork(self, at: int) -> _State:
        return _State(at, list(self.stack), dict(self.local))


def translated(predicate: Callable[[Any], Any], schema: Struct) -> str | None:
    """SQL that is true for exactly the records that the predicate holds for; None if there is none."""
    code = _code(predicate)
    if code is None or code.co_exceptiontable or not _by_value(predicate):
        return None
    try:
        sql = _Reader(predicate, code, schema).read()
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


class _Reader:
    """Follows one function's byte code."""

    def __init__(self, function: Any, code: types.CodeType, schema: Struct) -> None:
        self._function, self._code = function, code
        self._instructions = list(dis.get_instructions(code))
        self._index = {one.offset: place for place, one in enumerate(self._instructions)}
        self._record = _Record(tuple(slots_of(schema)), whole=True)
        self._steps = _STEPS

    def read(self) -> str:
        return self._follow(_State(0, [], {self._code.co_varnames[0]: self._record}))

    def _follow(self, state: _State) -> str:
        """SQL of the outcome from here on."""
        guards: list[str] = []
        while True:
            self._steps -= 1
            if self._steps < 0:
                raise Untranslatable
            one = self._instructions[state.at]
            state.at += 1
            if one.opname == "RETURN_VALUE":
                return both(*guards, _truth(state.stack.pop()))
            if "JUMP" in one.opname:
                outcome = self._jump(one, state)
                if outcome is not None:
                    return both(*guards, outcome)
                continue
            guard = self._step(one, state)
            if guard == FALSE:
                return FALSE
            guards.append(guard)

    def _jump(self, one: dis.Instruction, state: _State) -> str | None:
        """The outcome from a conditional jump on; None after one without condition."""
        if "BACKWARD" in one.opname:
            raise Untranslatable
        target = self._index[one.argval]
        if one.opname == "JUMP_FORWARD":
            state.at = target
            return None
        if one.opname not in _JUMPS:
            raise Untranslatable
        test, wanted, keeps = _JUMPS[one.opname]
        value = state.stack[-1] if keeps else state.stack.pop()
        sql = _truth(value) if test == "truth" else _none(value)
        jumped, stayed = state.fork(target), state.fork(state.at)
        if keeps:
            stayed.stack.pop()
            if isinstance(value, _Test):
                jumped.stack[-1] = _Known(wanted)
        yes, no = (jumped, stayed) if wanted else (stayed, jumped)
        return _branched(sql, lambda: self._follow(yes), lambda: self._follow(no))

    def _step(self, one: dis.Instruction, state: _State) -> str:
        """Carry out one instruction; the SQL of what must hold for it not to raise."""
        act = _ACTS.get(one.opname)
        if act is None:
            raise Untranslatable
        return act(self, one, state) or TRUE

    def _pass(self, one: dis.Instruction, state: _State) -> None:
        pass

    def _load_fast(self, one: dis.Instruction, state: _State) -> None:
        if one.argval not in state.local:
            raise Untranslatable
        state.stack.append(state.local[one.argval])

    def _store_fast(self, one: dis.Instruction, state: _State) -> None:
        state.local[one.argval] = state.stack.pop()

    def _load_const(self, one: dis.Instruction, state: _State) -> None:
        state.stack.append(_Known(one.argval))

    def _load_global(self, one: dis.Instruction, state: _State) -> None:
        if one.arg is not None and one.arg & 1:
            state.stack.append(_NULL)
        names: Mapping[str, Any] = self._function.__globals__
        if one.argval in names:
            state.stack.append(_Known(_constant(names[one.argval])))
        elif one.argval == "bool":
            state.stack.append(_BOOL)
        else:
            raise Untranslatable

    def _load_deref(self, one: dis.Instruction, state: _State) -> None:
        cells = dict(zip(self._code.co_freevars, self._function.__closure__ or (), strict=True))
        if one.argval not in cells:
            raise Untranslatable
        try:
            state.stack.append(_Known(_constant(cells[one.argval].cell_contents)))
        except ValueError:  # an empty cell
            raise Untranslatable from None

    def _subscript(self, one: dis.Instruction, state: _State) -> str:
        key, holder = state.stack.pop(), state.stack.pop()
        if not isinstance(key, _Known) or not isinstance(key.value, str):
            raise Untranslatable
        guard, inside = _opened(holder)
        slot = next((slot for slot in inside.slots if slot.name == key.value), None)
        if slot is None:
            return FALSE
        state.stack.append(Value(slot.node, slot.value))
        return both(guard, negated(slot.missing()))

    def _attribute(self, one: dis.Instruction, state: _State) -> str:
        holder, name = state.stack.pop(), one.argval
        if not isinstance(holder, _Record) or not holder.whole or hasattr(DynamicRecord, name):
            raise Untranslatable
        state.stack += [holder, _Known(name)]
        return self._subscript(one, state)

    def _method(self, one: dis.Instruction, state: _State) -> None:
        holder = state.stack.pop()
        if not isinstance(holder, _Record) or not holder.whole or one.argval != "get":
            raise Untranslatable
        state.stack += [_NULL, _Get(holder)]

    def _call(self, one: dis.Instruction, state: _State) -> None:
        if one.arg != 1:
            raise Untranslatable
        argument, function = state.stack.pop(), state.stack.pop()
        if state.stack.pop() is not _NULL:
            raise Untranslatable
        if function is _BOOL:
            state.stack.append(_Test(_truth(argument)))
        elif isinstance(function, _Get) and isinstance(argument, _Known):
            slot = next((slot for slot in function.record.slots if slot.name == argument.value), None)
            state.stack.append(Value(slot.node, slot.value) if slot else _Known(None))
        else:
            raise Untranslatable

    def _compare(self, one: dis.Instruction, state: _State) -> str:
        right, left = state.stack.pop(), state.stack.pop()
        guard, test = _compared(left, one.argval, right)
        state.stack.append(_Test(test))
        return guard

    def _is(self, one: dis.Instruction, state: _State) -> None:
        right, left = state.stack.pop(), state.stack.pop()
        test = _identical(left, right)
        state.stack.append(_Test(negated(test) if one.arg else test))

    def _contains(self, one: dis.Instruction, state: _State) -> str:
        holder, item = state.stack.pop(), state.stack.pop()
        guard, test = _contained(item, holder)
        state.stack.append(_Test(negated(test) if one.arg else test))
        return guard

    def _not(self, one: dis.Instruction, state: _State) -> None:
        state.stack.append(_Test(negated(_truth(state.stack.pop()))))

    def _copy(self, one: dis.Instruction, state: _State) -> None:
        state.stack.append(state.stack[-(one.arg or 1)])

    def _swap(self, one: dis.Instruction, state: _State) -> None:
        other = -(one.arg or 1)
        state.stack[-1], state.stack[other] = state.stack[other], state.stack[-1]

    def _pop(self, one: dis.Instruction, state: _State) -> None:
        state.stack.pop()


_Act = Callable[[_Reader, dis.Instruction, _State], str | None]
_ACTS: dict[str, _Act] = {
    "RESUME": _Reader._pass,
    "NOP": _Reader._pass,
    "PRECALL": _Reader._pass,
    "COPY_FREE_VARS": _Reader._pass,
    "LOAD_FAST": _Reader._load_fast,
    "STORE_FAST": _Reader._store_fast,
    "LOAD_CONST": _Reader._load_const,
    "LOAD_GLOBAL": _Reader._load_global,
    "LOAD_DEREF": _Reader._load_deref,
    "BINARY_SUBSCR": _Reader._subscript,
    "LOAD_ATTR": _Reader._attribute,
    "LOAD_METHOD": _Reader._method,
    "CALL": _Reader._call,
    "COMPARE_OP": _Reader._compare,
    "IS_OP": _Reader._is,
    "CONTAINS_OP": _Reader._contains,
    "UNARY_NOT": _Reader._not,
    "COPY": _Reader._copy,
    "SWAP": _Reader._swap,
    "POP_TOP": _Reader._pop,
}
_JUMPS = {
    # what is tested, the outcome that jumps, whether the value stays on the stack for the jump
    "JUMP_IF_FALSE_OR_POP": ("truth", False, True),
    "JUMP_IF_TRUE_OR_POP": ("truth", True, True),
    "POP_JUMP_FORWARD_IF_FALSE": ("truth", False, False),
    "POP_JUMP_FORWARD_IF_TRUE": ("truth", True, False),
    "POP_JUMP_FORWARD_IF_NONE": ("none", True, False),
    "POP_JUMP_FORWARD_IF_NOT_NONE": ("none", False, False),
}


def _branched(sql: str, yes: Callable[[], str], no: Callable[[], str]) -> str:
    if sql == TRUE:
        return yes()
    if sql == FALSE:
        return no()
    then, otherwise = yes(), no()
    if otherwise == FALSE:
        return both(sql, then)
    if then == FALSE:
        return both(negated(sql), otherwise)
    if then in (TRUE, sql):
        return either([sql, otherwise])
    if otherwise == sql:
        return both(sql, then)
    if otherwise == TRUE:
        return either([negated(sql), then])
    return then if then == otherwise else f"IF({sql}, {then}, {otherwise})"


def _constant(value: Any) -> Any:
    """A value of the script's that cannot change behind Spark's back.

    Raises Untranslatable for any other.
    """
    if value is None or type(value) in (bool, int, float, str):
        return value
    if type(value) in (tuple, frozenset):
        return type(value)(map(_constant, value))
    if type(value) in (list, set):
        return tuple(map(_constant, value))
    raise Untranslatable


def _truth(value: Any) -> str:
    if isinstance(value, _Test):
        return value.sql
    if isinstance(value, _Known):
        return TRUE if value.value else FALSE
    if isinstance(value, Value):
        return truth(value)
    raise Untranslatable


def _none(value: Any) -> str:
    if isinstance(value, Value):
        return is_null(value)
    if isinstance(value, _Known):
        return TRUE if value.value is None else FALSE
    if isinstance(value, _Test | _Record):
        return FALSE
    raise Untranslatable


def _opened(holder: Any) -> tuple[str, _Record]:
    """What must hold for a value to be a struct, and its fields; reading None or a number is a TypeError."""
    if isinstance(holder, _Record):
        return TRUE, holder
    if not isinstance(holder, Value):
        raise Untranslatable
    if isinstance(holder.node, Choice) and any(o.word in ("map", "array") for o in holder.node.options):
        raise Untranslatable
    for node, sql in holder.options():
        if isinstance(node, Struct):
            return f"({sql} IS NOT NULL)", _Record(tuple(slots_of(node, sql)))
    raise Untranslatable


def _compared(left: Any, operator: str, right: Any) -> tuple[str, str]:
    if isinstance(left, _Known) and isinstance(right, _Known):
        raise Untranslatable  # never seen in a script, and Python may raise anything
    if isinstance(left, _Known):
        return _compared(right, ORDERS.get(operator, operator), left)
    if isinstance(left, _Test):
        left = Value(_BOOLEAN, left.sql)
    if isinstance(right, _Test):
        right = Value(_BOOLEAN, right.sql)
    if not isinstance(left, Value) or operator not in ("==", "!=", *ORDERS):
        raise Untranslatable
    if isinstance(right, Value):
        if operator not in ("==", "!="):
            raise Untranslatable
        test = same(left, right)
    elif not isinstance(right, _Known):
        raise Untranslatable
    elif operator in ORDERS:
        return ordered(left, operator, right.value)
    else:
        test = equals(left, right.value)
    return TRUE, negated(test) if operator == "!=" else test


def _identical(left: Any, right: Any) -> str:
    if isinstance(left, _Known) and not isinstance(right, _Known):
        left, right = right, left
    if not isinstance(right, _Known) or isinstance(left, _Known):
        raise Untranslatable
    if right.value is None:
        return _none(left)
    if not isinstance(right.value, bool):
        raise Untranslatable
    if isinstance(left, _Test):
        return left.sql if right.value else negated(left.sql)
    if not isinstance(left, Value):
        raise Untranslatable
    word = "true" if right.value else "false"
    return either([f"coalesce({sql} = {word}, false)" for n, sql in left.options() if n.word == "boolean"])


def _contained(item: Any, holder: Any) -> tuple[str, str]:
    if isinstance(holder, _Record) and isinstance(item, _Known) and isinstance(item.value, str):
        slot = next((slot for slot in holder.slots if slot.name == item.value), None)
        return TRUE, negated(slot.missing()) if slot else FALSE
    if not isinstance(holder, _Known) or not isinstance(holder.value, tuple | frozenset | list | set):
        raise Untranslatable
    if not isinstance(item, Value) or any(n.word in ("struct", "array", "map") for n, _ in item.options()):
        raise Untranslatable
    if any(
        constant is not None and type(constant) not in (bool, int, float, str) for constant in holder.value
    ):
        raise Untranslatable
    return TRUE, either([equals(item, constant) for constant in holder.value])


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
