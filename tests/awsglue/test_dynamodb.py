"""DynamoDB's connection: tables as frames, exports of them, and frames into tables, on a real socket."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import boto3
import pytest
from pyspark.sql import functions

from awsglue.context import GlueContext
from awsglue.dynamicframe import DynamicFrame, DynamicFrameCollection
from tests.clouds import ThreadCloud
from tests.deploy.fixtures import ENVIRONMENT
from tests.deploy.proxy import Answer, Call, Proxy
from tests.deploy.worlds import reset

pytestmark = pytest.mark.usefixtures("interpreted")

Read = Callable[..., DynamicFrame]
Shown = Callable[[DynamicFrame], list[Any]]
Put = Callable[..., None]

ARN = "arn:aws:dynamodb:us-east-1:123456789012:table/pets"
ROLE = "arn:aws:iam::210987654321:role/reader"


@pytest.fixture
def way(moto: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Proxy]:
    """The way to an empty DynamoDB, where each call is seen."""
    reset(moto)
    proxy = Proxy(moto)
    for name, value in ENVIRONMENT.items():
        monkeypatch.setenv(name, value)
    for service in ("DYNAMODB", "STS"):
        monkeypatch.setenv(f"AWS_ENDPOINT_URL_{service}", proxy.url)
    yield proxy
    proxy.close()


@pytest.fixture
def client(way: Proxy) -> Iterator[Any]:
    name: Any = "dynamodb"
    made: Any = boto3.client(name)
    yield made
    made.close()


@pytest.fixture
def put(client: Any) -> Put:
    """Make a table with the key `id`, or others, and put items into it."""

    def _put(table: str, *items: dict[str, Any], **keys: str) -> None:
        make(client, table, **(keys or {"id": "S"}))
        for item in items:
            client.put_item(TableName=table, Item=item)

    return _put


def make(client: Any, table: str, **keys: str) -> None:
    client.create_table(
        TableName=table,
        KeySchema=[
            {"AttributeName": name, "KeyType": kind}
            for name, kind in zip(keys, ("HASH", "RANGE"), strict=False)
        ],
        AttributeDefinitions=[{"AttributeName": n, "AttributeType": kind} for n, kind in keys.items()],
        BillingMode="PAY_PER_REQUEST",
    )


def items(client: Any, table: str) -> list[Any]:
    """The items of a table, by their key."""
    return sorted(client.scan(TableName=table)["Items"], key=lambda item: str(item["id"]))


def frame_of(glue: GlueContext, rows: list[Any], schema: Any) -> DynamicFrame:
    df = glue.spark_session.createDataFrame(rows, schema)
    return DynamicFrame.fromDF(df, glue, "frame")


def from_table(glue: GlueContext, table: str = "pets", **options: Any) -> DynamicFrame:
    named = {"dynamodb.input.tableName": table} | {f"dynamodb.{k}": v for k, v in options.items()}
    return glue.create_dynamic_frame.from_options(connection_type="dynamodb", connection_options=named)


def from_export(glue: GlueContext, kind: str = "ddb", **options: Any) -> DynamicFrame:
    told = {"dynamodb.export": kind, "dynamodb.tableArn": ARN}
    told |= {f"dynamodb.{name}": value for name, value in options.items()}
    return glue.create_dynamic_frame.from_options("dynamodb", told)


def to_table(glue: GlueContext, frame: Any, table: str = "pets", **options: Any) -> Any:
    named = {"dynamodb.output.tableName": table} | {f"dynamodb.{k}": v for k, v in options.items()}
    return glue.write_dynamic_frame.from_options(frame, "dynamodb", named)


CAT: dict[str, Any] = {
    "id": {"S": "cat"},
    "age": {"N": "4"},
    "weight": {"N": "3.5"},
    "tame": {"BOOL": True},
    "photo": {"B": b"\x00\xff"},
    "names": {"SS": ["Mia", "Mitzi"]},
    "years": {"NS": ["2021", "2022"]},
    "home": {"M": {"city": {"S": "Ulm"}, "zip": {"N": "89073"}, "rooms": {"M": {}}}},
    "toys": {"L": [{"M": {"kind": {"S": "ball"}}}, {"M": {"kind": {"S": "mouse"}, "price": {"N": "2"}}}]},
    "owner": {"NULL": True},
}
DOG: dict[str, Any] = {"id": {"S": "dog"}, "age": {"N": "12345678901"}, "toys": {"L": []}}


def test_attributes_are_fields_of_these_types(glue: GlueContext, put: Put, shown: Shown) -> None:
    put("pets", CAT, DOG)
    frame = from_table(glue)
    assert dict(frame.drop_fields(["owner"]).toDF().dtypes) == {
        "id": "string",
        "age": "bigint",
        "weight": "double",
        "tame": "boolean",
        "photo": "binary",
        "names": "array<string>",
        "years": "array<bigint>",
        "home": "struct<city:string,zip:bigint,rooms:struct<>>",
        "toys": "array<struct<kind:string,price:bigint>>",
    }
    assert frame.count() == 2
    assert shown(frame.drop_fields(["photo"])) == [
        {
            "id": "cat",
            "age": 4,
            "weight": 3.5,
            "tame": True,
            "names": ["Mia", "Mitzi"],
            "years": [2021, 2022],
            "home": {"city": "Ulm", "zip": 89073, "rooms": {}},
            "toys": [{"kind": "ball"}, {"kind": "mouse", "price": 2}],
            "owner": None,
        },
        {"id": "dog", "age": 12345678901, "toys": []},
    ]
    assert [bytes(row.photo) for row in frame.toDF().where("id = 'cat'").collect()] == [b"\x00\xff"]


def test_whole_numbers_and_fractions_in_one_attribute_are_a_choice_as_scripts_unpack_it(
    glue: GlueContext, put: Put
) -> None:
    fares = {"a": "10", "b": "12.50", "c": "7.0", "d": "12345678901234567890", "e": "1E2"}
    put("pets", *({"id": {"S": key}, "fare": {"N": fare}} for key, fare in fares.items()))
    frame = from_table(glue, splits=2)
    df = frame.toDF().select("id", "fare.long", "fare.double")
    assert sorted(map(tuple, df.collect())) == [
        ("a", 10, None),
        ("b", None, 12.5),
        ("c", 7, None),
        ("d", None, 12345678901234567890.0),
        ("e", 100, None),
    ]
    mapped = frame.map(lambda record: record | {"seen": True})
    assert mapped.toDF().where("fare.long IS NOT NULL AND seen").count() == 3
    cast = frame.resolveChoice(specs=[("fare", "cast:double")]).toDF()
    assert cast.agg(functions.sum("fare")).collect()[0][0] == 12345678901234567890.0 + 129.5


def test_values_of_several_types_are_a_choice_in_lists_too(glue: GlueContext, put: Put, shown: Shown) -> None:
    put(
        "pets",
        {"id": {"S": "a"}, "x": {"S": "one"}, "l": {"L": [{"S": "p"}, {"N": "2"}, {"NULL": True}]}},
        {"id": {"S": "b"}, "x": {"N": "1"}},
    )
    frame = from_table(glue)
    assert shown(frame) == [{"id": "a", "x": "one", "l": ["p", 2, None]}, {"id": "b", "x": 1}]
    assert dict(frame.toDF().dtypes)["x"] == "struct<long:bigint,string:string>"


@pytest.mark.parametrize("splits", [1, "2", 100])
def test_a_table_is_read_page_by_page_and_in_segments(
    glue: GlueContext, put: Put, way: Proxy, splits: object
) -> None:
    put("pets", *({"id": {"S": f"{n:02}"}, "text": {"S": "x" * 300_000}} for n in range(10)))
    way.behave()
    frame = from_table(glue, splits=splits)
    wanted = min(int(str(splits)), 2)  # the session has two cores
    assert frame.getNumPartitions() == wanted
    assert sorted(row.id for row in frame.toDF().select("id").collect()) == [f"{n:02}" for n in range(10)]
    scans = [call.members for call in way.calls if call.name == "dynamodb:Scan"]
    assert len(scans) >= 2 + wanted
    assert {scan.get("Segment", 0) for scan in scans} == set(range(wanted))
    assert {scan["ConsistentRead"] for scan in scans} == {False}


def test_all_ways_to_a_source_read_the_table(glue: GlueContext, put: Put, way: Proxy) -> None:
    put("pets", DOG)
    options: dict[str, Any] = {"dynamodb.input.tableName": "pets", "dynamodb.throughput.read.percent": 1.5}
    assert glue.create_dynamic_frame_from_options("dynamodb", options).count() == 1
    assert glue.getSource("DynamoDB", **options).getFrame().count() == 1
    assert glue.create_data_frame.from_options("dynamodb", options).count() == 1
    way.behave()
    consistent = glue.getSource("dynamodb", **options, **{"dynamodb.consistentRead": "true"})
    assert consistent.getSampleFrame(1).count() == 1
    assert [c.members["ConsistentRead"] for c in way.calls if c.name == "dynamodb:Scan"] == [True]


def test_an_empty_table_is_a_frame_without_fields(glue: GlueContext, put: Put) -> None:
    put("pets")
    frame = from_table(glue)
    assert (frame.count(), frame.toDF().columns) == (0, [])


def test_a_table_that_is_not_there_is_told_in_aws_s_words(glue: GlueContext, way: Proxy, read: Read) -> None:
    told = r"'pets' in us-east-1: ResourceNotFoundException: .*not found"
    with pytest.raises(RuntimeError, match=told):
        from_table(glue)
    with pytest.raises(RuntimeError, match=told):
        to_table(glue, read({"id": "a"}))


def test_a_scan_that_dynamodb_refuses_is_told_in_its_words(glue: GlueContext, put: Put, way: Proxy) -> None:
    put("pets", DOG)
    way.refuse("dynamodb:Scan", "AccessDeniedException", "not authorized to perform: dynamodb:Scan")
    with pytest.raises(
        RuntimeError, match=r"^Reading DynamoDB table 'pets': AccessDeniedException: not authorized"
    ):
        from_table(glue)


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ({}, r"have no 'dynamodb.input.tableName'"),
        ({"input.tableName": "t", "throughput.read.percent": "1.6"}, r"read.percent is '1.6': .*0.1 to 1.5"),
        ({"input.tableName": "t", "throughput.read.percent": "0"}, r"read.percent is '0'"),
        ({"input.tableName": "t", "splits": "1000001"}, r"splits is '1000001': .* from 1 to 1,000,000"),
        ({"input.tableName": "t", "splits": "many"}, r"splits is 'many'"),
        ({"export": "parquet", "tableArn": ARN}, r"export is 'parquet': give 'ddb' .* 's3'"),
        ({"export": "ddb"}, r"have no 'dynamodb.tableArn'"),
        ({"export": "ddb", "tableArn": "pets"}, r"tableArn is 'pets', which is no table's ARN"),
        ({"export": "ddb", "tableArn": ARN, "unnestDDBJson": True, "simplifyDDBJson": "true"}, r"both true"),
        ({"export": "ddb", "tableArn": ARN, "exportTime": "yesterday"}, r"exportTime is 'yesterday'"),
        ({"export": "s3", "tableArn": ARN}, r"without a 'dynamodb.s3.bucket'"),
    ],
)
def test_a_source_s_options_are_checked_as_aws_documents_them(
    glue: GlueContext, options: dict[str, Any], told: str
) -> None:
    with pytest.raises(ValueError, match=told):
        glue.create_dynamic_frame.from_options("dynamodb", {f"dynamodb.{k}": v for k, v in options.items()})


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ({}, r"have no 'dynamodb.output.tableName'"),
        ({"output.tableName": "t", "throughput.write.percent": "100.0"}, r"write.percent is '100.0'"),
        ({"output.tableName": "t", "output.numParallelTasks": "0"}, r"numParallelTasks is '0': .* of 1 or"),
        ({"output.tableName": "t", "output.retry": "-1"}, r"output.retry is '-1': .* of 0 or more"),
    ],
)
def test_a_sink_s_options_are_checked_as_aws_documents_them(
    glue: GlueContext, options: dict[str, Any], told: str
) -> None:
    with pytest.raises(ValueError, match=told):
        glue.getSink("dynamodb", **{f"dynamodb.{k}": v for k, v in options.items()})


# Exports


def test_an_export_is_dynamodb_s_json_under_item(glue: GlueContext, put: Put, shown: Shown) -> None:
    put("pets", CAT | {"pair": {"BS": [b"\x01"]}}, DOG)
    frame = from_export(glue, **{"s3.bucket": "exports", "s3.prefix": "pets/", "s3.bucketOwner": "1"})
    assert shown(frame) == [
        {
            "Item": {
                "id": {"S": "cat"},
                "age": {"N": "4"},
                "weight": {"N": "3.5"},
                "tame": {"BOOL": True},
                "photo": {"B": "AP8="},
                "names": {"SS": ["Mia", "Mitzi"]},
                "years": {"NS": ["2021", "2022"]},
                "home": {"M": {"city": {"S": "Ulm"}, "zip": {"N": "89073"}, "rooms": {"M": {}}}},
                "toys": {
                    "L": [
                        {"M": {"kind": {"S": "ball"}}},
                        {"M": {"kind": {"S": "mouse"}, "price": {"N": "2"}}},
                    ]
                },
                "owner": {"NULL": True},
                "pair": {"BS": ["AQ=="]},
            }
        },
        {"Item": {"id": {"S": "dog"}, "age": {"N": "12345678901"}, "toys": {"L": []}}},
    ]


BIRD: dict[str, Any] = {
    "id": {"S": "bird"},
    "age": {"N": "1"},
    "home": {"M": {"cage": {"M": {"bars": {"N": "12"}}}}},
    "songs": {"L": [{"S": "la"}, {"S": "li"}]},
    "owner": {"NULL": True},
}


def test_an_export_can_lose_the_names_of_types(glue: GlueContext, put: Put, shown: Shown) -> None:
    put("pets", BIRD)
    plain = {"id": "bird", "age": "1", "home": {"cage": {"bars": "12"}}, "owner": None}
    unnested = [plain | {"songs": [{"S": "la"}, {"S": "li"}]}]
    assert shown(from_export(glue, unnestDDBJson=True, exportTime="2024-01-31T12:00:00Z")) == unnested
    assert shown(from_export(glue).unnest_ddb_json()) == unnested
    simplified = from_export(glue, simplifyDDBJson="true")
    assert shown(simplified) == [plain | {"songs": ["la", "li"]}]
    kinds = dict(simplified.toDF().dtypes)
    assert (kinds["home"], kinds["owner"]) == ("struct<cage:struct<bars:string>>", "void")


def test_a_past_export_is_read_where_it_lies(
    glue: GlueContext, folder: Path, uri: str, shown: Shown, monkeypatch: pytest.MonkeyPatch
) -> None:
    export = folder / "out/AWSDynamoDB/01706702400000-a1b2c3d4"
    (export / "data").mkdir(parents=True)
    (export / "manifest-summary.json").write_text('{"version": "2020-06-30", "itemCount": 2}')
    (export / "manifest-files.json").write_text('{"itemCount": 1, "dataFileS3Key": "x"}\n')
    (export / "manifest-files.md5").write_text("abc")
    (export / "_started").touch()
    for number, name in enumerate(("cat", "dog")):
        line = json.dumps({"Item": {"id": {"S": name}, "age": {"N": str(number)}}}) + "\n"
        (export / f"data/{name}.json.gz").write_bytes(gzip.compress(line.encode()))
    bucket, _, prefix = uri.removeprefix("s3://").partition("/")
    where = {"s3.bucket": bucket, "s3.prefix": f"{prefix}out"}
    assert shown(from_export(glue, "s3", **where)) == [
        {"Item": {"id": {"S": "cat"}, "age": {"N": "0"}}},
        {"Item": {"id": {"S": "dog"}, "age": {"N": "1"}}},
    ]
    plain = [{"id": "cat", "age": "0"}, {"id": "dog", "age": "1"}]
    assert shown(from_export(glue, "s3", simplifyDDBJson=True, **where)) == plain
    monkeypatch.setattr("sys.argv", ["script.py", "--TempDir", f"{uri}out/"])
    assert shown(from_export(glue, "s3", unnestDDBJson=True)) == plain


# Elsewhere


def test_a_role_and_a_region_lead_to_another_account_s_table(
    glue: GlueContext, way: Proxy, read: Read
) -> None:
    name: Any = "dynamodb"
    sts: Any = boto3.client("sts")
    role = sts.assume_role(RoleArn=ROLE, RoleSessionName="test")["Credentials"]
    there: Any = boto3.client(
        name,
        region_name="eu-west-1",
        aws_access_key_id=role["AccessKeyId"],
        aws_secret_access_key=role["SecretAccessKey"],
        aws_session_token=role["SessionToken"],
    )
    make(there, "pets", id="S")
    way.behave()
    with pytest.raises(RuntimeError, match="'pets' in eu-west-1: ResourceNotFoundException"):
        from_table(glue, region="eu-west-1")
    elsewhere = {"sts.roleArn": ROLE, "region": "eu-west-1"}
    to_table(glue, read({"id": "a"}), **elsewhere)
    assert items(there, "pets") == [{"id": {"S": "a"}}]
    assert from_table(glue, **elsewhere, **{"sts.roleSessionName": "mine"}).count() == 1
    arn = "arn:aws:dynamodb:eu-west-1:210987654321:table/pets"
    told = {"dynamodb.export": "ddb", "dynamodb.tableArn": arn, "dynamodb.sts.roleArn": ROLE}
    assert glue.create_dynamic_frame.from_options("dynamodb", told).count() == 1
    sessions = [c.members["RoleSessionName"] for c in way.calls if c.name == "sts:AssumeRole"]
    assert sessions == ["glue-dynamodb-write-sts-session", "mine", "glue-dynamodb-read-sts-session"]
    there.close()
    sts.close()


# Sinks


def test_a_sink_puts_items_of_these_types(glue: GlueContext, put: Put, client: Any) -> None:
    put("pets")
    sql = """
        SELECT 'a' id, 1 i, 2L l, 0.1D d, 5.0D whole, CAST(0.1 AS FLOAT) f, CAST(12.50 AS DECIMAL(10,2)) m,
            true b, X'00FF' bin, DATE'2024-01-31' day, TIMESTAMP'2024-01-31 12:00:00' at,
            named_struct('x', 1, 'none', CAST(NULL AS STRING), 'day', DATE'2024-01-31') s,
            map('k', 1, 'n', NULL) t, array('p', NULL) arr, CAST(NULL AS STRING) none
    """
    frame = DynamicFrame.fromDF(glue.spark_session.sql(sql), glue, "frame")
    assert to_table(glue, frame).count() == 0
    assert items(client, "pets") == [
        {
            "id": {"S": "a"},
            "i": {"N": "1"},
            "l": {"N": "2"},
            "d": {"N": "0.1"},
            "whole": {"N": "5"},
            "f": {"N": "0.1"},
            "m": {"N": "12.5"},
            "b": {"BOOL": True},
            "bin": {"B": b"\x00\xff"},
            "day": {"S": "2024-01-31"},
            "at": {"S": "2024-01-31 12:00:00"},
            "s": {"M": {"x": {"N": "1"}, "day": {"S": "2024-01-31"}}},
            "t": {"M": {"k": {"N": "1"}}},
            "arr": {"L": [{"S": "p"}, {"NULL": True}]},
        }
    ]


def test_of_a_choice_each_record_s_own_value_is_put(
    glue: GlueContext, put: Put, client: Any, read: Read
) -> None:
    put("pets")
    given: dict[str, Any] = {"a": 1, "b": "one", "c": {"y": 2.5}, "d": [True]}
    to_table(glue, read(*({"id": key, "x": x} for key, x in given.items())))
    assert [item["x"] for item in items(client, "pets")] == [
        {"N": "1"},
        {"S": "one"},
        {"M": {"y": {"N": "2.5"}}},
        {"L": [{"BOOL": True}]},
    ]


def test_what_is_read_can_be_put_into_another_table(glue: GlueContext, put: Put, client: Any) -> None:
    put("pets", CAT, DOG | {"age": {"N": "0.5"}})
    put("copies", {"id": {"S": "cat"}, "old": {"BOOL": True}}, {"id": {"S": "eel"}})
    glue.write_dynamic_frame_from_options(
        frame=from_table(glue, **{"throughput.read.percent": "1.0", "splits": "100"}),
        connection_type="dynamodb",
        connection_options={
            "dynamodb.output.tableName": "copies",
            "dynamodb.throughput.write.percent": "1.0",
        },
    )
    cat, dog, eel = items(client, "copies")
    assert (dog, eel) == (DOG | {"age": {"N": "0.5"}}, {"id": {"S": "eel"}})
    names, years = cat.pop("names"), cat.pop("years")
    assert cat == {name: value for name, value in CAT.items() if name not in ("names", "years", "owner")}
    assert names == {"L": [{"S": "Mia"}, {"S": "Mitzi"}]}
    assert years == {"L": [{"N": "2021"}, {"N": "2022"}]}


def test_all_ways_to_a_sink_put_into_the_table(glue: GlueContext, put: Put, client: Any, read: Read) -> None:
    put("pets")
    sink = glue.getSink("dynamodb", **{"dynamodb.output.tableName": "pets", "dynamodb.output.retry": "0"})
    sink.setFormat("json")
    assert sink.writeFrame(read({"id": "a"})).count() == 0
    both = DynamicFrameCollection({"one": read({"id": "b"}), "two": read({"id": "c", "x": None})}, glue)
    glue.write_from_options(both, "dynamodb", {"dynamodb.output.tableName": "pets"})
    to_table(glue, from_table(glue).filter(lambda record: False))
    assert items(client, "pets") == [{"id": {"S": "a"}}, {"id": {"S": "b"}}, {"id": {"S": "c"}}]


def test_items_go_in_batches_and_again_if_dynamodb_has_no_room(
    glue: GlueContext, put: Put, client: Any, way: Proxy
) -> None:
    put("pets")
    frame = frame_of(glue, [(f"{n:02}",) for n in range(60)], "id string").coalesce(1)
    way.behave()
    left = iter([40, 3, 0, 0, 0])  # of how many the first answers say that they were not processed

    def before(call: Call) -> Answer | None:
        given = call.members["RequestItems"]["pets"] if call.operation == "BatchWriteItem" else []
        back = given[: next(left)] if given else []
        if len(back) < len(given) or not given:
            return None
        answer = json.dumps({"UnprocessedItems": {"pets": back}}).encode()
        return 200, {"Content-Type": "application/x-amz-json-1.0"}, answer

    way.before = before
    to_table(glue, frame)
    sizes = [len(c.members["RequestItems"]["pets"]) for c in way.calls if c.operation == "BatchWriteItem"]
    assert sizes == [25, 25, 25, 10]
    assert len(items(client, "pets")) == 60


def test_throttled_requests_are_sent_as_often_as_the_script_says(
    glue: GlueContext, put: Put, client: Any, read: Read, way: Proxy
) -> None:
    put("pets")
    frame, code = read({"id": "a"}), "ProvisionedThroughputExceededException"
    way.refuse("dynamodb:BatchWriteItem", code, "slower", times=1)
    to_table(glue, frame, **{"output.retry": "1"})
    assert len(items(client, "pets")) == 1
    way.refuse("dynamodb:BatchWriteItem", code, "slower")
    with pytest.raises(RuntimeError, match=f"^Writing to DynamoDB table 'pets': {code}: slower"):
        to_table(glue, frame, **{"output.retry": "1"})
    assert [c.operation for c in way.calls].count("BatchWriteItem") == 2

    def before(call: Call) -> Answer | None:
        if call.operation != "BatchWriteItem":
            return None
        answer = {"UnprocessedItems": call.members["RequestItems"]}
        return 200, {"Content-Type": "application/x-amz-json-1.0"}, json.dumps(answer).encode()

    way.before = before
    with pytest.raises(RuntimeError, match=r"took 1 items in none of 1 retries: .*dynamodb\.output\.retry"):
        to_table(glue, frame, **{"output.retry": "1"})


def test_a_record_without_the_table_s_key_is_told(
    glue: GlueContext, put: Put, client: Any, read: Read
) -> None:
    put("pets", id="S", born="N")
    told = "^Writing to DynamoDB table 'pets': ValidationException: The provided key element does not match"
    with pytest.raises(RuntimeError, match=rf"{told}.*has no 'born'.*of type N: \{{'id': 'a'\}}"):
        to_table(glue, read({"id": "a"}))
    with pytest.raises(RuntimeError, match=rf"{told}.*has 'id' as N, .*of type S"):
        to_table(glue, read({"id": 1, "born": 2020}))
    assert items(client, "pets") == []


def test_two_records_of_one_key_are_refused_as_dynamodb_does(glue: GlueContext, put: Put, read: Read) -> None:
    put("pets")
    frame = read({"id": "a", "x": 1}, {"id": "a", "x": 2}).coalesce(1)
    with pytest.raises(RuntimeError, match=r"list of item keys contains duplicates: .*'a'.*duplicates of id"):
        to_table(glue, frame)


def test_numbers_that_dynamodb_has_none_of_are_told(glue: GlueContext, put: Put) -> None:
    put("pets")
    frame = frame_of(glue, [("a", float("nan"))], "id string, x double")
    with pytest.raises(RuntimeError, match=r"DynamoDB has no number nan.* The record: \{'id': 'a', 'x': nan"):
        to_table(glue, frame)


# The catalog


@pytest.fixture
def crawled(way: Proxy, connected: ThreadCloud) -> Any:
    """A Glue client of a cloud whose table `shop.pets` is as a crawler makes it."""
    client = connected.client("glue")
    client.create_database(DatabaseInput={"Name": "shop"})
    columns = [{"Name": "id", "Type": "string"}, {"Name": "petname", "Type": "string"}]
    client.create_table(
        DatabaseName="shop",
        TableInput={
            "Name": "pets",
            "TableType": "EXTERNAL_TABLE",
            "Parameters": {"classification": "dynamodb", "typeOfData": "table", "hashKey": "id"},
            "StorageDescriptor": {"Columns": columns, "Location": ARN, "SerdeInfo": {"Parameters": {}}},
        },
    )
    return client


def test_a_table_of_the_catalog_is_read_by_its_location(
    glue: GlueContext, put: Put, crawled: Any, shown: Shown
) -> None:
    put("pets", {"id": {"S": "a"}, "petName": {"S": "Mia"}})
    frame = glue.create_dynamic_frame.from_catalog(database="shop", table_name="pets")
    assert shown(frame) == [{"id": "a", "petName": "Mia"}]
    mapped = frame.apply_mapping([("petname", "string", "name", "string")])
    assert shown(mapped) == [{"name": "Mia"}]
    export = glue.create_dynamic_frame.from_catalog(
        database="shop",
        table_name="pets",
        additional_options={"dynamodb.export": "ddb", "dynamodb.s3.bucket": "b", "dynamodb.s3.prefix": "p"},
    )
    assert shown(export) == [{"Item": {"id": {"S": "a"}, "petName": {"S": "Mia"}}}]


def test_a_table_of_the_catalog_is_not_written_by_its_location(
    glue: GlueContext, put: Put, crawled: Any, read: Read
) -> None:
    put("pets")
    with pytest.raises(NotImplementedError, match=r"pets .*write_dynamic_frame.from_options.*dynamodb-home"):
        glue.write_dynamic_frame.from_catalog(read({"id": "a"}), database="shop", table_name="pets")
