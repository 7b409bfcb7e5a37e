"""One emulated cloud, in a process of its own, for all end-to-end tests; one warm JVM in it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from boathouse import client
from boathouse.config import Settings
from tests.e2e.house import ROOT, House
from tests.e2e.recording import ON_AWS, Recording


def pytest_addoption(parser: pytest.Parser) -> None:
    """Where the lakehouse is."""
    parser.addoption("--target", default="local", choices=["local", "aws"], help="whose lakehouse to look at")
    parser.addoption("--bucket", help="the bucket on AWS, if it is not the pipeline's")


def pytest_configure(config: pytest.Config) -> None:
    """Tests that all pass here open the gate to AWS."""
    if config.getoption("--target", "local") == "local":
        config.pluginmanager.register(Recording(ROOT))


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """On AWS nothing is mutated, and nothing is looked at there that is only here.

    Under Docker nothing is mutated either: that tries the claims, which are the same on every engine.
    """
    if os.environ.get("BOATHOUSE_ENGINE") == "docker" and collection_path.name == "test_mutations.py":
        return True
    on_aws = config.getoption("--target", "local") == "aws"
    is_test = collection_path.name.startswith("test_") and collection_path.suffix == ".py"
    return True if is_test and (collection_path.name == ON_AWS) is not on_aws else None


@pytest.fixture(scope="session")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """The lakehouse under test. `house.fresh(landing)` empties it and deploys anew."""
    asked = Settings.load({"project": ROOT})
    if asked.engine == "docker":
        with client.connected(asked) as cloud:
            yield House(cloud)
        return
    home = tmp_path_factory.mktemp("e2e") / ".boathouse"
    with client.started(Settings(project=ROOT, home=home, port=4700, memory="2g")) as cloud:
        cloud.warm()
        yield House(cloud)
