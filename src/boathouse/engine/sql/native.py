"""Functions that DuckDB lacks, as macros and as Python functions, all named `trino_…`."""

from __future__ import annotations

import hashlib
import hmac
import zlib
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any, cast

import duckdb

from boathouse.engine.sql import (
    javaformat,
    javaregex,
    jodadate,
    jsontext,
    mysqldate,
    opencsv,
    urls,
)
from boathouse.engine.sql.failures import RefusedError

MACROS = (
    # x, and to DuckDB what may fail. It takes Python functions and lambdas for such as never do, and works
    # them out for all of the dictionary of a Parquet column: where one value fails, all rows do, inside TRY
    # and where a WHERE or a CASE has left the value out
    "trino_singly(x) AS list_extract([x], 1)",
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
    fallible = []
    for name, function, parameters, result in FUNCTIONS:
        own = f"trino_{name}"
        if name in FALLIBLE:
            names = "abcd"[: len(parameters)]
            arguments = ", ".join(f"trino_singly({a})" for a in names)
            fallible.append(f"{own}({', '.join(names)}) AS {own}_bare({arguments})")
            own = f"{own}_bare"
        connection.create_function(
            own,
            cast(Any, _nullable(function, len(parameters))),
            cast(Any, parameters),
            cast(Any, result),
            null_handling=cast(Any, "special"),
        )
    for macro in (*MACROS, *fallible):
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


def replaced(text: str, search: str, new: str) -> str:
    """Trino's replace: an empty search stands before every character and at the end."""
    return text.replace(search, new)


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


def interval_text(value: timedelta) -> str:
    """An interval as Trino prints it: `1 02:03:04.000`."""
    sign = "-" if value < timedelta(0) else ""
    value = abs(value)
    hours, rest = divmod(value.seconds, 3600)
    return f"{sign}{value.days} {hours:02}:{rest // 60:02}:{rest % 60:02}.{value.microseconds // 1000:03}"


FALLIBLE = frozenset(
    [
        "json_parse",
        "from_iso8601",
        "from_iso8601_date",
        "date_parse",
        "parse_datetime",
        "format",
        "luhn_check",
        "from_base",
    ]
)
"""The functions that fail for some values; the others at most for a pattern or a path that is no such."""

V, B, D, DATA = "VARCHAR", "BIGINT", "DOUBLE", "BLOB"
FUNCTIONS: tuple[tuple[str, Callable[..., Any], list[str], str], ...] = (
    ("java_double", javaformat.double, ["DOUBLE"], V),
    ("replace", replaced, [V, V, V], V),
    ("regexp_like", javaregex.like, [V, V], "BOOLEAN"),
    ("regexp_extract", javaregex.extract, [V, V, B], V),
    ("regexp_extract_all", javaregex.extract_all, [V, V, B], "VARCHAR[]"),
    ("regexp_groups", javaregex.groups, [V, V], "VARCHAR[]"),
    ("regexp_split", javaregex.split, [V, V], "VARCHAR[]"),
    ("regexp_position", javaregex.position, [V, V, B, B], B),
    ("regexp_count", javaregex.count, [V, V], B),
    ("regexp_replace", javaregex.replace, [V, V, V], V),
    ("json_parse", jsontext.parse, [V], V),
    ("json_array_length", jsontext.array_length, [V], B),
    ("json_scalar", jsontext.scalar, [V, V], V),
    ("json_extract", jsontext.extract, [V, V], V),
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
    ("json_size", jsontext.size, [V, V], B),
    ("json_array_get", jsontext.array_get, [V, B], V),
    ("json_array_contains", jsontext.array_contains, [V, V], "BOOLEAN"),
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
