"""Identifier.

AWS: https://docs.aws.amazon.com/glue/latest/dg/transforms-identifier.html
"""

from __future__ import annotations

import time

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from awsglue._studio.methods import method, with_column

_ROOM = 10**19
"""More numbers than Spark gives the rows of one run: above them stands the time of the run."""


@method
def gs_sequence_id(self: DataFrame, colName: str = "id", unique: bool = False) -> DataFrame:
    """Add a column of numbers, different in each row; with `unique` in each run too, as decimals.

    AWS: https://docs.aws.amazon.com/glue/latest/dg/transforms-identifier.html
    """
    number = F.monotonically_increasing_id()
    if unique:
        run = F.lit(str(int(time.time() * 1000) * _ROOM)).cast("decimal(38,0)")
        number = (run + number.cast("decimal(20,0)")).cast("decimal(38,0)")
    return with_column(self, colName or "id", number)
