"""Transforms about one column."""

from __future__ import annotations

from pyspark import SparkContext
from pyspark.sql import DataFrame

from awsglue.transforms.transform import GlueTransform
from awsgluedi._frames import FALSE, TRUE, flagged


class FlagDuplicatesInColumn(GlueTransform):
    """Whether an earlier row has the same value in a column.

    AWS: https://docs.aws.amazon.com/glue/latest/dg/aws-glue-api-pyspark-transforms-FlagDuplicatesInColumn.html
    Differs: the texts where none are given, true and false, are a guess.
    """

    def __call__(
        self,
        spark_context: SparkContext,
        data_frame: DataFrame,
        source_column: str,
        target_column: str,
        true_string: str = TRUE,
        false_string: str = FALSE,
    ) -> DataFrame:
        """Add a column with one of two texts."""
        return flagged(data_frame, [source_column], target_column, true_string, false_string)
