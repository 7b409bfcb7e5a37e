"""Explode Array Or Map Into Rows.

AWS: https://docs.aws.amazon.com/glue/latest/dg/transforms-explode-array.html
"""

from __future__ import annotations

from pyspark.sql import DataFrame
from pyspark.sql import functions as F
from pyspark.sql.types import MapType

from awsglue._studio.methods import column, method, name_of, with_column


@method
def gs_explode(
    self: DataFrame, colName: str, newCol: str = "", valueCol: str = "value", outer: bool = False
) -> DataFrame:
    """Make a row of each element of an array, or of each entry of a map; rows without any only with `outer`.

    AWS: https://docs.aws.amazon.com/glue/latest/dg/transforms-explode-array.html
    """
    source = column(self, colName)
    name = name_of(newCol or colName)
    if isinstance(self.select(source).schema[0].dataType, MapType):
        explode = F.explode_outer if outer else F.explode
        rows = self.select("*", explode(source).alias("\x00key", "\x00value"))
        made = with_column(with_column(rows, name, F.col("\x00key")), valueCol, F.col("\x00value"))
        return made.drop("\x00key", "\x00value")
    return with_column(self, name, F.explode_outer(source) if outer else F.explode(source))
