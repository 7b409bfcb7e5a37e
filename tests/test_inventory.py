"""What a database holds."""

from __future__ import annotations

import pytest

from boathouse import inventory, queries
from boathouse.deploy import Clients
from tests.clouds import ThreadCloud

OUTPUT = "s3://lake/athena/"
TABLE = """
CREATE EXTERNAL TABLE shop.orders (id bigint, note string)
ROW FORMAT SERDE 'org.openx.data.jsonserde.JsonSerDe' LOCATION 's3://lake/orders/'
"""


@pytest.fixture
def clients(cloud: ThreadCloud) -> Clients:
    clients = Clients(cloud.client("s3"), cloud.client("glue"), cloud.client("athena"))
    clients.s3.create_bucket(Bucket="lake")
    clients.s3.put_object(Bucket="lake", Key="orders/a.json", Body=b'{"id": 1, "note": "x"}\n{"id": 2}\n')
    clients.s3.put_object(Bucket="lake", Key="orders/_SUCCESS", Body=b"")
    clients.glue.create_database(DatabaseInput={"Name": "shop"})
    queries.execute(clients.athena, TABLE, output=OUTPUT)
    return clients


def test_the_inventory_counts_rows_and_data_files(clients: Clients) -> None:
    (entry,) = inventory.take(clients, "shop", OUTPUT)
    assert (entry.table, entry.rows, entry.files, entry.bytes) == ("orders", 2, 1, 33)
    assert entry.location.rstrip("/") == "s3://lake/orders"


def test_a_table_that_cannot_be_counted_does_not_hide_the_others(clients: Clients) -> None:
    clients.s3.put_object(Bucket="lake", Key="bad/a.json", Body=b"{ not json\n")
    broken = TABLE.replace("shop.orders", "shop.bad").replace("lake/orders/", "lake/bad/")
    queries.execute(clients.athena, broken, output=OUTPUT)
    entries = {entry.table: entry for entry in inventory.take(clients, "shop", OUTPUT)}
    assert (entries["orders"].rows, entries["bad"].rows) == (2, None)
    assert "HIVE_CURSOR_ERROR" in entries["bad"].error


def test_a_count_without_a_row_does_not_hide_the_others(
    clients: Clients, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An emulator may answer every query with nothing."""
    monkeypatch.setattr(queries, "result", lambda *_: queries.Result((), iter(())))
    (entry,) = inventory.take(clients, "shop", OUTPUT)
    assert (entry.rows, entry.error) == (None, "the query has no result")
