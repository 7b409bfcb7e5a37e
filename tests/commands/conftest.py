"""A shell whose AWS is moto."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from boathouse import client
from tests.clouds import ThreadCloud
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


@pytest.fixture
def far(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[ThreadCloud]:
    """The cloud that the environment leads to."""
    cloud = ThreadCloud(tmp_path / "far/.boathouse")
    cloud.open()
    for name, value in client.environment(cloud.url).items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("AWS_REGION", "us-east-1")
    yield cloud
    cloud.close()
