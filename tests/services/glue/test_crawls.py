"""Crawls: literal folders in, literal tables out."""

from __future__ import annotations

import bz2
import gzip
import io
import json
import re
import sqlite3
import time
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pyarrow
import pyarrow.orc
import pyarrow.parquet
import pytest

from tests.services.glue.under_test import GlueUnderTest, held_back, refused

AVRO = (
    b"Obj\x01\x02\x16avro.schema\xd6\x02"
    b'{"type":"record","name":"people","fields":[{"name":"id","type":"long"},'
    b'{"name":"name","type":["null","string"]},{"name":"day","type":{"type":"int","logicalType":"date"}}]}'
    b"\x00SYNCSYNCSYNCSYNC\x04\x10\x02\x02\x02a\x00\x04\x00\x00SYNCSYNCSYNCSYNC"
)
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


def test_delimiters_headers_and_types_are_found_as_documented(lake: GlueUnderTest) -> None:
    put(lake, "t/pipe/a.txt", "k|v\nx|1\ny|\n")
    put(lake, "t/tab/a.tsv", "1\ta\n2\tb\n")
    put(lake, "t/words/a.csv", "name,city\nAnn,Rome\nBob,Bonn\n")
    put(lake, "t/semi/a.csv", '"Name";"Zip Code"\n"Smith; Ann";00123\n"Bob";"00456"\n"Cy";7\n')
    put(lake, "t/ctrl/a", "1\x011.5e3\x01true\n2\x01-.5\x01false\n")
    put(lake, "t/trail/a.csv", "id,name,\n1,x,\n2,y,\n")
    assert crawl(lake, "s3://lake/t") == ["ctrl", "pipe", "semi", "tab", "trail", "words"]
    assert columns(table(lake, "pipe")) == "k string, v bigint"
    assert columns(table(lake, "tab")) == "col0 bigint, col1 string"
    assert columns(table(lake, "words")) == "col0 string, col1 string"
    assert "skip.header.line.count" not in table(lake, "words")["Parameters"]
    assert columns(table(lake, "ctrl")) == "col0 bigint, col1 double, col2 boolean"
    assert columns(table(lake, "trail")) == "id bigint, name string, col2 string"
    assert columns(table(lake, "semi")) == "col0 string, col1 string"
    delimiters = [table(lake, name)["Parameters"]["delimiter"] for name in ("pipe", "tab", "semi", "ctrl")]
    assert delimiters == ["|", "\t", ";", "\x01"]


def test_a_column_of_true_and_false_is_boolean(lake: GlueUnderTest) -> None:
    put(lake, "t/all/a.csv", "id,a,b,c\n1,true,True,TRUE\n2,false,False,\n3,,,\n")
    put(lake, "t/header/a.csv", "name,comments_disabled\nAnn,True\nBob,False\n")
    put(lake, "t/mixed/a.csv", 'id,a,b,c\n1,true,true,"true"\n2,0,no,"false"\n')
    crawl(lake, "s3://lake/t")
    assert columns(table(lake, "all")) == "id bigint, a boolean, b boolean, c boolean"
    assert columns(table(lake, "header")) == "name string, comments_disabled boolean"
    assert columns(table(lake, "mixed")) == "id bigint, a string, b string, c string"


def test_quoted_fields_span_lines_and_other_quotes_are_text(lake: GlueUnderTest) -> None:
    put(lake, "t/lines/a.csv", 'id,score,msg\n1,5,"line one\nline, two"\n2,4,ok\n3,3,"a\nb\nc"\n')
    put(lake, "t/lone/a.tsv", 'tconst\ttitle\tyear\ntt1\tTit"le one\t1990\ntt2\tx"y\t1991\n')
    put(lake, "t/open/a.tsv", 'id\ttitle\n1\t"Weird\n2\tplain\n3\t"x" y\n')
    crawl(lake, "s3://lake/t")
    assert columns(table(lake, "lines")) == "id bigint, score bigint, msg string"
    assert table(lake, "lines")["Parameters"]["recordCount"] == "3"
    assert columns(table(lake, "lone")) == "tconst string, title string, year bigint"
    assert columns(table(lake, "open")) == "id bigint, title string"


def test_a_name_that_is_empty_ahead_of_the_last_makes_no_header(lake: GlueUnderTest) -> None:
    put(lake, "t/index/a.csv", ",name,amount\n0,ann,1.5\n1,bob,2.5\n")
    crawl(lake, "s3://lake/t/index/")
    assert columns(table(lake, "index")) == "col0 bigint, col1 string, col2 string"


def test_json_is_typed_by_all_its_records(lake: GlueUnderTest) -> None:
    rows = [
        {
            "userId": 1,
            "big": 2**40,
            "n": 1,
            "Tags": ["a"],
            "at": {"Lat": 1, "ok": True},
            "odd": 1,
            "no": None,
        },
        {"userId": 2, "big": 1, "n": 1.5, "Tags": [], "at": {"Lat": 0.5, "x": [{"y": 1}]}, "odd": "x"},
    ]
    put(lake, "events/a.json", "\n".join(json.dumps(row) for row in rows))
    assert crawl(lake, "s3://lake/events/") == ["events"]
    found = table(lake, "events")
    assert columns(found) == (
        "userid int, big bigint, n double, tags array<string>, "
        "at struct<Lat:double,ok:boolean,x:array<struct<y:int>>>, odd string, no string"
    )
    assert found["StorageDescriptor"]["SerdeInfo"] == {
        "SerializationLibrary": "org.openx.data.jsonserde.JsonSerDe",
        "Parameters": {"paths": "Tags,at,big,n,no,odd,userId"},
    }
    assert found["Parameters"]["classification"] == "json"
    assert found["Parameters"]["recordCount"] == "2"


def test_a_json_array_is_one_column_and_pretty_printed_json_is_json(lake: GlueUnderTest) -> None:
    put(lake, "t/list/a.json", '[{"a": 1}, {"b": "x"}]')
    put(lake, "t/pretty/a.json", '{\n  "a": {\n    "b": 1\n  }\n}\n{"a": {}}\n')
    assert crawl(lake, "s3://lake/t/") == ["list", "pretty"]
    assert columns(table(lake, "list")) == "array array<struct<a:int,b:string>>"
    assert columns(table(lake, "pretty")) == "a struct<b:int>"


def test_a_malformed_line_does_not_make_json_something_else(lake: GlueUnderTest) -> None:
    put(lake, "t/late/a.json", '{"a": 1}\n{"a": 2\n{"a": 3}\n')
    put(lake, "t/first/a.json", '{"a": 1,\n"b"\n')
    assert crawl(lake, "s3://lake/t/") == ["first", "late"]
    assert columns(table(lake, "late")) == "a int"
    assert table(lake, "first")["Parameters"]["classification"] == "UNKNOWN"


def test_nested_fields_that_come_later_leave_schemas_alike(lake: GlueUnderTest) -> None:
    put(lake, "t/day=1/a.json", '{"s": {"a": "x"}, "l": []}')
    put(lake, "t/day=2/a.json", '{"s": {"a": "y", "b": 1}, "l": [{"c": "z"}]}')
    assert crawl(lake, "s3://lake/t/") == ["t"]
    assert columns(table(lake, "t")) == "s struct<a:string,b:int>, l array<struct<c:string>>"


def test_packed_text_is_read_and_its_compression_told(lake: GlueUnderTest) -> None:
    put(lake, "t/g/a.csv.gz", gzip.compress(PEOPLE.encode()))
    put(lake, "t/b/a.json.bz2", bz2.compress(b'{"a": 1}'))
    assert crawl(lake, "s3://lake/t/") == ["b", "g"]
    assert table(lake, "g")["Parameters"]["compressionType"] == "gzip"
    assert columns(table(lake, "g")) == "id bigint, name string, score double, since string"
    assert table(lake, "b")["Parameters"]["compressionType"] == "bzip2"


def test_only_the_beginning_of_a_large_text_is_read(lake: GlueUnderTest) -> None:
    line = json.dumps({"a": 1, "pad": "x" * 78}) + "\n"
    put(lake, "t/a.json", line * 20_000 + "no json any more")
    assert crawl(lake, "s3://lake/t/") == ["t"]
    assert columns(table(lake, "t")) == "a int, pad string"
    assert 19_990 <= int(table(lake, "t")["Parameters"]["recordCount"]) <= 20_010


def parquet(**columns: Any) -> bytes:
    stream = io.BytesIO()
    pyarrow.parquet.write_table(pyarrow.table(columns), stream)
    return stream.getvalue()


def test_parquet_is_typed_by_its_footer(lake: GlueUnderTest) -> None:
    content = parquet(
        Id=pyarrow.array([1, 2], pyarrow.int32()),
        n=[1, None],
        f=pyarrow.array([0.5, 1], pyarrow.float32()),
        d=[Decimal("1.50"), None],
        day=[date(2024, 1, 1), None],
        at=[datetime(2024, 1, 1), None],
        b=[b"x", b""],
        tags=[["a"], []],
        s=[{"x": 1, "y": True}, None],
    )
    put(lake, "p/part-0.snappy.parquet", content)
    put(lake, "p/_SUCCESS", "x")
    put(lake, "p/.crc", "x")
    put(lake, "p/empty", "")
    assert crawl(lake, "s3://lake/p/") == ["p"]
    found = table(lake, "p")
    assert columns(found) == (
        "id int, n bigint, f float, d decimal(3,2), day date, at timestamp, b binary, "
        "tags array<string>, s struct<x:bigint,y:boolean>"
    )
    assert found["StorageDescriptor"]["SerdeInfo"] == {
        "SerializationLibrary": "org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe",
        "Parameters": {"serialization.format": "1"},
    }
    told = {"classification": "parquet", "compressionType": "none", "recordCount": "2", "objectCount": "1"}
    assert told.items() <= found["Parameters"].items()


def test_orc_and_avro_are_typed_by_their_own_schemas(lake: GlueUnderTest) -> None:
    stream = io.BytesIO()
    pyarrow.orc.write_table(pyarrow.table({"a": [1], "b": ["x"]}), stream)
    put(lake, "t/orc/a", stream.getvalue())
    put(lake, "t/avro/a", AVRO)
    assert crawl(lake, "s3://lake/t/") == ["avro", "orc"]
    assert columns(table(lake, "orc")) == "a bigint, b string"
    assert table(lake, "orc")["StorageDescriptor"]["InputFormat"] == (
        "org.apache.hadoop.hive.ql.io.orc.OrcInputFormat"
    )
    found = table(lake, "avro")
    assert columns(found) == "id bigint, name string, day date"
    assert found["Parameters"]["recordCount"] == "2"
    assert json.loads(found["Parameters"]["avro.schema.literal"])["name"] == "people"


def test_what_no_classifier_knows_is_unknown(lake: GlueUnderTest) -> None:
    put(lake, "t/readme/a.txt", "one column\nof text\n")
    put(lake, "t/bytes/a.bin", b"\0\1\2")
    put(lake, "t/broken/a.parquet", b"PAR1 is not enough")
    assert crawl(lake, "s3://lake/t/") == ["broken", "bytes", "readme"]
    assert table(lake, "bytes")["Parameters"]["classification"] == "UNKNOWN"
    assert columns(table(lake, "bytes")) == ""


def test_folders_that_name_a_key_are_partitions(lake: GlueUnderTest) -> None:
    for month in ("Jan", "Feb"):
        for day in (1, 2):
            put(lake, f"sales/Year=2019/month={month}/day={day}/a.json", '{"a": 1}')
    assert crawl(lake, "s3://lake/sales/") == ["sales"]
    found = table(lake, "sales")
    assert keys(found) == [("year", "string"), ("month", "string"), ("day", "string")]
    assert found["Parameters"]["partition_filtering.enabled"] == "true"
    assert partitions(lake, "sales") == {
        ("2019", month, day): f"s3://lake/sales/Year=2019/month={month}/day={day}/"
        for month in ("Jan", "Feb")
        for day in ("1", "2")
    }
    first = lake.client.get_partition(
        DatabaseName="shop", TableName="sales", PartitionValues=["2019", "Jan", "1"]
    )["Partition"]
    assert columns(first) == "a int"
    assert first["StorageDescriptor"]["SerdeInfo"] == found["StorageDescriptor"]["SerdeInfo"]
    assert first["Parameters"]["recordCount"] == "1"


def test_folders_without_keys_are_numbered(lake: GlueUnderTest) -> None:
    for place in ("table1/partition1", "table1/partition2", "table2/partition4"):
        put(lake, f"folder1/{place}/file.txt", "a,b\nx,1\n")
    assert crawl(lake, "s3://lake/folder1/") == ["folder1"]
    assert keys(table(lake, "folder1")) == [("partition_0", "string"), ("partition_1", "string")]
    assert ("table2", "partition4") in partitions(lake, "folder1")


def test_schemas_that_are_not_alike_are_combined_if_so_configured(lake: GlueUnderTest) -> None:
    put(lake, "table1/year=2017/data1.json", '{"A": 1, "B": 2}')
    put(lake, "table1/year=2018/data2.json", '{"C": 3, "D": 4}')
    assert crawl(lake, "s3://lake/table1/") == ["year_2017", "year_2018"]
    lake.client.delete_crawler(Name="c")
    policy = {"DeleteBehavior": "DELETE_FROM_DATABASE"}
    together = '{"Version": 1.0, "Grouping": {"TableGroupingPolicy": "CombineCompatibleSchemas"}}'
    assert crawl(lake, "s3://lake/table1/", Configuration=together, SchemaChangePolicy=policy) == ["table1"]
    assert columns(table(lake, "table1")) == "a int, b int, c int, d int"
    assert keys(table(lake, "table1")) == [("year", "string")]


def test_two_targets_are_two_tables(lake: GlueUnderTest) -> None:
    for place in ("table1/partition1", "table2/partition4"):
        put(lake, f"folder1/{place}/file.txt", "a,b\nx,1\n")
    targets = {"S3Targets": [{"Path": f"s3://lake/folder1/table{i}"} for i in (1, 2)]}
    assert crawl(lake, Targets=targets) == ["table1", "table2"]
    assert keys(table(lake, "table2")) == [("partition_0", "string")]


def test_folders_of_other_schemas_are_tables_of_their_own(lake: GlueUnderTest) -> None:
    put(lake, "people/a.csv", PEOPLE)
    put(lake, "events/2024/a.json", '{"a": 1}')
    put(lake, "events/2025/a.json", '{"a": 2, "A2": 1}')
    put(lake, "notes.csv", "x,y\n1,2\n")
    assert crawl(lake) == ["2024", "2025", "notes_csv", "people"]
    assert table(lake, "notes_csv")["StorageDescriptor"]["Location"] == "s3://lake/notes.csv"
    lake.client.delete_crawler(Name="c")
    together = '{"Version": 1.0, "Grouping": {"TableGroupingPolicy": "CombineCompatibleSchemas"}}'
    assert "events" in crawl(lake, Configuration=together)
    assert columns(table(lake, "events")) == "a int, a2 int"


def test_files_that_are_not_alike_are_tables_of_their_own(lake: GlueUnderTest) -> None:
    put(lake, "raw/a.csv", PEOPLE)
    put(lake, "raw/b-2.json", '{"x": 1}')
    assert crawl(lake, "s3://lake/raw/") == ["a_csv", "b_2_json"]


def test_a_whole_bucket_of_one_schema_has_the_buckets_name(lake: GlueUnderTest) -> None:
    put(lake, "a.csv", PEOPLE)
    assert crawl(lake) == ["lake"]
    assert table(lake, "lake")["StorageDescriptor"]["Location"] == "s3://lake/"


def test_a_path_may_be_one_file(lake: GlueUnderTest) -> None:
    put(lake, "raw/a.csv", PEOPLE)
    put(lake, "raw/b.csv", PEOPLE)
    assert crawl(lake, "s3://lake/raw/a.csv") == ["a_csv"]


def test_a_table_level_says_where_tables_are(lake: GlueUnderTest) -> None:
    put(lake, "raw/x/y=1/a.csv", PEOPLE)
    put(lake, "raw/z/y=1/a.csv", PEOPLE)
    level = '{"Version": 1.0, "Grouping": {"TableLevelConfiguration": 3}}'
    assert crawl(lake, "s3://lake/raw/", Configuration=level) == ["x", "z"]
    assert keys(table(lake, "x")) == [("y", "string")]


def test_exclusions_and_sample_sizes_are_obeyed(lake: GlueUnderTest) -> None:
    put(lake, "raw/a.csv", PEOPLE)
    put(lake, "raw/b.csv", PEOPLE * 2)
    put(lake, "raw/c.json", "{}")
    put(lake, "raw/old/d.json", '{"a": 1}')
    skipped = {"Exclusions": ["*.json", "old/**"], "SampleSize": 1}
    assert crawl(lake, "s3://lake/raw/", target=skipped) == ["raw"]
    assert table(lake, "raw")["Parameters"]["objectCount"] == "2"
    assert table(lake, "raw")["Parameters"]["recordCount"] == "6"


def test_a_name_that_is_taken_gets_a_hash(lake: GlueUnderTest) -> None:
    put(lake, "a/t/x.csv", PEOPLE)
    put(lake, "b/t/x.json", '{"a": 1}')
    targets = {"S3Targets": [{"Path": "s3://lake/a/t/"}, {"Path": "s3://lake/b/t/"}]}
    first, second = crawl(lake, Targets=targets)
    assert first == "t"
    assert re.fullmatch("t_[0-9a-f]{32}", second)
    crawled(lake)
    assert tables(lake) == [first, second]


def test_a_second_crawl_updates_what_has_changed_and_only_that(lake: GlueUnderTest) -> None:
    put(lake, "t/day=1/a.json", '{"a": 1, "b": 1}')
    crawl(lake, "s3://lake/t/")
    crawled(lake)
    assert table(lake, "t")["VersionId"] == "0"
    put(lake, "t/day=1/a.json", '{"b": 1.5, "c": "x"}')
    put(lake, "t/day=2/a.json", '{"b": 1, "c": "x"}')
    crawled(lake)
    assert columns(table(lake, "t")) == "b double, c string"
    assert list(partitions(lake, "t")) == [("1",), ("2",)]
    metrics = lake.client.get_crawler_metrics(CrawlerNameList=["c"])["CrawlerMetricsList"][0]
    assert (metrics["TablesCreated"], metrics["TablesUpdated"], metrics["TablesDeleted"]) == (0, 1, 0)


def test_new_columns_are_merged_and_partitions_inherit_if_so_configured(lake: GlueUnderTest) -> None:
    put(lake, "t/day=1/a.json", '{"a": 1, "b": 1, "c": 1}')
    output = {
        "Partitions": {"AddOrUpdateBehavior": "InheritFromTable"},
        "Tables": {"AddOrUpdateBehavior": "MergeNewColumns"},
    }
    crawl(lake, "s3://lake/t/", Configuration=json.dumps({"Version": 1.0, "CrawlerOutput": output}))
    put(lake, "t/day=1/a.json", '{"b": 1.5, "c": 1, "d": 1}')
    crawled(lake)
    assert columns(table(lake, "t")) == "a int, b int, c int, d int"
    found = lake.client.get_partition(DatabaseName="shop", TableName="t", PartitionValues=["1"])
    assert columns(found["Partition"]) == "a int, b int, c int, d int"


def test_a_policy_of_log_leaves_tables_and_adds_partitions(lake: GlueUnderTest) -> None:
    put(lake, "t/day=1/a.json", '{"a": 1}')
    policy = {"UpdateBehavior": "LOG", "DeleteBehavior": "LOG"}
    recrawl = {"RecrawlBehavior": "CRAWL_NEW_FOLDERS_ONLY"}
    crawl(lake, "s3://lake/t/", SchemaChangePolicy=policy, RecrawlPolicy=recrawl)
    put(lake, "t/day=2/a.json", '{"a": 1, "b": 1}')
    crawled(lake)
    assert columns(table(lake, "t")) == "a int"


@pytest.mark.parametrize(
    ("behaviour", "left"), [("DELETE_FROM_DATABASE", []), ("DEPRECATE_IN_DATABASE", ["t"]), ("LOG", ["t"])]
)
def test_a_table_without_files_goes_as_the_policy_says(
    lake: GlueUnderTest, behaviour: str, left: list[str]
) -> None:
    put(lake, "t/day=1/a.json", '{"a": 1}')
    put(lake, "t/day=2/a.json", '{"a": 1}')
    crawl(lake, "s3://lake/t/", SchemaChangePolicy={"DeleteBehavior": behaviour})
    lake.lake.delete("lake", "t/day=2/a.json")
    crawled(lake)
    assert len(partitions(lake, "t")) == (1 if behaviour == "DELETE_FROM_DATABASE" else 2)
    lake.lake.delete("lake", "t/day=1/a.json")
    crawled(lake)
    assert tables(lake) == left
    if left:
        deprecated = "DEPRECATED_BY_CRAWLER" in table(lake, "t")["Parameters"]
        assert deprecated == (behaviour == "DEPRECATE_IN_DATABASE")
        put(lake, "t/day=1/a.json", '{"a": 1}')
        crawled(lake)
        assert "DEPRECATED_BY_CRAWLER" not in table(lake, "t")["Parameters"]


def test_a_delta_target_is_registered_as_its_log_describes_it(lake: GlueUnderTest) -> None:
    schema = {
        "type": "struct",
        "fields": [
            {"name": "Id", "type": "long"},
            {"name": "n", "type": "decimal(5,2)"},
            {"name": "s", "type": {"type": "struct", "fields": [{"name": "x", "type": "integer"}]}},
            {"name": "a", "type": {"type": "array", "elementType": "string"}},
        ],
    }
    described = json.dumps({"metaData": {"schemaString": json.dumps(schema)}})
    put(lake, "d/orders/_delta_log/00000000000000000000.json", described)
    put(lake, "d/orders/_delta_log/00000000000000000001.json", '{"add": {}}')
    target = {"DeltaTables": ["s3://lake/d/orders"], "CreateNativeDeltaTable": True}
    assert crawl(lake, Targets={"DeltaTargets": [target]}) == ["orders"]
    found = table(lake, "orders")
    assert columns(found) == "id bigint, n decimal(5,2), s struct<x:int>, a array<string>"
    assert found["StorageDescriptor"]["Location"] == "s3://lake/d/orders/"
    told = {"classification": "delta", "table_type": "delta", "delta.lastUpdateVersion": "1"}
    assert told.items() <= found["Parameters"].items()
    crawled(lake)
    assert table(lake, "orders")["VersionId"] == "0"
    lake.lake.delete("lake", "d/orders/_delta_log/00000000000000000000.json")
    last = crawled(lake, "FAILED")["LastCrawl"]
    assert "no _delta_log" in last["ErrorMessage"]


def test_a_table_of_which_files_tell_less_stays_as_it_is(lake: GlueUnderTest) -> None:
    put(lake, "t/a.txt", "one\ncolumn\n")
    mine = {"Columns": [{"Name": "line", "Type": "string"}], "Location": "s3://lake/t/"}
    lake.client.create_table(DatabaseName="shop", TableInput={"Name": "mine", "StorageDescriptor": mine})
    assert crawl(lake, "s3://lake/t/") == ["mine"]
    assert columns(table(lake, "mine")) == "line string"


def test_targets_that_lie_in_each_other_are_crawled_once(lake: GlueUnderTest) -> None:
    put(lake, "raw/t/a.csv", PEOPLE)
    put(lake, "raw/u/a.json", '{"a": 1}')
    targets = {"S3Targets": [{"Path": "s3://lake/raw/"}, {"Path": "s3://lake/raw/t/"}]}
    assert crawl(lake, Targets=targets) == ["t", "u"]


def test_a_table_of_delta_stays_as_it_is(lake: GlueUnderTest) -> None:
    put(lake, "d/a.parquet", parquet(a=[1]))
    delta = {
        "Name": "d",
        "StorageDescriptor": {"Location": "s3://lake/d"},
        "Parameters": {"table_type": "DELTA"},
    }
    lake.client.create_table(DatabaseName="shop", TableInput=delta)
    assert crawl(lake, "s3://lake/d/") == ["d"]
    assert table(lake, "d")["Parameters"] == {"table_type": "DELTA"}
    lake.client.delete_crawler(Name="c")
    target = {"CatalogTargets": [{"DatabaseName": "shop", "Tables": ["d"]}]}
    crawler(lake, Targets=target, SchemaChangePolicy={"DeleteBehavior": "LOG"})
    assert "shop.d, of a lake format" in crawled(lake, "FAILED")["LastCrawl"]["ErrorMessage"]


def test_a_catalog_target_brings_a_table_up_to_date(lake: GlueUnderTest) -> None:
    put(lake, "t/day=1/a.json", '{"a": 1}')
    crawl(lake, "s3://lake/t/")
    put(lake, "t/day=2/a.json", '{"a": 1, "b": 1}')
    lake.client.delete_crawler(Name="c")
    target = {"CatalogTargets": [{"DatabaseName": "shop", "Tables": ["t"]}]}
    policy = {"DeleteBehavior": "LOG"}
    given = {"Name": "c", "Role": "r", "Targets": target, "SchemaChangePolicy": policy}
    lake.client.create_crawler(**given)
    crawled(lake)
    assert columns(table(lake, "t")) == "a int, b int"
    assert list(partitions(lake, "t")) == [("1",), ("2",)]


def test_a_database_that_is_missing_is_made(lake: GlueUnderTest) -> None:
    lake.client.delete_database(Name="shop")
    put(lake, "t/a.csv", PEOPLE)
    assert crawl(lake, "s3://lake/t/") == ["t"]


def test_a_bucket_that_is_missing_fails_the_crawl(glue: GlueUnderTest) -> None:
    crawler(glue, "s3://nowhere/")
    last = crawled(glue, "FAILED")["LastCrawl"]
    assert last["ErrorMessage"] == "The specified bucket does not exist: nowhere"
    assert (last["LogGroup"], last["LogStream"]) == ("/aws-glue/crawlers", "c")


def test_more_tables_than_the_threshold_fail_the_crawl(lake: GlueUnderTest) -> None:
    put(lake, "a/x.csv", PEOPLE)
    put(lake, "b/x.json", '{"a": 1}')
    crawler(lake, Configuration='{"Version": 1.0, "CrawlerOutput": {"Tables": {"TableThreshold": 1}}}')
    assert (
        "greater than the table threshold value provided: 1"
        in (crawled(lake, "FAILED")["LastCrawl"]["ErrorMessage"])
    )
    assert tables(lake) == []


def test_a_running_crawler_can_be_stopped_and_nothing_else(
    lake: GlueUnderTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(lake, "a/x.csv", PEOPLE)
    put(lake, "a/y.csv", PEOPLE)
    crawler(lake)
    reached, go = held_back(monkeypatch)
    with refused() as refusal:
        lake.client.stop_crawler(Name="c")
    assert refusal.code == "CrawlerNotRunningException"
    lake.client.start_crawler(Name="c")
    assert reached.wait(20)
    lake.pass_time(seconds=2)
    found = lake.client.get_crawler(Name="c")["Crawler"]
    assert (found["State"], found["CrawlElapsedTime"]) == ("RUNNING", 2000)
    for call in ("start_crawler", "delete_crawler", "update_crawler"):
        with refused() as refusal:
            getattr(lake.client, call)(Name="c")
        assert (refusal.code, refusal.words) == (
            "CrawlerRunningException",
            "Crawler with name c has already started",
        )
    lake.client.stop_crawler(Name="c")
    assert lake.client.get_crawler(Name="c")["Crawler"]["State"] == "STOPPING"
    with refused() as refusal:
        lake.client.stop_crawler(Name="c")
    assert refusal.code == "CrawlerStoppingException"
    go.set()
    deadline = time.monotonic() + 20
    while (found := lake.client.get_crawler(Name="c")["Crawler"])["State"] != "READY":
        assert time.monotonic() < deadline
    assert found["LastCrawl"]["Status"] == "CANCELLED"
    assert tables(lake) == []
    assert [crawl["State"] for crawl in lake.client.list_crawls(CrawlerName="c")["Crawls"]] == ["STOPPED"]


def test_a_crawl_of_a_server_that_was_killed_has_failed(lake: GlueUnderTest) -> None:
    crawler(lake)
    crawled(lake)
    with sqlite3.connect(lake.state) as db:
        db.execute("update glue_crawls set state = 'RUNNING'")
    assert lake.client.get_crawler(Name="c")["Crawler"]["State"] == "RUNNING"
    lake.crash()
    found = lake.client.get_crawler(Name="c")["Crawler"]
    assert (found["State"], found["LastCrawl"]["Status"]) == ("READY", "FAILED")
    crawled(lake)
