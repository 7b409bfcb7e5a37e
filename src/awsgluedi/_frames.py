"""What the transforms have in common: columns that must be there, values, and which of like rows is first."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pyspark.sql import Column, DataFrame, Window
from pyspark.sql import functions as F

from awsglue._frame.names import quoted

TRUE, FALSE = "true", "false"
_ROW, _TURN = "__row", "__turn"


def column(frame: DataFrame, name: str) -> Column:
    """A column by its name.

    Raises ValueError, with the names of the others, if there is none.
    """
    if name not in frame.columns:
        raise ValueError(f"There is no column {name!r}; there are {', '.join(frame.columns)}.")
    return F.col(quoted(name))


def source(frame: DataFrame, source_column: str | None, value: Any) -> Column:
    """The column that a transform is about, or one value for all rows.

    Raises ValueError unless exactly one of them is given.
    """
    if (source_column is None) == (value is None):
        raise ValueError("Give source_column or value, one of them.")
    return F.lit(value) if source_column is None else column(frame, source_column)


def again(frame: DataFrame, names: Sequence[str]) -> tuple[DataFrame, Column]:
    """The frame, and whether a row has the values of an earlier one in these columns; `settled` ends it."""
    keys = [column(frame, name) for name in names]
    numbered = frame.withColumn(_ROW, F.monotonically_increasing_id())
    turn = F.row_number().over(Window.partitionBy(*keys).orderBy(_ROW))
    told = numbered.withColumn(_TURN, turn).orderBy(_ROW)
    return told, F.col(_TURN) > 1


def settled(frame: DataFrame) -> DataFrame:
    """A frame without the columns that `again` added."""
    return frame.drop(_ROW, _TURN)
