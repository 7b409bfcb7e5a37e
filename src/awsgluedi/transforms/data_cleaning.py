"""Transforms that make values alike."""

from __future__ import annotations

from pyspark import SparkContext
from pyspark.sql import DataFrame

from awsglue._studio.methods import CASES
from awsglue.transforms.transform import GlueTransform
from awsgluedi._frames import column

_CASES = ("CAPITAL", "LOWER", "UPPER", "SENTENCE")


class FormatCase(GlueTransform):
    """Capital and small letters.

    AWS: https://docs.aws.amazon.com/glue/latest/dg/aws-glue-api-pyspark-transforms-FormatCase.html
    """

    def __call__(
        self, spark_context: SparkContext, data_frame: DataFrame, source_column: str, case_type: str
    ) -> DataFrame:
        """Write the texts of a column in CAPITAL, LOWER, UPPER or SENTENCE case.

        Raises ValueError for another case.
        """
        if case_type not in _CASES:
            raise ValueError(f"case_type is {case_type!r}; cases are {', '.join(_CASES)}.")
        text = column(data_frame, source_column)
        return data_frame.withColumn(source_column, CASES[case_type](text))
