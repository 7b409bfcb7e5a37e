"""Fixtures that all rooms share."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.clouds import ProcessCloud, ThreadCloud


@pytest.fixture
def cloud(tmp_path: Path) -> Iterator[ThreadCloud]:
    """A fresh cloud: `cloud.url`, `cloud.client("glue")`, `cloud.settings`, `cloud.restart()`."""
    fresh = ThreadCloud(tmp_path / ".boathouse")
    fresh.open()
    yield fresh
    fresh.close()


@pytest.fixture
def process_cloud(tmp_path: Path) -> Iterator[ProcessCloud]:
    """A fresh cloud in a process of its own, that also has `kill()`."""
    fresh = ProcessCloud(tmp_path / ".boathouse")
    fresh.open()
    yield fresh
    fresh.close()
