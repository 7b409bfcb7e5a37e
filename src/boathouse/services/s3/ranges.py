"""HTTP byte ranges."""

from __future__ import annotations

import re

from boathouse.errors import ServiceError

_RANGE = re.compile(r"bytes=(\d*)-(\d*)")


def parse(header: str | None, size: int) -> tuple[int, int] | None:
    """Give the first and the last byte that a Range header asks for; None is the whole object.

    A header that is malformed or asks for several ranges asks for the whole object, as on S3.
    Raises ServiceError InvalidRange (416).
    """
    match = _RANGE.fullmatch(header.strip()) if header else None
    if not match or match.group(0) == "bytes=-":
        return None
    first, last = match.groups()
    if not first:
        start, end = max(size - int(last), 0), size - 1
        satisfiable = int(last) > 0 and size > 0
    else:
        start, end = int(first), min(int(last), size - 1) if last else size - 1
        if last and int(last) < int(first):
            return None
        satisfiable = start < size
    if not satisfiable:
        raise ServiceError(
            "InvalidRange",
            "The requested range is not satisfiable",
            status=416,
            RangeRequested=header or "",
            ActualObjectSize=size,
        )
    return start, end
