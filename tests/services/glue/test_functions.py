"""User-defined functions, of which there are none."""

from __future__ import annotations

from tests.services.glue.under_test import GlueUnderTest, refused


def test_the_list_is_empty_as_hive_clients_need_it(glue: GlueUnderTest) -> None:
    glue.client.create_database(DatabaseInput={"Name": "db"})
    assert glue.client.get_user_defined_functions(Pattern=".*")["UserDefinedFunctions"] == []
    answer = glue.client.get_user_defined_functions(DatabaseName="db", Pattern="*")
    assert answer["UserDefinedFunctions"] == []


def test_a_missing_database_is_not_found(glue: GlueUnderTest) -> None:
    with refused() as refusal:
        glue.client.get_user_defined_functions(DatabaseName="nope", Pattern="*")
    assert refusal.words == "Database nope not found."
