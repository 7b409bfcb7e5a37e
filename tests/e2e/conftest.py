"""One emulated cloud, in a process of its own, for all end-to-end tests; one warm JVM in it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from boathouse import client
from boathouse.config import Settings
from tests.e2e.house import ROOT, House


@pytest.fixture(scope="session")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """The lakehouse under test. `house.fresh(landing)` empties it and deploys anew."""
    home = tmp_path_factory.mktemp("e2e") / ".boathouse"
    with client.started(Settings(project=ROOT, home=home, port=4700, memory="2g")) as cloud:
        cloud.warm()
        yield House(cloud)
