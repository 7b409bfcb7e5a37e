"""The lake on a temporary folder."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from boathouse.errors import ServiceError, StoreError
from boathouse.lake import Lake, ObjectStat


@pytest.fixture
def lake(tmp_path: Path) -> Lake:
    fresh = Lake(tmp_path / "s3", tmp_path / "tmp")
    fresh.create("lake")
    return fresh


def keys(found: Iterator[ObjectStat | str] | Iterator[ObjectStat]) -> list[str]:
    return [item if isinstance(item, str) else item.key for item in found]


def test_an_object_is_a_file_of_its_name(lake: Lake, tmp_path: Path) -> None:
    stat = lake.write("lake", "customer/landing/one.json", [b'{"a":', b"1}"])

    assert (tmp_path / "s3/lake/customer/landing/one.json").read_bytes() == b'{"a":1}'
    assert (stat.key, stat.size) == ("customer/landing/one.json", 7)
    assert lake.read("lake", "customer/landing/one.json") == b'{"a":1}'
    assert list((tmp_path / "tmp").iterdir()) == []


def test_what_spark_writes_beside_its_data_is_an_object_too(lake: Lake, tmp_path: Path) -> None:
    (tmp_path / "s3/lake/out").mkdir()
    for name in ("_SUCCESS", ".hidden", "part-0000"):
        (tmp_path / "s3/lake/out" / name).write_bytes(b"")

    assert keys(lake.list("lake")) == ["out/.hidden", "out/_SUCCESS", "out/part-0000"]


@pytest.mark.parametrize(
    ("key", "reason"),
    [
        ("../outside", "'.' or '..'"),
        ("a/../../outside", "'.' or '..'"),
        ("./a", "'.' or '..'"),
        ("a/", "ends in '/'"),
        ("", "it is empty"),
        ("a/.@b", "begins with '.@'"),
        ("a\0b", "NUL"),
        ("\udce9", "UTF-8"),
        ("x" * 256, "longer than 255 bytes"),
        ("é" * 128, "longer than 255 bytes"),
    ],
)
def test_a_key_that_a_folder_cannot_hold_is_refused(
    lake: Lake, tmp_path: Path, key: str, reason: str
) -> None:
    with pytest.raises(ServiceError, match=reason) as error:
        lake.write("lake", key, [b"x"])

    assert error.value.code == "InvalidRequest"
    assert list((tmp_path / "s3/lake").iterdir()) == []
    assert sorted(p.name for p in tmp_path.iterdir()) == ["s3", "tmp"]


@pytest.mark.parametrize("key", ["../lake/a", "a//b", "a/", "x" * 256, "a\0b"])
def test_reading_such_a_key_finds_nothing(lake: Lake, key: str) -> None:
    lake.write("lake", "a", [b"x"])

    with pytest.raises(ServiceError) as error:
        lake.stat("lake", key)

    assert (error.value.code, error.value.status) == ("NoSuchKey", 404)


def test_a_key_longer_than_1024_bytes_is_refused_as_s3_does(lake: Lake) -> None:
    with pytest.raises(ServiceError) as error:
        lake.write("lake", "/".join(["x" * 100] * 11), [b""])

    assert error.value.code == "KeyTooLongError"


def test_no_key_reaches_through_a_symbolic_link(lake: Lake, tmp_path: Path) -> None:
    (tmp_path / "secret").mkdir()
    (tmp_path / "secret/file").write_text("secret")
    (tmp_path / "s3/lake/link").symlink_to(tmp_path / "secret")
    (tmp_path / "s3/lake/file").symlink_to(tmp_path / "secret/file")

    for key in ("link/file", "file"):
        with pytest.raises(ServiceError, match="key does not exist"):
            lake.read("lake", key)
        with pytest.raises(ServiceError, match="symbolic link"):
            lake.write("lake", key, [b"overwritten"])
    assert keys(lake.list("lake")) == []
    assert keys(lake.list("lake", "link/")) == []
    assert (tmp_path / "secret/file").read_text() == "secret"


def test_a_bucket_that_is_a_link_is_none(lake: Lake, tmp_path: Path) -> None:
    (tmp_path / "s3/linked").symlink_to(tmp_path)

    assert lake.buckets() == ["lake"]
    with pytest.raises(ServiceError, match="bucket does not exist"):
        lake.folder("linked")


def test_an_object_may_be_a_folder_too(lake: Lake, tmp_path: Path) -> None:
    lake.write("lake", "a", [b"object"])
    lake.write("lake", "a/b/c", [b"x"])  # the folder after the object
    lake.write("lake", "d/e", [b"x"])
    lake.write("lake", "d", [b"object"])  # the object after the folder

    assert keys(lake.list("lake")) == ["a", "a/b/c", "d", "d/e"]
    assert keys(lake.children("lake")) == ["a", "a/", "d", "d/"]
    assert keys(lake.list("lake", "a/")) == ["a/b/c"]
    lake.write("lake", "a", [b"replaced"])
    assert [lake.read("lake", key) for key in ("a", "d")] == [b"replaced", b"object"]

    lake.delete("lake", "d")
    assert (tmp_path / "s3/lake/d/e").read_bytes() == b"x"
    lake.delete("lake", "a/b/c")
    assert (tmp_path / "s3/lake/a").read_bytes() == b"replaced"
    assert keys(lake.list("lake")) == ["a", "d/e"]


def test_what_is_no_object_stays_where_it_is(lake: Lake, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "s3/lake/pipe")

    with pytest.raises(ServiceError, match="something that is no object is in its way"):
        lake.write("lake", "pipe/a", [b"x"])
    assert (tmp_path / "s3/lake/pipe").is_fifo()


def test_a_key_may_have_empty_parts(lake: Lake) -> None:
    wanted = ["/a", "a//b", "a///c", "//", "a/b"]
    for key in wanted:
        if not key.endswith("/"):
            lake.write("lake", key, [key.encode()])

    assert keys(lake.list("lake")) == ["/a", "a///c", "a//b", "a/b"]
    assert keys(lake.list("lake", "a//")) == ["a///c", "a//b"]
    assert keys(lake.children("lake", "/")) == ["/a"]
    assert keys(lake.children("lake")) == ["/", "a/"]
    assert lake.read("lake", "a///c") == b"a///c"
    for key in ("/a", "a///c", "a//b", "a/b"):
        lake.delete("lake", key)
    assert list(lake.folder("lake").iterdir()) == []


def test_a_failing_source_leaves_the_old_object_and_nothing_else(lake: Lake, tmp_path: Path) -> None:
    def broken() -> Iterator[bytes]:
        yield b"new"
        raise ServiceError("IncompleteBody", "the client went away")

    lake.write("lake", "a", [b"old"])

    with pytest.raises(ServiceError, match="went away"):
        lake.write("lake", "a", broken())

    assert lake.read("lake", "a") == b"old"
    assert list((tmp_path / "tmp").iterdir()) == []


def test_a_full_disk_is_said_in_words_and_leaves_nothing(
    lake: Lake, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(handle: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    lake.write("lake", "a", [b"old"])
    monkeypatch.setattr(os, "fsync", full)

    with pytest.raises(StoreError, match=r"No space left on device.*Check that the disk is writable"):
        lake.write("lake", "a", [b"new"])

    assert lake.read("lake", "a") == b"old"
    assert list((tmp_path / "tmp").iterdir()) == []


def test_a_read_only_disk_is_said_in_words(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")

    with pytest.raises(StoreError, match="cannot be written or read"):
        Lake(tmp_path / "file/s3", tmp_path / "file/tmp")


def test_deleting_prunes_empty_folders_and_is_idempotent(lake: Lake, tmp_path: Path) -> None:
    lake.write("lake", "a/b/c", [b"x"])
    lake.write("lake", "a/d", [b"x"])

    lake.delete("lake", "a/b/c")
    lake.delete("lake", "a/b/c")

    assert not (tmp_path / "s3/lake/a/b").exists()
    assert keys(lake.list("lake")) == ["a/d"]
    lake.delete("lake", "a/d")
    assert lake.exists("lake")


def test_every_write_has_a_later_time_than_the_one_before(lake: Lake) -> None:
    times = [lake.write("lake", "a", [b"x"]).modified_ns for _ in range(50)]

    assert times == sorted(set(times))


def test_only_an_empty_bucket_can_be_removed(lake: Lake, tmp_path: Path) -> None:
    lake.write("lake", "a/b", [b"x"])

    with pytest.raises(ServiceError) as error:
        lake.remove("lake")
    assert (error.value.code, error.value.status) == ("BucketNotEmpty", 409)
    assert lake.read("lake", "a/b") == b"x"

    lake.delete("lake", "a/b")
    (tmp_path / "s3/lake/empty/folders").mkdir(parents=True)
    lake.remove("lake")
    assert lake.buckets() == []


@pytest.mark.parametrize(
    "name", ["ab", "Upper", "a_b", "..", "a..b", "-ab", "ab-", "192.168.0.1", "x" * 64, "a/b"]
)
def test_a_bucket_name_follows_s3s_rules(lake: Lake, name: str) -> None:
    with pytest.raises(ServiceError) as error:
        lake.create(name)

    assert error.value.code == "InvalidBucketName"


@pytest.mark.parametrize(
    ("uri", "parts"),
    [
        ("s3://lake/a/b.json", ("lake", "a/b.json")),
        ("s3a://lake/a/", ("lake", "a/")),
        ("s3n://lake", ("lake", "")),
        ("s3://lake/", ("lake", "")),
        ("s3://lake/a b?c#d", ("lake", "a b?c#d")),
    ],
)
def test_an_s3_uri_is_a_bucket_and_a_key(uri: str, parts: tuple[str, str]) -> None:
    assert Lake.split(uri) == parts


@pytest.mark.parametrize("uri", ["lake/a", "file:///etc/passwd", "s3:/lake", "s3:///a", ""])
def test_other_uris_are_refused(uri: str) -> None:
    with pytest.raises(ServiceError, match="is not an S3 URI"):
        Lake.split(uri)


def test_a_folder_sorts_as_its_name_with_a_slash(lake: Lake) -> None:
    for key in ("a/b", "a-b", "a0", "a.b", "a/b-c", "a/b/c".replace("b/", "bb/")):
        lake.write("lake", key, [b""])

    assert keys(lake.list("lake")) == ["a-b", "a.b", "a/b", "a/b-c", "a/bb/c", "a0"]


def test_children_are_one_level_without_empty_folders(lake: Lake, tmp_path: Path) -> None:
    for key in ("a/b/c", "a/d", "e"):
        lake.write("lake", key, [b""])
    (tmp_path / "s3/lake/a/empty/below").mkdir(parents=True)

    assert keys(lake.children("lake")) == ["a/", "e"]
    assert keys(lake.children("lake", "a/")) == ["a/b/", "a/d"]
    assert keys(lake.children("lake", "a/", after="a/b/")) == ["a/d"]
    assert keys(lake.children("lake", "a/", after="a/b/a")) == ["a/b/", "a/d"]


SEGMENT = st.text(alphabet="ab-.0é\U0001f600", max_size=3).filter(lambda s: s not in (".", ".."))
KEY = st.lists(SEGMENT, min_size=1, max_size=3).map("/".join).filter(lambda key: key[-1:] not in ("", "/"))


@settings(max_examples=100, deadline=None)
@given(st.sets(KEY, max_size=12), st.one_of(st.just(""), KEY), st.one_of(st.just(""), KEY))
def test_listing_is_a_sorted_list_of_the_keys(
    tmp_path_factory: pytest.TempPathFactory, wanted: set[str], prefix: str, after: str
) -> None:
    folder = tmp_path_factory.mktemp("lake")
    lake = Lake(folder / "s3", folder / "tmp")
    lake.create("lake")
    for key in wanted:
        lake.write("lake", key, [b""])

    in_order = sorted(wanted, key=lambda key: key.encode())

    assert keys(lake.list("lake")) == in_order
    assert keys(lake.list("lake", prefix, after=after)) == [
        key for key in in_order if key.startswith(prefix) and key.encode() > after.encode()
    ]
