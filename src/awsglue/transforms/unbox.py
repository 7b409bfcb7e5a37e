"""Unbox.

AWS: https://docs.aws.amazon.com/glue/latest/dg/aws-glue-api-crawler-pyspark-transforms-Unbox.html
"""

from __future__ import annotations

from typing import Any

from awsglue.dynamicframe import DynamicFrame
from awsglue.transforms.transform import GlueTransform


class Unbox(GlueTransform):
    """With the text of a field parsed.

    AWS: https://docs.aws.amazon.com/glue/latest/dg/aws-glue-api-crawler-pyspark-transforms-Unbox.html
    Differs: formats other than json and csv raise NotImplementedError.
    """

    def __call__(
        self,
        frame: DynamicFrame,
        path: str,
        format: str,
        transformation_ctx: str = "",
        info: str = "",
        stageThreshold: int = 0,
        totalThreshold: int = 0,
        **options: Any,
    ) -> DynamicFrame:
        """Unbox the field."""
        return frame.unbox(path, format, transformation_ctx, info, stageThreshold, totalThreshold, **options)
