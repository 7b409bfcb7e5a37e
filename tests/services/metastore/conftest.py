"""A metastore on its port, with the catalog and the lake behind it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from pymetastore.hive_metastore.ThriftHiveMetastore import Client
from thrift.protocol.TBinaryProtocol import TBinaryProtocol
from thrift.transport.TSocket import TSocket
from thrift.transport.TTransport import TBufferedTransport

from boathouse.lake import Lake
from boathouse.services.glue import Glue
from boathouse.services.metastore import Metastore
from boathouse.store import Store


@dataclass
class MetastoreUnderTest:
    """`hive` is a Thrift client, as Spark's is one; `glue` and `lake` are what stands behind."""

    hive: Any
    glue: Glue
    lake: Lake
    uri: str


@pytest.fixture
def metastore(tmp_path: Path) -> Iterator[MetastoreUnderTest]:
    """A metastore with a database `stedi` at s3://bucket/."""
    store, lake = Store(tmp_path / "state.sqlite"), Lake(tmp_path / "s3", tmp_path / "tmp")
    glue = Glue(store)
    lake.create("bucket")
    glue.databases.create_database(database_input={"Name": "stedi", "LocationUri": "s3://bucket/"})
    server = Metastore(glue, lake)
    server.start()
    wire: Any = TBufferedTransport(TSocket("127.0.0.1", int(server.uri.rsplit(":", 1)[1])))
    client: Any = Client
    wire.open()
    yield MetastoreUnderTest(client(TBinaryProtocol(wire)), glue, lake, server.uri)
    wire.close()
    server.close()
    store.close()
