"""`boathouse clean`."""

from __future__ import annotations

import errno
import fcntl
from pathlib import Path

import pytest

from boathouse.cli import main
from tests.clouds import ThreadCloud


def clean(home: Path) -> int:
    return main(["clean", "--project", str(home.parent), "--home", str(home)])


def test_the_lake_is_removed_and_it_says_what_that_was(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    home = tmp_path / ".boathouse"
    (home / "s3/lake/orders").mkdir(parents=True)
    (home / "s3/lake/orders/a.json").write_bytes(b"x" * 1_500_000)
    (home / "state.sqlite").write_bytes(b"not a database")
    (home / "server.json").write_text("{ half")
    (home / "tested.json").write_text("{}")
    assert clean(home) == 0
    assert not home.exists()
    out = " ".join(capsys.readouterr().out.split())
    assert "6 files and folders, 1.5 MB (buckets: lake)." in out


def test_nothing_to_remove_is_no_error(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert clean(tmp_path / ".boathouse") == 0
    assert "nothing to remove" in " ".join(capsys.readouterr().out.split())


def test_what_is_not_boathouses_is_kept(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    home = tmp_path / "folder"
    (home / "s3").mkdir(parents=True)
    (home / "thesis.txt").write_text("mine")
    assert clean(home) == 0
    assert (home / "thesis.txt").read_text() == "mine"
    assert not (home / "s3").exists()
    assert "Kept, as it is not Boathouse's: thesis.txt." in capsys.readouterr().out


def test_a_server_that_is_up_keeps_its_lake(cloud: ThreadCloud, capsys: pytest.CaptureFixture[str]) -> None:
    home = cloud.settings.home
    assert clean(home) == 1
    assert f"a server is up at {cloud.url}" in capsys.readouterr().err
    assert (home / "state.sqlite").exists()


def test_a_server_that_does_not_answer_keeps_its_lake(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    home = tmp_path / ".boathouse"
    home.mkdir()
    with (home / "lock").open("wb") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        assert clean(home) == 1
    assert "a server holds this lake but does not answer" in capsys.readouterr().err
    assert (home / "lock").exists()


def test_a_link_is_removed_and_what_it_points_at_stays(tmp_path: Path) -> None:
    precious = tmp_path / "precious"
    precious.mkdir()
    (precious / "file").write_text("mine")
    home = tmp_path / ".boathouse"
    home.mkdir()
    (home / "s3").symlink_to(precious)
    assert clean(home) == 0
    assert (precious / "file").read_text() == "mine"


@pytest.mark.parametrize("name", ["s3/lake/a.json", "state.sqlite"])
def test_what_cannot_be_removed_is_named_with_its_folder(
    tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / ".boathouse" / name
    file.parent.mkdir(parents=True)
    file.touch()

    def refuse(path: str, *, dir_fd: int | None = None) -> None:
        raise PermissionError(errno.EACCES, "Permission denied", path)

    monkeypatch.setattr("os.unlink", refuse)
    assert clean(tmp_path / ".boathouse") == 1
    assert f"{file}: it cannot be removed (Permission denied)." in capsys.readouterr().err
