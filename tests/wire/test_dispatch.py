"""From operation to method, without a server."""

from __future__ import annotations

from typing import Any

import pytest

from boathouse.errors import NotEmulated, ServiceError
from boathouse.wire.dispatch import dispatch
from boathouse.wire.models import service_model


class Family:
    def get_database(self, name: str, catalog_id: str | None = None) -> dict[str, Any]:
        return {"Database": {"Name": name, "CatalogId": catalog_id}}

    def get_databases(self, max_results: int) -> None:
        """Needs what the model does not."""


class Fake:
    name = "glue"
    families = (object(), Family())


def run(operation: str, **members: Any) -> dict[str, Any]:
    return dispatch(Fake(), service_model("glue").operation_model(operation), members)


def test_members_arrive_in_snake_case() -> None:
    answer = run("GetDatabase", Name="stedi", CatalogId="000000000000")

    assert answer == {"Database": {"Name": "stedi", "CatalogId": "000000000000"}}


def test_a_member_without_a_parameter_is_refused_by_name() -> None:
    with pytest.raises(NotEmulated, match="GetDatabases with NextToken is not emulated"):
        run("GetDatabases", MaxResults=1, NextToken="x")


def test_an_operation_without_a_method_is_not_emulated() -> None:
    with pytest.raises(NotEmulated, match="DeleteDatabase is not emulated"):
        run("DeleteDatabase", Name="x")


def test_nothing_to_say_is_an_empty_answer() -> None:
    assert run("GetDatabases", MaxResults=1) == {}


def test_what_a_method_needs_beyond_the_model_is_asked_for() -> None:
    with pytest.raises(ServiceError, match="Value null at 'maxResults'"):
        run("GetDatabases")
