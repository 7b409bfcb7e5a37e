"""Extract JSON Path.

AWS: https://docs.aws.amazon.com/glue/latest/dg/transforms-extract-json-path.html
"""

from __future__ import annotations

from collections.abc import Sequence

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from awsglue._studio.methods import column, listed, method, name_of, with_column


@method
def gs_extract_json(
    self: DataFrame,
    colName: str,
    jsonPaths: str | Sequence[str],
    colList: str | Sequence[str],
    dropCol: bool = False,
) -> DataFrame:
    """Add a column of text for each JSON path into a column of JSON texts; a bare name is a property's.

    Raises ValueError if there are not as many names as paths.
    AWS: https://docs.aws.amazon.com/glue/latest/dg/transforms-extract-json-path.html
    """
    paths, names, source = listed(jsonPaths), listed(colList), column(self, colName)
    if len(paths) != len(names):
        raise ValueError(f"gs_extract_json: {len(paths)} paths, but {len(names)} columns.")
    made = self.withColumn("\x00json", source)
    for path, name in zip(paths, names, strict=True):
        full = path if path.startswith("$") else f"$.{path}"
        made = with_column(made, name, F.get_json_object(F.col("\x00json"), full))
    made = made.drop("\x00json")
    return made.drop(name_of(colName)) if dropCol and name_of(colName) not in names else made
