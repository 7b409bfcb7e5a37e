"""Statements around a query, as data."""

from __future__ import annotations

import pytest

from boathouse.engine.sql import QueryError
from boathouse.engine.sql.hive.statements import Name
from boathouse.engine.sql.trino import parse
from boathouse.engine.sql.trino.statements import (
    CreateTableAs,
    Deallocate,
    Execute,
    Insert,
    Prepare,
    Unload,
    Write,
)


def test_create_table_as_with_every_clause() -> None:
    text = (
        '-- made by hand\nCREATE TABLE IF NOT EXISTS "Db"."T"\nCOMMENT \'x\'\n'
        "WITH(external_location = 's3://b/x', partitioned_by = ARRAY['a', 'b'], bucket_count = 5)\n"
        "AS WITH q AS (SELECT 1 AS a) SELECT a -- no ) end\nFROM q\nWITH NO DATA;\n"
    )
    found = parse(text)
    assert isinstance(found, CreateTableAs)
    assert found.name == Name("db", "t")
    assert found.properties == {
        "external_location": "s3://b/x",
        "partitioned_by": ("a", "b"),
        "bucket_count": 5,
    }
    assert (found.if_not_exists, found.comment, found.with_data) == (True, "x", False)
    assert found.sql.split() == "WITH q AS (SELECT 1 AS a) SELECT a -- no ) end FROM q".split()  # noqa: SIM905


def test_a_query_stays_at_its_place() -> None:
    text = "INSERT INTO t\n  SELECT nope"
    found = parse(text)
    assert isinstance(found, Write)
    assert found.sql == "             \n  SELECT nope"
    assert found.error("X", "y").reason == "X: line 2:3: y"


@pytest.mark.parametrize(("text", "columns", "query"), [
    ("INSERT INTO db.t SELECT 1", (), "SELECT 1"),
    ("insert into db.t (A, \"b c\") values (1, 'x)')", ("a", "b c"), "values (1, 'x)')"),
    ("INSERT INTO awsdatacatalog.db.t (SELECT 1)", (), "(SELECT 1)"),
    ("INSERT INTO db.t WITH q AS (SELECT 1) SELECT * FROM q", (), "WITH q AS (SELECT 1) SELECT * FROM q"),
])  # fmt: skip
def test_insert(text: str, columns: tuple[str, ...], query: str) -> None:
    found = parse(text)
    assert isinstance(found, Insert)
    assert (found.name, found.columns, found.sql.strip()) == (Name("db", "t"), columns, query)


def test_unload() -> None:
    found = parse(
        "UNLOAD (SELECT ')' AS a, (1) AS b) TO 's3://b/x/' WITH (format='JSON' , partitioned_by=ARRAY['b'])"
    )
    assert isinstance(found, Unload)
    assert found.sql.strip() == "SELECT ')' AS a, (1) AS b"
    assert (found.location, found.properties) == (
        "s3://b/x/",
        {"format": "JSON", "partitioned_by": ("b",)},
    )


def test_prepared_statements() -> None:
    assert parse("PREPARE MyName FROM SELECT * FROM t WHERE a = ? ;") == Prepare(
        "MyName", "SELECT * FROM t WHERE a = ?"
    )
    assert parse("EXECUTE \"MyName\" USING 1, 'a,b', f(1, 2), DATE '2020-01-01'") == Execute(
        "MyName", ("1", "'a,b'", "f(1, 2)", "DATE '2020-01-01'")
    )
    assert parse("execute x") == Execute("x")
    assert parse("DEALLOCATE PREPARE x") == Deallocate("x")


@pytest.mark.parametrize(
    "text",
    [
        "SELECT 1",
        "CREATE EXTERNAL TABLE t (a int)",
        "CREATE TABLE t (a int) LOCATION 's3://b/'",
        "DROP TABLE t",
    ],
)
def test_other_statements_are_left_to_others(text: str) -> None:
    assert parse(text) is None


@pytest.mark.parametrize(("text", "reason"), [
    ("UNLOAD SELECT 1", "line 1:8: mismatched input 'SELECT'. Expecting: '('"),
    ("UNLOAD (SELECT 1) TO x WITH (format = 'JSON')", "line 1:22: mismatched input 'x'. Expecting: <string>"),
    ("UNLOAD (SELECT 1", "line 1:17: mismatched input '<EOF>'. Expecting: ')'"),
    ("PREPARE x SELECT 1", "line 1:11: mismatched input 'SELECT'. Expecting: 'FROM'"),
    (
        "INSERT INTO `t` SELECT 1",
        "line 1:13: backquoted identifiers are not supported; use double quotes to quote identifiers",
    ),
    ("UNLOAD (SELECT 1) TO 's3://b", "line 1:22: mismatched input '''. It is never closed"),
    ("CREATE TABLE t WITH (format 'JSON') AS SELECT 1", "line 1:29: mismatched input 'JSON'. Expecting: '='"),
])  # fmt: skip
def test_the_first_word_that_does_not_fit_is_named(text: str, reason: str) -> None:
    with pytest.raises(QueryError) as caught:
        parse(text)
    assert caught.value.reason == f"SYNTAX_ERROR: {reason}"
