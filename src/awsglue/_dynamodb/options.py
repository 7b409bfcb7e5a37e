"""Connection options of DynamoDB: names, defaults and ranges as AWS documents them.

AWS: https://docs.aws.amazon.com/glue/latest/dg/aws-glue-programming-etl-connect-dynamodb-home.html
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from math import inf
from typing import Any, TypeVar

from awsglue._catalog import argument
from awsglue._paths import truth

Options = Mapping[str, Any]
N = TypeVar("N", int, float)

_ARN = re.compile(r"arn:aws[\w-]*:dynamodb:(?P<region>[^:]*):[^:]*:table/(?P<table>[^/]+)")
_PERCENT, _SPLITS = (0.1, 1.5), (1, 1_000_000)


@dataclass(frozen=True)
class Place:
    """A table, and what leads to it: region, endpoint, a role to assume; empty where the script says none."""

    table: str
    region: str = ""
    endpoint: str = ""
    role: str = ""
    session: str = ""


@dataclass(frozen=True)
class Reading:
    """How a table is scanned: by how many segments at most."""

    place: Place
    splits: int = 1
    consistent: bool = False


@dataclass(frozen=True)
class Export:
    """How an export is read: where a past one lies, if it is one, and what becomes of the names of types."""

    place: Place
    past: str = ""
    unnest: bool = False
    simplify: bool = False


@dataclass(frozen=True)
class Writing:
    """How a table is written: how often a request is sent again that DynamoDB has no room for."""

    place: Place
    retries: int = 10


def reading(options: Options) -> Reading:
    """The ETL connector's options as a source.

    Raises ValueError for a missing table, and a value out of range.
    """
    _number(options, "dynamodb.throughput.read.percent", 0.5, _PERCENT)
    return Reading(
        _place(options, "dynamodb.input.tableName", "read"),
        _number(options, "dynamodb.splits", 1, _SPLITS),
        truth(options.get("dynamodb.consistentRead", False)),
    )


def export(options: Options) -> Export:
    """The export connector's options.

    Raises ValueError for a missing or malformed one, and two that exclude each other.
    """
    kind = str(options["dynamodb.export"])
    if kind not in ("ddb", "s3"):
        raise ValueError(f"dynamodb.export is {kind!r}: give 'ddb' for a new export, 's3' for a past one.")
    place = _place(options, "dynamodb.tableArn", "read")
    if not _ARN.fullmatch(str(options["dynamodb.tableArn"])):
        raise ValueError(f"dynamodb.tableArn is {options['dynamodb.tableArn']!r}, which is no table's ARN.")
    unnest, simplify = (
        truth(options.get(f"dynamodb.{name}DDBJson", False)) for name in ("unnest", "simplify")
    )
    if unnest and simplify:
        raise ValueError(
            "dynamodb.unnestDDBJson and dynamodb.simplifyDDBJson are both true: one of them only."
        )
    _check_instant(options.get("dynamodb.exportTime"))
    return Export(place, _past(options) if kind == "s3" else "", unnest, simplify)


def writing(options: Options) -> Writing:
    """The ETL connector's options as a sink.

    Raises ValueError for a missing table, and a value out of range.
    """
    _number(options, "dynamodb.throughput.write.percent", 0.5, _PERCENT)
    _number(options, "dynamodb.output.numParallelTasks", 1, (1, inf))
    return Writing(
        _place(options, "dynamodb.output.tableName", "write"),
        _number(options, "dynamodb.output.retry", 10, (0, inf)),
    )


def of_table(location: str, options: Options) -> dict[str, Any]:
    """The options that lead to a table of the catalog: its location is the ARN."""
    named = "dynamodb.tableArn" if options.get("dynamodb.export") else "dynamodb.input.tableName"
    return {**options, named: location}


def _place(options: Options, name: str, verb: str) -> Place:
    table = str(options.get(name) or "")
    if not table:
        raise ValueError(f"connection_options for 'dynamodb' have no {name!r}: name the table.")
    arn = _ARN.match(table)
    region = options.get("dynamodb.sts.region") or options.get("dynamodb.region")
    return Place(
        arn["table"] if arn else table,
        str(region or (arn["region"] if arn else "")),
        str(options.get("dynamodb.endpoint") or ""),
        str(options.get("dynamodb.sts.roleArn") or ""),
        str(options.get("dynamodb.sts.roleSessionName") or f"glue-dynamodb-{verb}-sts-session"),
    )


def _number(options: Options, name: str, default: N, limits: tuple[float, float]) -> N:
    """The number of an option, whole if its default is."""
    given = options.get(name)
    if given is None:
        return default
    lowest, highest = limits
    try:
        number = type(default)(str(given))
    except ValueError:
        number = type(default)(lowest - 1)
    if not lowest <= number <= highest:
        bounds = f"from {lowest} to {highest:,}" if highest != inf else f"of {lowest} or more"
        raise ValueError(f"{name} is {given!r}: give a number {bounds}.")
    return number


def _check_instant(given: object) -> None:
    if given is None:
        return
    try:
        datetime.fromisoformat(str(given))
    except ValueError:
        raise ValueError(
            f"dynamodb.exportTime is {given!r}, which is no instant such as 2024-01-31T12:00:00Z."
        ) from None


def _past(options: Options) -> str:
    """The URI of the folder of a past export."""
    bucket, prefix = (str(options.get(f"dynamodb.s3.{name}") or "") for name in ("bucket", "prefix"))
    if bucket:
        return f"s3://{bucket}/{prefix.strip('/')}".rstrip("/") + "/"
    if prefix or not (temporary := argument("TempDir")):
        raise ValueError(
            "dynamodb.export is 's3' without a 'dynamodb.s3.bucket': say where the export lies "
            "(without a dynamodb.s3.prefix, too, it is looked for in the job's --TempDir)."
        )
    return temporary
