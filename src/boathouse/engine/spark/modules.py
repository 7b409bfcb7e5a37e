"""Additional Python modules: installed by pip into a folder of the user's cache, one for each set.

The environment that runs Boathouse is never changed. What it holds already counts as there, as the
packages of a Glue worker do, so that only what is missing is installed.
"""

from __future__ import annotations

import ensurepip
import hashlib
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from importlib import metadata
from pathlib import Path
from typing import Any

from boathouse.errors import EngineError

PAGE = "https://docs.aws.amazon.com/glue/latest/dg/aws-glue-programming-python-libraries.html"
_SECONDS = 1800
_REQUIREMENTS = ("-r", "--requirement")


def installed(cache: Path, modules: Sequence[str], options: Sequence[str] = ()) -> Path:
    """Return the folder that holds the modules, installing them if this is the first time.

    A module is what pip takes: a name with or without a version, or the path of a local file. The folder
    appears whole or not at all; afterwards nothing is asked of any server.

    AWS: https://docs.aws.amazon.com/glue/latest/dg/aws-glue-programming-python-libraries.html
    """
    folder = _folder(cache, modules, options)
    if not folder.is_dir():
        folder.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder.parent, prefix=".install-") as scratch:
            made = Path(scratch) / "made"
            made.mkdir()
            _install(made, Path(scratch) / "report.json", modules, list(options))
            _put(made, folder)
    return folder


def known(cache: Path, modules: Sequence[str], options: Sequence[str] = ()) -> bool:
    """Whether these modules are installed already."""
    return _folder(cache, modules, options).is_dir()


def _folder(cache: Path, modules: Sequence[str], options: Sequence[str]) -> Path:
    return cache / "python" / _key(modules, options)


def _put(made: Path, folder: Path) -> None:
    try:
        made.rename(folder)
    except OSError:
        if not folder.is_dir():  # otherwise another run has installed the same set
            raise


def _key(modules: Sequence[str], options: Sequence[str]) -> str:
    told = hashlib.sha256(f"{sys.implementation.cache_tag}\0{sys.platform}".encode())
    for word in [*sorted(modules), *options]:
        told.update(f"\0{word}".encode() if not os.path.isfile(word) else _content(Path(word)))
    return told.hexdigest()[:16]


def _content(file: Path) -> bytes:
    return f"\0{file.name}\0{hashlib.sha256(file.read_bytes()).hexdigest()}".encode()


def _install(made: Path, report: Path, modules: Sequence[str], options: list[str]) -> None:
    """Let pip say what is missing here, then install exactly that, and nothing into this environment."""
    _pip("install", "--quiet", "--dry-run", "--report", str(report), *options, *modules)
    missing = [_requirement(found) for found in json.loads(report.read_text())["install"]]
    if missing:
        rest = _without_requirements(options)
        _pip("install", "--quiet", "--no-deps", "--target", str(made), *rest, *missing)


def _requirement(found: dict[str, Any]) -> str:
    name, version = found["metadata"]["name"], found["metadata"]["version"]
    url = str(found["download_info"]["url"])
    return f"{name} @ {url}" if found.get("is_direct") else f"{name}=={version}"


def _without_requirements(options: list[str]) -> list[str]:
    """Leave out `-r`, whose file is told already by what pip found to be missing."""
    return [word for word in options if word not in _REQUIREMENTS]


def _pip(*words: str) -> None:
    environment = {k: v for k, v in os.environ.items() if not k.startswith("PYTHON")} | {
        "PIP_DISABLE_PIP_VERSION_CHECK": "1",
        "PIP_NO_INPUT": "1",
        "PIP_USER": "0",
        "PIP_ROOT_USER_ACTION": "ignore",
    }
    environment.setdefault("PIP_RETRIES", "2")
    # Its metadata tells, not its module: setuptools warns where one looks for that after `distutils`.
    if not any(metadata.distributions(name="pip")):
        environment["PYTHONPATH"] = str(_bundled())
    command = [sys.executable, "-P", "-m", "pip", *words]
    try:
        done = subprocess.run(
            command, capture_output=True, text=True, timeout=_SECONDS, check=False, env=environment
        )
    except subprocess.TimeoutExpired as error:
        raise _failure(f"pip did not end within {_SECONDS // 60} minutes.") from error
    if done.returncode:
        said = [line for line in done.stderr.splitlines() if line.startswith("ERROR")]
        raise _failure(" ".join(said) or done.stderr[-2000:])


def _bundled() -> Path:
    """Return the pip that comes with Python itself, for an environment that was made without one."""
    found = sorted((Path(ensurepip.__file__).parent / "_bundled").glob("pip-*.whl"))
    if not found:
        raise _failure("There is no pip in this Python.")
    return found[-1]


def _failure(words: str) -> EngineError:
    return EngineError(
        f"the additional Python modules cannot be installed. {words}",
        where="--additional-python-modules",
        remedy="The first run of a set of modules needs their index; later ones are offline.",
    )
