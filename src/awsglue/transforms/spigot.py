"""Spigot.

AWS: https://docs.aws.amazon.com/glue/latest/dg/aws-glue-api-crawler-pyspark-transforms-spigot.html
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from awsglue.dynamicframe import DynamicFrame
from awsglue.transforms.transform import GlueTransform


class Spigot(GlueTransform):
    """A sample of the records written on the way.

    AWS: https://docs.aws.amazon.com/glue/latest/dg/aws-glue-api-crawler-pyspark-transforms-spigot.html
    """

    def __call__(
        self, frame: DynamicFrame, path: str, options: Mapping[str, Any], transformation_ctx: str = ""
    ) -> DynamicFrame:
        """Write the sample."""
        return frame.spigot(path, options, transformation_ctx)
