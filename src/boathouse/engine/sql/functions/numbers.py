"""Mathematical functions.

https://trino.io/docs/current/functions/math.html
"""

from __future__ import annotations

from boathouse.engine.sql import types as t
from boathouse.engine.sql.casts import cast
from boathouse.engine.sql.failures import fail
from boathouse.engine.sql.functions.registry import Call, function, overloads
from boathouse.engine.sql.operators import numeric
from boathouse.engine.sql.scope import Value

D, B, V = t.DOUBLE, t.BIGINT, t.VARCHAR

for _name in ["exp", "degrees", "radians", "sin", "cos", "tan", "atan", "sinh", "cosh", "tanh"]:
    overloads(_name, ((D,), D, f"{_name}({{0}})"))
for _name in ["acos", "asin"]:
    overloads(
        _name, ((D,), D, f"CASE WHEN abs({{0}}) > 1 THEN CAST('NaN' AS DOUBLE) ELSE {_name}({{0}}) END")
    )
for _name, _call in {"ln": "ln", "log2": "log2", "log10": "log10"}.items():
    _zero = "CAST('-Infinity' AS DOUBLE)"
    _sql = (
        f"CASE WHEN {{0}} < 0 THEN CAST('NaN' AS DOUBLE) WHEN {{0}} = 0 THEN {_zero} ELSE {_call}({{0}}) END"
    )
    overloads(_name, ((D,), D, _sql))
overloads("sqrt", ((D,), D, "CASE WHEN {0} < 0 THEN CAST('NaN' AS DOUBLE) ELSE sqrt({0}) END"))
overloads("cbrt", ((D,), D, "trino_cbrt({0})"))
overloads("log", ((D, D), D, "(ln({1}) / ln({0}))"))
overloads("power", ((D, D), D, "pow({0}, {1})"))
overloads("pow", ((D, D), D, "pow({0}, {1})"))
overloads("atan2", ((D, D), D, "atan2({0}, {1})"))
overloads("pi", ((), D, "pi()"))
overloads("e", ((), D, "exp(CAST(1 AS DOUBLE))"))
overloads("nan", ((), D, "CAST('NaN' AS DOUBLE)"))
overloads("infinity", ((), D, "CAST('Infinity' AS DOUBLE)"))
overloads("is_nan", ((D,), t.BOOLEAN, "isnan({0})"))
overloads("is_infinite", ((D,), t.BOOLEAN, "isinf({0})"))
overloads("is_finite", ((D,), t.BOOLEAN, "isfinite({0})"))
for _name in ("random", "rand"):
    overloads(
        _name,
        ((), D, "random()"),
        ((B,), B, "CAST(floor(random() * {0}) AS BIGINT)"),
        ((B, B), B, "({0} + CAST(floor(random() * ({1} - {0})) AS BIGINT))"),
    )
overloads("bitwise_and", ((B, B), B, "({0} & {1})"))
overloads("bitwise_or", ((B, B), B, "({0} | {1})"))
overloads("bitwise_xor", ((B, B), B, "xor({0}, {1})"))
overloads("bitwise_not", ((B,), B, "(~{0})"))
_SPAN = "CASE WHEN {0} < 0 THEN CAST('18446744073709551616' AS HUGEINT) ELSE 0 END"
overloads("bitwise_left_shift", ((B, B), B, "({0} << {1})"))
overloads(
    "bitwise_right_shift", ((B, B), B, f"CAST(((CAST({{0}} AS HUGEINT) + {_SPAN}) >> {{1}}) AS BIGINT)")
)
overloads("bitwise_right_shift_arithmetic", ((B, B), B, "({0} >> {1})"))
overloads("to_base", ((B, B), V, "trino_to_base({0}, {1})"))
overloads("from_base", ((V, B), B, "trino_from_base({0}, {1})"))


@function("abs")
def absolute(call: Call) -> Value:
    """abs(x)"""
    call.arity(1)
    value = call.value(0)
    if not value.type.is_numeric:
        raise call.unexpected([value])
    return Value(f"abs({value.sql})", value.type)


@function("sign")
def sign(call: Call) -> Value:
    """sign(x), in x's own type."""
    call.arity(1)
    value = call.value(0)
    if not value.type.is_numeric:
        raise call.unexpected([value])
    kind = t.decimal(1, 0) if value.type.base == "decimal" else value.type
    return Value(f"CAST(sign({value.sql}) AS {kind.duck})", kind)


@function("mod")
def modulus(call: Call) -> Value:
    """mod(n, m)"""
    call.arity(2)
    a, b = call.values()
    if not a.type.is_numeric or not b.type.is_numeric:
        raise call.unexpected([a, b])
    return numeric(a, b, "%")


@function("ceil", "ceiling", "floor")
def whole(call: Call) -> Value:
    """ceil(x), floor(x)"""
    call.arity(1)
    value = call.value(0)
    name = "floor" if call.name == "floor" else "ceil"
    if value.type.is_integer:
        return value
    if value.type.base == "decimal":
        precision, scale = value.type.sizes
        kind = t.decimal(precision - scale + min(scale, 1), 0)
        return Value(f"CAST({name}({value.sql}) AS {kind.duck})", kind)
    if not value.type.is_numeric:
        raise call.unexpected([value])
    return Value(f"{name}({value.sql})", value.type)


@function("round")
def rounded(call: Call) -> Value:
    """round(x), round(x, d): half away from zero; the type stays."""
    call.arity(1, 2)
    values = call.values()
    value = values[0]
    if not value.type.is_numeric or (len(values) == 2 and not values[1].type.is_integer):
        raise call.unexpected(values)
    places = cast(values[1], t.INTEGER).sql if len(values) == 2 else "0"
    if value.type.base == "decimal":
        precision, scale = value.type.sizes
        kind = (
            t.decimal(min(38, precision + 1), scale)
            if len(values) == 2
            else t.decimal(min(38, precision - scale + min(1, scale)), 0)
        )
        if len(values) == 2 and not isinstance(values[1].constant, int):
            raise call.error("NOT_SUPPORTED", "round of a decimal needs literal digits")
        return Value(
            f"CAST(round({value.sql}, {places if len(values) == 1 else values[1].constant}) AS {kind.duck})",
            kind,
        )
    return Value(f"CAST(round({value.sql}, {places}) AS {value.type.duck})", value.type)


@function("truncate")
def truncated(call: Call) -> Value:
    """truncate(x), truncate(x, n): digits behind the point, or behind the n-th there, cut off."""
    call.arity(1, 2)
    value = call.value(0)
    if len(call.nodes) == 2:
        return _cut(call, value)
    if value.type.base == "decimal":
        kind = t.decimal(max(1, value.type.sizes[0] - value.type.sizes[1]), 0)
        return Value(f"CAST(trunc({value.sql}) AS {kind.duck})", kind)
    if value.type.base not in ("real", "double"):
        value = call.expressions.coerce(call.node, value, D)
    return Value(f"trunc({value.sql})", value.type)


def _cut(call: Call, value: Value) -> Value:
    places = call.expressions.coerce(call.node, call.value(1), B).sql
    if not value.type.is_numeric:
        raise call.unexpected()
    if value.type.base == "decimal":
        cut = f"trunc({value.sql}, CAST({places} AS INTEGER))"
    elif value.type.is_integer:
        scale = f"CAST(pow(10, greatest(-({places}), 0)) AS BIGINT)"
        cut = f"({value.sql} // {scale}) * {scale}"
    else:
        cut = f"trunc({value.sql} * pow(10, {places})) / pow(10, {places})"
    return Value(f"CAST({cut} AS {value.type.duck})", value.type)


@function("width_bucket")
def width_bucket(call: Call) -> Value:
    """width_bucket(x, low, high, n), width_bucket(x, bins): the number of the bucket that x is in."""
    call.arity(2, 4)
    values = call.values()
    x = call.expressions.coerce(call.node, values[0], D).sql
    if len(values) == 2:
        bins = call.expressions.coerce(call.node, values[1], t.array(D)).sql
        return Value(f"CAST(len(list_filter({bins}, lambda b: b <= {x})) AS BIGINT)", B)
    if len(values) == 3:
        raise call.unexpected(values)
    low, high = (call.expressions.coerce(call.node, v, D).sql for v in values[1:3])
    count = call.expressions.coerce(call.node, values[3], B).sql
    problem = fail("INVALID_FUNCTION_ARGUMENT", "'bucketCount must be greater than 0'", "BIGINT")
    inside = f"CAST(floor({count} * abs({x} - {low}) / abs({high} - {low})) AS BIGINT) + 1"
    below = f"CASE WHEN {low} < {high} THEN {x} < {low} ELSE {x} > {low} END"
    beyond = f"CASE WHEN {low} < {high} THEN {x} >= {high} ELSE {x} <= {high} END"
    return Value(
        f"CASE WHEN {count} <= 0 THEN {problem} WHEN {below} THEN 0 WHEN {beyond} THEN {count} + 1 "
        f"ELSE {inside} END",
        B,
    )


@function("greatest", "least")
def extreme(call: Call) -> Value:
    """greatest(a, b, …): NULL if any is NULL."""
    call.arity(1, 127)
    values, kind = call.expressions.unify(
        call.node, call.values(), f"All {call.name} arguments must be the same type"
    )
    any_null = " OR ".join(f"{v.sql} IS NULL" for v in values)
    inner = ", ".join(v.sql for v in values)
    return Value(f"CASE WHEN {any_null} THEN NULL ELSE {call.name}({inner}) END", kind)


@function("sequence")
def sequence(call: Call) -> Value:
    """sequence(start, stop[, step]) of integers, dates or timestamps."""
    call.arity(2, 3)
    values = call.values()
    if values[0].type == values[1].type and values[0].type in (t.TIMESTAMP, t.MICROS) and len(values) == 3:
        if values[2].type not in (t.DAY_INTERVAL, t.YEAR_INTERVAL):
            raise call.unexpected(values)
        return Value(f"generate_series({', '.join(v.sql for v in values)})", t.array(values[0].type))
    if values[0].type == t.DATE and values[1].type == t.DATE:
        step = values[2] if len(values) == 3 else Value("INTERVAL '1' day", t.DAY_INTERVAL)
        if step.type not in (t.DAY_INTERVAL, t.YEAR_INTERVAL):
            raise call.unexpected(values)
        first, last = (f"CAST({v.sql} AS TIMESTAMP)" for v in values[:2])
        series = f"generate_series({first}, {last}, {step.sql})"
        return Value(f"list_transform({series}, lambda d: CAST(d AS DATE))", t.array(t.DATE))
    if not all(v.type.is_integer for v in values):
        raise call.unexpected(values)
    start, stop = (cast(v, B).sql for v in values[:2])
    if len(values) == 2:
        step_sql = f"CASE WHEN {start} <= {stop} THEN 1 ELSE -1 END"
        return Value(f"generate_series({start}, {stop}, {step_sql})", t.array(B))
    step_sql = cast(values[2], B).sql
    wrong = (
        f"{step_sql} = 0 OR ({stop} > {start} AND {step_sql} < 0) OR ({stop} < {start} AND {step_sql} > 0)"
    )
    problem = fail(
        "INVALID_FUNCTION_ARGUMENT",
        "'sequence stop value should be greater than or equal to start value if step is greater than zero "
        "otherwise stop should be less than or equal to start'",
        "BIGINT[]",
    )
    return Value(
        f"CASE WHEN {wrong} THEN {problem} ELSE generate_series({start}, {stop}, {step_sql}) END", t.array(B)
    )
