"""The tags of a deployment."""

from __future__ import annotations

import subprocess
from pathlib import Path

from boathouse.deploy import stamp
from boathouse.deploy.stamp import Stamp


def git(root: Path, *words: str) -> str:
    who = ("-c", "user.name=Jo", "-c", "user.email=jo@example.com")
    done = subprocess.run(["git", *who, *words], check=True, capture_output=True, text=True, cwd=root)
    return done.stdout.strip()


def test_the_commit_says_whether_the_working_tree_is_the_same(tmp_path: Path) -> None:
    git(tmp_path, "init", "-q")
    (tmp_path / "a").write_text("1")
    git(tmp_path, "add", "a")
    git(tmp_path, "commit", "-qm", "one")
    git(tmp_path, "tag", "v1")
    head = git(tmp_path, "rev-parse", "HEAD")
    assert stamp.commit(tmp_path) == head
    (tmp_path / "a").write_text("2")
    assert stamp.commit(tmp_path) == f"{head}-dirty"


def test_without_git_there_is_no_commit(tmp_path: Path) -> None:
    assert stamp.commit(tmp_path) == ""
    assert Stamp("shop").tags == {"boathouse:project": "shop"}


def test_a_users_own_tags_are_not_a_deployments() -> None:
    assert stamp.own({"boathouse:project": "shop", "team": "a"}) == {"boathouse:project": "shop"}
    settled = Stamp("shop", "new", "hash", "passed").settled({"boathouse:commit": "old", "team": "a"})
    assert settled == {
        "boathouse:project": "shop",
        "boathouse:commit": "old",
        "boathouse:content": "hash",
        "boathouse:gate": "passed",
    }
