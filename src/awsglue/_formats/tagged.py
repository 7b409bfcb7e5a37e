"""Columns out of tagged text: JSON in internal names that Spark reads with the frame's schema."""

from __future__ import annotations

from collections.abc import Sequence

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from awsglue._formats.files import columns_beside
from awsglue._frame.names import literal
from awsglue._frame.nodes import Member, Struct
from awsglue._frame.sparktypes import internal_ddl


def from_texts(rows: DataFrame, schema: Struct, beside: Sequence[tuple[Member, str]] = ()) -> DataFrame:
    """Columns in internal names from the column `_text` of tagged records, and those that stand beside it."""
    others = columns_beside(beside)
    if not schema.members:
        return rows.selectExpr(*others)
    parsed = rows.withColumn("_row", F.expr(f"from_json(_text, {literal(internal_ddl(schema))})"))
    return parsed.selectExpr("_row.*", *others)
