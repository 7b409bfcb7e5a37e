"""Flatten.

AWS: https://docs.aws.amazon.com/glue/latest/dg/transforms-flatten.html
"""

from __future__ import annotations

from collections.abc import Iterator

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F
from pyspark.sql.types import StructType

from awsglue._studio.methods import method


@method
def gs_flatten(self: DataFrame, maxLevels: int = 0, separator: str = ".") -> DataFrame:
    """Make columns of the fields of structs, called by their path; of so many levels only, if not 0.

    AWS: https://docs.aws.amazon.com/glue/latest/dg/transforms-flatten.html
    """
    deepest = int(maxLevels or 0) or 1_000
    parts: list[Column] = []
    for field in self.schema:
        quoted = f"`{field.name.replace('`', '``')}`"
        parts += _columns(F.col(quoted), field.name, field.dataType, deepest, separator)
    return self.select(*parts)


def _columns(value: Column, name: str, kind: object, levels: int, separator: str) -> Iterator[Column]:
    if not isinstance(kind, StructType) or not levels:
        yield value.alias(name)
        return
    for field in kind:
        inner = value.getField(field.name)
        yield from _columns(inner, f"{name}{separator}{field.name}", field.dataType, levels - 1, separator)
