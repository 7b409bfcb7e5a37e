"""A function's byte code followed symbolically, to the SQL of what it answers.

Every read of an absent field and every comparison that Python refuses ends in false, as `filter` has it for
KeyError, ValueError and TypeError; every conditional jump becomes an IF.
"""

from __future__ import annotations

import dis
import types
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from awsglue._frame.comparing import FALSE, TRUE, Untranslatable, Value, both, negated
from awsglue._frame.nodes import Struct
from awsglue._frame.slots import slots_of
from awsglue._frame.symbols import (
    BOOL,
    NULL,
    Get,
    Known,
    Record,
    Test,
    branched,
    compared,
    constant,
    contained,
    identical,
    none,
    opened,
    truth_of,
)
from awsglue.gluetypes import DynamicRecord

_STEPS = 500
"""Instructions that are followed; branches that meet again are followed twice."""


@dataclass
class _State:
    """What is followed: a place in the code, the stack, and the local variables."""

    at: int
    stack: list[Any]
    local: dict[str, Any] = field(default_factory=dict)

    def fork(self, at: int) -> _State:
        return _State(at, list(self.stack), dict(self.local))


class Reader:
    """Follows one function's byte code."""

    def __init__(self, function: Any, code: types.CodeType, schema: Struct) -> None:
        self._function, self._code = function, code
        self._instructions = list(dis.get_instructions(code))
        self._index = {one.offset: place for place, one in enumerate(self._instructions)}
        self._record = Record(tuple(slots_of(schema)), whole=True)
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
                return both(*guards, truth_of(state.stack.pop()))
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
        sql = truth_of(value) if test == "truth" else none(value)
        jumped, stayed = state.fork(target), state.fork(state.at)
        if keeps:
            stayed.stack.pop()
            if isinstance(value, Test):
                jumped.stack[-1] = Known(wanted)
        yes, no = (jumped, stayed) if wanted else (stayed, jumped)
        return branched(sql, lambda: self._follow(yes), lambda: self._follow(no))

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
        state.stack.append(Known(one.argval))

    def _load_global(self, one: dis.Instruction, state: _State) -> None:
        if one.arg is not None and one.arg & 1:
            state.stack.append(NULL)
        names: Mapping[str, Any] = self._function.__globals__
        if one.argval in names:
            state.stack.append(Known(constant(names[one.argval])))
        elif one.argval == "bool":
            state.stack.append(BOOL)
        else:
            raise Untranslatable

    def _load_deref(self, one: dis.Instruction, state: _State) -> None:
        cells = dict(zip(self._code.co_freevars, self._function.__closure__ or (), strict=True))
        if one.argval not in cells:
            raise Untranslatable
        try:
            state.stack.append(Known(constant(cells[one.argval].cell_contents)))
        except ValueError:  # an empty cell
            raise Untranslatable from None

    def _subscript(self, one: dis.Instruction, state: _State) -> str:
        key, holder = state.stack.pop(), state.stack.pop()
        if not isinstance(key, Known) or not isinstance(key.value, str):
            raise Untranslatable
        guard, inside = opened(holder)
        slot = next((slot for slot in inside.slots if slot.name == key.value), None)
        if slot is None:
            return FALSE
        state.stack.append(Value(slot.node, slot.value))
        return both(guard, negated(slot.missing()))

    def _attribute(self, one: dis.Instruction, state: _State) -> str:
        holder, name = state.stack.pop(), one.argval
        if not isinstance(holder, Record) or not holder.whole or hasattr(DynamicRecord, name):
            raise Untranslatable
        state.stack += [holder, Known(name)]
        return self._subscript(one, state)

    def _method(self, one: dis.Instruction, state: _State) -> None:
        holder = state.stack.pop()
        if not isinstance(holder, Record) or not holder.whole or one.argval != "get":
            raise Untranslatable
        state.stack += [NULL, Get(holder)]

    def _call(self, one: dis.Instruction, state: _State) -> None:
        if one.arg != 1:
            raise Untranslatable
        argument, function = state.stack.pop(), state.stack.pop()
        if state.stack.pop() is not NULL:
            raise Untranslatable
        if function is BOOL:
            state.stack.append(Test(truth_of(argument)))
        elif isinstance(function, Get) and isinstance(argument, Known):
            slot = next((slot for slot in function.record.slots if slot.name == argument.value), None)
            state.stack.append(Value(slot.node, slot.value) if slot else Known(None))
        else:
            raise Untranslatable

    def _compare(self, one: dis.Instruction, state: _State) -> str:
        right, left = state.stack.pop(), state.stack.pop()
        guard, test = compared(left, one.argval, right)
        state.stack.append(Test(test))
        return guard

    def _is(self, one: dis.Instruction, state: _State) -> None:
        right, left = state.stack.pop(), state.stack.pop()
        test = identical(left, right)
        state.stack.append(Test(negated(test) if one.arg else test))

    def _contains(self, one: dis.Instruction, state: _State) -> str:
        holder, item = state.stack.pop(), state.stack.pop()
        guard, test = contained(item, holder)
        state.stack.append(Test(negated(test) if one.arg else test))
        return guard

    def _not(self, one: dis.Instruction, state: _State) -> None:
        state.stack.append(Test(negated(truth_of(state.stack.pop()))))

    def _copy(self, one: dis.Instruction, state: _State) -> None:
        state.stack.append(state.stack[-(one.arg or 1)])

    def _swap(self, one: dis.Instruction, state: _State) -> None:
        other = -(one.arg or 1)
        state.stack[-1], state.stack[other] = state.stack[other], state.stack[-1]

    def _pop(self, one: dis.Instruction, state: _State) -> None:
        state.stack.pop()


_Act = Callable[[Reader, dis.Instruction, _State], str | None]
_ACTS: dict[str, _Act] = {
    "RESUME": Reader._pass,
    "NOP": Reader._pass,
    "PRECALL": Reader._pass,
    "COPY_FREE_VARS": Reader._pass,
    "LOAD_FAST": Reader._load_fast,
    "STORE_FAST": Reader._store_fast,
    "LOAD_CONST": Reader._load_const,
    "LOAD_GLOBAL": Reader._load_global,
    "LOAD_DEREF": Reader._load_deref,
    "BINARY_SUBSCR": Reader._subscript,
    "LOAD_ATTR": Reader._attribute,
    "LOAD_METHOD": Reader._method,
    "CALL": Reader._call,
    "COMPARE_OP": Reader._compare,
    "IS_OP": Reader._is,
    "CONTAINS_OP": Reader._contains,
    "UNARY_NOT": Reader._not,
    "COPY": Reader._copy,
    "SWAP": Reader._swap,
    "POP_TOP": Reader._pop,
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
