"""Custom classifiers: kept in all kinds, and those of CSV obeyed by real crawls."""

from __future__ import annotations

import time
from typing import Any

import pytest

from tests.services.glue.under_test import GlueUnderTest, refused

LIBRARY = "org.apache.hadoop.hive.serde2."
GROK = {"Name": "logs", "Classification": "special", "GrokPattern": "%{WORD:a}", "CustomPatterns": "X .*"}


@pytest.fixture
def lake(glue: GlueUnderTest) -> GlueUnderTest:
    """A bucket and a database."""
    glue.lake.create("lake")
    glue.client.create_database(DatabaseInput={"Name": "shop"})
    return glue


def made(glue: GlueUnderTest, name: str = "mine", **members: Any) -> str:
    glue.client.create_classifier(CsvClassifier={"Name": name, **members})
    return name


def crawl(glue: GlueUnderTest, content: str, *classifiers: str) -> Any:
    """Put a file, crawl it by these classifiers, and answer its table."""
    glue.lake.write("lake", "t/a.txt", [content.encode()])
    targets = {"S3Targets": [{"Path": "s3://lake/t/"}]}
    given = {"Name": "c", "Role": "r", "DatabaseName": "shop", "Targets": targets}
    glue.client.create_crawler(**given, Classifiers=list(classifiers))
    return crawled(glue)


def crawled(glue: GlueUnderTest) -> Any:
    glue.client.start_crawler(Name="c")
    deadline = time.monotonic() + 20
    while (found := glue.client.get_crawler(Name="c")["Crawler"])["State"] != "READY":
        assert time.monotonic() < deadline
        time.sleep(0.005)
    assert found["LastCrawl"]["Status"] == "SUCCEEDED", found["LastCrawl"]
    return glue.client.get_table(DatabaseName="shop", Name="t")["Table"]


def columns(table: Any) -> str:
    return ", ".join(f"{c['Name']} {c['Type']}" for c in table["StorageDescriptor"]["Columns"])


def serde(table: Any) -> tuple[str, dict[str, str]]:
    told = table["StorageDescriptor"]["SerdeInfo"]
    return told["SerializationLibrary"].removeprefix(LIBRARY), told["Parameters"]


@pytest.mark.parametrize(
    ("kind", "told", "change"),
    [
        ("CsvClassifier", {"Name": "csv", "Delimiter": "|", "Header": ["a", "b"]}, {"QuoteSymbol": "'"}),
        ("JsonClassifier", {"Name": "json", "JsonPath": "$[*]"}, {"JsonPath": "$.id"}),
        ("GrokClassifier", GROK, {"GrokPattern": "%{WORD:b}"}),
        ("XMLClassifier", {"Name": "xml", "Classification": "xml", "RowTag": "row"}, {"RowTag": "item"}),
    ],
)
def test_a_classifier_is_kept_changed_and_deleted(
    glue: GlueUnderTest, kind: str, told: dict[str, Any], change: dict[str, Any]
) -> None:
    name = told["Name"]
    glue.client.create_classifier(**{kind: told})
    stamps = {"CreationTime": glue.moment, "LastUpdated": glue.moment, "Version": 1}
    assert glue.client.get_classifier(Name=name)["Classifier"] == {kind: told | stamps}
    glue.pass_time(hours=1)
    glue.client.update_classifier(**{kind: {"Name": name, **change}})
    changed = told | stamps | change | {"LastUpdated": glue.moment, "Version": 2}
    assert glue.client.get_classifier(Name=name)["Classifier"] == {kind: changed}
    with refused() as refusal:
        glue.client.create_classifier(**{kind: told})
    assert refusal.code == "AlreadyExistsException"
    glue.client.delete_classifier(Name=name)
    for gone in (glue.client.get_classifier, glue.client.delete_classifier):
        with refused() as refusal:
            gone(Name=name)
        assert refusal.code == "EntityNotFoundException"
    with refused() as refusal:
        glue.client.update_classifier(**{kind: {"Name": name, **change}})
    assert refusal.code == "EntityNotFoundException"


def test_classifiers_are_listed_by_name(glue: GlueUnderTest) -> None:
    for name in ("b", "a", "c"):
        made(glue, name)
    first = glue.client.get_classifiers(MaxResults=2)
    assert [found["CsvClassifier"]["Name"] for found in first["Classifiers"]] == ["a", "b"]
    rest = glue.client.get_classifiers(NextToken=first["NextToken"])
    assert [found["CsvClassifier"]["Name"] for found in rest["Classifiers"]] == ["c"]
    assert "NextToken" not in rest


@pytest.mark.parametrize(
    ("told", "words"),
    [
        ({}, "just one"),
        ({"CsvClassifier": {"Name": "a"}, "JsonClassifier": {"Name": "a", "JsonPath": "$"}}, "just one"),
        ({"CsvClassifier": {"Name": "a", "Delimiter": "'", "QuoteSymbol": "'"}}, "different"),
        ({"CsvClassifier": {"Name": "a", "CustomDatatypes": ["INT", "TEXT"]}}, "TEXT"),
    ],
)
def test_a_classifier_that_makes_no_sense_is_refused(
    glue: GlueUnderTest, told: dict[str, Any], words: str
) -> None:
    with refused() as refusal:
        glue.client.create_classifier(**told)
    assert refusal.code == "InvalidInputException"
    assert words in refusal.words


def test_an_update_keeps_the_kind(glue: GlueUnderTest) -> None:
    made(glue)
    with refused() as refusal:
        glue.client.update_classifier(JsonClassifier={"Name": "mine", "JsonPath": "$"})
    assert refusal.code == "InvalidInputException"


def test_a_crawler_takes_classifiers_of_csv_that_there_are(glue: GlueUnderTest) -> None:
    glue.client.create_classifier(GrokClassifier=GROK)
    targets = {"S3Targets": [{"Path": "s3://lake/t/"}]}
    given = {"Name": "c", "Role": "r", "DatabaseName": "shop", "Targets": targets}
    for names, code in ((["logs"], "NotEmulated"), (["nobody"], "EntityNotFoundException")):
        with refused() as refusal:
            glue.client.create_crawler(**given, Classifiers=names)
        assert refusal.code == code
    glue.client.create_crawler(**given, Classifiers=[made(glue)])
    assert glue.client.get_crawler(Name="c")["Crawler"]["Classifiers"] == ["mine"]
    for names, code in ((["mine", "logs"], "NotEmulated"), (["nobody"], "EntityNotFoundException")):
        with refused() as refusal:
            glue.client.update_crawler(Name="c", Classifiers=names)
        assert refusal.code == code
    glue.client.update_crawler(Name="c", Classifiers=[])
    assert glue.client.get_crawler(Name="c")["Crawler"]["Classifiers"] == []


def test_a_crawl_fails_whose_classifier_is_gone(lake: GlueUnderTest) -> None:
    crawl(lake, "a,b\n1,2\n", made(lake))
    lake.client.delete_classifier(Name="mine")
    with pytest.raises(AssertionError, match="Classifier entry with name mine does not exist"):
        crawled(lake)


def test_a_header_is_there_if_the_classifier_says_so(lake: GlueUnderTest) -> None:
    found = crawl(lake, "name;city\nAnn;Rome\n", made(lake, ContainsHeader="PRESENT"))
    assert columns(found) == "name string, city string"
    assert found["Parameters"]["classification"] == "csv"
    assert found["Parameters"]["skip.header.line.count"] == "1"
    assert found["Parameters"]["delimiter"] == ";"
    assert serde(found) == ("lazy.LazySimpleSerDe", {"field.delim": ";"})
    lake.client.update_classifier(CsvClassifier={"Name": "mine", "ContainsHeader": "ABSENT"})
    found = crawled(lake)
    assert columns(found) == "col0 string, col1 string"
    assert "skip.header.line.count" not in found["Parameters"]


@pytest.mark.parametrize(
    ("told", "text", "found"),
    [
        ({"ContainsHeader": "ABSENT"}, "a,1\nb,2\n", "id string, n bigint"),
        ({"ContainsHeader": "PRESENT"}, "x,y\nb,2\n", "id string, n bigint"),
        ({"ContainsHeader": "UNKNOWN"}, "ID,N\nb,c\n", "id string, n string"),
        ({}, "x,y\nb,c\n", "id string, n string"),
        ({}, "a,1,x\nb,2,y\n", "col0 string, col1 bigint, col2 string"),
        (
            {"CustomDatatypeConfigured": True, "CustomDatatypes": ["STRING", "SHORT"]},
            "a,1\n",
            "id string, n smallint",
        ),
        ({"CustomDatatypes": ["STRING", "SHORT"]}, "a,1\n", "id string, n bigint"),
    ],
)
def test_columns_have_the_names_and_types_that_the_classifier_tells(
    lake: GlueUnderTest, told: dict[str, Any], text: str, found: str
) -> None:
    assert columns(crawl(lake, text, made(lake, Header=["ID", "n"], **told))) == found


def test_delimiters_and_quotes_may_be_any(lake: GlueUnderTest) -> None:
    text = "id~note\n1~'a~b'\n'2'~'it''s\nfine'\n"
    found = crawl(lake, text, made(lake, Delimiter="~", QuoteSymbol="'"))
    assert columns(found) == "id bigint, note string"
    assert found["Parameters"]["areColumnsQuoted"] == "true"
    assert "customSerde" not in found["Parameters"]
    assert serde(found) == ("OpenCSVSerde", {"quoteChar": "'", "separatorChar": "~"})


def test_the_serde_is_the_one_that_the_classifier_tells(lake: GlueUnderTest) -> None:
    found = crawl(lake, "id,ok\n1,true\n", made(lake, QuoteSymbol='"', Serde="OpenCSVSerDe"))
    assert columns(found) == "id bigint, ok boolean"
    assert serde(found) == ("OpenCSVSerde", {"quoteChar": '"', "separatorChar": ","})
    told = [found["Parameters"][name] for name in ("customSerde", "areColumnsQuoted")]
    assert told == ["OpenCSVSerDe", "false"]
    lake.lake.write("lake", "t/a.txt", [b'id,n\n1,"2"\n'])
    lake.client.update_classifier(CsvClassifier={"Name": "mine", "Serde": "LazySimpleSerDe"})
    found = crawled(lake)
    assert columns(found) == "id bigint, n string"
    assert serde(found) == ("lazy.LazySimpleSerDe", {"field.delim": ","})
    assert found["Parameters"]["customSerde"] == "LazySimpleSerDe"
    lake.client.update_crawler(Name="c", Classifiers=[])
    assert "customSerde" not in crawled(lake)["Parameters"]


def test_values_are_trimmed_only_if_the_classifier_says_so(lake: GlueUnderTest) -> None:
    text = "id,n\n1, 2\n2, 3\n"
    assert columns(crawl(lake, text, made(lake))) == "id bigint, n string"
    lake.client.update_classifier(CsvClassifier={"Name": "mine", "DisableValueTrimming": False})
    assert columns(crawled(lake)) == "id bigint, n bigint"


def test_a_single_column_is_allowed_where_it_is(lake: GlueUnderTest) -> None:
    found = crawl(lake, "word\nx\ny\n", made(lake, ContainsHeader="PRESENT"))
    assert found["Parameters"]["classification"] == "UNKNOWN"
    lake.client.update_classifier(CsvClassifier={"Name": "mine", "AllowSingleColumn": True})
    lake.client.delete_table(DatabaseName="shop", Name="t")
    assert columns(crawled(lake)) == "word string"


def test_the_first_classifier_that_knows_a_file_is_taken(lake: GlueUnderTest) -> None:
    pipes = made(lake, "pipes", Delimiter="|", Header=["p", "q"])
    commas = made(lake, "commas", Delimiter=",", Header=["x", "y"])
    assert columns(crawl(lake, "a,b|c\n", pipes, commas)) == "p string, q string"
    lake.client.update_crawler(Name="c", Classifiers=[commas, pipes])
    assert columns(crawled(lake)) == "x string, y string"
