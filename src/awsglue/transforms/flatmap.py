"""FlatMap.

AWS: https://docs.aws.amazon.com/glue/latest/dg/aws-glue-api-crawler-pyspark-transforms-FlatMap.html
"""

from __future__ import annotations

from typing import Any

from awsglue.dynamicframe import DynamicFrame, DynamicFrameCollection
from awsglue.transforms.transform import GlueTransform


class FlatMap(GlueTransform):
    """A transform applied to each frame of a collection.

    AWS: https://docs.aws.amazon.com/glue/latest/dg/aws-glue-api-crawler-pyspark-transforms-FlatMap.html
    """

    def __call__(
        self,
        dfc: DynamicFrameCollection,
        BaseTransform: type[GlueTransform],
        frame_name: str,
        transformation_ctx: str = "",
        **base_kwargs: Any,
    ) -> DynamicFrameCollection:
        """Apply the transform, the frame being its argument `frame_name`."""
        transform = BaseTransform()

        def one(frame: DynamicFrame, context: str) -> Any:
            return transform(**{frame_name: frame, "transformation_ctx": context, **base_kwargs})

        return dfc.flatmap(one, transformation_ctx)
