"""The route by which a job's data quality results reach the service."""

from __future__ import annotations

import json

import pytest

from tests.clouds import CloudUnderTest

PATH = "/_boathouse/data-quality/results"


def test_a_result_needs_no_token_and_is_answered_by_the_service(cloud: CloudUnderTest) -> None:
    cloud.token = ""
    told = {"EvaluationContext": "node", "StartedOn": 1.5, "RuleResults": [], "Score": 1.0}

    status, content = cloud.call(PATH, told)

    assert status == 200
    result = cloud.client("glue").get_data_quality_result(ResultId=json.loads(content)["ResultId"])
    assert (result["EvaluationContext"], result["Score"]) == ("node", 1.0)


@pytest.mark.parametrize("body", [b"no json", b"[1]", b'{"StartedOn": 1.0}', b'{"Colour": "red"}'])
def test_what_is_no_result_is_refused(cloud: CloudUnderTest, body: bytes) -> None:
    assert cloud.call(PATH, body)[0] == 400
    assert cloud.client("glue").list_data_quality_results()["Results"] == []


def test_a_web_page_cannot_hand_in_results(cloud: CloudUnderTest) -> None:
    told = {"StartedOn": 1.5, "RuleResults": []}
    assert cloud.call(PATH, told, Origin="http://example.com")[0] == 403
