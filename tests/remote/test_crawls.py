"""A crawler over an S3 server."""

from __future__ import annotations

import time
from pathlib import Path

from boathouse.remote import RemoteLake
from boathouse.services.glue import Glue
from boathouse.store import Store
from tests.remote.conftest import Forgetful


def test_a_crawler_sees_what_the_server_has(server: Forgetful, tmp_path: Path) -> None:
    store = Store(tmp_path / "state.sqlite")
    lake = RemoteLake(tmp_path / "s3", tmp_path / "tmp", server.url, store)
    glue = Glue(store, lake)
    server.s3.create_bucket(Bucket="box")
    for day in "12":
        server.s3.put_object(Bucket="box", Key=f"t/day={day}/a.json", Body=b'{"a": 1}')
    glue.crawlers.create_crawler("c", "r", {"S3Targets": [{"Path": "s3://box/t"}]}, "db")
    glue.crawls.start_crawler("c")
    deadline = time.monotonic() + 20
    while (found := glue.crawlers.get_crawler("c")["Crawler"])["State"] != "READY":
        assert time.monotonic() < deadline
        time.sleep(0.01)
    assert found["LastCrawl"]["Status"] == "SUCCEEDED"
    table = glue.tables.get_table("db", "t")["Table"]
    assert table["StorageDescriptor"]["Columns"] == [{"Name": "a", "Type": "int"}]
    assert len(glue.partitions.get_partitions("db", "t")["Partitions"]) == 2
    glue.close()
    lake.close()
    store.close()
