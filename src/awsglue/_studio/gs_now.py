"""Add Current Timestamp.

AWS: https://docs.aws.amazon.com/glue/latest/dg/transforms-add-current-timestamp.html
"""

from __future__ import annotations

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from awsglue._studio.methods import method, spark_format, with_column


@method
def gs_now(self: DataFrame, colName: str = "timestamp", dateFormat: str | None = None) -> DataFrame:
    """Add a column of the time now: a timestamp, or text in a format of Spark's or Python's codes.

    AWS: https://docs.aws.amazon.com/glue/latest/dg/transforms-add-current-timestamp.html
    """
    now = F.current_timestamp()
    return with_column(self, colName, F.date_format(now, spark_format(dateFormat)) if dateFormat else now)
