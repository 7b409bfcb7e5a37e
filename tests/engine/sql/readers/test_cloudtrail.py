"""Tables of CloudTrail's log files, as AWS's guide declares them."""

from __future__ import annotations

import gzip
import json
from typing import Any

import pytest

SERDE = "com.amazon.emr.hive.serde.CloudTrailSerde"
HCATALOG = "org.apache.hive.hcatalog.data.JsonSerDe"
FORMAT = "com.amazon.emr.cloudtrail.CloudTrailInputFormat"
COLUMNS = (
    "eventname string; useridentity struct<type:string,username:string,"
    "sessioncontext:struct<attributes:struct<mfaauthenticated:string>>>; requestparameters string; "
    "responseelements string; readonly string; resources array<struct<arn:string,accountid:string>>"
)
EVENTS = [
    {
        "eventName": "GetObject",
        "userIdentity": {
            "type": "IAMUser",
            "userName": "ann",
            "sessionContext": {"attributes": {"mfaAuthenticated": "false"}},
        },
        "requestParameters": {"bucketName": "b", "Key": "k"},
        "responseElements": None,
        "readOnly": True,
        "resources": [{"ARN": "arn:x", "accountId": "1"}, {"ARN": "arn:y"}],
    },
    {"eventName": "RunInstances", "userIdentity": {"type": "AWSService"}},
]


def declare(bench: Any, serde: str = SERDE, input_format: str = FORMAT) -> None:
    bench.declare("t", COLUMNS, serde=serde, input_format=input_format)


@pytest.mark.parametrize("serde", [SERDE, HCATALOG])
def test_an_element_of_records_is_a_row_by_either_serde(bench: Any, serde: str) -> None:
    declare(bench, serde)
    bench.put("s3://bucket/t/a.json.gz", gzip.compress(json.dumps({"Records": EVENTS}).encode()))
    bench.put("s3://bucket/t/b.json", json.dumps({"Records": EVENTS[1:]}, indent=2))
    assert sorted(bench.rows("SELECT eventname, useridentity.type, useridentity.username FROM t")) == [
        ("GetObject", "IAMUser", "ann"),
        ("RunInstances", "AWSService", None),
        ("RunInstances", "AWSService", None),
    ]


def test_objects_in_string_columns_are_their_json(bench: Any) -> None:
    declare(bench)
    bench.put("s3://bucket/t/a.json", json.dumps({"Records": EVENTS}))
    assert bench.rows(
        "SELECT requestparameters, responseelements, readonly, "
        "json_extract_scalar(requestparameters, '$.bucketName') FROM t ORDER BY eventname"
    ) == [('{"bucketName":"b","Key":"k"}', None, "true", "b"), (None, None, None, None)]


def test_keys_match_without_regard_to_case_at_any_depth(bench: Any) -> None:
    declare(bench)
    bench.put("s3://bucket/t/a.json", json.dumps({"Records": EVENTS[:1]}))
    assert bench.rows(
        "SELECT useridentity.sessioncontext.attributes.mfaauthenticated, resources[1].arn, "
        "resources[1].accountid, resources[2].accountid FROM t"
    ) == [("false", "arn:x", "1", None)]


def test_a_file_without_records_has_no_rows(bench: Any) -> None:
    declare(bench)
    bench.put("s3://bucket/t/digest.json", json.dumps({"digestStartTime": "2026-01-01T00:00:00Z"}))
    bench.put("s3://bucket/t/empty.json", json.dumps({"Records": []}))
    assert bench.rows("SELECT count(*) FROM t") == [("0",)]


def test_the_path_of_a_row_is_that_of_its_file(bench: Any) -> None:
    declare(bench)
    bench.put("s3://bucket/t/a.json.gz", gzip.compress(json.dumps({"Records": EVENTS[:1]}).encode()))
    assert bench.rows('SELECT "$path" FROM t') == [("s3://bucket/t/a.json.gz",)]


@pytest.mark.parametrize(
    ("key", "content"), [("a.json", b'{"Records": ['), ("a.json.gz", b"plain"), ("a.json", b"\xff\xfe")]
)
def test_a_damaged_file_fails_the_query_by_name(bench: Any, key: str, content: bytes) -> None:
    declare(bench)
    bench.put(f"s3://bucket/t/{key}", content)
    reason = bench.reason("SELECT eventname FROM t")
    assert reason.startswith("HIVE_CURSOR_ERROR")
    assert f"s3://bucket/t/{key}" in reason


def test_the_serde_alone_tells_the_files_kind(bench: Any) -> None:
    declare(bench, input_format="org.apache.hadoop.mapred.TextInputFormat")
    bench.put("s3://bucket/t/a.json", json.dumps({"Records": EVENTS[:1]}))
    assert bench.rows("SELECT eventname FROM t") == [("GetObject",)]
