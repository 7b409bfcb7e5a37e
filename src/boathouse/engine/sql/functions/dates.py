"""Date and time functions.

https://trino.io/docs/current/functions/datetime.html
"""

from __future__ import annotations

from sqlglot import exp

from boathouse.engine.sql import types as t
from boathouse.engine.sql.casts import cast
from boathouse.engine.sql.expressions import Expressions, handles
from boathouse.engine.sql.functions.registry import Call, function, overloads
from boathouse.engine.sql.scope import Value, quoted

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
    overloads(_name, *[((k,), B, f"CAST(date_part('{_part}', {{0}}) AS BIGINT)") for k in _kinds])
overloads(
    "millisecond", *[((k,), B, "CAST(date_part('millisecond', {0}) % 1000 AS BIGINT)") for k in (TS, TZ)]
)
overloads("from_unixtime", ((D,), TZ, "trino_from_unixtime({0})"))
overloads("to_unixtime", *[((k,), D, "(epoch_ms({0}) / 1000.0::DOUBLE)") for k in (TZ, TS)])
overloads("from_iso8601_timestamp", ((V,), TZ, "trino_from_iso8601({0})"))
overloads("from_iso8601_date", ((V,), DATE, "CAST(trino_from_iso8601_date({0}) AS DATE)"))
overloads(
    "to_iso8601",
    ((DATE,), V, "CAST({0} AS VARCHAR)"),
    ((TS,), V, "strftime({0}, '%Y-%m-%dT%H:%M:%S.%g')"),
    ((TZ,), V, "strftime({0}, '%Y-%m-%dT%H:%M:%S.%gZ')"),
)
overloads("last_day_of_month", *[((k,), DATE, "last_day({0})") for k in (DATE, TS, TZ)])
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
    return Value(f"CAST(date_trunc('{unit}', {value.sql}) AS {value.type.duck})", value.type)


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
    return Value(f"CAST(({value.sql} + {step}) AS {value.type.duck})", value.type)


@function("date_diff")
def date_diff(call: Call) -> Value:
    """date_diff(unit, a, b): complete units from a to b."""
    call.arity(3)
    a, b = _moments(call, 1, 2)
    unit = _unit(call, a)
    return Value(f"CAST(date_sub('{unit}', {a.sql}, {b.sql}) AS BIGINT)", B)


@function("date_format")
def date_format(call: Call) -> Value:
    """date_format(x, format), MySQL's patterns."""
    call.arity(2)
    (value,) = _moments(call, 0)
    pattern = call.expressions.coerce(call.node, call.value(1), V)
    return Value(f"trino_date_format(CAST({value.sql} AS TIMESTAMP), {pattern.sql})", V)


@function("date_parse")
def date_parse(call: Call) -> Value:
    """date_parse(text, format), MySQL's patterns."""
    call.arity(2)
    text, pattern = (call.expressions.coerce(call.node, v, V) for v in call.values())
    return Value(f"trino_date_parse({text.sql}, {pattern.sql})", TS)


@function("format_datetime", "parse_datetime", "at_timezone", "with_timezone", "to_milliseconds",
          "human_readable_seconds",
          "timezone_hour", "timezone_minute", "parse_duration", "from_unixtime_nanos")  # fmt: skip
def refused(call: Call) -> Value:
    """Functions that exist in Trino and not here yet."""
    raise call.error("NOT_SUPPORTED", f"Function {call.name} is not emulated by Boathouse")


@handles(exp.Extract)
def extract(self: Expressions, node: exp.Extract) -> Value:
    """EXTRACT(year FROM x)"""
    self.context.only(node, "this", "expression")
    value, part = self.compile(node.expression), node.this.name.lower()
    if part not in PARTS or value.type.base not in DAYS:
        raise self.context.error(node, "TYPE_MISMATCH", f"Cannot extract {part} from {value.type}")
    return Value(f"CAST(date_part({quoted(PARTS[part])}, {value.sql}) AS BIGINT)", B)


@handles(exp.AtTimeZone)
def at_time_zone(self: Expressions, node: exp.AtTimeZone) -> Value:
    """x AT TIME ZONE 'UTC'; other zones are not emulated yet, since results would lose them."""
    value, zone = self.compile(node.this), self.compile(node.args["zone"])
    if value.type.base not in DAYS[1:]:
        raise self.context.error(
            node, "TYPE_MISMATCH", f"Type of value must be a time or timestamp: {value.type}"
        )
    if zone.constant not in ("UTC", "Etc/UTC", "Z", "GMT"):
        raise self.context.error(
            node, "NOT_SUPPORTED", "AT TIME ZONE with another zone than UTC is not emulated"
        )
    return Value(value.sql, TZ)
