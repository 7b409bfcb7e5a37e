"""Data Quality over a library that has the documented names of AWS's `awsglue`, and nothing else."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from awsglue import context


class GlueTransform:
    @classmethod
    def apply(cls, *args: Any, **kwargs: Any) -> Any:
        transform: Any = cls()
        return transform(*args, **kwargs)


class DynamicFrame:
    def __init__(self, df: Any, glue_ctx: Any, name: str = "") -> None:
        self.df, self.glue_ctx, self.name = df, glue_ctx, name

    def toDF(self, options: Any = None) -> Any:  # noqa: N802
        return self.df

    @classmethod
    def fromDF(cls, dataframe: Any, glue_ctx: Any, name: str) -> DynamicFrame:  # noqa: N802
        return cls(dataframe, glue_ctx, name)

    def coalesce(self, numPartitions: int) -> DynamicFrame:  # noqa: N803
        return DynamicFrame(self.df.coalesce(numPartitions), self.glue_ctx, self.name)


class DynamicFrameCollection(dict[str, DynamicFrame]):
    def __init__(self, dynamic_frames: dict[str, DynamicFrame], glue_ctx: Any) -> None:
        super().__init__(dynamic_frames)


class Writer:
    def from_options(
        self,
        frame: Any,
        connection_type: str,
        connection_options: dict[str, str],
        format: str,  # noqa: A002
    ) -> None:
        assert (connection_type, format) == ("s3", "json")
        frame.df.write.mode("append").json(connection_options["path"])


class GlueContext:
    def __init__(self, spark_session: Any) -> None:
        self.spark_session, self.write_dynamic_frame = spark_session, Writer()


PUBLIC = {
    "awsglue": (),
    "awsglue.context": (GlueContext,),
    "awsglue.dynamicframe": (DynamicFrame, DynamicFrameCollection),
    "awsglue.transforms": (),
    "awsglue.transforms.transform": (GlueTransform,),
}


def _forget() -> None:
    for name in [name for name in sys.modules if name.partition(".")[0] in ("awsglue", "awsgluedq")]:
        del sys.modules[name]


@pytest.fixture
def quality() -> Iterator[Any]:
    """`awsgluedq.transforms` as it loads where that library is the only one."""
    kept = {n: m for n, m in sys.modules.items() if n.partition(".")[0] in ("awsglue", "awsgluedq")}
    _forget()
    for name, classes in PUBLIC.items():
        sys.modules[name] = ModuleType(name)
        vars(sys.modules[name]).update({kind.__name__: kind for kind in classes})
    yield importlib.import_module("awsgluedq.transforms")
    _forget()
    sys.modules.update(kept)


def test_it_evaluates_and_writes_over_the_documented_names_alone(
    glue: context.GlueContext, quality: Any, folder: Path, uri: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("AWS_ENDPOINT_URL", raising=False)
    (folder / "in").mkdir()
    (folder / "in" / "rows.csv").write_text("1,a\n2,\n")
    spark, other = glue.spark_session, GlueContext(glue.spark_session)
    frame = DynamicFrame(spark.read.schema("id int, name string").csv(f"{uri}in/"), other)
    rules = {
        'IsComplete "name"': "Failed",
        'IsUnique "id"': "Passed",
        'CustomSql "select count(*) from primary" = 2': "Passed",
        'ReferentialIntegrity "id" "others.id" = 1': "Passed",
        "FileSize < 1 KB": "Passed",
        f'FileMatch "{uri}in/" "{uri}in/"': "Passed",
    }

    frames = quality.EvaluateDataQuality().process_rows(
        frame,
        f"Rules = [ {', '.join(rules)} ]",
        {"resultsS3Prefix": f"{uri}results/"},
        additional_data_sources={"others": frame},
    )
    alone = quality.EvaluateDataQuality.apply(frame, "Rules = [ RowCount = 2 ]")

    assert {row["Rule"]: row["Outcome"] for row in frames["ruleOutcomes"].toDF().collect()} == rules
    passed = {
        row["id"]: row["DataQualityEvaluationResult"] for row in frames["rowLevelOutcomes"].df.collect()
    }
    assert passed == {1: "Passed", 2: "Failed"}
    assert [row["Outcome"] for row in alone.df.collect()] == ["Passed"]
    assert len("".join(path.read_text() for path in (folder / "results").glob("*.json")).splitlines()) == 6
