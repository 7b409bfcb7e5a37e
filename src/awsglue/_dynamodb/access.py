"""The way to DynamoDB: found by the driver, taken by Spark's tasks, which do not see its environment."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from awsglue._dynamodb.options import Place

Credentials = tuple[str | None, str | None, str | None]

_ATTEMPTS = 10
_DYNAMODB: Any = "dynamodb"
_STS: Any = "sts"


@dataclass(frozen=True)
class Table:
    """A table's key attributes, and the type of each (S, N or B)."""

    name: str
    keys: Mapping[str, str]


@dataclass(frozen=True)
class Access:
    """What a client is made of, wherever it is made."""

    region: str
    endpoint: str
    credentials: Credentials = field(repr=False)
    attempts: int

    @classmethod
    def to(cls, place: Place, attempts: int = _ATTEMPTS) -> Access:
        """The way to a table; a role is assumed here, once.

        Raises RuntimeError if it may not be assumed.
        """
        region = place.region or os.environ.get("AWS_REGION") or _session().region_name or "us-east-1"
        made: Any = _session().client(_DYNAMODB, region_name=region, endpoint_url=place.endpoint or None)
        return cls(region, str(made.meta.endpoint_url), _credentials(place, region), attempts)

    def client(self) -> Any:
        """A client, one for each process."""
        return _client(self)

    def describe(self, table: str) -> Table:
        """A table's keys.

        Raises RuntimeError if DynamoDB does not tell.
        """
        with explained(f"DynamoDB table {table!r} in {self.region}"):
            told = self.client().describe_table(TableName=table)["Table"]
        kinds = {one["AttributeName"]: one["AttributeType"] for one in told["AttributeDefinitions"]}
        return Table(table, {key["AttributeName"]: kinds[key["AttributeName"]] for key in told["KeySchema"]})


@contextmanager
def explained(what: str) -> Iterator[None]:
    """Inside, an error of AWS's is a RuntimeError that says what it was about, in AWS's code and words."""
    try:
        yield
    except ClientError as error:
        told = error.response.get("Error", {})
        raise RuntimeError(f"{what}: {told.get('Code')}: {told.get('Message')}") from error
    except BotoCoreError as error:
        raise RuntimeError(f"{what}: {type(error).__name__}: {error}") from error


@cache
def _session() -> boto3.Session:
    """One for each process: each reads botocore's models anew."""
    return boto3.Session()


def _credentials(place: Place, region: str) -> Credentials:
    if place.role:
        sts: Any = _session().client(_STS, region_name=region)
        with explained(f"Role {place.role} for DynamoDB table {place.table!r}"):
            made = sts.assume_role(RoleArn=place.role, RoleSessionName=place.session)["Credentials"]
        return made["AccessKeyId"], made["SecretAccessKey"], made["SessionToken"]
    found = _session().get_credentials()
    if found is None:
        return None, None, None  # a client tells it better
    frozen = found.get_frozen_credentials()
    return frozen.access_key, frozen.secret_key, frozen.token


@cache
def _client(access: Access) -> Any:
    key, secret, token = access.credentials
    config = Config(
        retries={"mode": "standard", "total_max_attempts": access.attempts},
        parameter_validation=False,  # a third of the time of a write
    )
    made: Any = _session().client(
        _DYNAMODB,
        region_name=access.region,
        endpoint_url=access.endpoint,
        aws_access_key_id=key,
        aws_secret_access_key=secret,
        aws_session_token=token,
        config=config,
    )
    made.meta.events.register("before-parse.dynamodb.Scan", _bare_items)
    return made


def _bare_items(response_dict: dict[str, Any], customized_response_dict: dict[str, Any], **_: Any) -> None:
    """Keep botocore from walking through each attribute by its model: the items are JSON as they come."""
    if response_dict["status_code"] != 200:
        return
    answer = json.loads(response_dict["body"])
    customized_response_dict["Items"] = answer.pop("Items", [])
    response_dict["body"] = json.dumps(answer).encode()
