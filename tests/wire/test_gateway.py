"""Every protocol's errors, and what no service answers, over a real socket."""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from typing import Any
from xml.etree import ElementTree

import pytest
from botocore.exceptions import ClientError

from boathouse.errors import StoreError
from boathouse.services.glue.databases import Databases
from tests.clouds import CloudUnderTest


def post(cloud: CloudUnderTest, body: bytes, **headers: str) -> tuple[int, Any, bytes]:
    given = {name.replace("_", "-"): value for name, value in headers.items()}
    request = urllib.request.Request(f"{cloud.url}/", body, given, method="POST")
    try:
        with urllib.request.urlopen(request) as answer:
            return answer.status, answer.headers, answer.read()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.headers, error.read()


def glue(cloud: CloudUnderTest, operation: str, body: bytes) -> tuple[int, dict[str, Any]]:
    target = f"AWSGlue.{operation}"
    status, headers, content = post(
        cloud, body, X_Amz_Target=target, Content_Type="application/x-amz-json-1.1"
    )
    assert headers["Content-Type"] == "application/x-amz-json-1.1"
    assert headers["x-amzn-RequestId"]
    document: dict[str, Any] = json.loads(content)
    if status != 200:
        assert headers["x-amzn-ErrorType"] == document["__type"]
    return status, document


@pytest.mark.parametrize("body", [b"{", b"\xff\xfe", b"[]", b'"text"', b"null", b"[" * 100_000])
def test_a_body_that_is_no_json_object_is_a_serialization_error(cloud: CloudUnderTest, body: bytes) -> None:
    status, error = glue(cloud, "GetDatabases", body)

    assert (status, error["__type"]) == (400, "SerializationException")


def test_an_empty_body_is_a_request_without_members(cloud: CloudUnderTest) -> None:
    assert glue(cloud, "GetDatabases", b"") == (200, {"DatabaseList": []})


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ({"Name": 1}, "'name'"),
        ({"Name": "x", "Nonsense": 1}, "'nonsense' is not a member of GetDatabaseRequest"),
        ({"Name": ["x"]}, "'name'"),
    ],
)
def test_a_member_of_the_wrong_kind_is_named(cloud: CloudUnderTest, body: dict[str, Any], words: str) -> None:
    status, error = glue(cloud, "GetDatabase", json.dumps(body).encode())

    assert (status, error["__type"]) == (400, "SerializationException")
    assert words in error["message"]


def test_a_missing_member_is_a_validation_error_in_the_services_own_code(cloud: CloudUnderTest) -> None:
    status, error = glue(cloud, "GetDatabase", b"{}")

    assert (status, error["__type"]) == (400, "ValidationException")
    assert error["message"].startswith("1 validation error detected: Value null at 'name' failed to satisfy")
    status, _, content = post(cloud, b"{}", X_Amz_Target="AmazonAthena.GetQueryExecution")
    assert (status, json.loads(content)["__type"]) == (400, "InvalidRequestException")


def test_an_unknown_operation_is_said(cloud: CloudUnderTest) -> None:
    status, error = glue(cloud, "DoNothing", b"{}")

    assert (status, error["__type"]) == (400, "UnknownOperationException")


def test_an_operation_without_a_method_is_not_emulated(cloud: CloudUnderTest) -> None:
    status, error = glue(cloud, "CreateBlueprint", b'{"Name": "x", "BlueprintLocation": "s3://x"}')

    assert (status, error["__type"]) == (501, "NotEmulated")
    assert "CreateBlueprint is not emulated" in error["message"]


def test_an_error_that_the_model_knows_has_the_models_members(cloud: CloudUnderTest) -> None:
    status, error = glue(cloud, "GetDatabase", b'{"Name": "missing"}')

    assert (status, error["__type"]) == (400, "EntityNotFoundException")
    assert error["Message"] == "Database missing not found."


def test_another_service_is_named(cloud: CloudUnderTest) -> None:
    called = (
        ("iam", "list_roles"),
        ("sqs", "list_queues"),
        ("lambda", "list_functions"),
        ("sesv2", "list_contact_lists"),
    )
    for service, call in called:
        with pytest.raises(ClientError, match="is not emulated by Boathouse") as error:
            getattr(cloud.client(service), call)()
        assert error.value.response["Error"]["Code"] == "NotEmulated"
        assert error.value.response["ResponseMetadata"]["HTTPStatusCode"] == 501


def test_an_unknown_action_of_a_form_is_said(cloud: CloudUnderTest) -> None:
    form = "application/x-www-form-urlencoded"
    status, _, content = post(cloud, b"Action=Nothing&Version=2011-06-15", Content_Type=form)
    root = ElementTree.fromstring(content)

    space = "{https://sts.amazonaws.com/doc/2011-06-15/}"
    assert (status, root.tag) == (400, f"{space}ErrorResponse")
    assert root.findtext(f"{space}Error/{space}Code") == "InvalidAction"


def test_an_error_of_s3_is_xml_that_names_the_resource(cloud: CloudUnderTest) -> None:
    with pytest.raises(urllib.error.HTTPError) as raised:
        urllib.request.urlopen(f"{cloud.url}/missing/a%20key")
    with raised.value as error:
        root = ElementTree.fromstring(error.read())

    assert (error.code, root.tag) == (404, "Error")
    assert root.findtext("Code") == "NoSuchBucket"
    assert root.findtext("BucketName") == "missing"
    assert root.findtext("Resource") == "/missing/a key"
    assert root.findtext("RequestId") == error.headers["x-amz-request-id"]


@pytest.mark.parametrize(
    "body",
    [
        b"<Delete>",
        b"not xml",
        b'<!DOCTYPE d [<!ENTITY a "b">]><Delete><Object><Key>&a;</Key></Object></Delete>',
    ],
)
def test_broken_xml_is_malformed(cloud: CloudUnderTest, body: bytes) -> None:
    cloud.client("s3").create_bucket(Bucket="lake")
    request = urllib.request.Request(f"{cloud.url}/lake?delete", body, method="POST")

    with pytest.raises(urllib.error.HTTPError) as raised:
        urllib.request.urlopen(request)
    with raised.value as error:
        assert (error.code, ElementTree.fromstring(error.read()).findtext("Code")) == (400, "MalformedXML")


def test_a_method_that_no_operation_has_is_not_allowed(cloud: CloudUnderTest) -> None:
    request = urllib.request.Request(f"{cloud.url}/lake/a", method="PATCH")

    with pytest.raises(urllib.error.HTTPError) as raised:
        urllib.request.urlopen(request)
    with raised.value as error:
        assert (error.code, b"MethodNotAllowed" in error.read()) == (405, True)


def test_a_failing_disk_is_an_error_that_clients_do_not_retry(
    cloud: CloudUnderTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(self: Databases, **members: object) -> None:
        raise StoreError("the state cannot be read or written (disk full).", where="state.sqlite")

    monkeypatch.setattr(Databases, "get_databases", full)

    status, error = glue(cloud, "GetDatabases", b"{}")

    assert (status, error["__type"]) == (507, "InternalError")
    assert error["message"] == "state.sqlite: the state cannot be read or written (disk full)."


def test_a_slip_inside_is_an_internal_error_and_in_the_log(
    cloud: CloudUnderTest, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(Databases, "get_databases", lambda self: {"Databases": 1})

    status, error = glue(cloud, "GetDatabases", b"{}")

    assert (status, error["__type"]) == (500, "InternalError")
    assert "GetDatabasesResponse has no member Databases" in error["message"]
    assert "GetDatabases failed" in caplog.text


def test_a_connection_serves_call_after_call_even_after_refused_bodies(cloud: CloudUnderTest) -> None:
    s3 = cloud.client("s3", max_pool_connections=1)
    s3.create_bucket(Bucket="lake")

    for _ in range(5):
        with pytest.raises(ClientError, match="NoSuchBucket"):
            s3.put_object(Bucket="missing", Key="a", Body=b"x" * 3_000_000)
        s3.put_object(Bucket="lake", Key="a", Body=b"x" * 3_000_000)
