"""Purging and moving: what is old goes, what is young stays, a manifest says which."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from awsglue.context import GlueContext
from awsglue.dynamicframe import DynamicFrame

Read = Callable[..., DynamicFrame]


def _aged(folder: Path, name: str, hours: float) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("x")
    then = path.stat().st_mtime - hours * 3600
    os.utime(path, (then, then))
    return path


def test_a_manifest_lists_what_was_purged(glue: GlueContext, folder: Path, uri: str) -> None:
    _aged(folder, "in/old", 10)
    young = _aged(folder, "in/young", 1)
    options = {"retentionPeriod": 5, "manifestFilePath": f"{uri}manifest/"}
    glue.purge_s3_path(f"{uri}in/", options)
    assert [path.name for path in (folder / "in").iterdir()] == [young.name]
    assert (folder / "manifest" / "Success.csv").read_text() == f"{uri}in/old\n"
    assert (folder / "manifest" / "Failed.csv").read_text() == ""
    with pytest.raises(ValueError, match="retentionPeriod is 'a week'"):
        glue.purge_s3_path(f"{uri}in/", {"retentionPeriod": "a week"})


def test_a_transition_moves_nothing_and_says_so(
    glue: GlueContext, folder: Path, uri: str, capsys: pytest.CaptureFixture[str]
) -> None:
    _aged(folder, "in/old", 200)
    _aged(folder, "in/young", 1)
    options: dict[str, Any] = {"accountId": "0" * 12, "roleArn": "arn:aws:iam::0:role/x"}
    glue.transition_s3_path(f"{uri}in/", "GLACIER", options)
    assert f"1 files under {uri}in/ would move to GLACIER" in capsys.readouterr().err
    assert len(list((folder / "in").iterdir())) == 2
    with pytest.raises(ValueError, match="no roleArn"):
        glue.transition_s3_path(f"{uri}in/", "GLACIER", {"accountId": "0"})
    with pytest.raises(ValueError, match="'ICE' is no storage class"):
        glue.transition_s3_path(f"{uri}in/", "ICE", options)
