"""The options of an evaluation.

AWS: https://docs.aws.amazon.com/glue/latest/dg/aws-glue-api-crawler-pyspark-transforms-EvaluateDataQuality.html
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from awsgluedq._evaluation import Manner
from awsgluedq._service import told

_PUBLISHING = {
    "dataQualityEvaluationContext",
    "enableDataQualityCloudWatchMetrics",
    "enableDataQualityResultsPublishing",
    "resultsS3Prefix",
}
_ADDITIONAL = {
    "compositeRuleEvaluation.method": ("COLUMN", "ROW"),
    "dataQualityResultsPublishing.strategy": (),
    "observations.scope": (),
    "performanceTuning.caching": ("CACHE_NOTHING", "CACHE_INPUT"),
    "publishAggregatedMetrics.status": ("DISABLED", "ENABLED"),
    "rowLevelConfiguration.filteredRowLabel": ("PASSED", "SKIPPED"),
    "rowLevelConfiguration.ruleWithLabels": ("DISABLED", "ENABLED"),
}


@dataclass(frozen=True)
class Options:
    """What the caller chose; the defaults are AWS's."""

    context: str = "default_context"
    publish: bool = True
    prefix: str = ""
    manner: Manner = field(default_factory=Manner)
    cache: bool = False
    labels_in_rows: bool = False
    aggregate: bool = False
    best_effort: bool = True
    """Results that cannot be published are told, and the job goes on."""


def options(publishing: Mapping[str, Any], additional: Mapping[str, Any]) -> Options:
    """Read both dictionaries; an option that AWS does not document is told and passed over.

    Raises ValueError for a value that an option does not have.
    """
    for name in sorted(set(publishing) - _PUBLISHING | set(additional) - set(_ADDITIONAL)):
        told(f"the option {name!r} is not known and changes nothing.")
    for name, allowed in _ADDITIONAL.items():
        if allowed and str(additional.get(name, allowed[0])).upper() not in allowed:
            raise ValueError(f"{name} is one of {', '.join(allowed)}, not {additional[name]!r}.")

    def chosen(name: str) -> bool:
        return str(additional.get(name, "")).upper() == _ADDITIONAL[name][1]

    prefix = str(publishing.get("resultsS3Prefix") or "")
    return Options(
        context=str(publishing.get("dataQualityEvaluationContext") or "default_context"),
        publish=_truth(publishing.get("enableDataQualityResultsPublishing", True)),
        prefix=prefix if not prefix or "://" in prefix else f"s3://{prefix}",
        manner=Manner(
            chosen("compositeRuleEvaluation.method"), chosen("rowLevelConfiguration.filteredRowLabel")
        ),
        cache=chosen("performanceTuning.caching"),
        labels_in_rows=chosen("rowLevelConfiguration.ruleWithLabels"),
        aggregate=chosen("publishAggregatedMetrics.status"),
    )


def _truth(value: object) -> bool:
    """A switch as scripts write it: True, "true", "TRUE", 1."""
    return str(value).strip().lower() in ("true", "1", "yes")
