"""To Timestamp.

AWS: https://docs.aws.amazon.com/glue/latest/dg/transforms-to-timestamp.html
"""

from __future__ import annotations

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from awsglue._studio.methods import column, method, with_column

_PARTS = {"seconds": 1, "milliseconds": 1_000, "microseconds": 1_000_000}
_LARGEST_SECONDS = 100_000_000_000
"""Numbers up to here are seconds (until the year 5138), up to a thousand times that milliseconds."""


@method
def gs_to_timestamp(
    self: DataFrame, colName: str, colType: str = "autodetect", newColName: str | None = None
) -> DataFrame:
    """Make a timestamp of a column of ISO text, or of numbers of seconds, milliseconds or microseconds.

    Raises ValueError for another type.
    AWS: https://docs.aws.amazon.com/glue/latest/dg/transforms-to-timestamp.html
    Differs: how AWS guesses is not documented; here the size of the number decides.
    """
    kind, value = colType.lower(), column(self, colName)
    if kind in _PARTS:
        made = _instant(value, _PARTS[kind])
    elif kind == "iso":
        made = F.to_timestamp(value.cast("string"))
    elif kind == "autodetect":
        made = _guessed(self, value)
    else:
        raise ValueError(
            f"gs_to_timestamp: colType {colType!r} is none of iso, autodetect, {', '.join(_PARTS)}."
        )
    return with_column(self, newColName or colName, made)


def _instant(value: Column, parts: int) -> Column:
    return F.timestamp_micros((value.cast("decimal(38,6)") * (1_000_000 // parts)).cast("long"))


def _guessed(df: DataFrame, value: Column) -> Column:
    kind = df.select(value).schema[0].dataType.typeName()
    if kind in ("timestamp", "timestamp_ntz", "date"):
        return value.cast("timestamp")
    number = value.cast("decimal(38,6)")
    size = F.abs(number)
    guess = (
        F.when(size <= _LARGEST_SECONDS, _instant(value, 1))
        .when(size <= _LARGEST_SECONDS * 1_000, _instant(value, 1_000))
        .otherwise(_instant(value, 1_000_000))
    )
    if kind != "string":
        return guess
    # Four digits are the text of a year rather than of a number of seconds.
    return F.when(number.isNotNull() & ~value.rlike("^[0-9]{4}$"), guess).otherwise(F.to_timestamp(value))
