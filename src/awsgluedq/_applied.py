"""A ruleset applied to a frame: evaluated, its results published, its outcomes made frames."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime

from awsglue.dynamicframe import DynamicFrame
from awsgluedq import _frames
from awsgluedq._dqdl.parser import parse
from awsgluedq._evaluation import Evaluation, evaluate
from awsgluedq._options import Options
from awsgluedq._scene import Scene
from awsgluedq._service import Service, told


def applied(
    frame: DynamicFrame,
    text: str,
    sources: Mapping[str, DynamicFrame],
    chosen: Options,
    service: Service,
    *,
    rows: bool,
) -> dict[str, DynamicFrame]:
    """Evaluate, publish, and make the frames that were asked for."""
    ruleset = parse(text)
    started = datetime.now(UTC)
    scene = _scene(frame, sources, chosen, service, started)
    try:
        evaluation = evaluate(ruleset, scene, chosen.manner)
    finally:
        scene.close()
    each, aggregated = _frames.counted(scene, evaluation.rules) if chosen.aggregate else ([], None)
    glue, session = frame.glue_ctx, scene.session
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
    session = frame.glue_ctx.spark_session
    return Scene(df.persist() if chosen.cache else df, others, service.last, session, now)


def _published(
    evaluation: Evaluation,
    outcomes: DynamicFrame,
    chosen: Options,
    service: Service,
    started: datetime,
    aggregated: Mapping[str, float] | None,
) -> None:
    if chosen.publish:
        try:
            service.publish(evaluation, started, datetime.now(UTC), aggregated)
        except (OSError, ValueError) as error:
            if not chosen.best_effort:
                raise
            told(f"The results of {chosen.context} are not published: {error}")
    if chosen.prefix:
        outcomes.glue_ctx.write_dynamic_frame.from_options(
            frame=outcomes.coalesce(1),
            connection_type="s3",
            connection_options={"path": chosen.prefix},
            format="json",
        )
