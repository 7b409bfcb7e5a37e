"""Array To Columns.

AWS: https://docs.aws.amazon.com/glue/latest/dg/transforms-array-to-columns.html
"""

from __future__ import annotations

from collections.abc import Sequence

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from awsglue._studio.methods import column, listed, method, with_column


@method
def gs_array_to_cols(
    self: DataFrame, colName: str, colList: str | Sequence[str], indexes: str | None = None
) -> DataFrame:
    """Add a column for each of the first elements of an array, or of those at the positions given, from 1.

    Raises ValueError if there are not as many positions as columns.
    AWS: https://docs.aws.amazon.com/glue/latest/dg/transforms-array-to-columns.html
    """
    names, array = listed(colList), column(self, colName)
    places = [int(index) for index in listed(indexes)] if indexes else list(range(1, len(names) + 1))
    if len(places) != len(names):
        raise ValueError(f"gs_array_to_cols: {len(names)} columns, but {len(places)} positions.")
    # The array's own name may be among the new ones, so all elements are taken before any column is added.
    taken = self.select("*", *(F.get(array, place - 1).alias(f"\x00{i}") for i, place in enumerate(places)))
    for i, name in enumerate(names):
        taken = with_column(taken, name, F.col(f"\x00{i}"))
    return taken.drop(*(f"\x00{i}" for i in range(len(names))))
