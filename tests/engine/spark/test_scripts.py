"""Scripts that are modules of the runtime."""

from __future__ import annotations

from pathlib import Path

import pytest

from boathouse.engine.spark.scripts import fetch
from boathouse.errors import EngineError


def test_a_script_may_be_a_module_of_the_runtime(tmp_path: Path) -> None:
    path = fetch("module:awsgluedq._ruleset_run", tmp_path / "run", {})
    assert path == tmp_path / "run" / "_ruleset_run.py"
    assert "def main()" in path.read_text()


@pytest.mark.parametrize("name", ["awsgluedq._nothing", "no_such_package.module"])
def test_a_module_that_is_not_there_is_named(tmp_path: Path, name: str) -> None:
    with pytest.raises(EngineError, match=f"module:{name}: the runtime has no such module"):
        fetch(f"module:{name}", tmp_path, {})
