"""JSON tables: one object a line, read as the openx JSON SerDe reads them.

https://docs.aws.amazon.com/athena/latest/ug/openx-json-serde.html
Differs: blank lines are skipped; a line that is a JSON array is refused; numbers in string columns
lose trailing zeros of their fraction; numbers without quotes that are no JSON (octal, hexadecimal) are texts.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from importlib import import_module
from typing import Any

from boathouse.engine.sql.connection import Session
from boathouse.engine.sql.failures import QueryError
from boathouse.engine.sql.readers import json_values, openx
from boathouse.engine.sql.readers.files import PACKED, Facts, compression, listed, uri
from boathouse.engine.sql.readers.lines import raw
from boathouse.engine.sql.readers.packed import lent, opened
from boathouse.engine.sql.scope import Field, identifier, quoted
from boathouse.engine.sql.source import File, Table

SERDES = ("org.openx.data.jsonserde.JsonSerDe", "org.apache.hive.hcatalog.data.JsonSerDe")


@dataclass(frozen=True)
class Keys:
    """What stands in a file: each distinct set of top-level keys, and whether there is a malformed line."""

    spellings: frozenset[str]
    twice: tuple[str, str] | None
    malformed: bool
    arrays: bool
    mended: Keys | None = None
    """The same with malformed lines as the openx SerDe takes them; None if there is none."""


FACTS: Facts[Keys] = Facts()
_MENDED = "mended"
_JSON = "TRY_CAST(line AS JSON)"


def relation(table: Table, columns: Sequence[Field], files: Sequence[File], session: Session) -> str:
    """The rows of the files, one SELECT for each way that keys are spelled."""
    options = _Options(table)
    keys = FACTS.of(files, lambda unknown: _discover(unknown, session))
    groups: dict[tuple[tuple[str, ...], ...], list[File]] = defaultdict(list)
    for file, strict in zip(files, keys, strict=True):
        found = (strict.mended if table.serde == SERDES[0] else None) or strict
        _refuse(file, found, options)
        slow = (("",),) if found.malformed else ()
        packed = compression(file) if found is strict else _MENDED
        groups[(*[options.matching(str(c.name), found.spellings) for c in columns], *slow, (packed,))].append(
            file
        )
    return " UNION ALL ".join(
        _group(columns, group, chosen, options, session) for group, chosen in groups.items()
    )


def _group(
    columns: Sequence[Field],
    group: tuple[tuple[str, ...], ...],
    files: list[File],
    options: _Options,
    session: Session,
) -> str:
    spellings, packed = group[: len(columns)], group[-1][0]
    place = uri(session.lake)
    slow = packed in (PACKED, _MENDED) or len(group) > len(columns) + 1 or any(len(s) > 1 for s in spellings)
    heads, reads = [], {}
    for i, (field, names) in enumerate(zip(columns, spellings, strict=True)):
        column = json_values.Column(str(field.name), i, place, options.lenient)
        if not names:
            heads.append(f"CAST(NULL AS {field.type.duck}) AS c{i}")
        elif slow:
            source = (
                f"coalesce({', '.join(_at(name) for name in names)})" if len(names) > 1 else _at(names[0])
            )
            heads.append(f"{json_values.from_json(source, field.type, column)} AS c{i}")
        else:
            nested = bool(field.type.items)
            reads[names[0]] = "JSON" if nested else "VARCHAR"
            convert = json_values.from_json if nested else json_values.from_text
            heads.append(f"{convert(identifier(names[0]), field.type, column)} AS c{i}")
    if slow:
        source = _objects(files, packed, session)
        return f"SELECT {', '.join([*heads, f'{place} AS path'])} FROM {source}"
    common = f"{listed(files)}, filename = true, compression = {quoted(packed)}"
    if reads:
        names_sql = ", ".join(f"{identifier(name)}: {quoted(kind)}" for name, kind in reads.items())
        source = f"read_json({common}, format = 'newline_delimited', columns = {{{names_sql}}})"
    else:
        source = f"read_ndjson_objects({common})"
    return f"SELECT {', '.join([*heads, f'{place} AS path'])} FROM {source}"


def _objects(files: Sequence[File], packed: str, session: Session) -> str:
    """The lines of the files as `json`, NULL if malformed, and the `filename` of each."""
    if packed == _MENDED:
        return _mended(files, session)
    if packed == PACKED:
        name = lent(files, session)
        return f"(SELECT TRY_CAST(line AS JSON) AS json, filename FROM {name} WHERE trim(line) <> '')"
    common = f"{listed(files)}, filename = true, compression = {quoted(packed)}"
    return f"read_ndjson_objects({common}, ignore_errors = true)"


def _mended(files: Sequence[File], session: Session) -> str:
    """The same, with lines that are not JSON as the openx SerDe takes them."""
    numbered = f"SELECT row_number() OVER () AS number, line, filename FROM ({raw(files, session)})"
    lines = f"SELECT * FROM ({numbered}) WHERE trim(line) <> ''"
    bad = [line for (line,) in session.all(f"SELECT DISTINCT line FROM ({lines}) WHERE {_JSON} IS NULL")]
    numpy: Any = import_module("numpy")
    taken = {"line": numpy.array(bad, dtype=object)}
    taken["mended"] = numpy.array([_as_json(line) for line in bad], dtype=object)
    name = session.lend(taken)
    json = f"coalesce({_JSON}, TRY_CAST(mended AS JSON))"
    return f"(SELECT {json} AS json, filename FROM ({lines}) LEFT JOIN {name} USING (line) ORDER BY number)"


def _as_json(line: str) -> str | None:
    try:
        return openx.as_json(line)
    except ValueError:
        return None


def _at(name: str) -> str:
    escaped = name.replace("\\", "\\\\").replace('"', '\\"')
    path = f'$."{escaped}"'
    return f"json_extract(json, {quoted(path)})"


class _Options:
    """SERDEPROPERTIES of the table."""

    def __init__(self, table: Table) -> None:
        given = {k.lower(): v for k, v in table.serde_parameters.items()}
        self.ignores_malformed = given.get("ignore.malformed.json", "").lower() == "true"
        self.lenient = given.get("use.null.for.invalid.data", "").lower() == "true"
        self.exact = given.get("case.insensitive", "true").lower() == "false"
        self.dots = given.get("dots.in.keys", "").lower() == "true"
        self.mapped = {k.removeprefix("mapping."): v for k, v in given.items() if k.startswith("mapping.")}

    def matching(self, column: str, keys: frozenset[str]) -> tuple[str, ...]:
        """The spellings in a file that mean this column."""
        wanted = self.mapped.get(column.lower(), column)
        return tuple(sorted(key for key in keys if self._plain(key) == self._plain(wanted)))

    def _plain(self, key: str) -> str:
        key = key.replace(".", "_") if self.dots else key
        return key if self.exact else key.lower()


def _discover(files: list[File], session: Session, *, mending: bool = False) -> Iterable[Keys]:
    """Every key of every line: a sample would turn a rarer spelling into NULLs."""
    found: dict[str, list[tuple[str | None, list[str] | None]]] = defaultdict(list)
    packs = defaultdict(list)
    for file in files:
        packs[_MENDED if mending else compression(file)].append(file)
    for packed, members in packs.items():
        source = _objects(members, packed, session)
        keys_sql = "CASE WHEN json_type(json) = 'OBJECT' THEN json_keys(json) END"
        for name, kind, keys in session.all(
            f"SELECT DISTINCT filename, json_type(json), {keys_sql} FROM {source}"
        ):
            found[name].append((kind, keys))
    strict = [_keys(found[str(file.path)]) for file in files]
    bad = [file for file, keys in zip(files, strict, strict=True) if keys.malformed]
    if not bad or mending:
        return strict
    mended = dict(zip((str(f.path) for f in bad), _discover(bad, session, mending=True), strict=True))
    return [replace(keys, mended=mended.get(str(f.path))) for f, keys in zip(files, strict, strict=True)]


def _keys(shapes: list[tuple[str | None, list[str] | None]]) -> Keys:
    spellings: set[str] = set()
    twice = None
    for _, keys in shapes:
        lower: dict[str, str] = {}
        for key in keys or []:
            if key.lower() in lower and lower[key.lower()] != key:
                twice = (lower[key.lower()], key)
            lower[key.lower()] = key
        spellings |= set(keys or [])
    kinds = {kind for kind, _ in shapes}
    return Keys(frozenset(spellings), twice, bool(kinds - {"OBJECT", "ARRAY"}), "ARRAY" in kinds)


def _refuse(file: File, keys: Keys, options: _Options) -> None:
    if keys.arrays:
        raise QueryError(
            "NOT_SUPPORTED", f"A line that is a JSON array is not emulated by Boathouse: {file.uri}"
        )
    if keys.twice and not options.exact:
        a, b = keys.twice
        raise _invalid(f'Duplicate key "{a.lower()}" ({a}, {b}) in file {file.uri}')
    if keys.malformed and not options.ignores_malformed:
        line, problem = _first_malformed(file)
        raise _invalid(f"{problem} in file {file.uri}, line {line}")


def _invalid(problem: str) -> QueryError:
    text = f"Row is not a valid JSON Object - JSONException: {problem}"
    return QueryError("HIVE_CURSOR_ERROR", text)


def _first_malformed(file: File) -> tuple[int, str]:
    with opened(file) as lines:
        for number, line in enumerate(lines, 1):
            if not line.strip():
                continue
            try:
                openx.as_json(line.decode())
            except ValueError as error:
                return number, str(error)
    return 0, "malformed text"
