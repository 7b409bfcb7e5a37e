"""The files of a source: every reader finds them here, and nowhere else, before it reads a byte.

For each source, at its `getFrame`, in this order:

1. all files under all roots of the source (the paths of `from_options`, the location of a table or those of
   its partitions) are listed as `File`s: `uri`, `size` in bytes, `modified` in seconds since 1970;
2. if the source has a `transformation_ctx`, the context's ledger is asked which of them are to be read:
   `ledger.fresh(transformation_ctx, files, options)`, once a source, with the files of all its roots and its
   connection options;
3. `boundedFiles` and `boundedSize` keep the oldest of these;
4. the ledger is told what is read indeed: `ledger.took(transformation_ctx, files)`.

A `GlueContext` has one ledger, `glue_context._ledger`, which lets everything through (`Everything`) until
`Job.init` puts another in its place (bookmarks). A source whose files all fall away is an empty frame without
schema. Delta folders are no lists of files and do not come here; a database's table with a context asks
`ledger.rows` which of its rows are to be read.

AWS: https://docs.aws.amazon.com/glue/latest/dg/aws-glue-programming-etl-connect-s3-home.html
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

from awsglue._paths import File, Storage, truth

if TYPE_CHECKING:
    from pyspark.sql import DataFrame


class Ledger(Protocol):
    """Knows what of a source earlier runs have read."""

    def fresh(self, context: str, files: Sequence[File], options: Mapping[str, Any]) -> Sequence[File]:
        """Those of a source's files that this run is to read, in the same order."""

    def took(self, context: str, files: Sequence[File]) -> None:
        """Note which of them it reads; a bookmark is advanced by them when the job commits."""

    def rows(
        self,
        context: str,
        rows: DataFrame,
        options: Mapping[str, Any],
        primary: Callable[[], Sequence[str]],
    ) -> DataFrame:
        """Those of a database table's rows that this run is to read; `primary` finds its primary key."""


class Everything:
    """The ledger of a run without bookmarks."""

    def fresh(self, context: str, files: Sequence[File], options: Mapping[str, Any]) -> Sequence[File]:
        return files

    def took(self, context: str, files: Sequence[File]) -> None:
        """Note nothing."""

    def rows(
        self,
        context: str,
        rows: DataFrame,
        options: Mapping[str, Any],
        primary: Callable[[], Sequence[str]],
    ) -> DataFrame:
        return rows


@dataclass(frozen=True)
class Found:
    """The files to read under one root; `whole` if none that is there is left out."""

    root: str
    files: tuple[File, ...]
    whole: bool = True


@dataclass(frozen=True)
class Listing:
    """How the files of one source are found."""

    storage: Storage
    context: str = ""
    ledger: Ledger = field(default_factory=Everything)

    def find(self, roots: Sequence[str], options: Mapping[str, Any]) -> list[Found]:
        """The files to read under each root, empty ones left out; below folders of it only with `recurse`.

        Raises NoSuchBucket if a root's bucket does not exist, ValueError for a bound that is no number.
        """
        excluded = exclusions_of(options)
        deep = truth(options.get("recurse", False))
        listed = []
        for root in roots:
            self.storage.local(root)
            listed.append([file for file in self.storage.files(root) if file.size])
        wanted = [
            file
            for root, files in zip(roots, listed, strict=True)
            for file in files
            if (deep or not nested(root, file)) and not excluded(file.uri)
        ]
        chosen = self._chosen(wanted, options)
        found = []
        for root, files in zip(roots, listed, strict=True):
            kept = tuple(file for file in files if file.uri in chosen)
            found.append(Found(root, kept, len(kept) == len(files)))
        return found

    def _chosen(self, files: Sequence[File], options: Mapping[str, Any]) -> set[str]:
        if self.context:
            files = self.ledger.fresh(self.context, files, options)
        files = _sample(_bounded(files, options), options)
        if self.context:
            self.ledger.took(self.context, files)
        return {file.uri for file in files}


def _bounded(files: Sequence[File], options: Mapping[str, Any]) -> Sequence[File]:
    """The oldest files, as many and as large as the options allow; one file is read however large it is."""
    number, size = (_bound(options, name) for name in ("boundedFiles", "boundedSize"))
    if number is None and size is None:
        return files
    kept: list[File] = []
    total = 0
    for file in sorted(files, key=lambda f: (f.modified, f.uri)):
        total += file.size
        if (number is not None and len(kept) >= number) or (size is not None and kept and total > size):
            break
        kept.append(file)
    return kept


def nested(root: str, file: File) -> bool:
    """Whether the file is in a sub-folder that is no partition."""
    inside = file.uri[len(root.rstrip("/")) + 1 :]
    return any("=" not in folder for folder in inside.split("/")[:-1])


def exclusions_of(options: Mapping[str, Any]) -> Callable[[str], bool]:
    """A test of a path against the glob patterns of files to leave out, a JSON list in a string.

    A pattern is held against the whole path and against each of its ends that begins behind a `/`; `*` stays
    within a folder, `**` does not. Raises ValueError for text that is no JSON list.
    """
    given = options.get("exclusions") or []
    try:
        patterns = list(json.loads(given)) if isinstance(given, str) else list(given)
    except (ValueError, TypeError):
        raise ValueError(
            f"exclusions is {given!r}: give a JSON list of patterns in a string, such as '[\"**.pdf\"]'."
        ) from None
    if not patterns:
        return lambda uri: False
    whole = re.compile("|".join(f"(?:.*/)?{_glob(str(pattern))}" for pattern in patterns), re.DOTALL)
    return lambda uri: bool(whole.fullmatch(uri))


def _glob(pattern: str) -> str:
    """A glob pattern as a regular expression."""
    made, position = "", 0
    while position < len(pattern):
        token = _TOKEN.match(pattern, position)
        assert token
        text = token[0]
        position = token.end()
        if text in _WILD:
            made += _WILD[text]
        elif text.startswith("[") and len(text) > 1:
            made += "[" + text[1:-1].replace("\\", r"\\").replace("!", "^", text[1] == "!") + "]"
        elif text.startswith("{") and len(text) > 1:
            made += "(?:" + "|".join(_glob(part) for part in text[1:-1].split(",")) + ")"
        else:
            made += re.escape(text)
    return made


_TOKEN = re.compile(r"\*\*/?|\*|\?|\[[^\]]+\]|\{[^}]*\}|.", re.DOTALL)
_WILD = {"**": ".*", "**/": "(?:.*/)?", "*": "[^/]*", "?": "[^/]"}


def sampled(options: Mapping[str, Any]) -> dict[str, Any]:
    """Connection options that keep a listing to a sample, out of a script's `sample_options`."""
    return {"maxSamplePartitions": 10, "maxSampleFilesPerPartition": 10} | dict(options)


def _sample(files: Sequence[File], options: Mapping[str, Any]) -> Sequence[File]:
    """The first files of the first folders, if the options ask for a sample."""
    folders, number = (_bound(options, f"maxSample{what}") for what in ("Partitions", "FilesPerPartition"))
    if folders is None and number is None:
        return files
    groups: dict[str, list[File]] = {}
    for file in files:
        groups.setdefault(file.folder, []).append(file)
    return [file for group in list(groups.values())[:folders] for file in group[:number]]


def _bound(options: Mapping[str, Any], name: str) -> int | None:
    given = options.get(name)
    if given in (None, ""):
        return None
    try:
        return int(str(given))
    except ValueError:
        raise ValueError(f"{name} is {given!r}: give a whole number (of files, or of bytes).") from None
