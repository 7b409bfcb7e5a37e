"""Data quality rules held against a frame.

AWS: https://docs.aws.amazon.com/glue/latest/dg/aws-glue-api-crawler-pyspark-transforms-EvaluateDataQuality.html
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from awsglue.dynamicframe import DynamicFrame, DynamicFrameCollection
from awsglue.transforms.transform import GlueTransform
from awsgluedq._applied import applied
from awsgluedq._options import options
from awsgluedq._service import Service


class EvaluateDataQuality(GlueTransform):
    """The outcome of each rule of a ruleset.

    AWS: https://docs.aws.amazon.com/glue/latest/dg/aws-glue-api-crawler-pyspark-transforms-EvaluateDataQuality.html
    Differs: nothing is published to CloudWatch, and no observations are made of anomalies. Results that
    cannot be published never fail the job.
    """

    DATA_QUALITY_RULE_OUTCOMES_KEY = "ruleOutcomes"
    """The rules' outcomes in the collection of `process_rows`; Studio's scripts stop a job by them."""

    def __call__(
        self, frame: DynamicFrame, ruleset: str, publishing_options: Mapping[str, Any] = {}
    ) -> DynamicFrame:
        """Evaluate the rules over the whole frame: a record for each rule.

        Raises pyspark's IllegalArgumentException if the ruleset is not valid.
        """
        chosen = options(publishing_options, {})
        return applied(frame, ruleset, {}, chosen, Service.of_job(chosen.context), rows=False)[
            self.DATA_QUALITY_RULE_OUTCOMES_KEY
        ]

    def process_rows(
        self,
        frame: DynamicFrame,
        ruleset: str,
        publishing_options: Mapping[str, Any] = {},
        additional_options: Mapping[str, Any] = {},
        additional_data_sources: Mapping[str, DynamicFrame] = {},
    ) -> DynamicFrameCollection:
        """Evaluate the rules over the whole frame and over each row.

        The collection has `ruleOutcomes`, `rowLevelOutcomes` and `originalData`; `aggregatedMetrics` too
        if `publishAggregatedMetrics.status` is ENABLED. Rules that hold a frame against another call
        the other by its key in `additional_data_sources`.

        AWS: https://docs.aws.amazon.com/glue/latest/dg/tutorial-data-quality.html
        """
        chosen = options(publishing_options, additional_options)
        service = Service.of_job(chosen.context)
        frames = applied(frame, ruleset, additional_data_sources, chosen, service, rows=True)
        return DynamicFrameCollection(frames, frame.glue_ctx)
