"""What a script does with a frame's rows must be allowed wherever rows may stand: plans are deterministic."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from pyspark.sql import DataFrame

from awsglue.context import GlueContext
from awsglue.dynamicframe import DynamicFrame
from tests.awsglue.conftest import Read

LINES = (
    '{"id": 1, "v": "a", "l": [1, "x"]}',
    '{"id": 2, "v": null, "l": []}',
    '{"id": "x", "v": "b"}',
    '{"id"',
)
"""Lines that are no tidy JSON, so that Python tags the values."""


def deterministic(df: DataFrame) -> bool:
    return bool(df._jdf.queryExecution().analyzed().deterministic())


def parsed(frame: DynamicFrame) -> DynamicFrame:
    return frame


def filtered(frame: DynamicFrame) -> DynamicFrame:
    return frame.filter(lambda record: str(record["v"]).strip() != "b")


def relationalized(frame: DynamicFrame) -> DynamicFrame:
    return frame.relationalize("root", "s3://lake/tmp/").select("root_l")


def mapped(frame: DynamicFrame) -> DynamicFrame:
    return frame.map(lambda record: {"id": str(record["id"])})


@pytest.mark.parametrize("made", [parsed, filtered, relationalized, mapped], ids=lambda made: made.__name__)
def test_rows_may_stand_in_a_subquery(
    read: Read, glue: GlueContext, made: Callable[[DynamicFrame], DynamicFrame]
) -> None:
    df = made(read(*LINES)).toDF()
    assert deterministic(df)
    df.selectExpr("CAST(id AS string) AS key").createOrReplaceTempView("fenced_rows")
    held = "SELECT count(*) FROM range(3) WHERE exists(SELECT 1 FROM fenced_rows WHERE key IS NOT NULL)"
    assert glue.spark_session.sql(held).first()[0] == 3  # type: ignore[index]


def test_a_function_is_called_once_for_each_row(read: Read) -> None:
    frame = read(*LINES)
    boxed = read('{"id": 1, "t": "{}"}', '{"id": 2, "t": "{"}').unbox("t", "json")
    picky = read('{"id": 1}', '{"id": 2}').filter(lambda record: bool(str(record["id"])[0]))
    rows = [frame.toDF().select("v"), boxed.toDF(), *boxed._frame.stage, picky.toDF(), *picky._frame.stage]
    plans = [df._jdf.queryExecution().executedPlan().toString() for df in rows]
    assert [plan.count("BatchEvalPython") for plan in plans] == [1] * 5


def test_a_later_condition_sees_only_what_was_kept(
    read: Read, shown: Callable[[DynamicFrame], list[Any]]
) -> None:
    frame = filtered(read(*LINES)).filter(lambda record: bool(1 // (str(record["v"]).strip() != "b")))
    assert [record["v"] for record in shown(frame)] == ["a", None]
    assert frame.stageErrorsCount() == 0


def test_the_numbers_of_relationalized_rows_stay(read: Read) -> None:
    frames = read('{"a": [1, 2]}', '{"a": [3]}').relationalize("root", "s3://lake/tmp/")
    root = {row["a"] for row in frames.select("root").toDF().repartition(3).collect()}
    assert {row["id"] for row in frames.select("root_a").toDF().collect()} == root
