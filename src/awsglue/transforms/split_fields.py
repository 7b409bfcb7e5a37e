"""SplitFields.

AWS: https://docs.aws.amazon.com/glue/latest/dg/aws-glue-api-crawler-pyspark-transforms-SplitFields.html
"""

from __future__ import annotations

from collections.abc import Sequence

from awsglue.dynamicframe import DynamicFrame, DynamicFrameCollection
from awsglue.transforms.transform import GlueTransform


class SplitFields(GlueTransform):
    """Two frames: one of the chosen fields, one of the others.

    AWS: https://docs.aws.amazon.com/glue/latest/dg/aws-glue-api-crawler-pyspark-transforms-SplitFields.html
    """

    def __call__(
        self,
        frame: DynamicFrame,
        paths: str | Sequence[str],
        name1: str | None = None,
        name2: str | None = None,
        transformation_ctx: str = "",
        info: str = "",
        stageThreshold: int = 0,
        totalThreshold: int = 0,
    ) -> DynamicFrameCollection:
        """Split the fields; the frames are called by the frame's name, 1 and 2."""
        stem = frame.name or "frame"
        return frame.split_fields(
            paths,
            name1 or f"{stem}1",
            name2 or f"{stem}2",
            transformation_ctx,
            info,
            stageThreshold,
            totalThreshold,
        )
