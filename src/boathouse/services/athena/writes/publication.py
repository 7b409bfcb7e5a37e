"""Files of one statement on their way into the lake."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import UTC, datetime
from urllib.parse import quote

from boathouse.engine.sql.writers.layout import Part
from boathouse.lake import Lake

SAFE = "!$&()+,-.;<>@|~ "
"""Characters that stand in a partition's folder as they are, letters and digits aside."""


class Publication:
    """Publishes files one by one; leaving it by an exception takes all of them back."""

    def __init__(self, lake: Lake, parts: Sequence[Part], suffix: str) -> None:
        self._lake, self._parts, self._suffix = lake, parts, suffix
        self._done: list[tuple[str, str]] = []

    @property
    def uris(self) -> list[str]:
        """The files that are in the lake."""
        return [f"s3://{bucket}/{key}" for bucket, key in self._done]

    @property
    def rows(self) -> int:
        """How many rows all the files have."""
        return sum(part.rows for part in self._parts)

    def __enter__(self) -> Publication:
        return self

    def __exit__(self, kind: type[BaseException] | None, *rest: object) -> None:
        if kind is not None:
            for bucket, key in self._done:
                self._lake.delete(bucket, key)
        for part in self._parts:
            part.path.unlink(missing_ok=True)

    def put(self, part: Part, location: str) -> None:
        """Put a file into a folder, under a name that no other has."""
        bucket, prefix = Lake.split(location if location.endswith("/") else f"{location}/")
        now = datetime.now(UTC)
        key = f"{prefix}{now:%Y%m%d_%H%M%S}_{uuid.uuid4()}{self._suffix}"
        self._lake.publish(part.path, bucket, key)
        self._done.append((bucket, key))


def folder(keys: Sequence[str], values: Sequence[str]) -> str:
    """`year=2024/kind=a%2Fb/`, as Hive escapes it."""
    return "".join(f"{key}={quote(value, safe=SAFE)}/" for key, value in zip(keys, values, strict=True))
