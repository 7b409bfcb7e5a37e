"""One warm worker for the session, driven by a server of the tests' own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from boathouse.config import Settings
from tests.engine.spark.fake_server import FakeServer, one_worker


@pytest.fixture(scope="session")
def spark_settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Settings with the user's own cache: Delta's jars are downloaded once, not once a session."""
    return Settings(home=tmp_path_factory.mktemp("home"), memory="1g")


@pytest.fixture(scope="session")
def worker(spark_settings: Settings) -> Iterator[FakeServer]:
    """A server with a real worker behind it: `worker.run(script)` runs a script to its end."""
    with one_worker(spark_settings) as server:
        yield server


@pytest.fixture
def lake(worker: FakeServer) -> Path:
    """The lake's folder, with a bucket `bucket`."""
    (worker.lake / "bucket").mkdir(exist_ok=True)
    return worker.lake
