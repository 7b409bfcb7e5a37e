"""DDL files of a pipeline."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from boathouse import ddl
from boathouse.errors import PipelineError
from boathouse.pipeline import Pipeline
from tests.projects import write_project

AT = "LOCATION 's3://lake/orders/'"


def read(root: Path, sql: str) -> dict[str, Any]:
    pipeline = Pipeline.load(write_project(root))
    pipeline.ddl[0].write_text(sql)
    return ddl.tables(pipeline)


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
    assert list(read(tmp_path, f"CREATE EXTERNAL TABLE IF NOT EXISTS {name} (id bigint) {AT}")) == [table]


def test_a_file_may_declare_several_tables_after_what_people_put_before_them(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        "create database if not exists shop;\n"
        f"drop table if exists a;\ncreate external table a (x int) {AT};\n"
        f"create external table b (X int comment 'x', y double) partitioned by (day string) {AT};\n",
    )
    assert list(found) == ["a", "b"]
    assert found["b"]["StorageDescriptor"]["Columns"] == [
        {"Name": "x", "Type": "int", "Comment": "x"},
        {"Name": "y", "Type": "double"},
    ]
    assert found["b"]["PartitionKeys"] == [{"Name": "day", "Type": "string"}]


@pytest.mark.parametrize(
    ("sql", "words"),
    [
        (
            f"create external table stock.orders (x int) {AT}",
            r"it declares stock\.orders, outside the pipeline",
        ),
        (
            f"create external table a (x int) {AT}; create external table A (x int) {AT}",
            "it declares a, which is",
        ),
        ("-- one\n-- two\n\ncreate external table a (x wrong)", r"SYNTAX_ERROR: line 4:28: .*'wrong'"),
        (f"create external table a (x int) {AT};\nmsck repair table a", "it holds MSCK REPAIR TABLE, which"),
        ("select 1", "it holds a query, which declares no table"),
        (
            f"create external table a {AT} tblproperties ('table_type'='DELTA')",
            "a has no columns. A Delta table",
        ),
    ],
)
def test_what_declares_no_table_here_is_refused_with_its_file(tmp_path: Path, sql: str, words: str) -> None:
    with pytest.raises(PipelineError, match=rf"orders_landing\.sql: {words}"):
        read(tmp_path, sql)
