"""The README's generated parts."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tools.readme import replaced, speed

BEGIN, END = "<!-- x: begin -->", "<!-- x: end -->"


def test_only_what_stands_between_the_markers_is_replaced() -> None:
    assert replaced(f"a\n{BEGIN}\nold\n{END}\nb\n", "x", "new") == f"a\n{BEGIN}\nnew\n{END}\nb\n"


def test_a_text_without_markers_is_refused() -> None:
    with pytest.raises(SystemExit, match="the file has no"):
        replaced("a\n", "x", "new")


def test_the_speed_line_quotes_the_measured_median(tmp_path: Path) -> None:
    results = tmp_path / "results.json"
    results.write_text(json.dumps({"rounds": 5, "cores": 2, "ratio": {"median": 4.56}}))
    assert "4.56 times as fast as five `spark-submit`s" in speed(results)
    assert "same 2 cores (median of 5 interleaved rounds" in speed(results)


def test_what_was_never_measured_is_not_claimed(tmp_path: Path) -> None:
    assert speed(tmp_path / "results.json") == ""
