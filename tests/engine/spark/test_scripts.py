"""Scripts that are modules of the runtime."""

from __future__ import annotations

from pathlib import Path

import pytest

from boathouse.client import environment
from boathouse.engine.spark.scripts import fetch
from boathouse.errors import EngineError
from tests.clouds import ThreadCloud


def test_a_script_may_be_a_module_of_the_runtime(tmp_path: Path) -> None:
    path = fetch("module:awsgluedq._ruleset_run", tmp_path / "run", {})
    assert path == tmp_path / "run" / "_ruleset_run.py"
    assert "def main()" in path.read_text()


@pytest.mark.parametrize("name", ["awsgluedq._nothing", "no_such_package.module"])
def test_a_module_that_is_not_there_is_named(tmp_path: Path, name: str) -> None:
    with pytest.raises(EngineError, match=f"module:{name}: the runtime has no such module"):
        fetch(f"module:{name}", tmp_path, {})


def test_a_script_comes_from_this_machine_without_the_users_proxy(
    cloud: ThreadCloud, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    s3 = cloud.client("s3")
    s3.create_bucket(Bucket="lake")
    s3.put_object(Bucket="lake", Key="scripts/job.py", Body=b"print(1)\n")
    for name in ("HTTP_PROXY", "http_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    script = fetch("s3://lake/scripts/job.py", tmp_path / "run", environment(cloud.url))
    assert script.read_text() == "print(1)\n"
