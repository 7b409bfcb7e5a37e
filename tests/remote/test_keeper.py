"""The keeper: copies come by themselves, and what was lost comes back by itself."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from botocore.exceptions import BotoCoreError, ClientError

from boathouse.remote import Keeper, RemoteLake
from boathouse.store import Store
from tests.remote.conftest import Forgetful


@pytest.fixture
def keeper(server: Forgetful, tmp_path: Path) -> Iterator[Keeper]:
    store = Store(tmp_path / "state.sqlite")
    keeper = Keeper(RemoteLake(tmp_path / "s3", tmp_path / "tmp", server.url, store))
    yield keeper
    keeper.close()
    store.close()


def eventually(true: Callable[[], bool]) -> bool:
    for _ in range(300):
        if true():
            return True
        time.sleep(0.1)
    return False


def test_a_write_is_copied_and_survives_a_restart_of_the_server(
    keeper: Keeper, server: Forgetful, tmp_path: Path
) -> None:
    keeper.start()
    server.s3.create_bucket(Bucket="box")
    server.s3.put_object(Bucket="box", Key="k", Body=b"kept")
    keeper.touched()
    assert eventually((tmp_path / "s3" / "box" / "k").is_file)

    server.restart()

    def back() -> bool:
        try:
            return server.s3.get_object(Bucket="box", Key="k")["Body"].read() == b"kept"
        except (ClientError, BotoCoreError):
            return False

    assert eventually(back)


def test_closing_copies_what_came_last(keeper: Keeper, server: Forgetful, tmp_path: Path) -> None:
    keeper.start()
    server.s3.create_bucket(Bucket="box")
    server.s3.put_object(Bucket="box", Key="late", Body=b"x")
    keeper.close()
    assert (tmp_path / "s3" / "box" / "late").read_bytes() == b"x"
