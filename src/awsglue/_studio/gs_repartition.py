"""Autobalance Processing.

AWS: https://docs.aws.amazon.com/glue/latest/dg/transforms-autobalance.html
"""

from __future__ import annotations

from pyspark.sql import DataFrame

from awsglue._studio.methods import column, listed, method


@method
def gs_repartition(self: DataFrame, numPartitionsStr: str = "", cols: str | None = None) -> DataFrame:
    """Spread the rows evenly over partitions: so many, or as many as the cores that Spark has.

    AWS: https://docs.aws.amazon.com/glue/latest/dg/transforms-autobalance.html
    """
    keys = [column(self, name) for name in listed(cols)] if cols else []
    number = int(str(numPartitionsStr).strip() or 0) or self.sparkSession.sparkContext.defaultParallelism
    return self.repartition(number, *keys)
