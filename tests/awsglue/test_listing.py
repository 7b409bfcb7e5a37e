"""Which files of a source are read: exclusions, bounds, the ledger of a run."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from awsglue._listing import exclusions_of
from awsglue._paths import File
from awsglue.context import GlueContext
from awsglue.dynamicframe import DynamicFrame

Shown = Callable[[DynamicFrame], list[Any]]


class _Remembers:
    """A ledger that has read some files before."""

    def __init__(self, *names: str) -> None:
        self.known = names
        self.taken: list[tuple[str, list[str]]] = []

    def fresh(self, context: str, files: Sequence[File], options: Mapping[str, Any]) -> Sequence[File]:
        return [file for file in files if not file.uri.endswith(self.known)]

    def took(self, context: str, files: Sequence[File]) -> None:
        self.taken.append((context, ["/".join(file.uri.split("/")[-2:]) for file in files]))


def _rows(folder: Path, *names: str) -> None:
    for age, name in enumerate(names):
        (folder / name).parent.mkdir(exist_ok=True, parents=True)
        (folder / name).write_text(f'{{"from": "{name}"}}\n')
        os.utime(folder / name, (1_000_000 + age, 1_000_000 + age))


@pytest.mark.parametrize(
    ("pattern", "path", "excluded"),
    [
        ("**.pdf", "s3://lake/a/b/c.pdf", True),
        ("*.pdf", "s3://lake/a/b/c.pdf", True),
        ("b/*.pdf", "s3://lake/a/b/c.pdf", True),
        ("a/*.pdf", "s3://lake/a/b/c.pdf", False),
        ("s3://lake/a/**", "s3://lake/a/b/c.pdf", True),
        ("s3://lake/b/**", "s3://lake/a/b/c.pdf", False),
        ("**/_temporary/**", "s3://lake/a/_temporary/0/x", True),
        ("year=2019/**", "s3://lake/year=2019/month=1/x.json", True),
        ("c.{csv,pdf}", "s3://lake/c.pdf", True),
        ("c.[!a-p]df", "s3://lake/c.pdf", False),
        ("?.pdf", "s3://lake/cc.pdf", False),
    ],
)
def test_an_exclusion_is_a_glob_of_the_path_or_of_its_end(pattern: str, path: str, excluded: bool) -> None:
    assert exclusions_of({"exclusions": f'["{pattern}"]'})(path) is excluded


def test_exclusions_that_are_no_json_list_are_refused() -> None:
    with pytest.raises(ValueError, match="give a JSON list"):
        exclusions_of({"exclusions": "**.pdf"})


@pytest.mark.parametrize("kind", ["json", "parquet"])
def test_a_ledger_decides_what_is_read_and_hears_of_it(
    glue: GlueContext,
    folder: Path,
    uri: str,
    shown: Shown,
    monkeypatch: pytest.MonkeyPatch,
    kind: str,
) -> None:
    _rows(folder, "in/day=1/a", "in/day=1/b", "in/day=2/c")
    source = f"{uri}in/"
    if kind == "parquet":
        glue.spark_session.read.json(source).coalesce(1).write.partitionBy("day").parquet(f"{uri}pq")
        source = f"{uri}pq/"
    first = sorted(f"day=2/{path.name}" for path in folder.rglob("day=2/*"))
    ledger = _Remembers(*first)
    monkeypatch.setattr(glue, "_ledger", ledger)

    def read(context: str) -> DynamicFrame:
        options = {"paths": [source], "recurse": True}
        return glue.create_dynamic_frame.from_options("s3", options, kind, transformation_ctx=context)

    frame = read("ctx")
    assert {str(row["day"]) for row in shown(frame)} == {"1"}
    assert [context for context, _ in ledger.taken] == ["ctx"]
    assert not set(ledger.taken[0][1]) & set(first)
    assert read("").count() == 3
    ledger.known = ("",)
    assert (read("ctx").count(), read("ctx").toDF().columns) == (0, [])


def test_bounds_take_the_oldest_files_and_at_least_one(
    glue: GlueContext, folder: Path, uri: str, shown: Shown
) -> None:
    _rows(folder, "c", "a", "b")

    def read(**options: Any) -> list[str]:
        frame = glue.create_dynamic_frame.from_options("s3", {"paths": [uri], **options}, "json")
        return [row["from"] for row in shown(frame)]

    assert read(boundedFiles="2") == ["a", "c"]
    assert read(boundedSize="29") == ["a", "c"]
    assert read(boundedSize=1) == ["c"]
    with pytest.raises(ValueError, match="boundedFiles is 'many'"):
        read(boundedFiles="many")


@pytest.mark.parametrize(
    ("pattern", "found"),
    [
        ("*/*.json", ["a/1.json", "longer-name/2.json"]),
        ("*/", ["a/1.json", "a/k=v/3.json", "longer-name/2.json"]),
        ("{a,longer-name}", ["a/1.json", "a/k=v/3.json", "longer-name/2.json"]),
        ("[a-b]/", ["a/1.json", "a/k=v/3.json"]),
        ("*/d*/", ["a/deep/4.json"]),
        ("none*/", []),
    ],
)
def test_globs_among_the_paths_stand_for_what_they_match(
    glue: GlueContext, folder: Path, uri: str, shown: Shown, pattern: str, found: list[str]
) -> None:
    _rows(folder, "a/1.json", "longer-name/2.json", "a/k=v/3.json", "a/deep/4.json", "a/_hidden/5.json")
    frame = glue.create_dynamic_frame.from_options("s3", {"paths": [f"{uri}{pattern}"]}, "json")
    rows = shown(frame)
    assert [row["from"] for row in rows] == found
    assert {row.get("k") for row in rows} <= {None, "v"}


def test_partitions_under_several_roots_are_read_as_one(glue: GlueContext, uri: str, shown: Shown) -> None:
    session = glue.spark_session
    for folder, number in (("east", 1), ("west", 2)):
        rows = session.createDataFrame([(number, "x"), (number, "y")], "n int, k string")
        rows.write.partitionBy("k").parquet(f"{uri}{folder}")
    frame = glue.create_dynamic_frame.from_options("s3", {"paths": [f"{uri}*/"]}, "parquet")
    assert [(row["n"], row["k"]) for row in shown(frame)] == [(1, "x"), (1, "y"), (2, "x"), (2, "y")]
