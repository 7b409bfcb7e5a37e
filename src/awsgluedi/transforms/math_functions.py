"""Transforms about numbers."""

from __future__ import annotations

from pyspark import SparkContext
from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from awsglue.transforms.transform import GlueTransform
from awsgluedi._frames import FALSE, TRUE, source


class IsEven(GlueTransform):
    """Whether a number is even; one with a fraction is not.

    AWS: https://docs.aws.amazon.com/glue/latest/dg/aws-glue-api-pyspark-transforms-IsEven.html
    Differs: the texts where none are given, true and false, are a guess.
    """

    def __call__(
        self,
        spark_context: SparkContext,
        data_frame: DataFrame,
        target_column: str,
        source_column: str | None = None,
        true_string: str = TRUE,
        false_string: str = FALSE,
        value: float | None = None,
    ) -> DataFrame:
        """Add a column with one of two texts; null for null."""
        even = source(data_frame, source_column, value) % 2 == 0
        text = F.when(even, true_string).when(~even, false_string)
        return data_frame.withColumn(target_column, text)
