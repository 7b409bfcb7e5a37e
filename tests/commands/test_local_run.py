"""`boathouse local-run` on a small pipeline, as a user runs it: Spark and all."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from boathouse.commands.local_run import overrides
from boathouse.errors import DeployError
from tests.projects import WORKFLOW, write_project

REPORT = """\
import sys
from awsglue.utils import getResolvedOptions
args = getResolvedOptions(sys.argv, ["JOB_NAME", "mode"])
print("mode is", args["mode"])
if args["mode"] == "broken":
    raise ValueError("as asked")
"""


def local_run(root: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "boathouse.cli", "local-run", "--memory", "1g", "--port", "0", *arguments],
        check=False,
        capture_output=True,
        text=True,
        cwd=root,
        env={**os.environ, "NO_COLOR": "1"},
        timeout=300,
    )


def test_overrides_may_have_their_dashes() -> None:
    assert overrides(["a=1", "--b=2=3", "c="]) == {"--a": "1", "--b": "2=3", "--c": ""}


def test_an_override_without_a_value_is_refused() -> None:
    with pytest.raises(DeployError, match="expected KEY=VALUE"):
        overrides(["a"])


def test_a_pipeline_runs_runs_again_and_fails_when_a_job_does(tmp_path: Path) -> None:
    root = write_project(tmp_path)
    (root / "jobs/audit.py").write_text(REPORT)

    first = local_run(root)
    assert (first.returncode, first.stderr) == (0, "")
    words = re.sub(r"[ ]+[\d.]+ s[ ]+", " ", first.stdout)
    assert "✓ deploy created 1 bucket, 2 prefixes, 3 scripts, 1 database, 1 table, 3 jobs" in words
    assert "✓ fixture uploaded 1 file, 0.0 MB" in words
    for job in ("clean", "audit", "report"):
        assert f"✓ {job} SUCCEEDED" in words
    assert re.search(r"^orders_landing +3 +1  s3://lake/orders/landing", first.stdout, re.MULTILINE)
    assert 'query "select * from shop.orders_landing limit 5"' in first.stdout

    again = local_run(root, "--argument", "mode=broken")
    words = re.sub(r"[ ]+[\d.]+ s[ ]+", " ", again.stdout)
    assert again.returncode == 1
    assert "✓ deploy updated 3 jobs" in words
    assert "✓ fixture already there: 1 file" in words
    assert "✗ audit FAILED" in words
    assert re.search(r"- report +did not run: it waits for clean, audit", again.stdout)
    assert "job audit is FAILED. ValueError: as asked" in again.stderr
    assert "boathouse run jobs/audit.py" in again.stderr
    assert not (root / ".boathouse/server.json").exists()


def test_an_empty_landing_zone_without_a_generator_is_told_with_its_folder(tmp_path: Path) -> None:
    root = write_project(tmp_path, WORKFLOW.replace('fixtures = "fixtures/generate.py"\n', ""))
    told = " ".join(local_run(root).stdout.split())
    assert (
        "the pipeline has no generator, and nothing lies in orders/landing/; "
        "copy files to .boathouse/s3/lake/orders/landing/" in told
    )
    assert "! fixture" in told
