"""Rules that DQDL has and that are not evaluated here; their outcome is Error, and says so."""

from __future__ import annotations

from awsgluedq._dqdl.ruleset import Rule
from awsgluedq._scene import Scene
from awsgluedq._verdict import Check, NotEmulated


def detect_anomalies(rule: Rule, scene: Scene) -> Check:
    """Say that anomalies are not detected.

    AWS: https://docs.aws.amazon.com/glue/latest/dg/dqdl-rule-types-DetectAnomalies.html
    Differs: not evaluated; the rule's outcome is Error.
    """
    raise NotEmulated(
        "DetectAnomalies is not emulated: its model of earlier runs is AWS's own. "
        "See https://docs.aws.amazon.com/glue/latest/dg/dqdl-rule-types-DetectAnomalies.html"
    )


def distribution(rule: Rule, scene: Scene) -> Check:
    """Say that distributions are not computed.

    AWS: https://docs.aws.amazon.com/glue/latest/dg/dqdl-rule-types-Distribution.html
    Differs: not computed; the analyzer says so.
    """
    raise NotEmulated(
        "The Distribution analyzer is not emulated. "
        "See https://docs.aws.amazon.com/glue/latest/dg/dqdl-rule-types-Distribution.html"
    )
