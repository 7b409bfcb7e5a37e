"""Listings through boto3 on a real socket, and against a sorted list."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.clouds import CloudUnderTest
from tests.services.s3.refusals import refused

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client


def put(s3: S3Client, *keys: str) -> None:
    for key in keys:
        s3.put_object(Bucket="lake", Key=key, Body=b"")


def items(page: Any) -> list[str]:
    """Keys and common prefixes of a page, in order."""
    found = [o["Key"] for o in page.get("Contents", [])] + [
        p["Prefix"] for p in page.get("CommonPrefixes", [])
    ]
    return sorted(found, key=str.encode)


def test_keys_come_in_utf8_order(s3: S3Client) -> None:
    put(s3, "a/b", "a-b", "a0", "B", "é", "\U0001f600", "\uffee", "z")

    keys = [o["Key"] for o in s3.list_objects_v2(Bucket="lake")["Contents"]]

    assert keys == ["B", "a-b", "a/b", "a0", "z", "é", "\uffee", "\U0001f600"]


def test_a_delimiter_rolls_keys_up(s3: S3Client) -> None:
    put(s3, "customer/landing/1", "customer/landing/2", "customer/trusted/1", "customer.txt", "readme")

    top = s3.list_objects_v2(Bucket="lake", Delimiter="/")
    below = s3.list_objects_v2(Bucket="lake", Delimiter="/", Prefix="customer/")
    other = s3.list_objects_v2(Bucket="lake", Delimiter="landing", Prefix="cust")

    assert [o["Key"] for o in top["Contents"]] == ["customer.txt", "readme"]
    assert [p["Prefix"] for p in top["CommonPrefixes"]] == ["customer/"]
    assert top["KeyCount"] == 3
    assert [p["Prefix"] for p in below["CommonPrefixes"]] == ["customer/landing/", "customer/trusted/"]
    assert [p["Prefix"] for p in other["CommonPrefixes"]] == ["customer/landing"]


def test_a_prefix_need_not_end_at_a_slash(s3: S3Client) -> None:
    put(s3, "part-0", "part-1", "partial/x", "other")

    assert items(s3.list_objects_v2(Bucket="lake", Prefix="part")) == ["part-0", "part-1", "partial/x"]
    assert items(s3.list_objects_v2(Bucket="lake", Prefix="part", Delimiter="/")) == [
        "part-0",
        "part-1",
        "partial/",
    ]
    assert items(s3.list_objects_v2(Bucket="lake", Prefix="partial/x/y")) == []


@pytest.mark.parametrize("prefix", ["../", "/", "a//", "..", "./"])
def test_a_prefix_cannot_leave_the_bucket(s3: S3Client, prefix: str) -> None:
    put(s3, "a")
    s3.create_bucket(Bucket="other")

    assert s3.list_objects_v2(Bucket="lake", Prefix=prefix)["KeyCount"] == 0


def test_pages_follow_each_other(s3: S3Client) -> None:
    put(s3, *(f"k{n:02}" for n in range(25)))

    first = s3.list_objects_v2(Bucket="lake", MaxKeys=10)
    pages = s3.get_paginator("list_objects_v2").paginate(Bucket="lake", PaginationConfig={"PageSize": 10})
    old = s3.get_paginator("list_objects").paginate(Bucket="lake", PaginationConfig={"PageSize": 10})

    assert (first["KeyCount"], first["MaxKeys"], first["IsTruncated"]) == (10, 10, True)
    assert [len(items(page)) for page in pages] == [10, 10, 5]
    assert [key for page in old for key in items(page)] == [f"k{n:02}" for n in range(25)]


def test_start_after_and_marker_are_exclusive(s3: S3Client) -> None:
    put(s3, "a", "b", "c/1", "c/2")

    assert items(s3.list_objects_v2(Bucket="lake", StartAfter="b")) == ["c/1", "c/2"]
    assert items(s3.list_objects(Bucket="lake", Marker="c/1")) == ["c/2"]
    assert items(s3.list_objects_v2(Bucket="lake", StartAfter="b", Delimiter="/")) == ["c/"]
    assert items(s3.list_objects(Bucket="lake", Marker="c/", Delimiter="/")) == []


def test_an_entry_says_what_the_object_is(s3: S3Client) -> None:
    s3.put_object(Bucket="lake", Key="a", Body=b"hello")

    (listed,) = s3.list_objects_v2(Bucket="lake", FetchOwner=True)["Contents"]
    head = s3.head_object(Bucket="lake", Key="a")

    assert (listed["Size"], listed["StorageClass"]) == (5, "STANDARD")
    assert listed["ETag"] == head["ETag"] == '"5d41402abc4b2a76b9719d911017c592"'
    assert listed["LastModified"] == head["LastModified"]
    assert listed["Owner"]["ID"] == "000000000000"


def test_odd_characters_survive_the_listing(s3: S3Client) -> None:
    odd = ["a b+c", "a%20b", "q?x=1&y", "new\nline", "tab\t", "<xml>&'\"", "\x01"]
    put(s3, *odd)

    assert [o["Key"] for o in s3.list_objects_v2(Bucket="lake")["Contents"]] == sorted(odd, key=str.encode)


def test_a_folder_marker_that_is_made_again_is_one(s3: S3Client) -> None:
    for _ in range(3):
        put(s3, "a/")

    answer = s3.list_objects_v2(Bucket="lake", MaxKeys=1)
    assert (answer["KeyCount"], answer["IsTruncated"]) == (1, False)


def test_a_folder_marker_may_stand_beside_an_object_of_its_name(s3: S3Client) -> None:
    put(s3, "ab", "ab/")
    assert [o["Key"] for o in s3.list_objects_v2(Bucket="lake")["Contents"]] == ["ab", "ab/"]
    s3.delete_object(Bucket="lake", Key="ab")
    put(s3, "ab/x")

    assert [o["Key"] for o in s3.list_objects_v2(Bucket="lake")["Contents"]] == ["ab/", "ab/x"]


def test_a_negative_page_is_refused(s3: S3Client) -> None:
    with refused("InvalidArgument", 400, "maxKeys"):
        s3.list_objects_v2(Bucket="lake", MaxKeys=-1)
    assert s3.list_objects_v2(Bucket="lake", MaxKeys=0)["KeyCount"] == 0
    with refused("InvalidArgument", 400, "continuation token"):
        s3.list_objects_v2(Bucket="lake", ContinuationToken="é")


SEGMENT = st.sampled_from(["a", "b", "a-", "a.", "0", "é", "ab", "b0", ""])
PATH = st.lists(SEGMENT, min_size=1, max_size=3).map("/".join).filter(lambda key: key[-1:] not in ("", "/"))
KEYS = st.sets(st.tuples(PATH, st.booleans()), max_size=10)


def modelled(keys: list[str], prefix: str, delimiter: str, after: str) -> list[str]:
    """The listing as S3 defines it, over a list of all keys."""
    found: list[str] = []
    for key in sorted(keys, key=str.encode):
        if not key.startswith(prefix) or key.encode() <= after.encode():
            continue
        cut = key.find(delimiter, len(prefix)) if delimiter else -1
        item = key if cut < 0 else key[: cut + len(delimiter)]
        if item not in found and item != after:
            found.append(item)
    return found


@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    KEYS,
    st.sampled_from(["", "a", "a/", "a/b", "b/a/", "é/", "/", "a//", "//a"]),
    st.sampled_from(["", "/", "a", "-"]),
    st.integers(1, 4),
)
def test_paging_is_a_walk_over_the_sorted_keys(
    cloud: CloudUnderTest, keys: set[tuple[str, bool]], prefix: str, delimiter: str, size: int
) -> None:
    s3: S3Client = cloud.client("s3")
    s3.create_bucket(Bucket="lake")
    for item in s3.list_objects_v2(Bucket="lake").get("Contents", []):
        s3.delete_object(Bucket="lake", Key=item["Key"])
    stored = []
    for key, marker in sorted(keys):
        name = f"{key}/" if marker else key
        s3.put_object(Bucket="lake", Key=name, Body=b"")
        stored.append(name)

    walked, token = list[str](), dict[str, Any]()
    while True:
        page = s3.list_objects_v2(Bucket="lake", Prefix=prefix, Delimiter=delimiter, MaxKeys=size, **token)
        assert page["KeyCount"] == len(items(page)) <= size
        walked += items(page)
        if not page["IsTruncated"]:
            break
        token = {"ContinuationToken": page["NextContinuationToken"]}

    assert walked == modelled(stored, prefix, delimiter, "")
    for start in stored:
        after = s3.list_objects_v2(Bucket="lake", Prefix=prefix, Delimiter=delimiter, StartAfter=start)
        assert items(after) == modelled(stored, prefix, delimiter, start)
