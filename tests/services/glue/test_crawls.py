"""Crawls: literal folders in, literal tables out."""

from __future__ import annotations

import time
from typing import Any

import pytest

from tests.services.glue.under_test import GlueUnderTest, refused

PEOPLE = "id,name,score,since\n1,Ann,1.5,2024-01-01\n2,Bob,2,2024-01-02\n"


@pytest.fixture
def lake(glue: GlueUnderTest) -> GlueUnderTest:
    """A bucket and a database."""
    glue.lake.create("lake")
    glue.client.create_database(DatabaseInput={"Name": "shop"})
    return glue


def put(glue: GlueUnderTest, key: str, content: str | bytes) -> None:
    glue.lake.write("lake", key, [content.encode() if isinstance(content, str) else content])


def crawler(glue: GlueUnderTest, path: str = "s3://lake/", **members: Any) -> None:
    target = {"Path": path, **members.pop("target", {})}
    given = {"Name": "c", "Role": "r", "DatabaseName": "shop", "Targets": {"S3Targets": [target]}}
    glue.client.create_crawler(**given | members)


def crawled(glue: GlueUnderTest, status: str = "SUCCEEDED") -> Any:
    """Crawl, and wait as scripts do."""
    glue.client.start_crawler(Name="c")
    deadline = time.monotonic() + 20
    while (found := glue.client.get_crawler(Name="c")["Crawler"])["State"] != "READY":
        assert time.monotonic() < deadline
        time.sleep(0.005)
    assert found["LastCrawl"]["Status"] == status, found["LastCrawl"]
    return found


def crawl(glue: GlueUnderTest, path: str = "s3://lake/", **members: Any) -> list[str]:
    """Make a crawler, let it crawl, and name the tables."""
    crawler(glue, path, **members)
    crawled(glue)
    return tables(glue)


def tables(glue: GlueUnderTest) -> list[str]:
    return [found["Name"] for found in glue.client.get_tables(DatabaseName="shop")["TableList"]]


def table(glue: GlueUnderTest, name: str) -> Any:
    return glue.client.get_table(DatabaseName="shop", Name=name)["Table"]


def columns(found: Any) -> str:
    return ", ".join(f"{c['Name']} {c['Type']}" for c in found["StorageDescriptor"]["Columns"])


def keys(found: Any) -> list[tuple[str, str]]:
    return [(key["Name"], key["Type"]) for key in found["PartitionKeys"]]


def partitions(glue: GlueUnderTest, name: str) -> dict[tuple[str, ...], str]:
    found = glue.client.get_partitions(DatabaseName="shop", TableName=name)["Partitions"]
    return {tuple(p["Values"]): p["StorageDescriptor"]["Location"] for p in found}


def test_a_folder_of_delimited_text_is_a_table(lake: GlueUnderTest) -> None:
    put(lake, "raw/My People/a.csv", PEOPLE)
    assert crawl(lake, "s3://lake/raw/My People/", TablePrefix="Raw-") == ["raw_my_people"]
    found = table(lake, "raw_my_people")
    run = found["Parameters"].pop("CRAWL_RUN_ID")
    parameters = {
        "UPDATED_BY_CRAWLER": "c",
        "CrawlerSchemaSerializerVersion": "1.0",
        "CrawlerSchemaDeserializerVersion": "1.0",
        "classification": "csv",
        "compressionType": "none",
        "typeOfData": "file",
        "objectCount": "1",
        "recordCount": "2",
        "sizeKey": "60",
        "averageRecordSize": "30",
        "delimiter": ",",
        "columnsOrdered": "true",
        "areColumnsQuoted": "false",
        "skip.header.line.count": "1",
    }
    assert found["Parameters"] == parameters
    assert found["TableType"] == "EXTERNAL_TABLE"
    assert found["PartitionKeys"] == []
    assert found["StorageDescriptor"] == {
        "Columns": [
            {"Name": "id", "Type": "bigint"},
            {"Name": "name", "Type": "string"},
            {"Name": "score", "Type": "double"},
            {"Name": "since", "Type": "string"},
        ],
        "Location": "s3://lake/raw/My People/",
        "InputFormat": "org.apache.hadoop.mapred.TextInputFormat",
        "OutputFormat": "org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat",
        "Compressed": False,
        "NumberOfBuckets": -1,
        "SerdeInfo": {
            "SerializationLibrary": "org.apache.hadoop.hive.serde2.lazy.LazySimpleSerDe",
            "Parameters": {"field.delim": ","},
        },
        "BucketColumns": [],
        "SortColumns": [],
        "Parameters": parameters | {"CRAWL_RUN_ID": run},
        "StoredAsSubDirectories": False,
    }


def test_an_unknown_crawler_is_not_started(glue: GlueUnderTest) -> None:
    with refused() as refusal:
        glue.client.start_crawler(Name="nobody")
    assert refusal.code == "EntityNotFoundException"
    assert refusal.words == "Crawler entry with name nobody does not exist"
