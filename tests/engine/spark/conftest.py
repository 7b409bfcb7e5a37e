"""One warm worker for the session, driven by a server of the tests' own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from boathouse.config import Settings
from boathouse.engine.spark.supervisor import Supervisor
from tests.engine.spark.fake_server import TOKEN, FakeServer


@pytest.fixture(scope="session")
def spark_settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Settings with the user's own cache: Delta's jars are downloaded once, not once a session."""
    return Settings(home=tmp_path_factory.mktemp("home"), memory="1g")


@pytest.fixture(scope="session")
def worker(spark_settings: Settings) -> Iterator[FakeServer]:
    """A server with a real worker behind it: `worker.run(script)` runs a script to its end."""
    server = FakeServer(spark_settings.home / "s3")
    supervisor = Supervisor(
        spark_settings, lambda: server.url, TOKEN, lambda _, reason: server.abandoned.put(reason)
    )
    supervisor.warm()
    yield server
    supervisor.stop()
    server.close()


@pytest.fixture
def lake(worker: FakeServer) -> Path:
    """The lake's folder, with a bucket `bucket`."""
    (worker.lake / "bucket").mkdir(exist_ok=True)
    return worker.lake
