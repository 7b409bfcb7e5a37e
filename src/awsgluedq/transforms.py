"""Data quality rules held against a frame.

AWS: https://docs.aws.amazon.com/glue/latest/dg/aws-glue-api-crawler-pyspark-transforms-EvaluateDataQuality.html
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from awsglue.dynamicframe import DynamicFrame, DynamicFrameCollection
from awsglue.transforms.transform import GlueTransform

_PAGE = "https://docs.aws.amazon.com/glue/latest/dg/dqdl.html"


class EvaluateDataQuality(GlueTransform):
    """The outcome of each rule of a ruleset.

    AWS: https://docs.aws.amazon.com/glue/latest/dg/aws-glue-api-crawler-pyspark-transforms-EvaluateDataQuality.html
    Differs: not built; evaluating raises NotImplementedError.
    """

    def __call__(
        self, frame: DynamicFrame, ruleset: str, publishing_options: Mapping[str, Any] = {}
    ) -> DynamicFrame:
        """Evaluate the rules over the whole frame."""
        raise NotImplementedError(f"Evaluating data quality rules is not built. See {_PAGE}")

    def process_rows(
        self,
        frame: DynamicFrame,
        ruleset: str,
        publishing_options: Mapping[str, Any] = {},
        additional_options: Mapping[str, Any] = {},
    ) -> DynamicFrameCollection:
        """Evaluate the rules over the whole frame and over each row."""
        raise NotImplementedError(f"Evaluating data quality rules is not built. See {_PAGE}")
