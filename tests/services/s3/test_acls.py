"""Access control lists through boto3 and by hand on a real socket."""

from __future__ import annotations

import urllib.request
from typing import TYPE_CHECKING, Any

from tests.clouds import CloudUnderTest
from tests.services.s3.refusals import refused

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

ME = {"ID": "000000000000", "DisplayName": "boathouse"}
OWNERS = [{"Grantee": {**ME, "Type": "CanonicalUser"}, "Permission": "FULL_CONTROL"}]


def test_the_owner_has_full_control(s3: S3Client) -> None:
    s3.put_object(Bucket="lake", Key="a", Body=b"x", ACL="bucket-owner-full-control")

    of_bucket = s3.get_bucket_acl(Bucket="lake")
    of_object = s3.get_object_acl(Bucket="lake", Key="a")

    assert (of_bucket["Owner"], of_bucket["Grants"]) == (ME, OWNERS)
    assert (of_object["Owner"], of_object["Grants"]) == (ME, OWNERS)


def test_the_type_of_a_grantee_is_an_attribute(s3: S3Client, cloud: CloudUnderTest) -> None:
    with urllib.request.urlopen(f"{cloud.url}/lake?acl") as answer:
        content = answer.read()

    assert b'<AccessControlPolicy xmlns="http://s3.amazonaws.com/doc/2006-03-01/">' in content
    assert (
        b'<Grantee xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:type="CanonicalUser">' in content
    )


def test_an_acl_that_keeps_to_the_owner_is_taken(s3: S3Client) -> None:
    s3.put_object(Bucket="lake", Key="a", Body=b"x")

    s3.put_bucket_acl(Bucket="lake", ACL="private")
    for canned in ("private", "bucket-owner-full-control", "bucket-owner-read"):
        s3.put_object_acl(Bucket="lake", Key="a", ACL=canned)
    found: Any = s3.get_object_acl(Bucket="lake", Key="a", VersionId="null")
    policy = {"Owner": found["Owner"], "Grants": found["Grants"]}
    s3.put_object_acl(Bucket="lake", Key="a", AccessControlPolicy=policy)  # type: ignore[arg-type]
    s3.put_bucket_acl(Bucket="lake", AccessControlPolicy=policy)  # type: ignore[arg-type]

    assert s3.get_object_acl(Bucket="lake", Key="a")["Grants"] == OWNERS


def test_an_acl_that_lets_others_in_is_refused_by_name(s3: S3Client) -> None:
    s3.put_object(Bucket="lake", Key="a", Body=b"x")
    everybody = {"Type": "Group", "URI": "http://acs.amazonaws.com/groups/global/AllUsers"}
    policy: Any = {"Owner": ME, "Grants": [*OWNERS, {"Grantee": everybody, "Permission": "READ"}]}

    with refused("NotEmulated", 501, "The canned ACL 'public-read'"):
        s3.put_object_acl(Bucket="lake", Key="a", ACL="public-read")
    with refused("NotEmulated", 501, "The canned ACL 'public-read'"):
        s3.put_bucket_acl(Bucket="lake", ACL="public-read")
    with refused("NotEmulated", 501, "other grants than the owner's full control"):
        s3.put_object_acl(Bucket="lake", Key="a", AccessControlPolicy=policy)
    with refused("NotEmulated", 501, "other grants than the owner's full control"):
        s3.put_bucket_acl(Bucket="lake", AccessControlPolicy={"Owner": ME, "Grants": []})  # type: ignore[typeddict-item]
    with refused("NotEmulated", 501, "PutObjectAcl with GrantRead"):
        s3.put_object_acl(Bucket="lake", Key="a", GrantRead='id="123456789012"')


def test_an_acl_that_says_nothing_or_too_much_is_refused(s3: S3Client) -> None:
    s3.put_object(Bucket="lake", Key="a", Body=b"x")
    policy: Any = {"Owner": ME, "Grants": OWNERS}

    with refused("MissingSecurityHeader", 400, "missing a required header"):
        s3.put_object_acl(Bucket="lake", Key="a")
    with refused("UnexpectedContent", 400, "does not support content"):
        s3.put_object_acl(Bucket="lake", Key="a", ACL="private", AccessControlPolicy=policy)
    with refused("MalformedACLError", 400, "did not validate"):
        s3.put_object_acl(Bucket="lake", Key="a", AccessControlPolicy={"Grants": policy["Grants"]})


def test_what_is_not_there_has_no_acl(s3: S3Client) -> None:
    with refused("NoSuchKey", 404):
        s3.get_object_acl(Bucket="lake", Key="missing")
    with refused("NoSuchKey", 404):
        s3.put_object_acl(Bucket="lake", Key="missing", ACL="private")
    with refused("NoSuchBucket", 404):
        s3.get_bucket_acl(Bucket="missing")
    with refused("NoSuchBucket", 404):
        s3.put_bucket_acl(Bucket="missing", ACL="private")
