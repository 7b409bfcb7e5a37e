"""Arguments of a job run, and small things that scripts import from here.

AWS: https://docs.aws.amazon.com/glue/latest/dg/aws-glue-api-crawler-pyspark-extensions-get-resolved-options.html
"""

from __future__ import annotations

import argparse
import os
import traceback
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NoReturn

_RESERVED = ("continuation-option", "job-bookmark-option", "job-bookmark-from", "job-bookmark-to")
_BOOKMARKS = ("job-bookmark-enable", "job-bookmark-disable", "job-bookmark-pause")
_CONTINUATIONS = {
    "continuation-enabled": "job-bookmark-enable",
    "continuation-readonly": "job-bookmark-pause",
    "continuation-disabled": "job-bookmark-disable",
}
_ALWAYS = ("JOB_ID", "JOB_RUN_ID", "SECURITY_CONFIGURATION", "encryption-type", "enable-data-lineage")
_TEMPORARY = ("RedshiftTempDir", "TempDir")


class GlueArgumentError(Exception):
    """An argument that the script asks for is missing or wrong."""


class GlueArgumentParser(argparse.ArgumentParser):
    """A parser that raises GlueArgumentError where argparse would end the process."""

    def error(self, message: str) -> NoReturn:
        raise GlueArgumentError(message)


def getResolvedOptions(args: Sequence[str], options: Sequence[str]) -> dict[str, Any]:
    """The values of the named arguments of this run, and of those that Glue always gives.

    Raises GlueArgumentError for a missing or invalid argument, RuntimeError for a reserved name or for
    bookmark arguments that contradict each other.
    AWS: https://docs.aws.amazon.com/glue/latest/dg/aws-glue-api-crawler-pyspark-extensions-get-resolved-options.html
    """
    parser = _parser(options)
    parsed, _ = parser.parse_known_args(list(args)[1:])
    resolved = {name: value for name, value in vars(parsed).items() if name != "continuation_option"}
    _settle_bookmark(resolved, parsed.continuation_option)
    first, second = (name for name in _TEMPORARY)
    resolved[first] = resolved.get(first) or resolved.get(second)
    resolved[second] = resolved.get(second) or resolved.get(first)
    return resolved


def _parser(options: Sequence[str]) -> GlueArgumentParser:
    parser = GlueArgumentParser()
    reserved = [name for name in options if name in _RESERVED or (name in _ALWAYS and "-" in name)]
    if reserved:
        raise RuntimeError(
            f"Using reserved arguments {','.join(reserved)}: Glue gives them without being asked."
        )
    bookmark = parser.add_mutually_exclusive_group()
    bookmark.add_argument("--job-bookmark-option", choices=_BOOKMARKS)
    bookmark.add_argument("--continuation-option", choices=tuple(_CONTINUATIONS))
    for name in ("job-bookmark-from", "job-bookmark-to", *_ALWAYS, *_TEMPORARY):
        parser.add_argument(f"--{name}")
    for name in options:
        if name not in _TEMPORARY:
            parser.add_argument(f"--{name}", required=True)
    return parser


def _settle_bookmark(resolved: dict[str, Any], continuation: str | None) -> None:
    if continuation:
        resolved["job_bookmark_option"] = _CONTINUATIONS[continuation]
    option = resolved["job_bookmark_option"] = resolved["job_bookmark_option"] or "job-bookmark-disable"
    ends = [resolved["job_bookmark_from"], resolved["job_bookmark_to"]]
    if option == "job-bookmark-pause" and ends.count(None) == 1:
        raise RuntimeError(
            "job-bookmark-pause needs both --job-bookmark-from and --job-bookmark-to, or neither."
        )
    if option != "job-bookmark-pause" and None not in ends:
        raise RuntimeError(
            "--job-bookmark-from and --job-bookmark-to need --job-bookmark-option job-bookmark-pause."
        )


def makeOptions(sc: Any, py_obj: Mapping[str, Any]) -> Any:
    """Options of the engine's own kind.

    Raises NotImplementedError: this engine takes Python's dicts.
    """
    raise NotImplementedError(
        "makeOptions builds objects of AWS's engine; pass a dict instead. "
        "See https://docs.aws.amazon.com/glue/latest/dg/aws-glue-api-crawler-pyspark-extensions-glue-context.html"
    )


def callsite() -> str:
    """The place in the script that called into this package, as `"file":line`."""
    package = os.path.dirname(os.path.abspath(__file__))
    for entry in reversed(traceback.extract_stack()):
        if not os.path.abspath(entry.filename).startswith(package):
            return f'"{os.path.basename(entry.filename)}":{entry.lineno}'
    return ""


def iteritems(d: Mapping[Any, Any], **kwargs: Any) -> Iterator[tuple[Any, Any]]:
    """Pairs of a mapping."""
    del kwargs
    return iter(d.items())


def itervalues(d: Mapping[Any, Any], **kwargs: Any) -> Iterator[Any]:
    """Values of a mapping."""
    del kwargs
    return iter(d.values())
