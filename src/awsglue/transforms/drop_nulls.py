"""DropNullFields.

AWS: https://docs.aws.amazon.com/glue/latest/dg/aws-glue-api-crawler-pyspark-transforms-DropNullFields.html
"""

from __future__ import annotations

from awsglue._frame.transforms import drop_nulls
from awsglue.dynamicframe import DynamicFrame
from awsglue.transforms.transform import GlueTransform


class DropNullFields(GlueTransform):
    """Without the fields whose type is null: that hold nothing but nulls; never a value.

    AWS: https://docs.aws.amazon.com/glue/latest/dg/aws-glue-api-crawler-pyspark-transforms-DropNullFields.html
    """

    def __call__(
        self,
        frame: DynamicFrame,
        transformation_ctx: str = "",
        info: str = "",
        stageThreshold: int = 0,
        totalThreshold: int = 0,
    ) -> DynamicFrame:
        """Drop the fields, and print their paths."""
        kept, paths = drop_nulls(frame._frame)
        print(f"null_fields {paths}")
        return frame._next(kept, stageThreshold, totalThreshold)
