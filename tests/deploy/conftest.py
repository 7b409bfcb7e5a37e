"""A project to deploy."""

from __future__ import annotations

from pathlib import Path

import pytest


@pytest.fixture
def root(shop: Path) -> Path:
    """The project's folder."""
    return shop
