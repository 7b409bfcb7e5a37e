"""Fixtures of Glue's tests."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.services.glue.under_test import GlueUnderTest


@pytest.fixture
def glue(tmp_path: Path) -> Iterator[GlueUnderTest]:
    """Glue on a socket, without an engine."""
    fresh = GlueUnderTest(tmp_path)
    yield fresh
    fresh.close()
