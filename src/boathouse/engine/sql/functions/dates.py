"""Date and time functions.

https://trino.io/docs/current/functions/datetime.html
"""

from __future__ import annotations

from sqlglot import exp

from boathouse.engine.sql import types as t
from boathouse.engine.sql.casts import FRACTION, cast
from boathouse.engine.sql.expressions import Expressions, handles
from boathouse.engine.sql.functions.registry import Call, function, overloads
from boathouse.engine.sql.scope import Value, quoted
from boathouse.engine.sql.zones import instant, known, local

V, B, D = t.VARCHAR, t.BIGINT, t.DOUBLE
DATE, TS, TZ = t.DATE, t.TIMESTAMP, t.TIMESTAMP_TZ
DAYS = ("date", "timestamp", "timestamp with time zone")
UNITS = ("millisecond", "second", "minute", "hour", "day", "week", "month", "quarter", "year")

PARTS = {
    "year": "year", "quarter": "quarter", "month": "month", "week": "week", "week_of_year": "week",
    "day": "day",
    "day_of_month": "day", "day_of_week": "isodow", "dow": "isodow", "day_of_year": "dayofyear",
    "doy": "dayofyear",
    "hour": "hour", "minute": "minute", "second": "second", "year_of_week": "isoyear", "yow": "isoyear",
}  # fmt: skip

for _name, _part in PARTS.items():
    _kinds = (TS, TZ) if _part in ("hour", "minute", "second") else (DATE, TS, TZ)
    _rows = [((k,), B, f"CAST(date_part('{_part}', {{0}}) AS BIGINT)") for k in _kinds]
    overloads(_name, *_rows, clock=True)
overloads("millisecond", ((TS,), B, "CAST(date_part('millisecond', {0}) % 1000 AS BIGINT)"), clock=True)
overloads("to_unixtime", *[((k,), D, "(epoch_us({0}) / 1000000.0::DOUBLE)") for k in (TZ, TS)])
overloads("from_iso8601_timestamp", ((V,), TZ, "trino_from_iso8601({0})"))
overloads("from_iso8601_date", ((V,), DATE, "CAST(trino_from_iso8601_date({0}) AS DATE)"))
overloads("last_day_of_month", *[((k,), DATE, "last_day({0})") for k in (DATE, TS)], clock=True)
overloads("current_timezone", ((), V, "'UTC'"))


@function("date")
def date(call: Call) -> Value:
    """date(x): CAST(x AS date)"""
    call.arity(1)
    value = call.value(0)
    if value.type.base not in DAYS and not value.type.is_text:
        raise call.unexpected([value])
    return cast(value, DATE)


@function("now")
def now(call: Call) -> Value:
    """now()"""
    call.arity(0)
    return call.expressions.compile(exp.CurrentTimestamp())


def _unit(call: Call, value: Value) -> str:
    unit = call.text(0).lower()
    if unit not in UNITS or (value.type == DATE and unit in UNITS[:4]):
        raise call.error(
            "INVALID_FUNCTION_ARGUMENT", f"'{unit}' is not a valid {value.type.base.upper()} field"
        )
    return unit


def _moments(call: Call, *indexes: int) -> list[Value]:
    values = [call.value(i) for i in indexes]
    if all(v.type.base == TZ.base for v in values):
        return values
    values, kind = call.expressions.unify(
        call.node, values, f"Unexpected parameters for function {call.name}"
    )
    if kind.base not in DAYS:
        raise call.unexpected()
    return values


@function("date_trunc")
def date_trunc(call: Call) -> Value:
    """date_trunc(unit, x): the type stays."""
    call.arity(2)
    (value,) = _moments(call, 1)
    unit = _unit(call, value)
    cut = f"CAST(date_trunc('{unit}', {local(value).sql}) AS {value.type.duck})"
    return instant(cut, value.type)


@function("date_add")
def date_add(call: Call) -> Value:
    """date_add(unit, n, x): the type stays."""
    call.arity(3)
    (value,) = _moments(call, 2)
    unit = _unit(call, value)
    count = call.expressions.coerce(call.node, call.value(1), B)
    factor, base = (3, "month") if unit == "quarter" else (1, unit)
    step = f"to_{base}s(CAST({count.sql} * {factor} AS BIGINT))"
    if base in ("month", "year", "week", "day"):
        step = f"to_{base}s(CAST({count.sql} * {factor} AS INTEGER))"
    if base == "millisecond":
        step = f"to_milliseconds(CAST({count.sql} AS DOUBLE))"
    if unit in UNITS[4:]:
        return instant(f"CAST(({local(value).sql} + {step}) AS {value.type.duck})", value.type)
    return Value(f"CAST(({value.sql} + {step}) AS {value.type.duck})", value.type)


@function("date_diff")
def date_diff(call: Call) -> Value:
    """date_diff(unit, a, b): complete units from a to b."""
    call.arity(3)
    a, b = _moments(call, 1, 2)
    unit = _unit(call, a)
    if a.type.base == TZ.base and unit in UNITS[4:]:
        a, b = local(a), local(Value(b.sql, a.type))
    return Value(f"CAST(date_sub('{unit}', {a.sql}, {b.sql}) AS BIGINT)", B)


@function("date_format")
def date_format(call: Call) -> Value:
    """date_format(x, format), MySQL's patterns."""
    call.arity(2)
    (value,) = _moments(call, 0)
    pattern = call.expressions.coerce(call.node, call.value(1), V)
    return Value(f"trino_date_format({_millis(value)}, {pattern.sql})", V)


def _millis(value: Value) -> str:
    """A moment in whole milliseconds: patterns know no finer ones."""
    shown = f"CAST({local(value).sql} AS TIMESTAMP)"
    return f"date_trunc('milliseconds', {shown})" if value.type.precision > 3 else shown


@function("date_parse")
def date_parse(call: Call) -> Value:
    """date_parse(text, format), MySQL's patterns."""
    call.arity(2)
    text, pattern = (call.expressions.coerce(call.node, v, V) for v in call.values())
    return Value(f"trino_date_parse({text.sql}, {pattern.sql})", TS)


@function("format_datetime")
def format_datetime(call: Call) -> Value:
    """format_datetime(x, pattern), Java's patterns."""
    call.arity(2)
    (value,) = _moments(call, 0)
    pattern = call.expressions.coerce(call.node, call.value(1), V)
    if value.type.zone != "UTC" and isinstance(pattern.constant, str) and "z" in pattern.constant.lower():
        raise call.error(
            "NOT_SUPPORTED", "format_datetime with the name of another zone than UTC is not emulated"
        )
    return Value(f"trino_format_datetime({_millis(value)}, {pattern.sql})", V)


overloads("parse_datetime", ((V, V), TZ, "trino_parse_datetime({0}, {1})"))
overloads("human_readable_seconds", ((D,), V, "trino_human_readable_seconds({0})"))
overloads("to_milliseconds", ((t.DAY_INTERVAL,), B, "CAST(epoch_ms({0}) AS BIGINT)"))
overloads("from_unixtime_nanos", ((B,), TZ, "make_timestamp({0} // 1000000 * 1000)"))


@function("from_unixtime")
def from_unixtime(call: Call) -> Value:
    """from_unixtime(seconds[, zone])"""
    call.arity(1, 2)
    moment = f"trino_from_unixtime({call.expressions.coerce(call.node, call.value(0), D).sql})"
    if len(call.nodes) == 1:
        return Value(moment, TZ)
    return Value(moment, _zone(call.expressions, call.node, call.value(1), TZ))


def _zone(self: Expressions, node: exp.Expr, name: Value, kind: t.Type) -> t.Type:
    if not isinstance(name.constant, str):
        raise self.context.error(node, "NOT_SUPPORTED", "a time zone that is no literal is not emulated")
    zone = known(name.constant)
    if zone is None:
        raise self.context.error(
            node, "INVALID_FUNCTION_ARGUMENT", f"'{name.constant}' is not a valid time zone"
        )
    return t.zoned(zone, kind.precision)


def _told_in(self: Expressions, node: exp.Expr, value: Value, zone: Value) -> Value:
    """The same moment in another zone; a timestamp without zone is one of UTC, the session's."""
    if value.type.base not in DAYS[1:]:
        text = f"Type of value must be a time or timestamp: {value.type}"
        raise self.context.error(node, "TYPE_MISMATCH", text)
    return Value(value.sql, _zone(self, node, zone, value.type))


@function("at_timezone")
def at_timezone(call: Call) -> Value:
    """at_timezone(x, zone): the same moment, told in the zone."""
    call.arity(2)
    return _told_in(call.expressions, call.node, call.value(0), call.value(1))


@function("with_timezone")
def with_timezone(call: Call) -> Value:
    """with_timezone(timestamp, zone): the moment at which a clock there shows the timestamp."""
    call.arity(2)
    value = call.value(0)
    if value.type != t.MICROS:
        value = call.expressions.coerce(call.node, value, TS)
    return instant(value.sql, _zone(call.expressions, call.node, call.value(1), value.type))


@function("timezone_hour", "timezone_minute")
def offset(call: Call) -> Value:
    """timezone_hour(x), timezone_minute(x): how far the zone's clock is from UTC."""
    call.arity(1)
    value = call.value(0)
    if value.type.base != TZ.base:
        raise call.unexpected([value])
    return _offset(value, call.name)


def _offset(value: Value, part: str) -> Value:
    minutes = f"date_diff('minute', {value.sql}, {local(value).sql})"
    return Value(f"CAST({minutes} {'//' if part == 'timezone_hour' else '%'} 60 AS BIGINT)", B)


@function("to_iso8601")
def to_iso8601(call: Call) -> Value:
    """to_iso8601(x), with the zone's offset if x has one."""
    call.arity(1)
    value = call.value(0)
    if value.type.base not in DAYS:
        raise call.unexpected([value])
    if value.type == DATE:
        return Value(f"CAST({value.sql} AS VARCHAR)", V)
    text = f"strftime({local(value).sql}, '%Y-%m-%dT%H:%M:%S.{FRACTION[value.type.precision]}')"
    if value.type.base == TS.base:
        return Value(text, V)
    if value.type.zone == "UTC":
        return Value(f"({text} || 'Z')", V)
    minutes = f"date_diff('minute', {value.sql}, {local(value).sql})"
    digits = f"printf('%02d:%02d', abs({minutes}) // 60, abs({minutes}) % 60)"
    return Value(f"({text} || CASE WHEN {minutes} < 0 THEN '-' ELSE '+' END || {digits})", V)


@function("parse_duration")
def refused(call: Call) -> Value:
    """Functions that exist in Trino and not here yet."""
    raise call.error("NOT_SUPPORTED", f"Function {call.name} is not emulated by Boathouse")


@handles(exp.Extract)
def extract(self: Expressions, node: exp.Extract) -> Value:
    """EXTRACT(year FROM x)"""
    self.context.only(node, "this", "expression")
    value, part = self.compile(node.expression), node.this.name.lower()
    zoned = part in ("timezone_hour", "timezone_minute") and value.type.base == TZ.base
    if not zoned and (part not in PARTS or value.type.base not in DAYS):
        raise self.context.error(node, "TYPE_MISMATCH", f"Cannot extract {part} from {value.type}")
    if part.startswith("timezone_"):
        return _offset(value, part)
    return Value(f"CAST(date_part({quoted(PARTS[part])}, {local(value).sql}) AS BIGINT)", B)


@handles(exp.AtTimeZone)
def at_time_zone(self: Expressions, node: exp.AtTimeZone) -> Value:
    """x AT TIME ZONE 'Asia/Tokyo'"""
    self.context.only(node, "this", "zone")
    return _told_in(self, node, self.compile(node.this), self.compile(node.args["zone"]))
