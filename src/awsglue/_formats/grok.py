"""grokLog: lines of a log, taken apart by a pattern of named patterns.

AWS: https://docs.aws.amazon.com/glue/latest/dg/aws-glue-programming-etl-format-grokLog-home.html
Differs: a value that is not of the type its pattern names stays a string, or with StrictMode makes its line
an error record.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, BinaryIO

from pyspark.sql import SparkSession

from awsglue._formats.files import Selection
from awsglue._formats.grokpatterns import PATTERNS
from awsglue._formats.records import Trouble, read_records
from awsglue._frame.state import Frame
from awsglue._paths import truth

_PAGE = "https://docs.aws.amazon.com/glue/latest/dg/aws-glue-programming-etl-format-grokLog-home.html"
_CALL = re.compile(r"%\{(?P<pattern>\w+)(?::(?P<field>[^:}]+))?(?::(?P<kind>\w+))?\}")
_NAMED = re.compile(r"\(\?<(?P<field>[A-Za-z]\w*)>")
_DEEPEST = 40
_KINDS: dict[str, Callable[[str], Any]] = {
    "string": str,
    "byte": int,
    "short": int,
    "int": int,
    "integer": int,
    "long": int,
    "bigint": int,
    "float": float,
    "double": float,
    "boolean": lambda text: {"true": True, "false": False}[text.lower()],
}


@dataclass(frozen=True)
class Grok:
    """A format: its regular expression, and the field and type of each group."""

    regex: str
    groups: Mapping[str, tuple[str, str]]
    missing: str = "-"
    lines: int = 1
    strict: bool = False

    @classmethod
    def of(cls, options: Mapping[str, Any]) -> Grok:
        """Raises ValueError if the format is missing, or calls a pattern that is not known."""
        given = {key.lower(): value for key, value in options.items()}
        if not given.get("logformat"):
            raise ValueError(f"Format grokLog needs format_options={{'logFormat': '%{{…}} …'}}. See {_PAGE}")
        known = {**PATTERNS, **custom(str(given.get("custompatterns") or ""))}
        groups: dict[str, tuple[str, str]] = {}
        regex = _expanded(str(given["logformat"]), known, groups, 0)
        try:
            re.compile(regex)
        except re.error as error:
            raise ValueError(f"logFormat {given['logformat']!r} is no regular expression: {error}.") from None
        return cls(
            regex,
            groups,
            str(given.get("missing", "-")),
            int(given.get("linecount") or 1),
            truth(given.get("strictmode", False)),
        )


def custom(text: str) -> dict[str, str]:
    """Patterns that a script defines: a name, blanks, a pattern, one a line."""
    found = {}
    for line in text.splitlines():
        name, _, pattern = line.strip().partition(" ")
        if pattern and not name.startswith("#"):
            found[name] = pattern.strip()
    return found


def _expanded(text: str, known: Mapping[str, str], groups: dict[str, tuple[str, str]], depth: int) -> str:
    """The regular expression of a format, each field of it a group of a name of ours."""
    if depth > _DEEPEST:
        raise ValueError(f"The grok pattern {text!r} calls itself.")

    def called(match: re.Match[str]) -> str:
        name, field, kind = match["pattern"], match["field"], match["kind"] or "string"
        if name not in known:
            raise ValueError(
                f"Grok pattern %{{{name}}} is not known; define it in customPatterns. See {_PAGE}"
            )
        if kind.lower() not in _KINDS:
            raise ValueError(f"Grok type {kind!r} of %{{{match[0][2:-1]}}} is none of {', '.join(_KINDS)}.")
        opened = _group(groups, field, kind.lower()) if field else "(?:"
        return f"{opened}{_expanded(known[name], known, groups, depth + 1)})"

    named = _NAMED.sub(lambda match: _group(groups, match["field"], "string"), text)
    return _CALL.sub(called, named)


def _group(groups: dict[str, tuple[str, str]], field: str, kind: str) -> str:
    name = f"g{len(groups)}"
    groups[name] = (field, kind)
    return f"(?P<{name}>"


def read(session: SparkSession, selection: Selection, options: Mapping[str, Any]) -> Frame:
    """Read the lines of logs into a frame; lines that do not match become error records."""
    return read_records(session, selection, partial(records, Grok.of(options)))


def records(grok: Grok, stream: BinaryIO) -> Iterator[dict[str, Any] | Trouble]:
    """The records of a file."""
    regex = re.compile(grok.regex, re.DOTALL if grok.lines > 1 else 0)
    for text in _entries(stream, grok.lines):
        matched = regex.search(text)
        if matched is None:
            yield Trouble("does not match the logFormat", text)
            continue
        try:
            yield _record(grok, matched)
        except (ValueError, KeyError) as error:
            yield Trouble(f"holds a value of another type ({error})", text)


def _entries(stream: BinaryIO, lines: int) -> Iterator[str]:
    held: list[str] = []
    for line in stream:
        held.append(line.decode(errors="replace").rstrip("\r\n"))
        if len(held) == lines:
            text = "\n".join(held)
            held = []
            if text.strip():
                yield text
    if any(line.strip() for line in held):
        yield "\n".join(held)


def _record(grok: Grok, matched: re.Match[str]) -> dict[str, Any]:
    record: dict[str, Any] = {}
    for group, (field, kind) in grok.groups.items():
        text = matched[group]
        if text is None or field in record:
            continue
        if text == grok.missing:
            record[field] = None
            continue
        try:
            record[field] = _KINDS[kind](text)
        except (ValueError, KeyError):
            if grok.strict:
                raise
            record[field] = text
    return record
