"""Transforms of DataFrames."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pyspark.sql import DataFrame

from awsglue._frame.state import Frame
from awsglue._frame.transforms import apply_mapping
from awsglue.dynamicframe import _mapping


class ApplyMapping:
    """Map, rename and cast the columns of a DataFrame.

    AWS: https://docs.aws.amazon.com/glue/latest/dg/aws-glue-api-crawler-pyspark-transforms-ApplyMapping.html
    """

    @classmethod
    def apply(cls, frame: DataFrame, mappings: Sequence[Any]) -> DataFrame:
        """Apply the mappings."""
        return apply_mapping(Frame.of(frame), list(map(_mapping, mappings)), case_sensitive=False).public()
