"""Crawlers: kept as they were given, with AWS's defaults, by the API alone."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from tests.services.glue.under_test import GlueUnderTest, refused

S3: Any = {"S3Targets": [{"Path": "s3://lake/raw/"}]}


def create(glue: GlueUnderTest, name: str = "c", **members: Any) -> None:
    given = {"Name": name, "Role": "r", "DatabaseName": "shop", "Targets": S3}
    glue.client.create_crawler(**given | members)


def test_a_crawler_is_answered_as_it_was_given_with_awss_defaults(glue: GlueUnderTest) -> None:
    create(glue, Description="d", Schedule="cron(0 6 * * ? *)", TablePrefix="raw_", Tags={"a": "b"})
    moment = datetime(2026, 1, 1, tzinfo=UTC)
    assert glue.client.get_crawler(Name="c")["Crawler"] == {
        "Name": "c",
        "Role": "r",
        "DatabaseName": "shop",
        "Targets": S3,
        "Description": "d",
        "Schedule": {"ScheduleExpression": "cron(0 6 * * ? *)", "State": "SCHEDULED"},
        "TablePrefix": "raw_",
        "Classifiers": [],
        "SchemaChangePolicy": {
            "UpdateBehavior": "UPDATE_IN_DATABASE",
            "DeleteBehavior": "DEPRECATE_IN_DATABASE",
        },
        "RecrawlPolicy": {"RecrawlBehavior": "CRAWL_EVERYTHING"},
        "LineageConfiguration": {"CrawlerLineageSettings": "DISABLE"},
        "State": "READY",
        "CrawlElapsedTime": 0,
        "CreationTime": moment,
        "LastUpdated": moment,
        "Version": 1,
    }
    arn = "arn:aws:glue:us-east-1:000000000000:crawler/c"
    assert glue.client.get_tags(ResourceArn=arn)["Tags"] == {"a": "b"}


def test_crawlers_are_listed_by_name_and_tags(glue: GlueUnderTest) -> None:
    create(glue, "b", Tags={"team": "x"})
    create(glue, "a")
    assert glue.client.list_crawlers()["CrawlerNames"] == ["a", "b"]
    assert glue.client.list_crawlers(Tags={"team": "x"})["CrawlerNames"] == ["b"]
    first = glue.client.get_crawlers(MaxResults=1)
    assert [found["Name"] for found in first["Crawlers"]] == ["a"]
    rest = glue.client.get_crawlers(NextToken=first["NextToken"])
    assert [found["Name"] for found in rest["Crawlers"]] == ["b"]
    several = glue.client.batch_get_crawlers(CrawlerNames=["b", "z"])
    assert [found["Name"] for found in several["Crawlers"]] == ["b"]
    assert several["CrawlersNotFound"] == ["z"]
    metrics = glue.client.get_crawler_metrics()["CrawlerMetricsList"]
    assert [found["CrawlerName"] for found in metrics] == ["a", "b"]


def test_a_crawler_is_changed_and_deleted(glue: GlueUnderTest) -> None:
    create(glue, Description="d")
    glue.pass_time(days=1)
    glue.client.update_crawler(Name="c", TablePrefix="x_")
    found = glue.client.get_crawler(Name="c")["Crawler"]
    assert (found["Description"], found["TablePrefix"], found["Version"]) == ("d", "x_", 2)
    assert (found["LastUpdated"] - found["CreationTime"]).days == 1
    glue.client.delete_crawler(Name="c")
    with refused() as refusal:
        glue.client.get_crawler(Name="c")
    assert refusal.code == "EntityNotFoundException"
    assert refusal.words == "Crawler entry with name c does not exist"


def test_a_name_is_given_once(glue: GlueUnderTest) -> None:
    create(glue)
    with refused() as refusal:
        create(glue)
    assert refusal.code == "AlreadyExistsException"


@pytest.mark.parametrize(
    ("members", "code", "words"),
    [
        ({"Targets": {}}, "InvalidInputException", "at least one target"),
        ({"Targets": {"S3Targets": [{"Exclusions": ["*"]}]}}, "InvalidInputException", "needs a Path"),
        ({"Targets": {"JdbcTargets": [{"ConnectionName": "x"}]}}, "NotEmulated", "JdbcTargets"),
        ({"Targets": {"DynamoDBTargets": [{"Path": "x"}]}}, "NotEmulated", "DynamoDBTargets"),
        ({"Targets": {"IcebergTargets": [{"Paths": ["s3://lake/i/"]}]}}, "NotEmulated", "IcebergTargets"),
        ({"Targets": {"DeltaTargets": [{"DeltaTables": ["s3://lake/d/"]}]}}, "NotEmulated", "manifest"),
        ({"Targets": {"DeltaTargets": [{"CreateNativeDeltaTable": True}]}}, "InvalidInputException", "needs"),
        (
            {"Targets": {"S3Targets": [{"Path": "s3://b/", "EventQueueArn": "q"}]}},
            "NotEmulated",
            "EventQueue",
        ),
        ({"Classifiers": ["mine"]}, "EntityNotFoundException", "mine"),
        ({"RecrawlPolicy": {"RecrawlBehavior": "CRAWL_EVENT_MODE"}}, "NotEmulated", "CRAWL_EVENT_MODE"),
        (
            {"RecrawlPolicy": {"RecrawlBehavior": "CRAWL_NEW_FOLDERS_ONLY"}},
            "InvalidInputException",
            "can have only LOG",
        ),
        (
            {"Targets": {"CatalogTargets": [{"DatabaseName": "d", "Tables": ["t"]}]}},
            "InvalidInputException",
            "LOG DeleteBehavior",
        ),
        ({"Configuration": "{"}, "InvalidInputException", "not valid JSON"),
        ({"Configuration": '{"Version": 2}'}, "InvalidInputException", "Version 1.0"),
        ({"Configuration": '{"Version": 1.0, "Groups": {}}'}, "InvalidInputException", "member Groups"),
        (
            {"Configuration": '{"Version": 1.0, "CrawlerOutput": {"Tables": {"AddOrUpdateBehavior": "X"}}}'},
            "InvalidInputException",
            "must be MergeNewColumns",
        ),
        (
            {"Configuration": '{"Version": 1.0, "Grouping": {"TableLevelConfiguration": 0}}'},
            "InvalidInputException",
            "positive integer",
        ),
    ],
)
def test_what_a_crawler_cannot_be_told_is_refused(
    glue: GlueUnderTest, members: dict[str, Any], code: str, words: str
) -> None:
    with refused() as refusal:
        create(glue, **members)
    assert refusal.code == code
    assert words in refusal.words


def test_a_schedule_is_kept_and_switched(glue: GlueUnderTest) -> None:
    def schedule() -> Any:
        return glue.client.get_crawler(Name="c")["Crawler"].get("Schedule")

    create(glue)
    with refused() as refusal:
        glue.client.start_crawler_schedule(CrawlerName="c")
    assert refusal.code == "NoScheduleException"
    glue.client.update_crawler_schedule(CrawlerName="c", Schedule="cron(0 6 * * ? *)")
    assert schedule() == {"ScheduleExpression": "cron(0 6 * * ? *)", "State": "SCHEDULED"}
    with refused() as refusal:
        glue.client.start_crawler_schedule(CrawlerName="c")
    assert refusal.code == "SchedulerRunningException"
    glue.client.stop_crawler_schedule(CrawlerName="c")
    assert schedule()["State"] == "NOT_SCHEDULED"
    with refused() as refusal:
        glue.client.stop_crawler_schedule(CrawlerName="c")
    assert refusal.code == "SchedulerNotRunningException"
    glue.client.start_crawler_schedule(CrawlerName="c")
    assert schedule()["State"] == "SCHEDULED"
    with refused() as refusal:
        glue.client.update_crawler_schedule(CrawlerName="c", Schedule="daily")
    assert refusal.code == "InvalidInputException"
    glue.client.update_crawler_schedule(CrawlerName="c")
    assert schedule() is None
