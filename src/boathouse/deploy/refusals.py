"""AWS's refusals in words that say what to do."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager

from botocore.exceptions import (
    BotoCoreError,
    ClientError,
    ConnectionClosedError,
    ConnectTimeoutError,
    CredentialRetrievalError,
    EndpointConnectionError,
    HTTPClientError,
    NoCredentialsError,
    PartialCredentialsError,
    SSOError,
)

from boathouse.errors import DeployError

_DENIED = ("AccessDenied", "AccessDeniedException", "UnauthorizedOperation", "403", "Forbidden")
_EXPIRED = ("ExpiredToken", "ExpiredTokenException", "RequestExpired", "TokenRefreshRequired")
_INVALID = (
    "InvalidClientTokenId",
    "UnrecognizedClientException",
    "InvalidAccessKeyId",
    "SignatureDoesNotMatch",
)
_THROTTLED = (
    "ThrottlingException",
    "Throttling",
    "TooManyRequestsException",
    "SlowDown",
    "RequestLimitExceeded",
)
_TAKEN = ("BucketAlreadyExists",)
_MESSAGE = re.compile(
    r"(?P<caller>arn:\S+) is not authorized to perform: (?P<action>[\w-]+:\w+)"
    r"(?: on resource: (?P<resource>\S+))?"
)
# Where IAM's name of an action is not the operation's.
_ACTIONS = {
    "HeadBucket": "ListBucket",
    "ListObjectsV2": "ListBucket",
    "ListObjectVersions": "ListBucketVersions",
    "HeadObject": "GetObject",
    "DeleteObjects": "DeleteObject",
    "PutPublicAccessBlock": "PutBucketPublicAccessBlock",
    "GetPublicAccessBlock": "GetBucketPublicAccessBlock",
    "PutBucketEncryption": "PutEncryptionConfiguration",
    "GetBucketEncryption": "GetEncryptionConfiguration",
    "ListBuckets": "ListAllMyBuckets",
}
_S3 = re.compile(r"Bucket|Object|PublicAccessBlock|Multipart|UploadPart")
_AGAIN = "What is done stays done: run the same command again."


@contextmanager
def explained(caller: str = "", bucket: str = "", *, changes: bool = True) -> Iterator[None]:
    """Turn what AWS and the network answer inside the block into errors that say what to do.

    Where the block `changes` something, an error says that what is done stays done.
    """
    again = _AGAIN if changes else ""
    try:
        yield
    except ClientError as error:
        raise _of_service(error, caller, bucket, again) from error
    except (NoCredentialsError, PartialCredentialsError, CredentialRetrievalError, SSOError) as error:
        raise DeployError(
            f"there are no valid AWS credentials ({str(error).rstrip('.')}).",
            remedy="Set AWS_PROFILE, or the variables that your account's sign-in page shows.",
        ) from error
    except (EndpointConnectionError, ConnectionClosedError, ConnectTimeoutError, HTTPClientError) as error:
        raise DeployError(f"AWS cannot be reached ({str(error).rstrip('.')}).", remedy=again) from error
    except BotoCoreError as error:
        raise DeployError(str(error)) from error


def _of_service(error: ClientError, caller: str, bucket: str, again: str) -> DeployError:
    told = error.response["Error"]
    code, message = told.get("Code", ""), told.get("Message", "")
    if code in _DENIED:
        return _denied(error, caller, bucket, again)
    if code in _EXPIRED:
        return DeployError(
            "your AWS credentials have expired.",
            remedy=f"Sign in again (aws sso login, or new keys). {again}".rstrip(),
        )
    if code in _INVALID:
        return DeployError(
            f"AWS does not know your credentials ({code}).",
            remedy="See AWS_PROFILE and AWS_ACCESS_KEY_ID, or sign in again.",
        )
    if code in _THROTTLED:
        return DeployError(f"AWS asks for patience: {error.operation_name} answered {code}.", remedy=again)
    if code in _TAKEN:
        return DeployError(
            "the bucket belongs to another account.",
            where=f"s3://{bucket}",
            remedy="Bucket names are unique in the whole world: choose another with BUCKET=.",
        )
    if message.lstrip().startswith("<"):
        message = "a web page, as no service of AWS's does. See AWS_ENDPOINT_URL."
    return DeployError(f"{error.operation_name} answered {code}: {message}".rstrip(": "), remedy=again)


def _denied(error: ClientError, caller: str, bucket: str, again: str) -> DeployError:
    """Who may not do what on which resource, and the statement that would let them."""
    found = _MESSAGE.search(error.response["Error"].get("Message", ""))
    who = (found and found["caller"]) or caller or "the caller"
    action = (found and found["action"]) or _action(error.operation_name)
    resource = ((found and found["resource"]) or "").rstrip(".,") or _resource(action, bucket)
    statement = json.dumps({"Effect": "Allow", "Action": action, "Resource": resource})
    return DeployError(
        f"{who} may not do {action} on {resource}.",
        remedy=f"Let its policy have the statement {statement}\n"
        "boathouse deploy-aws --policy prints all that a deployment needs. "
        f"{again}".rstrip(),
    )


def _action(operation: str) -> str:
    if operation in _ACTIONS or _S3.search(operation):
        return f"s3:{_ACTIONS.get(operation, operation)}"
    if "Role" in operation:
        return f"iam:{operation}"
    if re.search("WorkGroup|Query|QueryExecution|NamedQuer", operation):
        return f"athena:{operation}"
    return f"glue:{operation}"


def _resource(action: str, bucket: str) -> str:
    if not action.startswith("s3:") or not bucket:
        return "*"
    inside = action.endswith("Object") or "ObjectVersion" in action
    return f"arn:aws:s3:::{bucket}/*" if inside else f"arn:aws:s3:::{bucket}"
