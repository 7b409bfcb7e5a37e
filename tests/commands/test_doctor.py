"""`boathouse doctor`, look by look."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest

from boathouse.commands.doctor import LOOKS, Finding, examine
from boathouse.config import Settings
from tests.clouds import ThreadCloud
from tests.projects import WORKFLOW, write_project


def look(what: str, root: Path, **changes: object) -> Finding:
    flags = {"project": root, "home": root / ".boathouse", "cache": root / "cache", **changes}
    return LOOKS[what](what, Settings.load(flags, {}))


def test_this_python_is_good(tmp_path: Path) -> None:
    assert look("Python", tmp_path).state == "good"


def test_more_memory_than_the_machine_has_is_bad(tmp_path: Path) -> None:
    found = look("memory", tmp_path, memory="9000g")
    assert found.state == "bad"
    assert "Spark may take 9000g: too much. Choose less with --memory." in found.text


def test_a_heap_that_fits_is_good(tmp_path: Path) -> None:
    assert look("memory", tmp_path, memory="512m").state == "good"


def test_a_full_disk_is_bad(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("boathouse.commands.doctor.DISK", 10**18)
    found = look("disk", tmp_path)
    assert found.state == "bad"
    assert "GB are needed. Free some, or choose --home." in found.text


def test_the_disk_is_the_one_that_the_lake_will_be_on(tmp_path: Path) -> None:
    assert str(tmp_path) in look("disk", tmp_path, home=tmp_path / "not/there/yet").text


def test_a_port_in_use_is_worth_a_note(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        found = look("server", tmp_path, port=port)
    assert (found.state, f"port {port} is in use" in found.text) == ("note", True)


def test_a_server_that_is_up_is_named(cloud: ThreadCloud) -> None:
    found = LOOKS["server"]("server", cloud.settings)
    assert found.text.startswith(f"up at {cloud.url}")


def test_no_pipeline_is_worth_a_note(tmp_path: Path) -> None:
    found = look("pipeline", tmp_path)
    assert (found.state, "has no jobs/workflow.toml" in found.text) == ("note", True)


def test_a_pipeline_is_counted(tmp_path: Path) -> None:
    write_project(tmp_path)
    assert look("pipeline", tmp_path).text == "3 jobs, bucket lake, database shop"


def test_a_broken_pipeline_is_named_by_the_whole_report(tmp_path: Path) -> None:
    write_project(tmp_path, WORKFLOW.replace("jobs/audit.py", "jobs/no.py"))
    flags = {"project": tmp_path, "home": tmp_path / ".boathouse"}
    found = {finding.what: finding for finding in examine(Settings.load(flags, {}), ["pipeline"])}
    assert found["pipeline"].state == "bad"
    assert "jobs/no.py, which does not exist" in found["pipeline"].text
