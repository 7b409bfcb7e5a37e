"""Named queries."""

from __future__ import annotations

from typing import Any

import pytest
from botocore.exceptions import ClientError


def test_a_query_is_kept_and_forgotten(console: Any) -> None:
    identifier = console.athena.create_named_query(Name="n", Database="db", QueryString="SELECT 1")[
        "NamedQueryId"
    ]
    kept = console.athena.get_named_query(NamedQueryId=identifier)["NamedQuery"]
    assert (kept["Name"], kept["Database"], kept["QueryString"], kept["WorkGroup"]) == (
        "n",
        "db",
        "SELECT 1",
        "primary",
    )
    assert console.athena.list_named_queries()["NamedQueryIds"] == [identifier]
    batch = console.athena.batch_get_named_query(NamedQueryIds=[identifier, "x"])
    assert [q["Name"] for q in batch["NamedQueries"]] == ["n"]
    assert [q["NamedQueryId"] for q in batch["UnprocessedNamedQueryIds"]] == ["x"]
    console.athena.delete_named_query(NamedQueryId=identifier)
    with pytest.raises(ClientError, match="does not exist"):
        console.athena.get_named_query(NamedQueryId=identifier)


def test_a_query_is_given_another_text_and_stays_where_it_is(console: Any) -> None:
    athena = console.athena
    kept = {"Name": "n", "Database": "db", "QueryString": "SELECT 1", "Description": "old"}
    identifier = athena.create_named_query(**kept)["NamedQueryId"]
    athena.update_named_query(NamedQueryId=identifier, Name="m", QueryString="SELECT 2")
    assert athena.get_named_query(NamedQueryId=identifier)["NamedQuery"] == {
        "NamedQueryId": identifier,
        "Name": "m",
        "Database": "db",
        "QueryString": "SELECT 2",
        "Description": "",
        "WorkGroup": "primary",
    }
    with pytest.raises(ClientError, match="does not exist"):
        athena.update_named_query(NamedQueryId="x", Name="m", QueryString="SELECT 2")
