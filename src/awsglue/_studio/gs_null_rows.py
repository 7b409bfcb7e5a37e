"""Remove Null Rows.

AWS: https://docs.aws.amazon.com/glue/latest/dg/transforms-remove-null-rows.html
"""

from __future__ import annotations

from functools import reduce
from operator import or_

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F
from pyspark.sql.types import ArrayType, DataType, MapType, StringType

from awsglue._studio.methods import method


@method
def gs_null_rows(self: DataFrame, extended: bool = False) -> DataFrame:
    """Drop the rows all of whose columns are null, or with `extended` an empty text, array or map.

    AWS: https://docs.aws.amazon.com/glue/latest/dg/transforms-remove-null-rows.html
    """
    if not self.columns:
        return self
    wide = extended is True or str(extended).lower() == "true"
    return self.where(reduce(or_, (_filled(field.name, field.dataType, wide) for field in self.schema)))


def _filled(name: str, kind: DataType, extended: bool) -> Column:
    value = F.col(f"`{name.replace('`', '``')}`")
    if extended and isinstance(kind, StringType):
        return value.isNotNull() & (value != "")
    if extended and isinstance(kind, ArrayType | MapType):
        return value.isNotNull() & (F.size(value) > 0)
    return value.isNotNull()
