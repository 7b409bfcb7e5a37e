"""Data quality rulesets."""

from __future__ import annotations

from datetime import UTC, datetime

from tests.services.glue.under_test import GlueUnderTest, refused

TABLE = {"DatabaseName": "stedi", "TableName": "customer"}


def test_a_ruleset_is_answered_as_it_was_given(glue: GlueUnderTest) -> None:
    glue.client.create_data_quality_ruleset(
        Name="customers",
        Ruleset="Rules = [ RowCount > 0 ]",
        Description="d",
        TargetTable=TABLE,
        Tags={"a": "b"},
    )

    answer = glue.client.get_data_quality_ruleset(Name="customers")

    del answer["ResponseMetadata"]
    assert answer == {
        "Name": "customers",
        "Ruleset": "Rules = [ RowCount > 0 ]",
        "Description": "d",
        "TargetTable": TABLE,
        "CreatedOn": datetime(2026, 1, 1, tzinfo=UTC),
        "LastModifiedOn": datetime(2026, 1, 1, tzinfo=UTC),
    }
    arn = "arn:aws:glue:us-east-1:000000000000:dataQualityRuleset/customers"
    assert glue.client.get_tags(ResourceArn=arn)["Tags"] == {"a": "b"}


def test_a_ruleset_is_changed_and_deleted(glue: GlueUnderTest) -> None:
    glue.client.create_data_quality_ruleset(Name="r", Ruleset="Rules = [ RowCount > 0 ]", Description="d")
    glue.pass_time(days=1)
    glue.client.update_data_quality_ruleset(Name="r", Ruleset="Rules = [ RowCount > 1 ]")
    changed = glue.client.get_data_quality_ruleset(Name="r")
    assert (changed["Ruleset"], changed["Description"]) == ("Rules = [ RowCount > 1 ]", "d")
    assert changed["LastModifiedOn"] == datetime(2026, 1, 2, tzinfo=UTC)

    glue.client.delete_data_quality_ruleset(Name="r")
    for call in (glue.client.get_data_quality_ruleset, glue.client.delete_data_quality_ruleset):
        with refused() as refusal:
            call(Name="r")
        assert (refusal.code, refusal.words) == (
            "EntityNotFoundException",
            "Cannot find Data Quality Ruleset with name: r",
        )


def test_a_second_ruleset_of_the_name_is_refused(glue: GlueUnderTest) -> None:
    glue.client.create_data_quality_ruleset(Name="r", Ruleset="Rules = [ RowCount > 0 ]")
    with refused() as refusal:
        glue.client.create_data_quality_ruleset(Name="r", Ruleset="Rules = [ RowCount > 0 ]")
    assert refusal.code == "AlreadyExistsException"


def test_rulesets_are_listed_by_name_and_filtered(glue: GlueUnderTest) -> None:
    for name in ("b", "a", "c"):
        table = {"TargetTable": TABLE} if name != "c" else {}
        glue.client.create_data_quality_ruleset(Name=name, Ruleset="Rules = [ RowCount > 0 ]", **table)
        glue.pass_time(hours=1)

    def names(**given: object) -> list[str]:
        return [each["Name"] for each in glue.client.list_data_quality_rulesets(**given)["Rulesets"]]

    first = glue.client.list_data_quality_rulesets(MaxResults=2)
    assert [each["Name"] for each in first["Rulesets"]] == ["a", "b"]
    assert names(NextToken=first["NextToken"]) == ["c"]
    assert names(Filter={"TargetTable": TABLE}) == ["a", "b"]
    assert names(Filter={"CreatedAfter": datetime(2026, 1, 1, 0, 30, tzinfo=UTC)}) == ["a", "c"]
    assert names(Filter={"CreatedBefore": datetime(2026, 1, 1, 0, 30, tzinfo=UTC)}) == ["b"]
