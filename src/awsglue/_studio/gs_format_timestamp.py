"""Format Timestamp.

AWS: https://docs.aws.amazon.com/glue/latest/dg/transforms-format-timestamp.html
"""

from __future__ import annotations

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from awsglue._studio.methods import column, method, spark_format, with_column


@method
def gs_format_timestamp(
    self: DataFrame, colName: str, dateFormat: str, newColName: str | None = None
) -> DataFrame:
    """Make text of a column of timestamps, in a format of Spark's or Python's codes.

    AWS: https://docs.aws.amazon.com/glue/latest/dg/transforms-format-timestamp.html
    """
    made = F.date_format(column(self, colName), spark_format(dateFormat))
    return with_column(self, newColName or colName, made)
