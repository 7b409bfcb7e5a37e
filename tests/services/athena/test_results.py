"""Result files and pages."""

from __future__ import annotations

import json
from typing import Any

import pytest
from botocore.exceptions import ClientError


def test_the_file_quotes_every_value_and_leaves_null_empty(console: Any) -> None:
    sql = "SELECT * FROM (VALUES (1, 'a \"q\"', CAST(NULL AS varchar)), (2, '', 'x,\ny')) t(n, s, z)"
    execution = console.run(sql)
    assert console.object(execution["ResultConfiguration"]["OutputLocation"]) == (
        '"n","s","z"\n"1","a ""q""",\n"2","","x,\ny"\n'
    )
    answer = console.athena.get_query_results(QueryExecutionId=execution["QueryExecutionId"])
    assert [row["Data"] for row in answer["ResultSet"]["Rows"]] == [
        [{"VarCharValue": "n"}, {"VarCharValue": "s"}, {"VarCharValue": "z"}],
        [{"VarCharValue": "1"}, {"VarCharValue": 'a "q"'}, {}],
        [{"VarCharValue": "2"}, {"VarCharValue": ""}, {"VarCharValue": "x,\ny"}],
    ]


def test_columns_have_athenas_types(console: Any) -> None:
    sql = (
        "SELECT 1 AS a, CAST(1 AS bigint) AS b, 1e0 AS c, 1.50 AS d, 'x' AS e, true AS f, "
        "DATE '2024-01-01' AS g, "
        "TIMESTAMP '2024-01-01 00:00:00' AS h, now() AS i, ARRAY[1] AS j, "
        "CAST(1 AS real) AS k, CAST('x' AS varchar) AS l"
    )
    identifier = console.run(sql)["QueryExecutionId"]
    infos = console.athena.get_query_results(QueryExecutionId=identifier)["ResultSet"]["ResultSetMetadata"][
        "ColumnInfo"
    ]
    assert [(i["Name"], i["Type"], i["Precision"], i["Scale"]) for i in infos] == [
        ("a", "integer", 10, 0),
        ("b", "bigint", 19, 0),
        ("c", "double", 17, 0),
        ("d", "decimal", 3, 2),
        ("e", "varchar", 1, 0),
        ("f", "boolean", 0, 0),
        ("g", "date", 0, 0),
        ("h", "timestamp", 3, 0),
        ("i", "timestamp with time zone", 3, 0),
        ("j", "array", 0, 0),
        ("k", "float", 17, 0),
        ("l", "varchar", 2147483647, 0),
    ]


def test_the_metadata_file_names_the_columns(console: Any) -> None:
    location = console.run("SELECT 1 AS a")["ResultConfiguration"]["OutputLocation"]
    document = json.loads(console.object(f"{location}.metadata"))
    assert [column["Name"] for column in document["ColumnInfo"]] == ["a"]


def test_rows_come_page_by_page_and_only_the_first_has_the_header(console: Any) -> None:
    identifier = console.run("SELECT x FROM UNNEST(sequence(1, 2500)) AS t(x)")["QueryExecutionId"]
    pages = list(console.athena.get_paginator("get_query_results").paginate(QueryExecutionId=identifier))
    rows = [[row["Data"][0]["VarCharValue"] for row in page["ResultSet"]["Rows"]] for page in pages]
    assert [len(page) for page in rows] == [1000, 1000, 501]
    assert [row for page in rows for row in page] == ["x", *map(str, range(1, 2501))]


def test_an_empty_result_is_a_header(console: Any) -> None:
    identifier = console.run("SELECT 1 AS a WHERE false")["QueryExecutionId"]
    answer = console.athena.get_query_results(QueryExecutionId=identifier)
    assert [row["Data"] for row in answer["ResultSet"]["Rows"]] == [[{"VarCharValue": "a"}]]
    assert "NextToken" not in answer


def test_a_failed_querys_result_is_refused(console: Any) -> None:
    identifier = console.finished(console.start("SELECT 1 / 0"), "FAILED")["QueryExecutionId"]
    with pytest.raises(ClientError, match=r"Query did not finish successfully\. Final query state: FAILED"):
        console.athena.get_query_results(QueryExecutionId=identifier)


def test_a_deleted_result_is_an_error(console: Any) -> None:
    execution = console.run("SELECT 1")
    key = execution["ResultConfiguration"]["OutputLocation"].removeprefix("s3://lake/")
    console.s3.delete_object(Bucket="lake", Key=key)
    with pytest.raises(ClientError, match="Could not find results"):
        console.athena.get_query_results(QueryExecutionId=execution["QueryExecutionId"])


def test_ddl_leaves_a_text_file(console: Any) -> None:
    execution = console.run("SHOW DATABASES")
    assert execution["StatementType"] == "UTILITY"
    assert console.object(execution["ResultConfiguration"]["OutputLocation"]) == "db\n"
