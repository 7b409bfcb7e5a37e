"""Transforms about missing values and about rows that are there twice."""

from __future__ import annotations

from pyspark import SparkContext
from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from awsglue.transforms.transform import GlueTransform
from awsgluedi._frames import FALSE, TRUE, column, firsts, flagged

_MODES = {"MINIMUM": F.min, "MAXIMUM": F.max, "AVERAGE": F.avg, "NONE": None}


class FillWithMode(GlueTransform):
    """A column's most frequent value where it has none.

    AWS: https://docs.aws.amazon.com/glue/latest/dg/aws-glue-api-pyspark-transforms-FillWithMode.html
    Differs: with NONE and several values that are the most frequent, nothing is filled.
    """

    def __call__(
        self, spark_context: SparkContext, data_frame: DataFrame, source_column: str, mode_type: str
    ) -> DataFrame:
        """Fill nulls; of several values the MINIMUM, the MAXIMUM, the AVERAGE or, with NONE, none.

        Raises ValueError for another mode.
        """
        if mode_type not in _MODES:
            raise ValueError(f"mode_type is {mode_type!r}; modes are {', '.join(_MODES)}.")
        value = column(data_frame, source_column)
        counts = data_frame.where(value.isNotNull()).groupBy(value.alias("value")).count()
        most = counts.agg(F.max("count")).head()
        frequent = counts.where(F.col("count") == F.lit(most[0] if most else None))
        settle = _MODES[mode_type]
        if settle is None:
            rows = frequent.head(2)
            mode = rows[0]["value"] if len(rows) == 1 else None
        else:
            told = frequent.agg(settle("value")).head()
            mode = told[0] if told else None
        if mode is None:
            return data_frame
        return data_frame.withColumn(source_column, F.coalesce(value, F.lit(mode)))


class FlagDuplicateRows(GlueTransform):
    """Whether an earlier row has the same values in all columns.

    AWS: https://docs.aws.amazon.com/glue/latest/dg/aws-glue-api-pyspark-transforms-FlagDuplicateRows.html
    Differs: the first of rows that are alike is not flagged, as the page says; its example shows it flagged.
        The texts where none are given, true and false, are a guess.
    """

    def __call__(
        self,
        spark_context: SparkContext,
        data_frame: DataFrame,
        target_column: str,
        true_string: str = TRUE,
        false_string: str = FALSE,
        target_index: int | None = None,
    ) -> DataFrame:
        """Add a column with one of two texts, at the end or at an index."""
        told = flagged(data_frame, data_frame.columns, target_column, true_string, false_string)
        columns = [name for name in data_frame.columns if name != target_column]
        columns.insert(len(columns) if target_index is None else target_index, target_column)
        return told.select(*(column(told, name) for name in columns))


class RemoveDuplicates(GlueTransform):
    """The first row of those that have the same value in a column.

    AWS: https://docs.aws.amazon.com/glue/latest/dg/aws-glue-api-pyspark-transforms-RemoveDuplicates.html
    """

    def __call__(self, spark_context: SparkContext, data_frame: DataFrame, source_column: str) -> DataFrame:
        """Leave out the later rows; a null is a value like another."""
        return firsts(data_frame, [source_column])
