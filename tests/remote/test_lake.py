"""The lake over an S3 server: what it sees, what it copies, and what it puts back."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from boathouse.errors import ServiceError
from boathouse.remote import RemoteLake
from boathouse.store import Store
from tests.remote.conftest import Forgetful


@pytest.fixture
def lake(server: Forgetful, tmp_path: Path) -> Iterator[RemoteLake]:
    store = Store(tmp_path / "state.sqlite")
    lake = RemoteLake(tmp_path / "s3", tmp_path / "tmp", server.url, store)
    yield lake
    lake.close()
    store.close()


def put(server: Forgetful, key: str, body: bytes = b"x", **more: str) -> None:
    if "box" not in {bucket["Name"] for bucket in server.s3.list_buckets()["Buckets"]}:
        server.s3.create_bucket(Bucket="box")
    server.s3.put_object(Bucket="box", Key=key, Body=body, Metadata=more)


def keys(server: Forgetful) -> list[str]:
    return [found["Key"] for found in server.s3.list_objects_v2(Bucket="box").get("Contents", [])]


def test_objects_of_the_server_are_listed_with_files(lake: RemoteLake, server: Forgetful) -> None:
    put(server, "t/a.json", b"one")
    put(server, "t/b.json", b"two")
    put(server, "u/c.json")
    found = list(lake.list("box", "t/"))
    assert [(one.key, one.size, one.path.read_bytes()) for one in found] == [
        ("t/a.json", 3, b"one"),
        ("t/b.json", 3, b"two"),
    ]


def test_a_changed_object_is_copied_again_and_a_deleted_one_goes(lake: RemoteLake, server: Forgetful) -> None:
    put(server, "t/a", b"one")
    put(server, "t/b", b"two")
    list(lake.list("box", "t/"))
    put(server, "t/a", b"ONE")
    server.s3.delete_object(Bucket="box", Key="t/b")
    assert [(one.key, one.path.read_bytes()) for one in lake.list("box", "t/")] == [("t/a", b"ONE")]
    assert sorted(path.name for path in (lake.root / "box" / "t").iterdir()) == ["a"]


def test_an_unchanged_object_is_not_fetched_again(lake: RemoteLake, server: Forgetful) -> None:
    put(server, "t/a", b"one")
    (first,) = lake.list("box", "t/")
    inode = first.path.stat().st_ino
    (again,) = lake.list("box", "t/")
    assert again.path.stat().st_ino == inode


def test_a_folder_of_a_table_holds_just_the_objects_of_the_server(
    lake: RemoteLake, server: Forgetful
) -> None:
    put(server, "d/_delta_log/00000000000000000000.json", b"{}")
    put(server, "d/part-0.parquet", b"p")
    folder = lake.local_folder("box", "d/")
    assert sorted(p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file()) == [
        "_delta_log/00000000000000000000.json",
        "part-0.parquet",
    ]


def test_what_is_written_here_is_on_the_server(lake: RemoteLake, server: Forgetful) -> None:
    server.s3.create_bucket(Bucket="box")
    lake.write("box", "athena/1.csv", [b"a,", b"b"])
    assert server.s3.get_object(Bucket="box", Key="athena/1.csv")["Body"].read() == b"a,b"
    assert lake.read("box", "athena/1.csv") == b"a,b"
    lake.delete("box", "athena/1.csv")
    assert keys(server) == []
    with pytest.raises(ServiceError, match="does not exist"):
        lake.stat("box", "athena/1.csv")


def test_an_object_that_a_restarted_server_has_lost_is_put_back_as_it_was(
    lake: RemoteLake, server: Forgetful
) -> None:
    put(server, "t/a", b"one", owner="me")
    put(server, "t/sub/", b"")
    lake.refresh_all()
    server.restart()
    assert lake.exists("box")
    assert keys(server) == ["t/a", "t/sub/"]
    answer = server.s3.get_object(Bucket="box", Key="t/a")
    assert (answer["Body"].read(), answer["Metadata"]) == (b"one", {"owner": "me"})


def test_a_bucket_made_anew_after_a_restart_gets_its_objects_back(
    lake: RemoteLake, server: Forgetful
) -> None:
    put(server, "t/a", b"one")
    lake.refresh_all()
    server.restart()
    put(server, "t/b", b"two")
    lake.refresh_all()
    assert keys(server) == ["t/a", "t/b"]


def test_a_bucket_that_somebody_deleted_stays_away(lake: RemoteLake, server: Forgetful) -> None:
    put(server, "t/a", b"one")
    lake.refresh_all()
    server.s3.delete_object(Bucket="box", Key="t/a")
    lake.forget("box")
    server.s3.delete_bucket(Bucket="box")
    assert not lake.exists("box")
    assert not (lake.root / "box").exists()


def test_a_key_that_no_folder_can_hold_is_passed_over(
    lake: RemoteLake, server: Forgetful, caplog: pytest.LogCaptureFixture
) -> None:
    put(server, "t/a/.@b")
    put(server, "t/c")
    assert [one.key for one in lake.list("box", "t/")] == ["t/c"]
    assert "no copy of s3://box/t/a/.@b" in caplog.text


def test_a_server_that_is_away_is_named(server: Forgetful, tmp_path: Path) -> None:
    store = Store(tmp_path / "state.sqlite")
    lake = RemoteLake(tmp_path / "s3", tmp_path / "tmp", "http://127.0.0.1:9", store)
    with pytest.raises(ServiceError, match=r"http://127\.0\.0\.1:9 does not answer") as caught:
        lake.exists("box")
    assert (caught.value.code, caught.value.status) == ("ServiceUnavailable", 503)
    lake.close()
    store.close()
