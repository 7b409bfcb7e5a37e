"""The landing zone: filled by the pipeline's own generator, and never mixed with a user's data."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from boathouse.errors import FixtureError

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

    from boathouse.pipeline import Pipeline

_MARK = "boathouse-fixture"
_UNFINISHED = "_unfinished-fixture"  # there while files are uploaded; readers pass over a name with _
_UPLOADS = 8  # at once


@dataclass(frozen=True)
class Fixture:
    """Which data the generator is asked for; a field that is None is the generator's own default."""

    scale: str | None = None
    seed: str | None = None
    defect: str | None = None

    @property
    def arguments(self) -> list[str]:
        """The generator's command line."""
        given = vars(self).items()
        return [word for key, value in given if value is not None for word in (f"--{key}", value)]

    @property
    def mark(self) -> str:
        """What each uploaded object says of where it comes from."""
        return " ".join(self.arguments) or "default"


@dataclass(frozen=True)
class Filled:
    """What filling the landing zone did: objects and bytes uploaded, or why none were, and what is empty."""

    files: int
    bytes: int
    reason: str = ""
    empty: tuple[str, ...] = ()


def counted(files: int) -> str:
    """A number of files in words."""
    return "1 file" if files == 1 else f"{files} files"


def fill(s3: S3Client, pipeline: Pipeline, fixture: Fixture, *, replace: bool) -> Filled:
    """Upload the generator's files if the landing prefixes are empty, or in place of its earlier ones.

    An upload that was interrupted is done again.

    Raises FixtureError, before anything is deleted, if `replace` meets a file of the user's.
    """
    if pipeline.fixtures is None:
        return _unfilled(s3, pipeline)
    flag = f"{pipeline.landing[0]}{_UNFINISHED}" if pipeline.landing else _UNFINISHED
    found = _present(s3, pipeline)
    present = [key for key in found if key != flag]
    unfinished = len(present) < len(found)
    if present and not replace and not unfinished:
        return Filled(0, 0, f"already there: {counted(len(present))}")
    marks = {key: _mark(s3, pipeline.bucket, key) for key in present}
    foreign = [key for key, mark in marks.items() if mark is None]
    if foreign:
        raise FixtureError(
            f"the landing zone holds {counted(len(foreign))} that the generator has not written.",
            where=f"s3://{pipeline.bucket}/{foreign[0]}",
            remedy="Move them away first, or run with --no-fixtures to use them.",
        )
    if not unfinished and set(marks.values()) == {fixture.mark}:
        return Filled(0, 0, f"already there: this fixture's {counted(len(present))}")
    with tempfile.TemporaryDirectory(prefix="boathouse-") as scratch:
        files = generate(pipeline, fixture, Path(scratch))
        s3.put_object(Bucket=pipeline.bucket, Key=flag, Body=b"")
        _delete(s3, pipeline.bucket, present)
        filled = _upload(s3, pipeline.bucket, Path(scratch), files, fixture.mark)
        s3.delete_object(Bucket=pipeline.bucket, Key=flag)
        return filled


def generate(pipeline: Pipeline, fixture: Fixture, out: Path) -> list[Path]:
    """Run the generator; returns its files, all of which lie under a landing prefix.

    Raises FixtureError with the generator's own words if it fails.
    """
    if pipeline.fixtures is None:
        raise FixtureError(
            "the pipeline has no generator.",
            where=str(pipeline.root / "jobs/workflow.toml"),
            remedy='Name one with fixtures = "fixtures/generate.py".',
        )
    command = [sys.executable, str(pipeline.fixtures), "--out", str(out), *fixture.arguments]
    done = subprocess.run(command, check=False, capture_output=True, text=True, cwd=pipeline.root)
    if done.returncode:
        words = (done.stderr or done.stdout).strip().splitlines()
        raise FixtureError(words[-1] if words else "the generator failed.", where=str(pipeline.fixtures))
    files = sorted(path for path in out.rglob("*") if path.is_file())
    for path in files:
        key = path.relative_to(out).as_posix()
        if not key.startswith(pipeline.landing):
            zone = ", ".join(pipeline.landing) or "there is none"
            message = f"it wrote {key}, outside the landing zone ({zone})."
            raise FixtureError(message, where=str(pipeline.fixtures))
    return files


def _unfilled(s3: S3Client, pipeline: Pipeline) -> Filled:
    present = _present(s3, pipeline)
    empty = tuple(place for place in pipeline.landing if not any(key.startswith(place) for key in present))
    words = f", and nothing lies in {', '.join(empty)}" if empty else ""
    return Filled(0, 0, f"the pipeline has no generator{words}", empty)


def _present(s3: S3Client, pipeline: Pipeline) -> list[str]:
    found = []
    for prefix in pipeline.landing:
        for page in s3.get_paginator("list_objects_v2").paginate(Bucket=pipeline.bucket, Prefix=prefix):
            found += [item["Key"] for item in page.get("Contents", []) if not item["Key"].endswith("/")]
    return found


def _mark(s3: S3Client, bucket: str, key: str) -> str | None:
    return s3.head_object(Bucket=bucket, Key=key)["Metadata"].get(_MARK)


def _delete(s3: S3Client, bucket: str, keys: list[str]) -> None:
    for first in range(0, len(keys), 1000):  # DeleteObjects takes no more
        batch = keys[first : first + 1000]
        s3.delete_objects(Bucket=bucket, Delete={"Objects": [{"Key": key} for key in batch], "Quiet": True})


def _upload(s3: S3Client, bucket: str, root: Path, files: list[Path], mark: str) -> Filled:
    def upload(path: Path) -> int:
        key = path.relative_to(root).as_posix()
        s3.upload_file(str(path), bucket, key, ExtraArgs={"Metadata": {_MARK: mark}})
        return path.stat().st_size

    with ThreadPoolExecutor(_UPLOADS) as pool:
        return Filled(len(files), sum(pool.map(upload, files)))
