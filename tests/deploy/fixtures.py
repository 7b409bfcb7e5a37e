"""One moto process, one proxy and one set of clients for all; each test gets an empty account."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import boto3
import pytest
from boto3 import Session
from botocore.config import Config

from boathouse.deploy import Account, Clients
from boathouse.deploy.account import connect
from boathouse.pipeline import Pipeline
from tests.clouds import ThreadCloud
from tests.deploy.proxy import Proxy
from tests.deploy.worlds import CALLER, MOTO, World, reset
from tests.projects import write_project

ENVIRONMENT = {
    "AWS_ACCESS_KEY_ID": "AKIAEXAMPLE",
    "AWS_SECRET_ACCESS_KEY": "example",
    "AWS_REGION": "us-east-1",
    "AWS_DEFAULT_REGION": "us-east-1",
    "AWS_EC2_METADATA_DISABLED": "true",
    "AWS_CONFIG_FILE": os.devnull,
    "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
}


@pytest.fixture
def offline(monkeypatch: pytest.MonkeyPatch) -> None:
    """A connection to anything but this machine fails at once."""
    connect_to = socket.socket.connect

    def guarded(self: socket.socket, address: Any) -> None:
        if self.family in (socket.AF_INET, socket.AF_INET6) and address[0] not in ("127.0.0.1", "::1"):
            raise AssertionError(f"a test connects to {address}")
        connect_to(self, address)

    monkeypatch.setattr(socket.socket, "connect", guarded)


@pytest.fixture(scope="session")
def moto() -> Iterator[str]:
    """The address of a moto server in a process of its own."""
    command = [sys.executable, str(Path(__file__).with_name("moto_server.py"))]
    variables = os.environ | {"MOTO_S3_ALLOW_CROSSACCOUNT_ACCESS": "false"}
    process = subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=variables
    )
    assert process.stdin
    assert process.stdout
    yield f"http://127.0.0.1:{int(process.stdout.readline())}"
    process.stdin.close()
    process.wait(60)
    process.stdout.close()


@pytest.fixture(scope="session")
def front(moto: str) -> Iterator[tuple[Proxy, Clients]]:
    """The proxy, and clients that speak through it as the commands' do, but give up at once."""
    proxy = Proxy(moto)
    with pytest.MonkeyPatch.context() as patch:
        for name, value in {**ENVIRONMENT, "AWS_ENDPOINT_URL": proxy.url}.items():
            patch.setenv(name, value)
        _, clients = connect(attempts=1)
    yield proxy, clients
    for client in vars(clients).values():
        client.close()
    proxy.close()


@pytest.fixture
def aws(moto: str, front: tuple[Proxy, Clients], offline: None, monkeypatch: pytest.MonkeyPatch) -> World:
    """An empty account in moto; the environment leads to it."""
    proxy, clients = front
    reset(moto)
    proxy.reset(moto)
    for name, value in {**ENVIRONMENT, "AWS_ENDPOINT_URL": proxy.url}.items():
        monkeypatch.setenv(name, value)
    return World("moto", clients, proxy, Account(MOTO, "us-east-1", CALLER))


@pytest.fixture(params=["moto", "boathouse"])
def world(request: pytest.FixtureRequest, front: tuple[Proxy, Clients], offline: None) -> World:
    """An empty account in either emulator."""
    if request.param == "moto":
        found: World = request.getfixturevalue("aws")
        return found
    cloud: ThreadCloud = request.getfixturevalue("cloud")
    proxy, clients = front
    proxy.reset(cloud.url)
    return World("boathouse", clients, proxy, Account())


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    """A project with two queries, besides three jobs and a landing table."""
    written = write_project(tmp_path / "project")
    (written / "sql/queries").mkdir()
    (written / "sql/queries/count_orders.sql").write_text(
        "-- How many there are.\nSELECT count(*) FROM shop.orders_landing;\n"
    )
    (written / "sql/queries/dear.sql").write_text("SELECT * FROM shop.orders_landing WHERE amount > 100;\n")
    return written


@pytest.fixture
def pipeline(shop: Path) -> Pipeline:
    """The project's pipeline."""
    return Pipeline.load(shop)


@pytest.fixture
def one_session(monkeypatch: pytest.MonkeyPatch) -> None:
    """Commands share their clients: making them takes longer than most tests."""

    def session(**given: Any) -> Any:
        return _Shared() if set(given) <= {"region_name"} else Session(**given)

    monkeypatch.setattr(boto3, "Session", session)


class _Shared:
    """A session whose clients are made once for each address."""

    region_name = "us-east-1"

    def client(self, name: str, config: Any) -> Any:
        return _client(name, os.environ["AWS_ENDPOINT_URL"])


@cache
def _client(name: Any, url: str) -> Any:
    return _session().client(name, endpoint_url=url, config=Config(retries={"total_max_attempts": 1}))


@cache
def _session() -> Session:
    return Session(aws_access_key_id="AKIAEXAMPLE", aws_secret_access_key="example", region_name="us-east-1")
