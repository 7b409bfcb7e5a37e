"""Transforms about days."""

from __future__ import annotations

import re
from datetime import datetime

from pyspark import SparkContext
from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from awsglue.transforms.transform import GlueTransform
from awsgluedi._frames import source

_TIME = re.compile(r"[ T]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?\Z")
_ORDERS = ("%m %d %Y", "%d %m %Y", "%Y %m %d", "%d %Y %m", "%m %d %y", "%B %d %Y")
"""In which order the parts of a day are looked for; the first that fits is taken."""


class MonthName(GlueTransform):
    """The English name of a day's month.

    AWS: https://docs.aws.amazon.com/glue/latest/dg/aws-glue-api-pyspark-transforms-MonthName.html
    """

    def __call__(
        self,
        spark_context: SparkContext,
        data_frame: DataFrame,
        target_column: str,
        source_column: str | None = None,
        value: str | None = None,
    ) -> DataFrame:
        """Add a column with the name; null where no day can be read."""
        text = source(data_frame, source_column, value).cast("string")
        return data_frame.withColumn(target_column, F.udf(_month, "string")(text))


def _month(text: str | None) -> str | None:
    parts = re.split(r"[-/ ]", _TIME.sub("", (text or "").strip()))
    for order in _ORDERS if len(parts) == 3 else ():
        try:
            return f"{datetime.strptime(' '.join(parts), order):%B}"
        except ValueError:
            continue
    return None
