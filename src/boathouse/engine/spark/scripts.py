"""A job's script: fetched from S3 as AWS does, kept under its own file name for the tracebacks."""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from boathouse.errors import EngineError, ServiceError
from boathouse.lake import Lake


def fetch(location: str, folder: Path, environment: Mapping[str, str]) -> Path:
    """Copy the script at `location` into `folder` and return its path.

    Raises EngineError, naming the location, when it is no S3 object that can be read.
    """
    try:
        bucket, key = Lake.split(location)
    except ServiceError as error:
        raise EngineError(f"the script's location is wrong: {error}") from error
    name = key.rsplit("/", 1)[-1]
    if not name:
        raise EngineError("the script's location names no file.", where=location or "(empty)")
    exceptions = importlib.import_module("botocore.exceptions")
    try:
        body = _client(tuple(sorted(environment.items()))).get_object(Bucket=bucket, Key=key)["Body"].read()
    except exceptions.ClientError as error:
        told = error.response["Error"]
        raise EngineError(
            f"the script cannot be read: {told.get('Message') or told.get('Code')}", where=location
        ) from error
    except exceptions.BotoCoreError as error:
        raise EngineError(f"the script cannot be read: {error}", where=location) from error
    path = folder / name
    path.write_bytes(body)
    return path


def warm_up() -> None:
    """Import what `fetch` needs ahead of the first run."""
    _client(())


@lru_cache(maxsize=2)
def _client(environment: tuple[tuple[str, str], ...]) -> Any:
    # Imported on first use: the worker starts its JVM before anything else.
    session = importlib.import_module("boto3.session").Session()
    config = importlib.import_module("botocore.config").Config(
        connect_timeout=10, retries={"total_max_attempts": 2}, s3={"addressing_style": "path"}
    )
    given = dict(environment)
    return session.client(
        "s3",
        endpoint_url=given.get("AWS_ENDPOINT_URL_S3") or given.get("AWS_ENDPOINT_URL"),
        region_name=given.get("AWS_REGION") or given.get("AWS_DEFAULT_REGION") or "us-east-1",
        aws_access_key_id=given.get("AWS_ACCESS_KEY_ID"),
        aws_secret_access_key=given.get("AWS_SECRET_ACCESS_KEY"),
        config=config,
    )
