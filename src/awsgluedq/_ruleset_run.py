"""The script of a ruleset evaluation run: rulesets of the service held against a table of the catalog.

AWS: https://docs.aws.amazon.com/glue/latest/webapi/API_StartDataQualityRulesetEvaluationRun.html
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import boto3
from pyspark import SparkContext

from awsglue.context import GlueContext
from awsglue.dynamicframe import DynamicFrame
from awsgluedq._applied import applied
from awsgluedq._arguments import argument
from awsgluedq._evaluation import Manner
from awsgluedq._options import Options
from awsgluedq._service import Service


def main() -> None:
    """Evaluate what the run's argument asks for; the results go to the service."""
    told = json.loads(argument("data-quality-run") or "{}")
    glue = GlueContext(SparkContext.getOrCreate())
    service = boto3.client("glue", region_name=boto3.Session().region_name or "us-east-1")
    frame = _read(glue, told["source"])
    others = {alias: _read(glue, source) for alias, source in told["others"].items()}
    chosen = Options(
        prefix=told["prefix"],
        manner=Manner(composites_by_row=told["composites"] == "ROW"),
        best_effort=False,
    )
    for name in told["rulesets"]:
        text = service.get_data_quality_ruleset(Name=name)["Ruleset"]
        owner = {"RulesetEvaluationRunId": told["run"], "RulesetName": name, "DataSource": told["source"]}
        applied(frame, text, others, chosen, Service(owner), rows=False)


def _read(glue: GlueContext, source: Mapping[str, Any]) -> DynamicFrame:
    table = source["GlueTable"]
    options = table.get("AdditionalOptions") or {}
    return glue.create_dynamic_frame.from_catalog(
        database=table["DatabaseName"],
        table_name=table["TableName"],
        push_down_predicate=options.get("pushDownPredicate", ""),
    )


if __name__ == "__main__":
    main()
