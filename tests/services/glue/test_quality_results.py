"""Results of data quality evaluations, as clients read them."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from boathouse.errors import ServiceError
from tests.services.glue.under_test import GlueUnderTest, refused

BEGAN = datetime(2026, 1, 1, 8, tzinfo=UTC)
RULES = [
    {
        "Name": "Rule_1",
        "Description": "RowCount > 9",
        "Result": "FAIL",
        "EvaluationMessage": "Value: 4 does not meet the constraint requirement!",
        "EvaluatedMetrics": {"Dataset.*.RowCount": 4.0},
        "EvaluatedRule": "RowCount > 9",
        "Labels": {"team": "a"},
    }
]


def _record(glue: GlueUnderTest, job: str = "load", minute: int = 0, **members: Any) -> str:
    told = {
        "EvaluationContext": "node",
        "RulesetName": "node",
        "JobName": job,
        "JobRunId": "jr_1",
        "Score": 0.5,
        "StartedOn": BEGAN.timestamp() + 60 * minute,
        "CompletedOn": BEGAN.timestamp() + 61,
        "RuleResults": RULES,
        **members,
    }
    return glue.service.quality_results.record(told)


def test_a_result_is_answered_as_the_runtime_told_it(glue: GlueUnderTest) -> None:
    result = _record(glue)

    answer = glue.client.get_data_quality_result(ResultId=result)

    assert answer.pop("ProfileId").startswith("dqprofile-")
    del answer["ResponseMetadata"]
    assert answer == {
        "ResultId": result,
        "EvaluationContext": "node",
        "RulesetName": "node",
        "JobName": "load",
        "JobRunId": "jr_1",
        "Score": 0.5,
        "StartedOn": BEGAN,
        "CompletedOn": datetime(2026, 1, 1, 8, 1, 1, tzinfo=UTC),
        "RuleResults": RULES,
    }


def test_a_missing_result_is_not_found(glue: GlueUnderTest) -> None:
    with refused() as refusal:
        glue.client.get_data_quality_result(ResultId="dqresult-0")
    assert refusal.code == "EntityNotFoundException"
    assert refusal.words == "Cannot find Data Quality Result in account 000000000000 with id dqresult-0"


def test_results_are_listed_the_newest_first(glue: GlueUnderTest) -> None:
    ids = [_record(glue, job, minute) for minute, job in enumerate(["load", "clean", "load"])]

    def listed(**given: Any) -> list[str]:
        return [each["ResultId"] for each in glue.client.list_data_quality_results(**given)["Results"]]

    first = glue.client.list_data_quality_results(MaxResults=2)
    assert [each["ResultId"] for each in first["Results"]] == [ids[2], ids[1]]
    assert listed(NextToken=first["NextToken"]) == [ids[0]]
    assert listed(Filter={"JobName": "load"}) == [ids[2], ids[0]]
    assert listed(Filter={"JobRunId": "jr_2"}) == []
    assert listed(Filter={"StartedAfter": datetime(2026, 1, 1, 8, 0, 30, tzinfo=UTC)}) == [ids[2], ids[1]]
    assert listed(Filter={"StartedBefore": datetime(2026, 1, 1, 8, 0, 30, tzinfo=UTC)}) == [ids[0]]


def test_a_batch_answers_what_there_is_and_names_the_rest(glue: GlueUnderTest) -> None:
    result = _record(glue)
    answer = glue.client.batch_get_data_quality_result(ResultIds=[result, "dqresult-0"])
    assert [each["ResultId"] for each in answer["Results"]] == [result]
    assert answer["ResultsNotFound"] == ["dqresult-0"]


@pytest.mark.parametrize("members", [{"Score": "high"}, {"Colour": "red"}, {"RuleResults": None}])
def test_what_is_no_result_is_not_kept(glue: GlueUnderTest, members: dict[str, Any]) -> None:
    with pytest.raises(ServiceError, match="A data quality result has no member"):
        _record(glue, **members)
    assert glue.client.list_data_quality_results()["Results"] == []
