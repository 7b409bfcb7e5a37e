"""Derived Column.

AWS: https://docs.aws.amazon.com/glue/latest/dg/transforms-derived-column.html
"""

from __future__ import annotations

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from awsglue._studio.methods import method, with_column


@method
def gs_derived(self: DataFrame, colName: str, expr: str) -> DataFrame:
    """Add or replace a column by an expression of Spark SQL.

    AWS: https://docs.aws.amazon.com/glue/latest/dg/transforms-derived-column.html
    """
    return with_column(self, colName, F.expr(expr))
