"""Concatenate Columns.

AWS: https://docs.aws.amazon.com/glue/latest/dg/transforms-concatenate-columns.html
"""

from __future__ import annotations

from collections.abc import Sequence

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from awsglue._studio.methods import column, listed, method, with_column


@method
def gs_concat(
    self: DataFrame, colName: str, colList: str | Sequence[str], spacer: str = "", nullValue: str = ""
) -> DataFrame:
    """Add a column of the text of others, a spacer between; for null and NA stands the text `nullValue`.

    AWS: https://docs.aws.amazon.com/glue/latest/dg/transforms-concatenate-columns.html
    """
    texts = [column(self, name).cast("string") for name in listed(colList)]
    filled = [
        F.when(text.isNull() | (text == "NA"), F.lit(nullValue or "")).otherwise(text) for text in texts
    ]
    return with_column(self, colName, F.concat_ws(spacer or "", *filled))
