"""The parent of Python's workers: what it leaves out, and what it sets aside."""

from __future__ import annotations

import gc
import sys
from pathlib import Path

import pytest

from boathouse.engine.spark import daemon


def test_pyspark_s_archives_leave_the_search_path_where_it_is_a_folder_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    packages, elsewhere = tmp_path / "site-packages", tmp_path / "spark" / "python"
    (packages / "pyspark").mkdir(parents=True)
    archives = ("jars/spark-core.jar", "python/lib/pyspark.zip")
    own = [str(packages / "pyspark" / name) for name in archives]
    others = [str(elsewhere / "pyspark" / "pyspark.zip"), str(tmp_path / "mine.zip"), str(packages)]
    monkeypatch.setattr(sys, "path", [*own, *others])
    monkeypatch.setattr(sys, "path_importer_cache", {f"{own[0]}/org": None, own[1]: None, others[1]: None})
    daemon.drop_archives()
    assert sys.path == others
    assert list(sys.path_importer_cache) == [others[1]]


def test_objects_are_set_aside_once_for_each_set_of_modules(monkeypatch: pytest.MonkeyPatch) -> None:
    frozen: list[int] = []
    monkeypatch.setattr(gc, "collect", lambda: None)
    monkeypatch.setattr(gc, "freeze", lambda: frozen.append(len(sys.modules)))
    monkeypatch.setattr(sys, "modules", {"a": None})
    set_aside = daemon.SetAside()
    set_aside()
    set_aside()
    monkeypatch.setattr(sys, "modules", {"a": None, "b": None})
    set_aside()
    assert frozen == [1, 2]
