"""The Docker target under test: a Compose project of the tests' own, brought up once, taken down at the end.

Without a Docker daemon these tests are skipped, but for CI, where they fail.
"""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

from boathouse import client
from boathouse.config import Settings
from boathouse.containers import Containers
from boathouse.errors import ContainerError
from tests.e2e.house import ROOT, House

PORT = 4790


@pytest.fixture(scope="session")
def settings() -> Settings:
    """Settings of the Docker target, away from the user's own containers."""
    return Settings(project=ROOT, port=PORT, engine="docker")


@pytest.fixture(scope="session")
def containers(settings: Settings) -> Iterator[Containers]:
    """The containers, all healthy; their data goes with them."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("COMPOSE_PROJECT_NAME", "boathouse-tests")
        patch.setenv("HISTORY_PORT", str(PORT + 1))
        made = Containers(settings)
        try:
            made.client.ping()
        except ContainerError as error:
            if os.environ.get("CI"):
                raise
            pytest.skip(str(error))
        client.raised(settings)
        yield made
        made.down(with_data=True)


@pytest.fixture(scope="session")
def house(settings: Settings, containers: Containers) -> House:
    """The lakehouse in the containers."""
    cloud = client.find(settings)
    assert cloud
    return House(cloud)
