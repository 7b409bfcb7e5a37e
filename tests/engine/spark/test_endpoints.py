"""A run's clients of S3 go to the run's endpoint, as far as a script does not name another place."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import Any

import pytest

HERE = "http://127.0.0.1:9"
FRESH = "from boathouse.engine.spark import endpoints; endpoints.keep_here(); import pyarrow.fs as fs"
LOADED = "import pyarrow.fs as fs; from boathouse.engine.spark import endpoints; endpoints.keep_here()"
PLACE = "(lambda made: made.__reduce__()[1][0]['endpoint_override'])"


def said(*lines: str) -> Any:
    """What a Python of its own says of the last line."""
    *before, last = lines
    script = "\n".join(["import json, pickle, sys", *before, f"print(json.dumps({last}))"])
    told = {"AWS_ENDPOINT_URL": HERE, "AWS_REGION": "eu-west-1", "AWS_EC2_METADATA_DISABLED": "true"}
    environment = {"PYTHONPATH": os.pathsep.join(filter(None, sys.path)), **told}
    command = [sys.executable, "-c", script]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.mark.parametrize("start", [FRESH, LOADED])
@pytest.mark.parametrize(
    ("words", "place"),
    [
        ("", HERE),
        ("endpoint_override=None", HERE),
        ("endpoint_override='s3.us-east-1.amazonaws.com'", HERE),
        ("endpoint_override='https://s3.amazonaws.com'", HERE),
        ("endpoint_override='localhost:8'", "localhost:8"),
    ],
)
def test_arrows_file_system_of_s3_is_the_runs(start: str, words: str, place: str) -> None:
    assert said(start, f"{PLACE}(fs.S3FileSystem({words}))") == place


@pytest.mark.parametrize("start", [FRESH, LOADED])
def test_arrow_knows_the_region_of_a_bucket_by_the_run(start: str) -> None:
    assert said(start, "fs.resolve_s3_region('lake')") == "eu-west-1"


def test_arrows_file_system_may_be_sent_to_others() -> None:
    again = "again = pickle.loads(pickle.dumps(fs.S3FileSystem()))"
    assert said(FRESH, again, f"[{PLACE}(again), type(again) is fs.S3FileSystem]") == [HERE, True]
    plain = said(FRESH, "pickle.dumps(fs.S3FileSystem()).hex()")
    there = ["import pyarrow.fs as fs", f"again = pickle.loads(bytes.fromhex('{plain}'))"]
    assert said(*there, f"[{PLACE}(again), type(again) is fs.S3FileSystem]") == [HERE, True]


def test_what_a_uri_leads_to_is_arrows_file_system_of_s3() -> None:
    assert said(FRESH, "isinstance(fs.FileSystem.from_uri('s3://lake/a')[0], fs.S3FileSystem)") is True


def test_arrow_is_not_imported_for_those_who_do_without() -> None:
    assert said(FRESH.split("; import")[0], "'pyarrow' in sys.modules") is False
