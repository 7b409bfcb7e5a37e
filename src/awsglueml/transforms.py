"""Transforms of machine learning: some by other means than AWS's, the others say that they are not here.

AWS: https://docs.aws.amazon.com/glue/latest/dg/machine-learning.html
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from awsglue._unbuilt import unbuilt
from awsglue.dynamicframe import DynamicFrame
from awsglue.transforms.transform import GlueTransform
from awsglueml._detecting import Search, classified, detected, plan
from awsglueml._entities import TYPES, Custom
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
        entityTypesToDetect: Sequence[str] | Mapping[str, Any] = (),
        outputColumnName: str = "DetectedEntities",
        detectionSensitivity: str = "LOW",
        detectionParameters: Mapping[str, Any] | None = None,
    ) -> DynamicFrame:
        """Tell, in a column of its own, where sensitive data stands in each record, and mask it if asked.

        Instead of the types there may be detection parameters: by type, its actions (DETECT, REDACT,
        PARTIAL_REDACT, SHA256_HASH) with their options and their columns. The new column maps the names of
        columns to what was found there: entityType, actionUsed, start and end.

        Raises ValueError if the parameters name a column, an action, an option or a sensitivity that there
        is not; NotImplementedError for a type that is not known here.

        AWS: https://docs.aws.amazon.com/glue/latest/dg/aws-glue-api-sensitive-data-example.html
        Differs: formats, check digits, a list of names and a library of phone numbers find what AWS's own
            patterns and models find there; a number of a single country whose form tells little is found at
            low sensitivity only if a word such as passport is in its text or its column's name; custom types
            do not replace one of AWS's; fields of text at the top level are looked at.
        """
        asked = detectionParameters if detectionParameters is not None else entityTypesToDetect
        if not isinstance(asked, Mapping):
            asked = {entity: [{"action": "DETECT"}] for entity in asked}
        search = _search(frame, asked, detectionSensitivity)
        return frame._next(detected(frame._frame, plan(frame._frame, asked), outputColumnName, search))

    def classify_columns(
        self,
        frame: DynamicFrame,
        entityTypesToDetect: Sequence[str],
        sampleFraction: float = 0.1,
        thresholdFraction: float = 0.1,
        detectionSensitivity: str = "LOW",
    ) -> dict[str, list[str]]:
        """By column, the types that are found in at least `thresholdFraction` of the sampled rows.

        Fractions are from 0 to 1. Raises ValueError for one that is not, or for a sensitivity that there is
        not; NotImplementedError for a type that is not known here.

        AWS: https://docs.aws.amazon.com/glue/latest/dg/aws-glue-api-sensitive-data-example.html
        Differs: as `detect`; the sample is the same in each run; that an empty list of types finds nothing
            is a guess, as AWS has no default for it and does not say what it means.
        """
        search = _search(frame, entityTypesToDetect, detectionSensitivity)
        for name, value in (("sampleFraction", sampleFraction), ("thresholdFraction", thresholdFraction)):
            if not 0 <= value <= 1:
                raise ValueError(f"{name} is {value}; it is a fraction from 0 to 1.")
        return classified(frame._frame, entityTypesToDetect, sampleFraction, thresholdFraction, search)


def _search(frame: DynamicFrame, entities: Iterable[str], sensitivity: str) -> Search:
    if sensitivity not in ("LOW", "HIGH"):
        raise ValueError(f"detectionSensitivity is {sensitivity!r}; it is LOW or HIGH.")
    others = [entity for entity in entities if entity not in TYPES]
    own = dict(_custom(frame, others))
    unknown = [entity for entity in others if entity not in own]
    if unknown:
        raise unbuilt(
            f"EntityDetector for {', '.join(map(repr, unknown))}",
            "sensitive-data-managed-data-types.html",
            "Take what is named here out of the types to detect, or create it as a custom entity type.",
        )
    return Search(sensitivity == "HIGH", own)


def _custom(frame: DynamicFrame, names: Sequence[str]) -> Iterator[tuple[str, Custom]]:
    """The account's own entity types of these names."""
    for told in frame.glue_ctx._catalog.entity_types(names):
        try:
            re.compile(told["RegexString"])
        except re.error as error:
            raise ValueError(f"The regular expression of {told['Name']} is none: {error}.") from error
        yield told["Name"], Custom(told["RegexString"], tuple(told.get("ContextWords", ())))
