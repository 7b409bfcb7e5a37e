"""The gate opens for just the bytes that were tested."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from boathouse.deploy import gate
from boathouse.pipeline import Pipeline


def verdict(root: Path, home: Path) -> gate.Verdict:
    return gate.verdict(home, gate.content(Pipeline.load(root)))


def test_it_is_closed_until_the_tests_have_passed(root: Path, tmp_path: Path) -> None:
    assert verdict(root, tmp_path) == gate.Verdict(False, "the end-to-end tests have not passed here yet")


def test_it_opens_for_exactly_these_bytes(root: Path, tmp_path: Path) -> None:
    gate.record(tmp_path / "home", gate.content(Pipeline.load(root)), 71)
    told = verdict(root, tmp_path / "home")
    assert told.passed
    assert told.words.startswith("71 end-to-end tests passed for exactly these bytes at 20")


@pytest.mark.parametrize(
    "file", ["jobs/clean.py", "jobs/workflow.toml", "sql/orders_landing.sql", "sql/queries/dear.sql"]
)
def test_a_single_byte_more_closes_it(root: Path, tmp_path: Path, file: str) -> None:
    gate.record(tmp_path, gate.content(Pipeline.load(root)), 71)
    with (root / file).open("a") as text:
        text.write("\n")
    told = verdict(root, tmp_path)
    assert not told.passed
    assert told.words.startswith(
        "scripts, SQL or workflow have changed since the end-to-end tests passed at 20"
    )


def test_a_query_more_closes_it_and_another_bucket_does_not(root: Path, tmp_path: Path) -> None:
    gate.record(tmp_path, gate.content(Pipeline.load(root)), 71)
    elsewhere = Pipeline.load(root, bucket="lake-on-aws")
    assert gate.verdict(tmp_path, gate.content(elsewhere)).passed
    (root / "sql/queries/more.sql").write_text("SELECT 1")
    assert not verdict(root, tmp_path).passed


def test_a_broken_record_closes_it(root: Path, tmp_path: Path) -> None:
    (tmp_path / "tested.json").write_text("{")
    assert "cannot be read" in verdict(root, tmp_path).words
    (tmp_path / "tested.json").write_text(json.dumps({"content": 1}))
    assert "cannot be read" in verdict(root, tmp_path).words
