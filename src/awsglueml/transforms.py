"""Transforms that run models: those of AWS's own exist nowhere else, and say so.

AWS: https://docs.aws.amazon.com/glue/latest/dg/machine-learning.html
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from awsglue._unbuilt import unbuilt
from awsglue.dynamicframe import DynamicFrame
from awsglue.transforms.transform import GlueTransform
from awsglueml._filling import filled

_WHY = "It runs a model of AWS's that cannot be had outside AWS."


class FindMatches(GlueTransform):
    """Records that mean the same thing.

    AWS: https://docs.aws.amazon.com/glue/latest/dg/aws-glue-api-crawler-pyspark-transforms-findmatches.html
    Differs: not emulated; raises NotImplementedError.
    """

    def __call__(
        self,
        frame: DynamicFrame,
        transformId: str,
        transformation_ctx: str = "",
        info: str = "",
        stageThreshold: int = 0,
        totalThreshold: int = 0,
        enforcedMatches: DynamicFrame | None = None,
        computeMatchConfidenceScores: int = 0,
    ) -> DynamicFrame:
        """Say that it is not emulated."""
        raise unbuilt("FindMatches", "aws-glue-api-crawler-pyspark-transforms-findmatches.html", _WHY)


class FindIncrementalMatches(GlueTransform):
    """Records that mean the same thing as records matched before.

    AWS: https://docs.aws.amazon.com/glue/latest/dg/aws-glue-api-crawler-pyspark-transforms-findincrementalmatches.html
    Differs: not emulated; raises NotImplementedError.
    """

    def __call__(
        self,
        existingFrame: DynamicFrame,
        incrementalFrame: DynamicFrame,
        transformId: str,
        transformation_ctx: str = "",
        info: str = "",
        stageThreshold: int = 0,
        totalThreshold: int = 0,
        enforcedMatches: DynamicFrame | None = None,
        computeMatchConfidenceScores: int = 0,
    ) -> DynamicFrame:
        """Say that it is not emulated."""
        page = "aws-glue-api-crawler-pyspark-transforms-findincrementalmatches.html"
        raise unbuilt("FindIncrementalMatches", page, _WHY)


class FillMissingValues(GlueTransform):
    """Values guessed from the other fields, for records that have none.

    AWS: https://docs.aws.amazon.com/glue/latest/dg/aws-glue-api-crawler-pyspark-transforms-fillmissingvalues.html
    Differs: the guesses are those of Spark's random forest, not of AWS's models; they have the type of their
        column.
    """

    def __call__(
        self,
        frame: DynamicFrame,
        missing_values_column: str,
        output_column: str = "",
        transformation_ctx: str = "",
        info: str = "",
        stageThreshold: int = 0,
        totalThreshold: int = 0,
    ) -> DynamicFrame:
        """Fill nulls and empty texts of a column in a new one, called `<column>_filled` by default.

        Raises ValueError if there is no such column, or if it holds neither numbers nor texts nor booleans.
        """
        output = output_column or f"{missing_values_column}_filled"
        df = filled(frame.toDF(), missing_values_column, output)
        return DynamicFrame.fromDF(df, frame.glue_ctx, transformation_ctx or frame.name)


class EntityDetector:
    """Sensitive data found in columns and values.

    AWS: https://docs.aws.amazon.com/glue/latest/dg/aws-glue-api-sensitive-data-example.html
    """

    def detect(
        self,
        frame: DynamicFrame,
        entityTypesToDetect: Sequence[str],
        outputColumnName: str = "DetectedEntities",
        detectionSensitivity: str = "LOW",
        **options: Any,
    ) -> DynamicFrame:
        """Say that it is not emulated.

        AWS: https://docs.aws.amazon.com/glue/latest/dg/aws-glue-api-sensitive-data-example.html
        Differs: not emulated; raises NotImplementedError.
        """
        raise unbuilt("EntityDetector.detect", "aws-glue-api-sensitive-data-example.html", _WHY)

    def classify_columns(
        self,
        frame: DynamicFrame,
        entityTypesToDetect: Sequence[str],
        sampleFraction: float = 0.1,
        thresholdFraction: float = 0.1,
        detectionSensitivity: str = "LOW",
        **options: Any,
    ) -> Mapping[str, Any]:
        """Say that it is not emulated.

        AWS: https://docs.aws.amazon.com/glue/latest/dg/aws-glue-api-sensitive-data-example.html
        Differs: not emulated; raises NotImplementedError.
        """
        raise unbuilt("EntityDetector.classify_columns", "aws-glue-api-sensitive-data-example.html", _WHY)
