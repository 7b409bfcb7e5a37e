"""String functions.

https://trino.io/docs/current/functions/string.html
"""

from __future__ import annotations

from sqlglot import exp

from boathouse.engine.sql import types as t
from boathouse.engine.sql.casts import cast
from boathouse.engine.sql.expressions import Expressions, handles
from boathouse.engine.sql.failures import fail
from boathouse.engine.sql.functions.registry import SCALARS, Call, function, overloads
from boathouse.engine.sql.scope import Value, quoted

V, B = t.VARCHAR, t.BIGINT
SPACES = "(' ' || chr(9) || chr(10) || chr(11) || chr(12) || chr(13))"
_SUBSTR = (
    "CASE WHEN {1} = 0 OR {1} > length({0}) OR {1} < -length({0}) THEN CASE WHEN {0} IS NULL OR {1} IS NULL "
    "THEN NULL ELSE '' END ELSE substring({0}, {1}) END"
)
_SUBSTR_LENGTH = (
    "CASE WHEN {1} = 0 OR {2} <= 0 OR {1} > length({0}) OR {1} < -length({0}) THEN CASE WHEN {0} IS NULL OR "
    "{1} IS NULL OR {2} IS NULL THEN NULL ELSE '' END ELSE substring({0}, {1}, {2}) END"
)

overloads("length", ((V,), B, "length({0})"), ((t.VARBINARY,), B, "octet_length({0})"))
overloads("lower", ((V,), V, "lower({0})"))
overloads("upper", ((V,), V, "upper({0})"))
for _name in ("substr", "substring"):
    overloads(_name, ((V, B), V, _SUBSTR), ((V, B, B), V, _SUBSTR_LENGTH))
overloads("trim", ((V,), V, f"trim({{0}}, {SPACES})"), ((V, V), V, "trim({0}, {1})"))
overloads("ltrim", ((V,), V, f"ltrim({{0}}, {SPACES})"), ((V, V), V, "ltrim({0}, {1})"))
overloads("rtrim", ((V,), V, f"rtrim({{0}}, {SPACES})"), ((V, V), V, "rtrim({0}, {1})"))
overloads(
    "strpos",
    ((V, V), B, "CASE WHEN {1} = '' THEN CAST(1 AS BIGINT) ELSE strpos({0}, {1}) END"),
    ((V, V, B), B, "trino_strpos({0}, {1}, {2})"),
)
overloads("starts_with", ((V, V), t.BOOLEAN, "starts_with({0}, {1})"))
overloads("replace", ((V, V), V, "replace({0}, {1}, '')"), ((V, V, V), V, "trino_replace({0}, {1}, {2})"))
overloads("translate", ((V, V, V), V, "translate({0}, {1}, {2})"))
overloads("lpad", ((V, B, V), V, "lpad({0}, CAST({1} AS INTEGER), {2})"))
overloads("rpad", ((V, B, V), V, "rpad({0}, CAST({1} AS INTEGER), {2})"))
overloads("chr", ((B,), V, "chr(CAST({0} AS INTEGER))"))
overloads("codepoint", ((V,), t.INTEGER, "ord({0})"))
overloads(
    "split",
    ((V, V), t.array(V), "string_split({0}, {1})"),
    ((V, V, B), t.array(V), "trino_split({0}, {1}, {2})"),
)
overloads("levenshtein_distance", ((V, V), B, "levenshtein({0}, {1})"))
overloads("soundex", ((V,), V, "trino_soundex({0})"))
overloads("luhn_check", ((V,), t.BOOLEAN, "trino_luhn_check({0})"))
overloads("hamming_distance", ((V, V), B, "hamming({0}, {1})"))
overloads("format_number", ((t.DOUBLE,), V, "trino_format_number({0})"))


@function("reverse")
def reverse(call: Call) -> Value:
    """reverse(text or array)"""
    call.arity(1)
    value = call.value(0)
    if value.type.base == "array":
        return Value(f"list_reverse({value.sql})", value.type)
    text = call.expressions.coerce(call.node, value, V).sql
    return Value(f"array_to_string(list_reverse(string_split({text}, '')), '')", V)


@function("uuid")
def uuid(call: Call) -> Value:
    """uuid(): a random one for every row"""
    call.arity(0)
    return Value("CAST(gen_random_uuid() AS VARCHAR)", t.UUID)


@function("normalize")
def normalize(call: Call) -> Value:
    """normalize(text[, form]), form being a word: NFC, NFD, NFKC or NFKD"""
    call.arity(1, 2)
    form = call.nodes[1].name.upper() if len(call.nodes) == 2 else "NFC"
    return Value(
        f"trino_normalize({call.expressions.coerce(call.node, call.value(0), V).sql}, {quoted(form)})", V
    )


@function("format")
def formatted(call: Call) -> Value:
    """format(pattern, a, b, …): Java's patterns."""
    call.arity(2, 127)
    pattern, *arguments = call.values()
    texts = ", ".join(cast(value, V).sql for value in arguments)
    return Value(f"trino_format({call.expressions.coerce(call.node, pattern, V).sql}, [{texts}])", V)


@function("split_to_map")
def split_to_map(call: Call) -> Value:
    """split_to_map(text, between entries, between key and value)"""
    call.arity(3)
    text, entry, pair = (call.expressions.coerce(call.node, v, V).sql for v in call.values())
    kind, code = t.mapping(V, V), "INVALID_FUNCTION_ARGUMENT"
    pieces = f"string_split({text}, {entry})"
    pieces = f"list_filter({pieces}, lambda x, i: x <> '' OR i < len({pieces}))"
    text_of_problem = "'Key-value delimiter must appear exactly once in each entry. Bad input: ' || x"
    problem = fail(code, text_of_problem, "VARCHAR")
    key = f"CASE WHEN len(string_split(x, {pair})) = 2 THEN string_split(x, {pair})[1] ELSE {problem} END"
    keys = f"list_transform({pieces}, lambda x: {key})"
    values = f"list_transform({pieces}, lambda x: string_split(x, {pair})[2])"
    twice = fail(code, quoted("Duplicate keys are not allowed"), kind.duck)
    return Value(
        f"CASE WHEN {text} IS NULL THEN NULL WHEN list_unique({keys}) < len({keys}) THEN {twice} "
        f"ELSE map({keys}, {values}) END",
        kind,
    )


@function("concat")
def concat(call: Call) -> Value:
    """concat(a, b, …): NULL if any is NULL; arrays are joined."""
    call.arity(2, 127)
    values = call.values()
    if any(v.type.base == "array" for v in values):
        unified, kind = call.expressions.unify(call.node, values, "Unexpected parameters for function concat")
        joined = unified[0].sql
        for value in unified[1:]:
            joined = f"list_concat({joined}, {value.sql})"
        any_null = " OR ".join(f"{v.sql} IS NULL" for v in unified)
        return Value(f"CASE WHEN {any_null} THEN NULL ELSE {joined} END", kind)
    if not all(v.type.is_text or v.type == t.UNKNOWN for v in values):
        raise call.unexpected(values)
    return Value(f"({' || '.join(cast(v, V).sql for v in values)})", V)


@function("concat_ws")
def concat_ws(call: Call) -> Value:
    """concat_ws(separator, a, b, …): NULLs are left out."""
    call.arity(2, 127)
    values = call.values()
    if len(values) == 2 and values[1].type == t.array(V):
        return Value(
            f"CASE WHEN {values[1].sql} IS NULL THEN NULL "
            f"ELSE concat_ws({values[0].sql}, {values[1].sql}) END",
            V,
        )
    if not all(v.type.is_text or v.type == t.UNKNOWN for v in values):
        raise call.unexpected(values)
    return Value(f"concat_ws({', '.join(cast(v, V).sql for v in values)})", V)


@function("split_part")
def split_part(call: Call) -> Value:
    """split_part(text, delimiter, index): NULL beyond the last part."""
    call.arity(3)
    text, mark, index = (
        call.expressions.coerce(call.node, v, k) for v, k in zip(call.values(), (V, V, B), strict=True)
    )
    problem = fail("INVALID_FUNCTION_ARGUMENT", "'Index must be greater than zero'", "VARCHAR")
    part = f"string_split({text.sql}, {mark.sql})[{index.sql}]"
    return Value(f"CASE WHEN {index.sql} <= 0 THEN {problem} ELSE {part} END", V)


@function("word_stem", "split_to_multimap")
def refused(call: Call) -> Value:
    """Functions that exist in Trino and not here yet."""
    raise call.error("NOT_SUPPORTED", f"Function {call.name} is not emulated by Boathouse")


@handles(exp.StrPosition)
def position(self: Expressions, node: exp.StrPosition) -> Value:
    """POSITION(a IN b)"""
    self.context.only(node, "this", "substr")
    text, part = (self.coerce(node, self.compile(node.args[key]), V) for key in ("this", "substr"))
    return Value(
        f"CASE WHEN {part.sql} = '' THEN CAST(1 AS BIGINT) ELSE strpos({text.sql}, {part.sql}) END", B
    )


@handles(exp.Substring)
def substring(self: Expressions, node: exp.Substring) -> Value:
    """SUBSTRING(a FROM b FOR c), substring(a, b, c)"""
    self.context.only(node, "this", "start", "length")
    given = [node.args.get(key) for key in ("this", "start", "length")]
    return SCALARS["substring"](Call(self, node, "substring", [part for part in given if part is not None]))


@handles(exp.Trim)
def trim(self: Expressions, node: exp.Trim) -> Value:
    """TRIM(BOTH 'x' FROM a)"""
    self.context.only(node, "this", "position", "expression")
    text = self.coerce(node, self.compile(node.this), V)
    side = str(node.args.get("position") or "BOTH").upper()
    name = {"BOTH": "trim", "LEADING": "ltrim", "TRAILING": "rtrim"}[side]
    marks = node.args.get("expression")
    what = self.coerce(node, self.compile(marks), V).sql if marks else SPACES
    return Value(f"{name}({text.sql}, {what})", V)
