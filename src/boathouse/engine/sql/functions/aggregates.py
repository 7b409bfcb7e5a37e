"""Aggregate functions.

https://trino.io/docs/current/functions/aggregate.html
"""

from __future__ import annotations

from boathouse.engine.sql import types as t
from boathouse.engine.sql.casts import cast
from boathouse.engine.sql.functions.maps import gathered, unique
from boathouse.engine.sql.functions.registry import AGGREGATES, Call, function
from boathouse.engine.sql.scope import Value

B, D = t.BIGINT, t.DOUBLE


def _one(call: Call) -> Value:
    call.arity(1)
    return call.value(0)


def _slots(name: str, *arguments: str) -> str:
    inner = ", ".join(a.replace("{", "{{").replace("}", "}}") for a in arguments)
    return f"{name}({{distinct}}{inner}{{order}}){{filter}}{{over}}"


@function("count", table=AGGREGATES)
def count(call: Call) -> Value:
    """count(*), count(x)"""
    if not call.nodes or call.nodes[0].is_star:
        return Value(_slots("count", "*"), B)
    return Value(_slots("count", _one(call).sql), B)


@function("count_if", table=AGGREGATES)
def count_if(call: Call) -> Value:
    """count_if(condition)"""
    value = _one(call)
    if value.type != t.BOOLEAN:
        raise call.unexpected([value])
    return Value(_slots("count", f"CASE WHEN {value.sql} THEN 1 END"), B)


@function("sum", table=AGGREGATES)
def total(call: Call) -> Value:
    """sum(x): BIGINT of integers, decimal(38, s) of decimals."""
    value = _one(call)
    if value.type.is_integer:
        return Value(f"CAST({_slots('sum', value.sql)} AS BIGINT)", B)
    if value.type.base == "decimal":
        kind = t.decimal(38, value.type.sizes[1])
        return Value(f"CAST({_slots('sum', value.sql)} AS {kind.duck})", kind)
    if not value.type.is_numeric:
        raise call.unexpected([value])
    return Value(f"CAST({_slots('sum', value.sql)} AS {value.type.duck})", value.type)


@function("avg", table=AGGREGATES)
def average(call: Call) -> Value:
    """avg(x): DOUBLE of integers, the same decimal of decimals."""
    value = _one(call)
    if value.type.base == "decimal":
        _, scale = value.type.sizes
        parts = f"{_slots('sum', value.sql)}, CAST({_slots('count', value.sql)} AS DECIMAL(38, 0)), 0"
        digits = f"(CAST(trino_decimal_quotient({parts}) AS VARCHAR) || 'e-{scale}')"
        quotient = f"CAST(CAST({digits} AS DECIMAL(38, {scale})) AS {value.type.duck})"
        return Value(f"CASE WHEN {_slots('count', value.sql)} = 0 THEN NULL ELSE {quotient} END", value.type)
    if not value.type.is_numeric:
        raise call.unexpected([value])
    kind = t.REAL if value.type == t.REAL else D
    return Value(f"CAST({_slots('avg', cast(value, D).sql)} AS {kind.duck})", kind)


def _count(call: Call, index: int) -> str:
    return call.expressions.coerce(call.node, call.value(index), B).sql


@function("min", "max", table=AGGREGATES)
def extreme(call: Call) -> Value:
    """min(x), max(x), and the n least or greatest as an array: min(x, n), max(x, n)."""
    call.arity(1, 2)
    value = call.value(0)
    if value.type.base in ("map", "json"):
        raise call.unexpected([value])
    if len(call.nodes) == 2:
        return Value(_slots(call.name, value.sql, _count(call, 1)), t.array(value.type))
    return Value(_slots(call.name, value.sql), value.type)


@function("min_by", "max_by", table=AGGREGATES)
def extreme_by(call: Call) -> Value:
    """min_by(x, y), max_by(x, y), and with a third argument the x of the n least or greatest y."""
    call.arity(2, 3)
    value, key = call.value(0), call.value(1)
    if len(call.nodes) == 3:
        order = "ASC" if call.name == "min_by" else "DESC"
        pairs = f"list_filter({_slots('list', f'struct_pack(k := {key.sql}, v := {value.sql})')}, "
        pairs += "lambda x: (x).k IS NOT NULL)"
        chosen = f"list_sort({pairs}, '{order}')[1:{_count(call, 2)}]"
        return Value(f"list_transform({chosen}, lambda x: (x).v)", t.array(value.type))
    return Value(
        _slots("arg_min_null" if call.name == "min_by" else "arg_max_null", value.sql, key.sql), value.type
    )


@function("arbitrary", "any_value", table=AGGREGATES)
def arbitrary(call: Call) -> Value:
    """arbitrary(x): some value, not NULL if there is one."""
    value = _one(call)
    return Value(_slots("any_value", value.sql), value.type)


@function("bool_and", "every", "bool_or", table=AGGREGATES)
def truth(call: Call) -> Value:
    """bool_and(x), bool_or(x)"""
    value = _one(call)
    if value.type != t.BOOLEAN:
        raise call.unexpected([value])
    return Value(_slots("bool_or" if call.name == "bool_or" else "bool_and", value.sql), t.BOOLEAN)


@function("array_agg", table=AGGREGATES)
def array_agg(call: Call) -> Value:
    """array_agg(x [ORDER BY y]), NULLs kept."""
    value = _one(call)
    return Value(_slots("array_agg", value.sql), t.array(value.type))


def _entries(call: Call) -> tuple[str, t.Type, t.Type]:
    """The pairs of a group as a list of entries, those without a key left out; NULL if there are none."""
    call.arity(2)
    key, value = call.values()
    pair = f"struct_pack(key := {key.sql}, value := {value.sql})"
    listed = _slots("list", f"CASE WHEN {key.sql} IS NOT NULL THEN {pair} END")
    kept = f"list_filter({listed}, lambda x: x IS NOT NULL)"
    return f"CASE WHEN len({kept}) > 0 THEN {kept} END", key.type, value.type


@function("map_agg", table=AGGREGATES)
def map_agg(call: Call) -> Value:
    """map_agg(key, value): of a key that comes twice, the first value."""
    entries, key, value = _entries(call)
    return Value(unique(entries), t.mapping(key, value))


@function("multimap_agg", table=AGGREGATES)
def multimap_agg(call: Call) -> Value:
    """multimap_agg(key, value): every key with all its values."""
    entries, key, value = _entries(call)
    return Value(
        f"CASE WHEN {entries} IS NOT NULL THEN {gathered(entries)} END", t.mapping(key, t.array(value))
    )


@function("map_union", table=AGGREGATES)
def map_union(call: Call) -> Value:
    """map_union(map): of a key that comes twice, the first value."""
    value = _one(call)
    if value.type.base != "map":
        raise call.unexpected([value])
    maps = f"list_filter({_slots('list', value.sql)}, lambda x: x IS NOT NULL)"
    entries = f"CASE WHEN len({maps}) > 0 THEN flatten(list_transform({maps}, lambda x: map_entries(x))) END"
    return Value(unique(entries), value.type)


@function("histogram", table=AGGREGATES)
def histogram(call: Call) -> Value:
    """histogram(x): how often each value comes."""
    value = _one(call)
    kind = t.mapping(value.type, B)
    return Value(f"CAST({_slots('histogram', value.sql)} AS {kind.duck})", kind)


@function("bitwise_and_agg", "bitwise_or_agg", table=AGGREGATES)
def bits(call: Call) -> Value:
    """bitwise_and_agg(x), bitwise_or_agg(x)"""
    value = call.expressions.coerce(call.node, _one(call), B)
    return Value(_slots("bit_and" if call.name == "bitwise_and_agg" else "bit_or", value.sql), B)


@function("approx_distinct", table=AGGREGATES)
def approx_distinct(call: Call) -> Value:
    """approx_distinct(x[, e]): counted exactly here, which is within any error asked for."""
    call.arity(1, 2)
    return Value(f"count(DISTINCT {_braced(call.value(0).sql)}){{filter}}{{over}}", B)


def _braced(sql: str) -> str:
    return sql.replace("{", "{{").replace("}", "}}")


@function("approx_percentile", table=AGGREGATES)
def approx_percentile(call: Call) -> Value:
    """approx_percentile(x, p), p a share or an array of shares: the values at those ranks, exactly."""
    call.arity(2)
    value, share = call.values()
    several = share.type.base == "array" and share.type.items[0].is_numeric
    if not value.type.is_numeric or not (share.type.is_numeric or several):
        raise call.unexpected([value, share])
    if several:
        shares = cast(share, t.array(D)).sql
        return Value(_slots("quantile_disc", value.sql, shares), t.array(value.type))
    return Value(_slots("quantile_disc", value.sql, _constant(share)), value.type)


def _constant(share: Value) -> str:
    return cast(share, D).sql


for _name, _duck in {
    "stddev": "stddev_samp", "stddev_samp": "stddev_samp", "stddev_pop": "stddev_pop", "variance": "var_samp",
    "var_samp": "var_samp", "var_pop": "var_pop", "kurtosis": "kurtosis",
}.items():  # fmt: skip

    def _spread(call: Call, duck: str = _duck) -> Value:
        return Value(_slots(duck, call.expressions.coerce(call.node, _one(call), D).sql), D)

    AGGREGATES[_name] = _spread


@function("geometric_mean", table=AGGREGATES)
def geometric_mean(call: Call) -> Value:
    """geometric_mean(x)"""
    value = call.expressions.coerce(call.node, _one(call), D).sql
    infinite = f"CASE WHEN {value} < 0 THEN 'NaN' ELSE '-Infinity' END"
    logarithm = (
        f"CASE WHEN {value} > 0 THEN ln({value}) WHEN {value} <= 0 THEN CAST({infinite} AS DOUBLE) END"
    )
    return Value(f"exp({_slots('avg', logarithm)})", D)


@function("skewness", table=AGGREGATES)
def skewness(call: Call) -> Value:
    """skewness(x), of the rows themselves; DuckDB's is that of a sample of them."""
    value = call.expressions.coerce(call.node, _one(call), D).sql
    count = f"CAST({_slots('count', value)} AS DOUBLE)"
    return Value(f"({_slots('skewness', value)} * ({count} - 2) / sqrt({count} * ({count} - 1)))", D)


for _name in ("corr", "covar_pop", "covar_samp", "regr_slope", "regr_intercept"):

    def _pair(call: Call) -> Value:
        call.arity(2)
        a, b = (call.expressions.coerce(call.node, v, D).sql for v in call.values())
        return Value(_slots(call.name, a, b), D)

    AGGREGATES[_name] = _pair


@function("listagg", table=AGGREGATES)
def listagg(call: Call) -> Value:
    """listagg(x, separator) WITHIN GROUP (ORDER BY y)"""
    call.arity(1, 2)
    values = [call.expressions.coerce(call.node, v, t.VARCHAR) for v in call.values()]
    mark = values[1].sql if len(values) == 2 else "''"
    return Value(_slots("string_agg", values[0].sql, mark), t.VARCHAR)


@function("grouping", table=AGGREGATES)
def grouping(call: Call) -> Value:
    """grouping(a, b, …): a bit for each column, 1 if the row is not grouped by it."""
    call.arity(1, 63)
    return Value(f"CAST(grouping({', '.join(_braced(v.sql) for v in call.values())}) AS BIGINT)", B)


@function("checksum", "approx_most_frequent", "entropy", "reduce_agg", "numeric_histogram", "approx_set",
          "merge", table=AGGREGATES)  # fmt: skip
def refused(call: Call) -> Value:
    """Functions that exist in Trino and not here yet."""
    raise call.error("NOT_SUPPORTED", f"Function {call.name} is not emulated by Boathouse")
