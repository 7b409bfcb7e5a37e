"""S3 calls that are passed on, through the whole server on a real socket."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from botocore.exceptions import ClientError

from tests.clouds import ThreadCloud
from tests.remote.conftest import Forgetful, running, server

__all__ = ["running", "server"]


@pytest.fixture
def cloud(server: Forgetful, tmp_path: Path) -> Iterator[ThreadCloud]:
    cloud = ThreadCloud(tmp_path / ".boathouse")
    cloud.settings = replace(cloud.settings, engine="docker", s3_endpoint=server.url)
    cloud.open()
    yield cloud
    cloud.close()


@pytest.fixture
def s3(cloud: ThreadCloud) -> Any:
    return cloud.client("s3", s3={"addressing_style": "path"})


def test_objects_pass_both_ways_whatever_is_in_key_and_body(s3: Any, server: Forgetful) -> None:
    s3.create_bucket(Bucket="box")
    body = bytes(range(256)) * 20_000
    s3.put_object(Bucket="box", Key="a b/ü+%2F?&.bin", Body=body, Metadata={"kind": "odd"})
    answer = s3.get_object(Bucket="box", Key="a b/ü+%2F?&.bin", Range="bytes=5-9")
    assert (answer["Body"].read(), answer["Metadata"]) == (bytes(range(5, 10)), {"kind": "odd"})
    assert server.s3.get_object(Bucket="box", Key="a b/ü+%2F?&.bin")["Body"].read() == body


def test_multipart_uploads_and_batch_deletions_pass(s3: Any, server: Forgetful) -> None:
    s3.create_bucket(Bucket="box")
    upload = s3.create_multipart_upload(Bucket="box", Key="k")["UploadId"]
    part = s3.upload_part(Bucket="box", Key="k", UploadId=upload, PartNumber=1, Body=b"part")["ETag"]
    s3.complete_multipart_upload(
        Bucket="box", Key="k", UploadId=upload, MultipartUpload={"Parts": [{"PartNumber": 1, "ETag": part}]}
    )
    assert s3.list_objects_v2(Bucket="box")["KeyCount"] == 1
    s3.delete_objects(Bucket="box", Delete={"Objects": [{"Key": "k"}]})
    assert s3.list_objects_v2(Bucket="box")["KeyCount"] == 0


def test_an_error_of_the_server_comes_through(s3: Any) -> None:
    with pytest.raises(ClientError) as caught:
        s3.get_object(Bucket="nowhere", Key="k")
    assert caught.value.response["Error"]["Code"] == "NoSuchBucket"


def test_athena_reads_and_writes_objects_of_the_server(cloud: ThreadCloud, s3: Any) -> None:
    s3.create_bucket(Bucket="box")
    s3.put_object(Bucket="box", Key="t/1.json", Body=b'{"n": 1}\n{"n": 2}\n')
    ddl = (
        "CREATE EXTERNAL TABLE t (n int) ROW FORMAT SERDE 'org.openx.data.jsonserde.JsonSerDe' "
        "LOCATION 's3://box/t/'"
    )
    cloud.client("glue").create_database(DatabaseInput={"Name": "default"})
    athena = cloud.client("athena")
    for sql in (ddl, "select sum(n) from t"):
        started = athena.start_query_execution(
            QueryString=sql,
            QueryExecutionContext={"Database": "default"},
            ResultConfiguration={"OutputLocation": "s3://box/athena/"},
        )["QueryExecutionId"]
        state = "QUEUED"
        while state in ("QUEUED", "RUNNING"):
            execution = athena.get_query_execution(QueryExecutionId=started)["QueryExecution"]
            state = execution["Status"]["State"]
        assert state == "SUCCEEDED", execution["Status"]
    assert s3.get_object(Bucket="box", Key=f"athena/{started}.csv")["Body"].read() == b'"_col0"\n"3"\n'
    rows = athena.get_query_results(QueryExecutionId=started)["ResultSet"]["Rows"]
    assert rows[1]["Data"] == [{"VarCharValue": "3"}]


def test_a_bucket_deleted_by_a_client_is_not_put_back(cloud: ThreadCloud, s3: Any) -> None:
    s3.create_bucket(Bucket="box")
    s3.put_object(Bucket="box", Key="k", Body=b"x")
    s3.delete_object(Bucket="box", Key="k")
    s3.delete_bucket(Bucket="box")
    s3.create_bucket(Bucket="crate")
    assert [bucket["Name"] for bucket in s3.list_buckets()["Buckets"]] == ["crate"]


def test_a_server_that_is_away_is_an_s3_error_that_names_it(tmp_path: Path) -> None:
    cloud = ThreadCloud(tmp_path / ".boathouse")
    cloud.settings = replace(cloud.settings, engine="docker", s3_endpoint="http://127.0.0.1:9")
    cloud.open()
    try:
        with pytest.raises(ClientError) as caught:
            cloud.client("s3").list_buckets()
        told = caught.value.response["Error"]
        assert told["Code"] == "ServiceUnavailable"
        assert "http://127.0.0.1:9 does not answer" in told["Message"]
    finally:
        cloud.close()
