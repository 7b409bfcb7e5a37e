"""A shell whose AWS is moto."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.commands.promoting import Shell
from tests.deploy.worlds import World


@pytest.fixture
def shell(
    aws: World,
    shop: Path,
    one_session: None,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> Shell:
    """In the folder of a project that was never deployed."""
    monkeypatch.setenv("NO_COLOR", "1")
    return Shell(aws, shop, capsys, monkeypatch)
