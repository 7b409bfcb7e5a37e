"""`boathouse fixtures`."""

from __future__ import annotations

from pathlib import Path

import pytest

from boathouse.cli import main
from tests.projects import write_project


def fixtures(root: Path, *arguments: str) -> int:
    return main(["fixtures", "--project", str(root), *arguments])


def test_the_generators_files_land_in_the_folder(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    root = write_project(tmp_path / "project")
    assert fixtures(root, "--out", str(tmp_path / "out"), "--scale", "2") == 0
    assert (tmp_path / "out/orders/landing/orders.json").read_text().count("\n") == 6
    assert "1 file, 0.0 MB" in " ".join(capsys.readouterr().out.split())


def test_a_folder_with_something_in_it_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    root = write_project(tmp_path / "project")
    assert fixtures(root, "--out", str(root)) == 1
    assert "the folder is not empty" in capsys.readouterr().err


def test_a_file_in_place_of_the_folder_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    root = write_project(tmp_path / "project")
    assert fixtures(root, "--out", str(root / "jobs/clean.py")) == 1
    assert "jobs/clean.py: it is no folder. Name a new one with --out." in capsys.readouterr().err


def test_the_generators_complaint_is_passed_on(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    root = write_project(tmp_path / "project")
    assert fixtures(root, "--out", str(tmp_path / "out"), "--defect", "moon") == 1
    assert "no defect moon" in capsys.readouterr().err
