"""Parse JSON Column.

AWS: https://docs.aws.amazon.com/glue/latest/dg/transforms-parse-json-column.html
"""

from __future__ import annotations

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from awsglue._studio.methods import column, method, with_column


@method
def gs_parse_json(
    self: DataFrame,
    colName: str,
    schema: str | None = None,
    samplingRatio: float | str | None = None,
    newColName: str | None = None,
) -> DataFrame:
    """Make a struct or an array of a column of JSON texts, by a schema of Spark SQL or the one found in them.

    AWS: https://docs.aws.amazon.com/glue/latest/dg/transforms-parse-json-column.html
    """
    text = column(self, colName)
    kind = schema or _found(self.select(text.alias("value")).where("value IS NOT NULL"), samplingRatio)
    return with_column(self, newColName or colName, F.from_json(text, kind))


def _found(texts: DataFrame, ratio: float | str | None) -> str:
    lines = texts.rdd.map(lambda row: row[0])
    return texts.sparkSession.read.json(
        lines, samplingRatio=float(ratio) if ratio else None
    ).schema.simpleString()
