"""The port itself."""

from __future__ import annotations

import socket

import pytest
from thrift.Thrift import TApplicationException

from boathouse.errors import ServerError
from boathouse.services.metastore import Metastore
from tests.services.metastore.conftest import MetastoreUnderTest


def test_a_call_that_is_not_emulated_is_refused_by_name(metastore: MetastoreUnderTest) -> None:
    with pytest.raises(TApplicationException, match="metastore call get_role_names is not emulated"):
        metastore.hive.get_role_names()
    assert metastore.hive.get_all_databases() == ["default", "stedi"]


def test_garbage_ends_its_own_connection_only(metastore: MetastoreUnderTest) -> None:
    port = int(metastore.uri.rsplit(":", 1)[1])
    with socket.create_connection(("127.0.0.1", port)) as stranger:
        stranger.sendall(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n" + b"\xff" * 100)
        stranger.shutdown(socket.SHUT_WR)
        stranger.settimeout(10)
        assert stranger.recv(1 << 16) == b""
    assert metastore.hive.get_all_databases() == ["default", "stedi"]


def test_what_a_client_asks_when_it_opens_is_answered(metastore: MetastoreUnderTest) -> None:
    assert metastore.hive.set_ugi("me", ["us"]) == ["me"]
    assert metastore.hive.get_config_value("hive.x", "50") == "50"
    assert metastore.hive.get_all_functions().functions == []


def test_without_a_start_there_is_no_address(metastore: MetastoreUnderTest) -> None:
    idle = Metastore(metastore.glue, metastore.lake)
    with pytest.raises(ServerError, match="has not been started"):
        assert idle.uri
    idle.close()
