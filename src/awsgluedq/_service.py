"""The results of earlier runs, and where this run's go: the Glue service of the run's account.

On AWS the runtime hands its results to the service by a way of its own; so here, where the service is at
the endpoint that the run was given. Without such an endpoint nothing is kept and there is no history;
an endpoint that does not know of results is told of, and is as good as none.
"""

from __future__ import annotations

import json
import math
import os
import sys
import urllib.error
import urllib.request
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cached_property
from typing import Any

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from awsgluedq._arguments import argument
from awsgluedq._evaluation import Evaluation, Outcome
from awsgluedq._verdict import ERROR, FAILED, PASSED

_ROUTE = "/_boathouse/data-quality/results"
_WORDS = {PASSED: "PASS", FAILED: "FAIL", ERROR: "ERROR"}
_MOST = 100
"""Earlier results that are looked through."""


class Service:
    """What the service knows of earlier results, and hears of these; `owner` are members of the result."""

    def __init__(self, owner: Mapping[str, Any]) -> None:
        self._owner = {name: value for name, value in owner.items() if value}
        self._endpoint = os.environ.get("AWS_ENDPOINT_URL_GLUE") or os.environ.get("AWS_ENDPOINT_URL") or ""

    @classmethod
    def of_job(cls, context: str) -> Service:
        """The service as a job's script speaks to it."""
        job, run = argument("JOB_NAME"), argument("JOB_RUN_ID")
        return cls({"EvaluationContext": context, "RulesetName": context, "JobName": job, "JobRunId": run})

    def last(self, metric: str, count: int) -> Sequence[float]:
        """The newest values of a metric in earlier runs of this context, the newest first."""
        found = [metrics[metric] for metrics in self._earlier if metric in metrics]
        return found[:count]

    @cached_property
    def _earlier(self) -> list[dict[str, float]]:
        """The metrics of each earlier result of this job and context, the newest first."""
        try:
            return self._read() if self._endpoint else []
        except (BotoCoreError, ClientError) as error:
            told(f"{self._endpoint} tells nothing of earlier results, so there are none: {error}")
            return []

    def _read(self) -> list[dict[str, float]]:
        region = os.environ.get("AWS_REGION") or os.environ.get("AWS_DEFAULT_REGION") or "us-east-1"
        config = Config(retries={"total_max_attempts": 2})
        glue = boto3.client("glue", region_name=region, endpoint_url=self._endpoint, config=config)
        job, context = self._owner.get("JobName"), self._owner.get("EvaluationContext")
        wanted: dict[str, Any] = {"Filter": {"JobName": job}} if job else {}
        described = glue.list_data_quality_results(**wanted, MaxResults=_MOST).get("Results", [])
        ids = [each["ResultId"] for each in described]
        if not ids:
            return []
        answer = glue.batch_get_data_quality_result(ResultIds=ids)
        results: list[Mapping[str, Any]] = sorted(
            answer["Results"], key=lambda each: ids.index(each["ResultId"])
        )
        return [_metrics(each) for each in results if each.get("EvaluationContext") == context]

    def publish(
        self,
        evaluation: Evaluation,
        started: datetime,
        ended: datetime,
        aggregated: Mapping[str, float] | None,
    ) -> None:
        """Hand the results to the service, if there is one.

        Raises OSError or ValueError if it does not take them.
        """
        if not self._endpoint:
            return
        passed = sum(outcome.verdict.passed for outcome in evaluation.rules)
        result: dict[str, Any] = {
            **self._owner,
            "Score": passed / len(evaluation.rules) if evaluation.rules else 1.0,
            "StartedOn": started.timestamp(),
            "CompletedOn": ended.timestamp(),
            "RuleResults": [_rule(i, outcome) for i, outcome in enumerate(evaluation.rules, start=1)],
            "AnalyzerResults": [
                _analyzer(i, outcome) for i, outcome in enumerate(evaluation.analyzers, start=1)
            ],
        }
        self._post(result | ({"AggregatedMetrics": aggregated} if aggregated else {}))

    def _post(self, result: Mapping[str, Any]) -> None:
        address = self._endpoint.rstrip("/") + _ROUTE
        if not address.startswith(("http://", "https://")):
            raise ValueError(f"{self._endpoint} is no address of a service.")
        headers = {"Content-Type": "application/json"}
        request = urllib.request.Request(address, json.dumps(result).encode(), headers, method="POST")  # noqa: S310
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        try:
            with opener.open(request, timeout=30):
                return
        except urllib.error.HTTPError as error:
            words = error.read(500).decode("utf-8", "replace").strip()
            raise OSError(f"{address} answers {error.code} {words}") from error


def told(message: str) -> None:
    """Tell the user something on the run's error stream."""
    print(f"EvaluateDataQuality: {message}", file=sys.stderr, flush=True)


def _metrics(result: Mapping[str, Any]) -> dict[str, float]:
    parts = [*result.get("AnalyzerResults", ()), *result.get("RuleResults", ())]
    return {name: value for part in parts for name, value in (part.get("EvaluatedMetrics") or {}).items()}


def _rule(position: int, outcome: Outcome) -> dict[str, Any]:
    labels = {"Labels": dict(outcome.labels)} if outcome.labels else {}
    described = {"Result": _WORDS[outcome.verdict.outcome], "EvaluatedRule": outcome.evaluated, **labels}
    return _described(f"Rule_{position}", outcome) | described


def _analyzer(position: int, outcome: Outcome) -> dict[str, Any]:
    return _described(f"Analyzer_{position}", outcome)


def _described(name: str, outcome: Outcome) -> dict[str, Any]:
    message = {"EvaluationMessage": outcome.verdict.reason} if outcome.verdict.reason else {}
    return {
        "Name": name,
        "Description": str(outcome.rule),
        "EvaluatedMetrics": {k: v for k, v in outcome.verdict.metrics.items() if not math.isnan(v)},
        **message,
    }
