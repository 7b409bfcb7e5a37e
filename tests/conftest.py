"""Fixtures that all rooms share."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.clouds import ProcessCloud, ThreadCloud

# An account of moto's, for whatever goes to AWS. Imported here, they are one moto for all folders.
from tests.deploy.fixtures import (  # noqa: F401
    aws,
    front,
    moto,
    offline,
    one_session,
    pipeline,
    shop,
    world,
)

RUNTIME = Path(__file__).parent / "awsglue"
FIRST = Path(__file__).parent / "engine/spark/test_first_jvm.py"


@pytest.hookimpl(tryfirst=True)  # xdist reads the groups in the same hook
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Keep together what shares a fixture: all tests of the one Spark session, else each file's.

    Three processes take these groups in turn (`make test`), so that there is one Spark session all the same.
    What makes later starts of Java faster comes first, then the longest group.
    """
    items.sort(key=lambda item: (item.path != FIRST, RUNTIME not in item.path.parents))
    spark = {item.path for item in items if "glue" in getattr(item, "fixturenames", ())}
    for item in items:
        shared = item.path in spark and RUNTIME in item.path.parents
        item.add_marker(pytest.mark.xdist_group("spark" if shared else str(item.path)))


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
