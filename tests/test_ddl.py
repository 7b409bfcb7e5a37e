"""DDL files of a pipeline."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from boathouse.ddl import Declaration
from boathouse.errors import PipelineError
from boathouse.pipeline import Pipeline
from tests.projects import write_project


def read(root: Path, sql: str) -> Declaration:
    pipeline = Pipeline.load(write_project(root))
    pipeline.ddl[0].write_text(sql)
    return Declaration.read(pipeline, pipeline.ddl[0])


@pytest.mark.parametrize(
    ("name", "table"),
    [
        ("orders", "orders"),
        ("Orders", "orders"),
        ("shop.orders", "orders"),
        ("`shop`.`orders`", "orders"),
        ("`shop.orders`", "orders"),
        ("AwsDataCatalog.shop.orders", "orders"),
    ],
)
def test_a_table_is_recognised_however_it_is_spelled(tmp_path: Path, name: str, table: str) -> None:
    assert read(tmp_path, f"CREATE EXTERNAL TABLE IF NOT EXISTS {name} (id bigint)").names == (table,)


def test_a_file_may_declare_several_tables(tmp_path: Path) -> None:
    found = read(
        tmp_path, "drop table if exists a;\ncreate external table a (x int);\ncreate table b (x int);\n"
    )
    assert found.names == ("a", "b")
    assert len(found.statements) == 3


def test_another_database_is_refused(tmp_path: Path) -> None:
    with pytest.raises(PipelineError, match=r"orders_landing\.sql: it declares stock\.orders, outside"):
        read(tmp_path, "create external table stock.orders (x int)")


def test_a_marked_table_is_recognised_until_its_text_changes(tmp_path: Path) -> None:
    before = read(tmp_path, "create external table a (x int)")
    after = read(tmp_path, "create external table a (x bigint)")
    table: Any = {"Name": "a", "DatabaseName": "shop", "VersionId": "0", "Parameters": {"EXTERNAL": "TRUE"}}
    marked: Any = before.marked(table)
    assert set(marked) == {"Name", "Parameters"}
    assert marked["Parameters"]["EXTERNAL"] == "TRUE"
    assert before.made(marked)
    assert not after.made(marked)
    assert not before.made(table)
    assert not before.made(None)
