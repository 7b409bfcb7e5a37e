"""The model's constraints in AWS's words."""

from __future__ import annotations

from typing import Any

import pytest

from boathouse.errors import ServiceError
from boathouse.wire.models import service_model
from boathouse.wire.validation import validate


@pytest.mark.parametrize(
    ("operation", "members", "words"),
    [
        (
            "CreateDatabase",
            {"DatabaseInput": {}},
            "1 validation error detected: Value null at 'databaseInput.name' failed to satisfy constraint: "
            "Member must not be null",
        ),
        (
            "GetDatabase",
            {"Name": ""},
            "1 validation error detected: Value '' at 'name' failed to satisfy constraint: "
            "Member must have length greater than or equal to 1",
        ),
        (
            "GetTables",
            {"DatabaseName": "d", "MaxResults": 101},
            "1 validation error detected: Value '101' at 'maxResults' failed to satisfy constraint: "
            "Member must have value less than or equal to 100",
        ),
        (
            "BatchCreatePartition",
            {"DatabaseName": "d", "TableName": "t", "PartitionInputList": [{"Values": ["x" * 1025]}]},
            "Member must have length less than or equal to 1024",
        ),
    ],
)
def test_a_violation_is_named_with_its_place(operation: str, members: dict[str, Any], words: str) -> None:
    with pytest.raises(ServiceError) as error:
        validate(service_model("glue").operation_model(operation), members, "ValidationException")

    assert error.value.code == "ValidationException"
    assert words in error.value.message


def test_all_violations_are_counted() -> None:
    with pytest.raises(ServiceError, match="3 validation errors detected"):
        validate(service_model("glue").operation_model("CreateJob"), {}, "ValidationException")


def test_an_enumeration_lists_what_is_allowed() -> None:
    members = {"Name": "j", "Role": "r", "Command": {}, "WorkerType": "G.3X"}

    with pytest.raises(
        ServiceError, match=r"Value 'G.3X' at 'workerType' .* enum value set: \[Standard, G.1X"
    ):
        validate(service_model("glue").operation_model("CreateJob"), members, "ValidationException")


@pytest.mark.parametrize("kind", ["G.1X", "G.12X", "G.16X", "R.1X", "R.8X"])
def test_a_worker_of_a_newer_model_is_known(kind: str) -> None:
    members = {"Name": "j", "Role": "r", "Command": {}, "WorkerType": kind}
    validate(service_model("glue").operation_model("CreateJob"), members, "ValidationException")


def test_a_right_request_passes() -> None:
    members = {
        "DatabaseName": "d",
        "TableInput": {"Name": "t", "StorageDescriptor": {"Columns": [{"Name": "c"}]}},
    }

    validate(service_model("glue").operation_model("CreateTable"), members, "ValidationException")
