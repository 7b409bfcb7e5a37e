"""Which S3 operation a request is."""

from __future__ import annotations

import pytest

from boathouse.errors import ServiceError
from boathouse.wire.messages import Request
from boathouse.wire.models import service_model
from boathouse.wire.routes import Routes

ROUTES = Routes(service_model("s3"))


@pytest.mark.parametrize(
    ("method", "path", "query", "headers", "operation"),
    [
        ("GET", "/", {}, {}, "ListBuckets"),
        ("GET", "/lake", {}, {}, "ListObjects"),
        ("GET", "/lake/", {"prefix": "a"}, {}, "ListObjects"),
        ("GET", "/lake", {"list-type": "2"}, {}, "ListObjectsV2"),
        ("GET", "/lake", {"location": ""}, {}, "GetBucketLocation"),
        ("GET", "/lake", {"uploads": ""}, {}, "ListMultipartUploads"),
        ("GET", "/lake", {"policy": ""}, {}, "GetBucketPolicy"),
        ("GET", "/lake", {"lifecycle": ""}, {}, "GetBucketLifecycleConfiguration"),
        ("PUT", "/lake", {}, {}, "CreateBucket"),
        ("HEAD", "/lake", {}, {}, "HeadBucket"),
        ("DELETE", "/lake", {}, {}, "DeleteBucket"),
        ("POST", "/lake", {"delete": ""}, {}, "DeleteObjects"),
        ("GET", "/lake/a/b", {}, {}, "GetObject"),
        ("GET", "/lake/a//", {"x-id": "GetObject"}, {}, "GetObject"),
        ("GET", "/lake/a\nb", {}, {}, "GetObject"),
        ("HEAD", "/lake/a", {}, {}, "HeadObject"),
        ("PUT", "/lake/a", {}, {}, "PutObject"),
        ("PUT", "/lake/a", {}, {"x-amz-copy-source": "lake/b"}, "CopyObject"),
        ("PUT", "/lake/a", {"partNumber": "1", "uploadId": "x"}, {}, "UploadPart"),
        (
            "PUT",
            "/lake/a",
            {"partNumber": "1", "uploadId": "x"},
            {"x-amz-copy-source": "b/c"},
            "UploadPartCopy",
        ),
        ("POST", "/lake/a", {"uploads": ""}, {}, "CreateMultipartUpload"),
        ("POST", "/lake/a", {"uploadId": "x"}, {}, "CompleteMultipartUpload"),
        ("DELETE", "/lake/a", {"uploadId": "x"}, {}, "AbortMultipartUpload"),
        ("DELETE", "/lake/a", {}, {}, "DeleteObject"),
        ("GET", "/lake/a", {"uploadId": "x"}, {}, "ListParts"),
        ("GET", "/lake/a", {"tagging": ""}, {}, "GetObjectTagging"),
    ],
)
def test_the_operation_that_asks_for_most_is_meant(
    method: str, path: str, query: dict[str, str], headers: dict[str, str], operation: str
) -> None:
    request = Request(method, path, tuple(query.items()), headers)

    assert ROUTES.find(request).operation.name == operation


@pytest.mark.parametrize(
    ("method", "path"), [("PATCH", "/lake"), ("POST", "/lake"), ("HEAD", "/"), ("GET", "")]
)
def test_nothing_is_method_not_allowed(method: str, path: str) -> None:
    with pytest.raises(ServiceError) as error:
        ROUTES.find(Request(method, path))

    assert (error.value.code, error.value.status) == ("MethodNotAllowed", 405)
