"""Athena as a client sees it."""

from __future__ import annotations

from typing import Any

import pytest

from boathouse import queries
from boathouse.deploy import Clients
from boathouse.errors import DeployError
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


def select(athena: Any, sql: str) -> queries.Result:
    return queries.result(athena, queries.execute(athena, sql, output=OUTPUT, database="shop"))


def test_rows_come_without_the_header_and_null_is_none(clients: Clients) -> None:
    result = select(clients.athena, "select id, note from orders order by id")
    assert [(column.name, column.type) for column in result.columns] == [
        ("id", "bigint"),
        ("note", "varchar"),
    ]
    assert list(result.rows) == [("1", "x"), ("2", None)]


def test_a_long_result_comes_in_pages(clients: Clients) -> None:
    result = select(clients.athena, "select n from unnest(sequence(1, 2500)) as t(n) order by n")
    assert [row[0] for row in result.rows] == [str(n) for n in range(1, 2501)]


def test_show_has_no_header_to_skip(clients: Clients) -> None:
    assert list(select(clients.athena, "show tables in shop").rows) == [("orders",)]


def test_a_failed_query_says_why_in_athenas_words(clients: Clients) -> None:
    with pytest.raises(
        DeployError, match=r"TABLE_NOT_FOUND: line 1:15: Table 'awsdatacatalog\.shop\.no' does not"
    ):
        select(clients.athena, "select * from no")


def test_text_that_is_not_sql_is_refused(clients: Clients) -> None:
    with pytest.raises(DeployError, match=r"line 1:1"):
        select(clients.athena, "selekt 1")
