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


def flagged(frame: DataFrame, names: Sequence[str], target: str, true: str, false: str) -> DataFrame:
    """The rows with a column that tells whether an earlier one has the same values in these columns."""
    told = _counted(frame, names)
    return told.withColumn(target, F.when(F.col(_TURN) > 1, true).otherwise(false)).drop(_ROW, _TURN)


def firsts(frame: DataFrame, names: Sequence[str]) -> DataFrame:
    """The rows before which none has the same values in these columns."""
    return _counted(frame, names).where(F.col(_TURN) == 1).drop(_ROW, _TURN)


def _counted(frame: DataFrame, names: Sequence[str]) -> DataFrame:
    """The rows in their order, each with its turn among those that have the same values."""
    keys = [column(frame, name) for name in names]
    numbered = frame.withColumn(_ROW, F.monotonically_increasing_id())
    turn = F.row_number().over(Window.partitionBy(*keys).orderBy(_ROW))
    return numbered.withColumn(_TURN, turn).orderBy(_ROW)
