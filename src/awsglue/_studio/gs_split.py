"""Split String.

AWS: https://docs.aws.amazon.com/glue/latest/dg/transforms-split-string.html
"""

from __future__ import annotations

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from awsglue._studio.methods import column, method, with_column


@method
def gs_split(self: DataFrame, colName: str, pattern: str, newColName: str | None = None) -> DataFrame:
    """Make an array of a column's text, split where a regular expression of Java's matches.

    AWS: https://docs.aws.amazon.com/glue/latest/dg/transforms-split-string.html
    """
    return with_column(self, newColName or colName, F.split(column(self, colName).cast("string"), pattern))
