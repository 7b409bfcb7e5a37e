"""Column functions that AWS's library adds to Spark's."""

from __future__ import annotations

from pyspark.sql import Column
from pyspark.sql import functions as F


def replaceArrayElement(srcCol: Column, replaceCol: Column, idx: int) -> Column:
    """The array with the element at an index (from 0) replaced."""
    return F.transform(
        srcCol, lambda element, position: F.when(position == idx, replaceCol).otherwise(element)
    )


def namedStruct(*cols: Column) -> Column:
    """A struct of names and values in turn."""
    return F.named_struct(*cols)


def explodeWithIndex(col: Column) -> Column:
    """A row for each element of an array, as columns `index` and `val`."""
    return F.posexplode(col).alias("index", "val")
