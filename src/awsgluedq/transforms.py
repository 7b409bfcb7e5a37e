"""Data quality rules held against a frame.

AWS: https://docs.aws.amazon.com/glue/latest/dg/aws-glue-api-crawler-pyspark-transforms-EvaluateDataQuality.html
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from awsglue.dynamicframe import DynamicFrame, DynamicFrameCollection
from awsglue.transforms.transform import GlueTransform
from awsgluedq import _frames
from awsgluedq._dqdl.parser import parse
from awsgluedq._evaluation import Evaluation, evaluate
from awsgluedq._options import Options, options
from awsgluedq._scene import Scene
from awsgluedq._service import Service


class EvaluateDataQuality(GlueTransform):
    """The outcome of each rule of a ruleset.

    AWS: https://docs.aws.amazon.com/glue/latest/dg/aws-glue-api-crawler-pyspark-transforms-EvaluateDataQuality.html
    Differs: nothing is published to CloudWatch, and no observations are made of anomalies. Results that
    cannot be published never fail the job.
    """

    def __call__(
        self, frame: DynamicFrame, ruleset: str, publishing_options: Mapping[str, Any] = {}
    ) -> DynamicFrame:
        """Evaluate the rules over the whole frame: a record for each rule.

        Raises pyspark's IllegalArgumentException if the ruleset is not valid.
        """
        return _evaluated(frame, ruleset, {}, options(publishing_options, {}), rows=False)["ruleOutcomes"]

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
        frames = _evaluated(frame, ruleset, additional_data_sources, chosen, rows=True)
        return DynamicFrameCollection(frames, frame.glue_ctx)


def _evaluated(
    frame: DynamicFrame, text: str, sources: Mapping[str, DynamicFrame], chosen: Options, *, rows: bool
) -> dict[str, DynamicFrame]:
    """Evaluate, publish, and make the frames that were asked for."""
    ruleset = parse(text)
    started = datetime.now(UTC)
    service = Service(chosen.context)
    scene = _scene(frame, sources, chosen, service, started)
    try:
        evaluation = evaluate(ruleset, scene, chosen.manner)
    finally:
        scene.close()
    each, aggregated = _frames.counted(scene, evaluation.rules) if chosen.aggregate else ([], None)
    glue, session = frame.glue_ctx, scene.data.sparkSession
    frames = {
        "ruleOutcomes": DynamicFrame.fromDF(
            _frames.rule_outcomes(session, evaluation.rules, each), glue, "ruleOutcomes"
        )
    }
    if rows:
        tested = _frames.row_outcomes(scene, evaluation.rules, labels=chosen.labels_in_rows)
        frames["rowLevelOutcomes"] = DynamicFrame.fromDF(tested, glue, "rowLevelOutcomes")
        frames["originalData"] = frame
    if aggregated is not None:
        metrics = _frames.aggregated_metrics(session, aggregated)
        frames["aggregatedMetrics"] = DynamicFrame.fromDF(metrics, glue, "aggregatedMetrics")
    _published(evaluation, frames["ruleOutcomes"], chosen, service, started, aggregated)
    return frames


def _scene(
    frame: DynamicFrame, sources: Mapping[str, DynamicFrame], chosen: Options, service: Service, now: datetime
) -> Scene:
    for name, given in {"frame": frame, **sources}.items():
        if not isinstance(given, DynamicFrame):
            raise TypeError(
                f"{name} is a {type(given).__name__}, not a DynamicFrame: "
                "make one with DynamicFrame.fromDF(df, glueContext, name)."
            )
    df = frame.toDF()
    others = {alias: given.toDF() for alias, given in sources.items()}
    return Scene(df.persist() if chosen.cache else df, others, service.last, frame.glue_ctx._storage, now)


def _published(
    evaluation: Evaluation,
    outcomes: DynamicFrame,
    chosen: Options,
    service: Service,
    started: datetime,
    aggregated: Mapping[str, float] | None,
) -> None:
    if chosen.publish:
        service.publish(evaluation, started, datetime.now(UTC), aggregated)
    if chosen.prefix:
        outcomes.coalesce(1).write("s3", {"path": chosen.prefix}, "json")
