"""Functions that DuckDB lacks, as macros and as Python functions, all named `trino_…`."""

from __future__ import annotations

import hashlib
import hmac
import json
import math
import re
import zlib
from collections.abc import Callable
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any, cast

import duckdb

from boathouse.engine.sql import javaformat, jodadate, jsonpath, mysqldate, opencsv, urls

MACROS = (
    "trino_to_millis(x) AS "
    "make_timestamp(CAST(floor((epoch_us(x) + 500) / 1000.0::DOUBLE) AS BIGINT) * 1000)",
    "trino_from_unixtime(x) AS make_timestamp(CAST(round(x * 1000) AS BIGINT) * 1000)",
    "trino_unscaled(x) AS CAST(replace(CAST(x AS VARCHAR), '.', '') AS HUGEINT)",
    # (2 |n| 10^shift + |d|) div (2 |d|), with n's and d's sign: halves away from zero
    "trino_decimal_quotient(n, d, shift) AS CAST((2 * abs(trino_unscaled(n)) "
    "* CAST(('1' || repeat('0', shift)) AS HUGEINT) "
    "+ abs(trino_unscaled(d))) // (2 * abs(trino_unscaled(d))) * sign(trino_unscaled(n)) "
    "* sign(trino_unscaled(d)) AS HUGEINT)",
    "trino_whole_days(x) AS to_days(CAST(date_part('epoch', x) // 86400 AS INTEGER))",
    "trino_months(x) AS CAST(date_part('year', x) * 12 + date_part('month', x) AS BIGINT)",
    "trino_months_text(x) AS CASE WHEN trino_months(x) < 0 THEN '-' ELSE '' END "
    "|| (abs(trino_months(x)) // 12) || '-' || (abs(trino_months(x)) % 12)",
    "trino_strpos(x, part, n) AS CASE WHEN n > 0 THEN CASE WHEN len(string_split(x, part)) <= n THEN 0 "
    "ELSE length(array_to_string(string_split(x, part)[1:n], part)) + 1 END "
    "ELSE CASE WHEN len(string_split(x, part)) <= -n THEN 0 "
    "ELSE length(array_to_string(string_split(x, part)[1:n - 1], part)) + 1 END END",
    "trino_split(x, part, n) AS CASE WHEN len(string_split(x, part)) > n THEN "
    "list_concat(string_split(x, part)[1:n - 1], [array_to_string(string_split(x, part)[n:], part)]) "
    "ELSE string_split(x, part) END",
    # the C library's root of 27 is a little more than 3
    "trino_cbrt(x) AS CASE WHEN pow(round(cbrt(x)), 3) = x THEN round(cbrt(x)) ELSE cbrt(x) END",
    "trino_bytes_text(x) AS rtrim(regexp_replace(lower(hex(x)), '(..)', '\\1 ', 'g'))",
    "trino_double_text(x) AS CASE WHEN x = 0 OR (abs(x) >= 1e-3 AND abs(x) < 1e7) THEN CAST(x AS VARCHAR) "
    "ELSE trino_java_double(x) END",
    "trino_real_text(x) AS CASE WHEN x = 0 OR (abs(x) >= 1e-3 AND abs(x) < 1e7) THEN CAST(x AS VARCHAR) "
    "ELSE trino_java_double(CAST(CAST(x AS VARCHAR) AS DOUBLE)) END",
)


OTHER_ZONE = "text with an offset other than UTC is not emulated: results would lose it"


def install(connection: duckdb.DuckDBPyConnection) -> None:
    """Create everything in this database."""
    for name, function, parameters, result in FUNCTIONS:
        connection.create_function(
            f"trino_{name}",
            cast(Any, _nullable(function, len(parameters))),
            cast(Any, parameters),
            cast(Any, result),
            null_handling=cast(Any, "special"),
        )
    for macro in MACROS:
        connection.execute(f"CREATE MACRO {macro}")


def _nullable(function: Callable[..., Any], count: int) -> Callable[..., Any]:
    """NULL in, NULL out; DuckDB's own handling of NULL forbids a function to answer NULL."""
    if count == 1:
        return lambda a: None if a is None else function(a)
    if count == 2:
        return lambda a, b: None if a is None or b is None else function(a, b)
    if count == 3:
        return lambda a, b, c: None if a is None or b is None or c is None else function(a, b, c)
    return lambda a, b, c, d: None if None in (a, b, c, d) else function(a, b, c, d)


class RefusedError(ValueError):
    """A value that a function cannot take; `faults.py` reads the code back."""

    def __init__(self, message: str, code: str = "INVALID_FUNCTION_ARGUMENT") -> None:
        super().__init__(f"!{code}: {message}!")


def java_double(x: float) -> str:
    """Java's Double.toString."""
    if math.isnan(x):
        return "NaN"
    if x in (float("inf"), float("-inf")):
        return "Infinity" if x > 0 else "-Infinity"
    mantissa, _, exponent = f"{x:e}".partition("e")
    digits = repr(x).lower().partition("e")[0].replace(".", "").replace("-", "").strip("0") or "0"
    mantissa = f"{'-' if x < 0 else ''}{digits[0]}.{digits[1:] or '0'}"
    return f"{mantissa}E{int(exponent)}"


def replaced(text: str, search: str, new: str) -> str:
    """Trino's replace: an empty search stands before every character and at the end."""
    return text.replace(search, new)


@lru_cache(256)
def _pattern(text: str) -> re.Pattern[str]:
    try:
        return re.compile(re.sub(r"\(\?<(?![=!])", "(?P<", text))
    except re.error as error:
        raise RefusedError(f"pattern {text}: {error}") from error


def regexp_like(text: str, pattern: str) -> bool:
    """Whether the pattern occurs."""
    return _pattern(pattern).search(text) is not None


def regexp_extract(text: str, pattern: str, group: int) -> str | None:
    """The first match's group."""
    found = _pattern(pattern).search(text)
    return _group(found, pattern, group) if found else None


def _group(found: re.Match[str], pattern: str, group: int) -> str | None:
    if group > _pattern(pattern).groups or group < 0:
        raise RefusedError(f"Pattern has {_pattern(pattern).groups} groups. Cannot access group {group}")
    return cast("str | None", found[group])


def regexp_groups(text: str, pattern: str) -> list[str | None] | None:
    """The groups of a pattern that matches all of the text."""
    found = _pattern(pattern).fullmatch(text)
    return list(found.groups()) if found else None


def regexp_extract_all(text: str, pattern: str, group: int) -> list[str | None]:
    """Every match's group."""
    return [_group(found, pattern, group) for found in _pattern(pattern).finditer(text)]


def regexp_position(text: str, pattern: str, start: int, occurrence: int) -> int:
    """Where the pattern occurs for that time, from `start` on; -1 if it does not."""
    if start < 1 or occurrence < 1:
        raise RefusedError("start position and occurrence must be at least 1")
    found = list(_pattern(pattern).finditer(text, start - 1))
    return found[occurrence - 1].start() + 1 if len(found) >= occurrence else -1


def regexp_split(text: str, pattern: str) -> list[str]:
    """The text between the matches."""
    parts, at = [], 0
    for found in _pattern(pattern).finditer(text):
        parts.append(text[at : found.start()])
        at = found.end()
    return [*parts, text[at:]]


def regexp_count(text: str, pattern: str) -> int:
    """How often the pattern occurs."""
    return sum(1 for _ in _pattern(pattern).finditer(text))


@lru_cache(256)
def _replacement(text: str) -> str:
    plain = text.replace("\\$", "\0").replace("\\", "\\\\")
    return re.sub(r"\$\{(\w+)\}|\$(\d)", lambda m: f"\\g<{m[1] or m[2]}>", plain).replace("\0", "$")


def regexp_replace(text: str, pattern: str, new: str) -> str:
    """Every match replaced; `$1` and `${name}` stand for groups."""
    return _pattern(pattern).sub(_replacement(new), text)


def json_parse(text: str) -> str:
    """JSON text, checked, its keys sorted and its fractions as Java's doubles."""
    try:
        return jsonpath.written(
            json.loads(
                text,
                parse_int=jsonpath.Number,
                parse_float=_double,
                parse_constant=_no_constant,
                object_pairs_hook=_sorted,
            )
        )
    except ValueError as error:
        raise RefusedError(f"Cannot convert value to JSON: '{text[:200]}'") from error


def _double(digits: str) -> jsonpath.Number:
    value = float(digits)
    plain = value == 0 or 1e-3 <= abs(value) < 1e7
    return jsonpath.Number(repr(value) if plain else java_double(value))


def _no_constant(word: str) -> None:
    raise ValueError(f"{word} is no JSON")


def _sorted(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    return dict(sorted(dict(pairs).items()))


def json_array_length(text: str) -> int | None:
    """Length of a JSON array; None for anything else."""
    try:
        value = json.loads(text)
    except ValueError:
        return None
    return len(value) if isinstance(value, list) else None


def from_iso8601(text: str) -> datetime:
    """An ISO 8601 timestamp; without a zone it is UTC."""
    try:
        value = datetime.fromisoformat(text)
    except ValueError as error:
        raise RefusedError(f'Invalid format: "{text}"') from error
    if value.tzinfo is None:
        return value
    if value.utcoffset() != timedelta(0):
        raise RefusedError(OTHER_ZONE, "NOT_SUPPORTED")
    return value.replace(tzinfo=None)


def from_iso8601_date(text: str) -> date:
    """An ISO 8601 date."""
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise RefusedError(f'Invalid format: "{text}"') from error


def date_format(value: datetime, pattern: str) -> str:
    """MySQL's DATE_FORMAT."""
    try:
        return mysqldate.formatted(value, pattern)
    except ValueError as error:
        raise RefusedError(str(error)) from error


def date_parse(text: str, pattern: str) -> datetime:
    """MySQL's patterns read backwards."""
    try:
        return mysqldate.parsed(text, pattern)
    except ValueError as error:
        raise RefusedError(str(error)) from error


def format_datetime(value: datetime, pattern: str) -> str:
    """Java's patterns."""
    try:
        return jodadate.formatted(value, pattern)
    except ValueError as error:
        raise RefusedError(str(error)) from error


def parse_datetime(text: str, pattern: str) -> datetime:
    """Java's patterns read backwards; without a zone it is UTC."""
    try:
        value, away = jodadate.read(text, pattern)
        if away:
            raise RefusedError(OTHER_ZONE, "NOT_SUPPORTED")
        return value
    except RefusedError:
        raise
    except ValueError as error:
        raise RefusedError(str(error)) from error


def java_format(pattern: str, arguments: list[str | None]) -> str:
    """Java's String.format."""
    try:
        return javaformat.formatted(pattern, arguments)
    except javaformat.FormatError as error:
        raise RefusedError(f"Invalid format string: {pattern} ({error})") from error


def normalize(text: str, form: str) -> str:
    """Unicode normalization."""
    try:
        return javaformat.normalized(text, form)
    except javaformat.FormatError as error:
        raise RefusedError(str(error)) from error


def luhn_check(digits: str) -> bool:
    """Luhn's rule."""
    try:
        return javaformat.passes_luhn(digits)
    except javaformat.FormatError as error:
        raise RefusedError(str(error)) from error


def keyed_hash(data: bytes, key: bytes, name: str) -> bytes:
    """HMAC."""
    return hmac.digest(key, data, name)


def sha512(data: bytes) -> bytes:
    """SHA-512."""
    return hashlib.sha512(data).digest()


def to_base(number: int, radix: int) -> str:
    """A number's digits."""
    if not 2 <= radix <= 36:
        raise RefusedError("Radix must be between 2 and 36")
    digits, rest = "", abs(number)
    while rest or not digits:
        rest, digit = divmod(rest, radix)
        digits = "0123456789abcdefghijklmnopqrstuvwxyz"[digit] + digits
    return f"-{digits}" if number < 0 else digits


def from_base(text: str, radix: int) -> int:
    """A number of its digits."""
    if not 2 <= radix <= 36:
        raise RefusedError("Radix must be between 2 and 36")
    try:
        return int(text, radix)
    except ValueError as error:
        raise RefusedError(f"Not a valid base-{radix} number: {text}") from error


def json_size(text: str, path: str) -> int | None:
    """How many items are below a path; a scalar has none."""
    found = json_extract(text, path)
    value = None if found is None else json.loads(found)
    return None if found is None else len(value) if isinstance(value, (dict, list)) else 0


def json_array_get(text: str, index: int) -> str | None:
    """An item of a JSON array, from the end if the index is negative; None for null and beyond."""
    length = json_array_length(text)
    at = index if length is None or index >= 0 else index + length
    found = json_extract(text, f"$[{at}]") if length is not None and at >= 0 else None
    return None if found == "null" else found


def json_array_contains(text: str, wanted: str) -> bool | None:
    """Whether a JSON array holds a scalar, given as JSON; None for what is no array."""
    try:
        value = json.loads(text)
    except ValueError:
        return None
    item = json.loads(wanted)
    return any(type(v) is type(item) and v == item for v in value) if isinstance(value, list) else None


def json_scalar(text: str, path: str) -> str | None:
    """A scalar below a path as text."""
    try:
        return jsonpath.scalar(text, path)
    except jsonpath.PathError as error:
        raise RefusedError(f"Invalid JSON path: '{path}'") from error


def json_extract(text: str, path: str) -> str | None:
    """The JSON below a path."""
    try:
        return jsonpath.extract(text, path)
    except jsonpath.PathError as error:
        raise RefusedError(f"Invalid JSON path: '{path}'") from error


def interval_text(value: timedelta) -> str:
    """An interval as Trino prints it: `1 02:03:04.000`."""
    sign = "-" if value < timedelta(0) else ""
    value = abs(value)
    hours, rest = divmod(value.seconds, 3600)
    return f"{sign}{value.days} {hours:02}:{rest // 60:02}:{rest % 60:02}.{value.microseconds // 1000:03}"


V, B, D, DATA = "VARCHAR", "BIGINT", "DOUBLE", "BLOB"
FUNCTIONS: tuple[tuple[str, Callable[..., Any], list[str], str], ...] = (
    ("java_double", java_double, ["DOUBLE"], V),
    ("replace", replaced, [V, V, V], V),
    ("regexp_like", regexp_like, [V, V], "BOOLEAN"),
    ("regexp_extract", regexp_extract, [V, V, B], V),
    ("regexp_extract_all", regexp_extract_all, [V, V, B], "VARCHAR[]"),
    ("regexp_groups", regexp_groups, [V, V], "VARCHAR[]"),
    ("regexp_split", regexp_split, [V, V], "VARCHAR[]"),
    ("regexp_position", regexp_position, [V, V, B, B], B),
    ("regexp_count", regexp_count, [V, V], B),
    ("regexp_replace", regexp_replace, [V, V, V], V),
    ("json_parse", json_parse, [V], V),
    ("json_array_length", json_array_length, [V], B),
    ("json_scalar", json_scalar, [V, V], V),
    ("json_extract", json_extract, [V, V], V),
    ("from_iso8601", from_iso8601, [V], "TIMESTAMP"),
    ("from_iso8601_date", from_iso8601_date, [V], "DATE"),
    ("date_format", date_format, ["TIMESTAMP", V], V),
    ("date_parse", date_parse, [V, V], "TIMESTAMP"),
    ("open_csv", opencsv.fields, [V, V], "VARCHAR[]"),
    ("interval_text", interval_text, ["INTERVAL"], V),
    ("format_datetime", format_datetime, ["TIMESTAMP", V], V),
    ("parse_datetime", parse_datetime, [V, V], "TIMESTAMP"),
    ("format", java_format, [V, "VARCHAR[]"], V),
    ("format_number", javaformat.shortened, [D], V),
    ("human_readable_seconds", javaformat.readable, [D], V),
    ("normalize", normalize, [V, V], V),
    ("soundex", javaformat.soundex, [V], V),
    ("luhn_check", luhn_check, [V], "BOOLEAN"),
    ("hmac", keyed_hash, [DATA, DATA, V], DATA),
    ("sha512", sha512, [DATA], DATA),
    ("crc32", zlib.crc32, [DATA], B),
    ("to_base", to_base, [B, B], V),
    ("from_base", from_base, [V, B], B),
    ("json_size", json_size, [V, V], B),
    ("json_array_get", json_array_get, [V, B], V),
    ("json_array_contains", json_array_contains, [V, V], "BOOLEAN"),
    ("url_protocol", urls.protocol, [V], V),
    ("url_host", urls.host, [V], V),
    ("url_port", urls.port, [V], B),
    ("url_path", urls.path, [V], V),
    ("url_query", urls.query, [V], V),
    ("url_fragment", urls.fragment, [V], V),
    ("url_parameter", urls.parameter, [V, V], V),
    ("url_encode", urls.encoded, [V], V),
    ("url_decode", urls.decoded, [V], V),
)
