"""Objects that a run needs, copied from S3 as AWS does, each under its own file name."""

from __future__ import annotations

import http.client
import importlib
import importlib.util
import shutil
from collections.abc import Mapping
from functools import lru_cache
from http import HTTPStatus
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

from boathouse import sessions
from boathouse.errors import EngineError, ServiceError
from boathouse.lake import Lake

_MODULE = "module:"
_CONNECT_SECONDS = 10


def fetch(location: str, folder: Path, environment: Mapping[str, str], what: str = "the script") -> Path:
    """Copy the object at `location` into `folder` and return its path.

    A script may also be a module of the runtime, as `module:name`: the service's own runs are such.
    Raises EngineError, naming the location, when it is no S3 object that can be read.
    """
    if location.startswith(_MODULE):
        return _module(location, folder)
    try:
        bucket, key = Lake.split(location)
    except ServiceError as error:
        raise EngineError(f"the location of {what} is wrong: {error}") from error
    name = key.rsplit("/", 1)[-1]
    if not name:
        raise EngineError(f"the location of {what} names no file.", where=location or "(empty)")
    path = folder / name
    folder.mkdir(parents=True, exist_ok=True)
    if _unsigned(bucket, key, environment, path):
        return path
    exceptions = importlib.import_module("botocore.exceptions")
    try:
        body = client("s3", environment).get_object(Bucket=bucket, Key=key)["Body"]
        with path.open("wb") as file:
            shutil.copyfileobj(body, file)
    except exceptions.ClientError as error:
        told = error.response["Error"]
        raise EngineError(
            f"{what} cannot be read: {told.get('Message') or told.get('Code')}", where=location
        ) from error
    except exceptions.BotoCoreError as error:
        raise EngineError(f"{what} cannot be read: {error}", where=location) from error
    return path


def _unsigned(bucket: str, key: str, environment: Mapping[str, str], path: Path) -> bool:
    """Copy an object of a server that asks for no signature, as Boathouse's own; answers whether it is there.

    botocore would take a quarter of a second to load, while the JVM needs the processors.
    """
    place = urlsplit(environment.get("AWS_ENDPOINT_URL_S3") or environment.get("AWS_ENDPOINT_URL") or "")
    if place.scheme != "http" or place.path.strip("/") or not place.hostname:
        return False
    connection = http.client.HTTPConnection(place.hostname, place.port, timeout=_CONNECT_SECONDS)
    try:
        connection.request("GET", quote(f"/{bucket}/{key}"))
        answer = connection.getresponse()
        if answer.status != HTTPStatus.OK:
            return False
        with path.open("wb") as file:
            shutil.copyfileobj(answer, file)
        return not answer.length  # what is still to come when the connection breaks
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def _module(location: str, folder: Path) -> Path:
    """Copy a module's source, which is found as Python finds it and not imported."""
    try:
        found = importlib.util.find_spec(location.removeprefix(_MODULE))
    except ModuleNotFoundError:
        found = None
    if found is None or not found.origin:
        raise EngineError("the runtime has no such module.", where=location)
    folder.mkdir(parents=True, exist_ok=True)
    return Path(shutil.copy(found.origin, folder))


def client(service: str, environment: Mapping[str, str]) -> Any:
    """Return a client of a service that asks whom a script with this environment asks."""
    return _client(service, tuple(sorted(environment.items())))


@lru_cache(maxsize=4)
def _client(service: str, environment: tuple[tuple[str, str], ...]) -> Any:
    # Imported on first use, which most runs do without.
    session: Any = sessions.session()
    config = importlib.import_module("botocore.config").Config(
        connect_timeout=_CONNECT_SECONDS,
        proxies={},
        retries={"total_max_attempts": 2},
        s3={"addressing_style": "path"},
    )
    given = dict(environment)
    return session.client(
        service,
        endpoint_url=given.get(f"AWS_ENDPOINT_URL_{service.upper()}") or given.get("AWS_ENDPOINT_URL"),
        region_name=given.get("AWS_REGION") or given.get("AWS_DEFAULT_REGION") or "us-east-1",
        aws_access_key_id=given.get("AWS_ACCESS_KEY_ID"),
        aws_secret_access_key=given.get("AWS_SECRET_ACCESS_KEY"),
        config=config,
    )
