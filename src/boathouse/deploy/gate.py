"""The gate: only what the end-to-end tests have passed for, byte for byte, goes to AWS."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from boathouse.pipeline import FILE

if TYPE_CHECKING:
    from boathouse.pipeline import Pipeline

_RECORD = "tested.json"


@dataclass(frozen=True)
class Verdict:
    """Whether a content may go to AWS, and in words why, or why not."""

    passed: bool
    words: str


def content(pipeline: Pipeline) -> str:
    """One hash over the workflow, every script and all SQL, by their places in the project."""
    scripts = dict.fromkeys(job.script for job in pipeline.jobs)
    files = [pipeline.root.resolve() / FILE, *scripts, *pipeline.ddl, *pipeline.queries]
    whole = hashlib.sha256()
    for file in sorted(file.resolve() for file in files):
        name = (
            file.relative_to(pipeline.root.resolve())
            if file.is_relative_to(pipeline.root.resolve())
            else file
        )
        whole.update(f"{name}\0{hashlib.sha256(file.read_bytes()).hexdigest()}\n".encode())
    return whole.hexdigest()


def record(home: Path, tested: str, tests: int) -> None:
    """Note in the state folder that the end-to-end tests have passed for a content."""
    home.mkdir(parents=True, exist_ok=True)
    now = datetime.now(UTC).isoformat(timespec="seconds")
    scratch = home / f"{_RECORD}.new"
    scratch.write_text(json.dumps({"content": tested, "tests": tests, "at": now}) + "\n", encoding="utf-8")
    scratch.replace(home / _RECORD)


def verdict(home: Path, wanted: str) -> Verdict:
    """Look up whether the tests have passed for this content."""
    try:
        told = json.loads((home / _RECORD).read_text(encoding="utf-8"))
        tested, tests, moment = told["content"], told["tests"], told["at"]
    except FileNotFoundError:
        return Verdict(False, "the end-to-end tests have not passed here yet")
    except (OSError, ValueError, KeyError, TypeError) as error:
        return Verdict(False, f"the record of the end-to-end tests cannot be read ({error})")
    if tested != wanted:
        return Verdict(
            False, f"scripts, SQL or workflow have changed since the end-to-end tests passed at {moment}"
        )
    return Verdict(True, f"{tests} end-to-end tests passed for exactly these bytes at {moment}")
