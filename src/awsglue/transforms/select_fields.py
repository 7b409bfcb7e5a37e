"""SelectFields.

AWS: https://docs.aws.amazon.com/glue/latest/dg/aws-glue-api-crawler-pyspark-transforms-SelectFields.html
"""

from __future__ import annotations

from collections.abc import Sequence

from awsglue.dynamicframe import DynamicFrame
from awsglue.transforms.transform import GlueTransform


class SelectFields(GlueTransform):
    """With these top-level fields only.

    AWS: https://docs.aws.amazon.com/glue/latest/dg/aws-glue-api-crawler-pyspark-transforms-SelectFields.html
    Differs: a name that no field has in just this case finds one that has it in another; AWS says nothing.
    """

    def __call__(
        self,
        frame: DynamicFrame,
        paths: str | Sequence[str],
        transformation_ctx: str = "",
        info: str = "",
        stageThreshold: int = 0,
        totalThreshold: int = 0,
    ) -> DynamicFrame:
        """Select the fields."""
        return frame.select_fields(paths, transformation_ctx, info, stageThreshold, totalThreshold)
