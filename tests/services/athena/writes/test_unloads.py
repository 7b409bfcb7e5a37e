"""UNLOAD: https://docs.aws.amazon.com/athena/latest/ug/unload.html"""

from __future__ import annotations

import gzip
from typing import Any

import pytest

TWO = "SELECT * FROM (VALUES (1, 'a'), (2, 'b')) AS t(n, k) ORDER BY n"


def test_the_rows_are_files_and_the_manifest_lists_them(console: Any) -> None:
    sql = f"UNLOAD ({TWO}) TO 's3://lake/out' WITH (format = 'JSON', compression = 'NONE')"
    execution = console.run(sql)
    identifier = execution["QueryExecutionId"]
    assert (execution["StatementType"], execution["SubstatementType"]) == ("DML", "UNLOAD")
    place = execution["Statistics"]["DataManifestLocation"]
    assert place == f"s3://lake/athena/{identifier}-manifest.csv"
    (uri,) = console.object(place).splitlines()
    assert uri.startswith("s3://lake/out/")
    assert console.object(uri) == '{"n":1,"k":"a"}\n{"n":2,"k":"b"}\n'
    assert console.athena.get_query_results(QueryExecutionId=identifier)["UpdateCount"] == 2
    assert console.glue.get_tables(DatabaseName="db")["TableList"] == []


def test_partitions_are_folders(console: Any) -> None:
    execution = console.run(
        f"UNLOAD ({TWO}) TO 's3://lake/out/' "
        "WITH (format = 'TEXTFILE', field_delimiter = ',', partitioned_by = ARRAY['k'])"
    )
    uris = console.object(execution["Statistics"]["DataManifestLocation"]).splitlines()
    assert [uri.rpartition("/")[0] for uri in uris] == ["s3://lake/out/k=a", "s3://lake/out/k=b"]
    assert all(uri.endswith(".gz") for uri in uris)
    key = uris[1].removeprefix("s3://lake/")
    assert gzip.decompress(console.s3.get_object(Bucket="lake", Key=key)["Body"].read()) == b"2\n"


@pytest.mark.parametrize(("sql", "reason"), [
    (f"UNLOAD ({TWO}) TO 's3://lake/full/' WITH (format = 'JSON')", "HIVE_PATH_ALREADY_EXISTS: Target"),
    (f"UNLOAD ({TWO}) TO 's3://lake/out/' WITH (format = 'AVRO')", "NOT_SUPPORTED: Writing AVRO is not"),
    (f"UNLOAD ({TWO}) TO 's3://lake/out/' WITH (compression = 'GZIP')", "INVALID_TABLE_PROPERTY: UNLOAD"),
    (f"UNLOAD ({TWO}) TO 's3://lake/out/' WITH (format = 'JSON', x = 4)", "NOT_SUPPORTED: UNLOAD"),
    (f"UNLOAD ({TWO}) TO 's3://gone/out/' WITH (format = 'JSON')", "HIVE_FILESYSTEM_ERROR: The specified"),
    ("UNLOAD (SELECT 1 AS a, 2 AS a) TO 's3://lake/out/' WITH (format = 'JSON')",
     "DUPLICATE_COLUMN_NAME: line 1:9: Column name 'a' specified more than once"),
])  # fmt: skip
def test_what_cannot_be_done_is_refused(console: Any, sql: str, reason: str) -> None:
    console.put("full/old", "x")
    assert console.fails(sql)["StateChangeReason"].startswith(reason)
    assert "Contents" not in console.s3.list_objects_v2(Bucket="lake", Prefix="out/")
