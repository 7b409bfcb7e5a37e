"""UUID.

AWS: https://docs.aws.amazon.com/glue/latest/dg/transforms-uuid.html
"""

from __future__ import annotations

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from awsglue._studio.methods import method, with_column


@method
def gs_uuid(self: DataFrame, colName: str = "uuid") -> DataFrame:
    """Add a column of UUIDs.

    AWS: https://docs.aws.amazon.com/glue/latest/dg/transforms-uuid.html
    """
    return with_column(self, colName or "uuid", F.expr("uuid()"))
