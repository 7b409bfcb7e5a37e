"""Pivot Rows Into Columns.

AWS: https://docs.aws.amazon.com/glue/latest/dg/transforms-pivot-rows-to-columns.html
"""

from __future__ import annotations

from collections.abc import Sequence

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from awsglue._studio.methods import column, listed, method, name_of


@method
def gs_pivot(self: DataFrame, aggCol: str, aggFunction: str, colList: str | Sequence[str]) -> DataFrame:
    """Aggregate a column for each value of some others, which become columns; all the rest stays to group by.

    Raises ValueError for a function that Spark does not have.
    AWS: https://docs.aws.amazon.com/glue/latest/dg/transforms-pivot-rows-to-columns.html
    """
    function = getattr(F, aggFunction, None)
    if function is None:
        raise ValueError(f"gs_pivot: Spark has no function {aggFunction!r}.")
    names = [name_of(name) for name in listed(colList)]
    gone = {name.lower() for name in [*names, name_of(aggCol)]}
    keys = [column(self, f"`{name}`") for name in self.columns if name.lower() not in gone]
    key = F.concat_ws("_", *(column(self, name).cast("string") for name in names))
    marked = self.withColumn("\x00key", key)
    return marked.groupBy(*keys).pivot("\x00key").agg(function(column(self, aggCol)))
