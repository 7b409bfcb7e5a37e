"""`boathouse docker`, as far as it goes without a daemon; tests/docker has the rest."""

from __future__ import annotations

from pathlib import Path

import pytest

from boathouse.cli import main


@pytest.fixture(autouse=True)
def no_daemon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DOCKER_HOST", "unix:///nowhere/docker.sock")


@pytest.mark.parametrize("action", ["up", "logs", "doctor"])
def test_without_a_daemon_every_action_says_so_in_one_sentence(
    action: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["docker", action]) == 1
    told = capsys.readouterr().err
    assert told.startswith("boathouse docker: Docker's daemon does not answer. Start it")
    assert len(told.splitlines()) == 1


@pytest.mark.parametrize("command", [["local-run"], ["query", "select 1"]])
def test_other_commands_say_it_too_and_name_the_way_out(
    command: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([*command, "--engine", "docker"]) == 1
    assert "or use --engine embedded." in capsys.readouterr().err


def test_an_unknown_engine_is_refused_with_the_known_ones(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["query", "select 1", "--engine", "podman", "--project", str(tmp_path)]) == 1
    assert "there is no engine 'podman'. Known: embedded, docker." in capsys.readouterr().err
