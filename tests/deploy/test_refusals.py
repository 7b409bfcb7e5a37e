"""What AWS refuses, in words that say what to do."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, cast

import boto3
import pytest
from botocore.exceptions import ClientError, NoCredentialsError

from boathouse.deploy import account
from boathouse.deploy.refusals import explained
from boathouse.errors import DeployError
from boathouse.pipeline import Pipeline
from tests.deploy.worlds import CALLER, World


@contextmanager
def refused(words: str) -> Iterator[None]:
    with pytest.raises(DeployError) as raised, explained(CALLER, "lake"):
        yield
    assert words in str(raised.value)


AWS_WORDS = (
    "User: arn:aws:sts::123456789012:assumed-role/dev/jo is not authorized to perform: {action} on resource: "
    "{resource} because no identity-based policy allows the {action} action"
)


@pytest.mark.parametrize(
    ("call", "action", "resource"),
    [
        ("glue:CreateJob", "glue:CreateJob", "arn:aws:glue:us-east-1:123456789012:job/clean"),
        ("iam:CreateRole", "iam:CreateRole", "arn:aws:iam::123456789012:role/boathouse-shop"),
        (
            "athena:CreateWorkGroup",
            "athena:CreateWorkGroup",
            "arn:aws:athena:us-east-1:123456789012:workgroup/shop",
        ),
        ("s3:PutBucketEncryption", "s3:PutEncryptionConfiguration", "arn:aws:s3:::lake"),
    ],
)
def test_a_denied_action_names_the_statement_to_add(
    aws: World, root: Path, call: str, action: str, resource: str
) -> None:
    code = "AccessDenied" if call[:3] in ("s3:", "iam") else "AccessDeniedException"
    words = AWS_WORDS.format(action=action, resource=resource)
    aws.proxy.refuse(call, code, words, 403)
    with pytest.raises(DeployError) as raised, explained(CALLER, "lake"):
        aws.deployment(Pipeline.load(root)).apply()
    assert f"arn:aws:sts::123456789012:assumed-role/dev/jo may not do {action} on {resource}." in str(
        raised.value
    )
    statement = f'{{"Effect": "Allow", "Action": "{action}", "Resource": "{resource}"}}'
    assert f"Let its policy have the statement {statement}" in str(raised.value)

    aws.proxy.behave()  # allowed now: it goes on where it stopped
    aws.deployment(Pipeline.load(root)).apply()
    assert aws.deployment(Pipeline.load(root)).plan().writes == ()


def test_a_denial_without_words_names_the_action_by_the_call(aws: World, root: Path) -> None:
    aws.proxy.refuse("s3:PutObject", "AccessDenied", "Access Denied", 403)
    with refused(f"{CALLER} may not do s3:PutObject on arn:aws:s3:::lake/*."):
        aws.deployment(Pipeline.load(root)).apply()


def test_a_bucket_of_another_account_is_refused(aws: World, root: Path) -> None:
    assume = boto3.client("sts", endpoint_url=aws.proxy.url)
    role = "arn:aws:iam::222222222222:role/theirs"
    keys = assume.assume_role(RoleArn=role, RoleSessionName="theirs")["Credentials"]
    assume.close()
    theirs: Any = boto3.client(
        "s3",
        endpoint_url=aws.proxy.url,
        aws_access_key_id=keys["AccessKeyId"],
        aws_secret_access_key=keys["SecretAccessKey"],
        aws_session_token=keys["SessionToken"],
    )
    theirs.create_bucket(Bucket="lake")
    theirs.put_object(Bucket="lake", Key="theirs.txt", Body=b"theirs")
    aws.proxy.behave()
    with refused("s3://lake: the bucket belongs to another account. Bucket names are unique"):
        aws.deployment(Pipeline.load(root)).apply()
    assert aws.proxy.writes == []

    aws.proxy.refuse("s3:ListBuckets", "AccessDenied", "Access Denied", 403)  # as the least policy has it
    with refused("belongs to another account, or your policy lacks s3:ListBucket on arn:aws:s3:::lake."):
        aws.deployment(Pipeline.load(root)).apply()
    theirs.close()


def test_a_bucket_that_somebody_takes_in_between_is_refused(aws: World, root: Path) -> None:
    words = "The requested bucket name is not available."
    aws.proxy.refuse("s3:CreateBucket", "BucketAlreadyExists", words, 409)
    with refused("s3://lake: the bucket belongs to another account."):
        aws.deployment(Pipeline.load(root)).apply()


def test_a_bucket_in_another_region_is_refused(aws: World, root: Path) -> None:
    aws.clients.s3.create_bucket(Bucket="lake", CreateBucketConfiguration={"LocationConstraint": "eu-west-1"})
    aws.proxy.behave()
    with refused("the bucket is in eu-west-1, and you are deploying to us-east-1. Set AWS_REGION=eu-west-1"):
        aws.deployment(Pipeline.load(root)).apply()
    assert aws.proxy.writes == []


def test_credentials_that_expire_half_way_are_explained_and_nothing_is_lost(aws: World, root: Path) -> None:
    aws.proxy.refuse("glue:CreateTable", "ExpiredTokenException", "The security token is expired")
    with refused("your AWS credentials have expired. Sign in again"):
        aws.deployment(Pipeline.load(root)).apply()
    assert aws.proxy.writes
    aws.proxy.behave()
    aws.deployment(Pipeline.load(root)).apply()
    assert aws.deployment(Pipeline.load(root)).plan().writes == ()


def test_unknown_credentials_and_none_are_explained(aws: World) -> None:
    aws.proxy.refuse("sts:GetCallerIdentity", "InvalidClientTokenId", "The security token is invalid", 403)
    with refused("AWS does not know your credentials (InvalidClientTokenId)"):
        account.connect(attempts=1)
    with refused("there are no valid AWS credentials"):
        raise NoCredentialsError


def test_the_region_comes_from_either_variable_or_nothing_starts(
    monkeypatch: pytest.MonkeyPatch, aws: World
) -> None:
    monkeypatch.setenv("AWS_REGION", "eu-west-1")
    assert account.connect()[0].region == "eu-west-1"
    monkeypatch.delenv("AWS_REGION")
    assert account.connect()[0].region == "us-east-1"
    monkeypatch.delenv("AWS_DEFAULT_REGION")
    with pytest.raises(DeployError, match="no AWS region is set"):
        account.connect()


def test_throttling_is_retried(aws: World, root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("time.sleep", lambda seconds: None)
    who, clients = account.connect()
    aws.proxy.refuse("glue:CreateDatabase", "ThrottlingException", "Rate exceeded", 400, times=3)
    patient = World("moto", clients, aws.proxy, who)
    patient.deployment(Pipeline.load(root)).apply()
    assert aws.proxy.writes.count("glue:CreateDatabase") == 4
    assert patient.deployment(Pipeline.load(root)).plan().writes == ()
    for client in vars(clients).values():
        client.close()


def test_throttling_without_end_is_told(aws: World, root: Path) -> None:
    aws.proxy.refuse("glue:CreateDatabase", "ThrottlingException", "Rate exceeded")
    with refused("AWS asks for patience: CreateDatabase answered ThrottlingException."):
        aws.deployment(Pipeline.load(root)).apply()


def test_a_role_that_glue_does_not_know_yet_is_waited_for(
    aws: World, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("boathouse.deploy.jobs._PATIENCE", (0.0, 15))
    words = "Service is unable to assume provided role. Please verify role's TrustPolicy"
    aws.proxy.refuse("glue:CreateJob", "InvalidInputException", words, times=3)
    aws.deployment(Pipeline.load(root)).apply()
    assert aws.proxy.writes.count("glue:CreateJob") == 3 + 3


def test_a_network_that_ends_is_told(aws: World, root: Path) -> None:
    aws.proxy.cut_after(3)
    with refused("AWS cannot be reached"):
        aws.deployment(Pipeline.load(root)).apply()


def test_other_words_of_aws_stay_its_own(aws: World, root: Path) -> None:
    aws.proxy.refuse("glue:CreateWorkflow", "ResourceNumberLimitExceededException", "Too many workflows")
    with refused("CreateWorkflow answered ResourceNumberLimitExceededException: Too many workflows"):
        aws.deployment(Pipeline.load(root)).apply()


def test_a_look_that_is_refused_says_nothing_of_what_is_done(aws: World) -> None:
    aws.proxy.refuse("glue:GetDatabases", "ThrottlingException", "Rate exceeded")
    words = r"AWS asks for patience: GetDatabases answered ThrottlingException\.$"
    with pytest.raises(DeployError, match=words), explained(CALLER, "lake", changes=False):
        aws.clients.glue.get_databases()


def test_a_web_page_in_place_of_an_answer_is_not_quoted() -> None:
    page = {"Error": {"Code": "500", "Message": "<!doctype html>\n<html>Internal Server Error</html>"}}
    with refused("GetTables answered 500: a web page, as no service of AWS's does. See AWS_ENDPOINT_URL."):
        raise ClientError(cast(Any, page), "GetTables")
