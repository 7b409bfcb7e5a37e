"""Spark's errors for a lake format that it was not given go with a note on the parameter that gives it."""

from __future__ import annotations

import pytest

from boathouse.engine.spark import lakes


@pytest.mark.parametrize(
    ("message", "words"),
    [
        (
            "Py4JJavaError: …SparkClassNotFoundException: [DATA_SOURCE_NOT_FOUND] Failed to find the data "
            "source: hudi. Please find packages at",
            "--datalake-formats hudi brings",
        ),
        (
            "org.apache.spark.SparkException: Cannot find catalog plugin class for catalog 'glue_catalog': "
            "org.apache.iceberg.spark.SparkCatalog.",
            "--datalake-formats iceberg brings",
        ),
        (
            "AnalysisException: [REQUIRES_SINGLE_PART_NAMESPACE] spark_catalog requires a single-part "
            "namespace, but got `glue_catalog`.`sales`.",
            "--conf spark.sql.catalog.glue_catalog=…",
        ),
        (
            "[DELTA_CONFIGURE_SPARK_SESSION_WITH_EXTENSION_AND_CATALOG] This Delta operation requires",
            "--conf spark.sql.extensions=io.delta.sql.DeltaSparkSessionExtension --conf ",
        ),
    ],
)
def test_the_parameter_is_named_with_awss_page(message: str, words: str) -> None:
    told = lakes.note(message)
    assert words in told
    assert "https://docs.aws.amazon.com/glue/latest/dg/aws-glue-programming-etl-format-" in told


@pytest.mark.parametrize(
    "message", ["", "ValueError: delta", "Failed to find the data source: mongo. Please find packages at"]
)
def test_other_errors_are_left_alone(message: str) -> None:
    assert lakes.note(message) == ""
