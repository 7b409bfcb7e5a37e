"""The account that a pipeline goes to: its boto3 clients, who is calling, and what it can hold."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from boathouse.errors import DeployError

if TYPE_CHECKING:
    from mypy_boto3_athena import AthenaClient
    from mypy_boto3_glue import GlueClient
    from mypy_boto3_s3 import S3Client

EMULATED = "000000000000"
"""The account of the emulated cloud, and of nobody else."""

LOCAL_ROLE = f"arn:aws:iam::{EMULATED}:role/boathouse"
"""The role of the emulated cloud's jobs, which nothing obeys."""

_ATTEMPTS = 8  # throttled calls are made again, more slowly each time


@dataclass(frozen=True)
class Clients:
    """boto3 clients of one account and region: the local cloud's or AWS's."""

    s3: S3Client
    glue: GlueClient
    athena: AthenaClient
    iam: Any = None
    """The local cloud has none."""
    logs: Any = None


@dataclass(frozen=True)
class Account:
    """An account in one region, and the caller as AWS knows them."""

    number: str = EMULATED
    region: str = "us-east-1"
    caller: str = ""

    @property
    def emulated(self) -> bool:
        """Tell whether this is the local cloud.

        It has no roles, and its buckets have no encryption, versions or public access to block, so that
        none of these is deployed there.
        """
        return self.number == EMULATED

    @property
    def partition(self) -> str:
        """The first part of every ARN: aws, aws-cn, aws-us-gov."""
        return self.caller.split(":")[1] if self.caller.startswith("arn:") else "aws"

    @property
    def owner(self) -> dict[str, Any]:
        """What keeps S3 from touching a bucket that has become somebody else's."""
        return {} if self.emulated else {"ExpectedBucketOwner": self.number}

    def arn(self, service: str, resource: str) -> str:
        """The ARN of a resource of this account and region."""
        return f"arn:{self.partition}:{service}:{self.region}:{self.number}:{resource}"

    def role(self, name: str) -> str:
        """The ARN of a role by its name; an ARN stays one."""
        return name if name.startswith("arn:") else f"arn:{self.partition}:iam::{self.number}:role/{name}"


def connect(attempts: int | None = None) -> tuple[Account, Clients]:
    """Find credentials, region and endpoint as every AWS tool does, and ask AWS who that is.

    Raises DeployError if there is no region, and botocore's errors if there are no valid credentials.
    """
    # Here, because the commands that start a cloud of their own import it while that starts.
    import boto3  # noqa: PLC0415
    from botocore.config import Config  # noqa: PLC0415

    # boto3 alone of all AWS tools reads only the older of the two variables
    session = boto3.Session(region_name=os.environ.get("AWS_REGION"))
    if not session.region_name:
        raise DeployError(
            "no AWS region is set.",
            remedy="Set AWS_REGION, or a region in the profile that AWS_PROFILE names.",
        )
    given = {"total_max_attempts": attempts or _ATTEMPTS, "mode": "standard"}
    config = Config(retries=cast(Any, {} if os.environ.get("AWS_MAX_ATTEMPTS") else given))

    def client(name: Any) -> Any:
        return session.client(name, config=config)

    told = client("sts").get_caller_identity()
    account = Account(told["Account"], session.region_name, told["Arn"])
    clients = Clients(client("s3"), client("glue"), client("athena"), client("iam"), client("logs"))
    return account, clients
