"""HTTP as the wire sees it, whichever server carries it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from boathouse.calls import Body, Call
from boathouse.errors import ServiceError

_SCOPE = re.compile(r"([^/,\s=]+)/\d+/([^/,\s]+)/([^/,\s]+)/aws4_request")

Record = dict[str, Any]
"""Members of a request or an answer, in AWS's spelling."""


@dataclass(frozen=True)
class Request:
    """One HTTP request: header names in lower case, path percent-decoded."""

    method: str
    path: str
    query: tuple[tuple[str, str], ...] = ()
    headers: Mapping[str, str] = field(default_factory=dict)
    body: Body = field(default_factory=Body)

    def content(self, limit: int = 32 * 1024 * 1024) -> bytes:
        """Read the whole body, for messages that are not objects.

        Raises ServiceError RequestEntityTooLarge (413).
        """
        parts, size = [], 0
        for part in self.body:
            size += len(part)
            if size > limit:
                raise ServiceError(
                    "RequestEntityTooLarge", f"The request is larger than {limit} bytes.", status=413
                )
            parts.append(part)
        return b"".join(parts)

    def call(self) -> Call:
        """Read the credential scope from the signature's header or the presigned query, and the token."""
        scope = dict(self.query).get("X-Amz-Credential") or self.headers.get("authorization", "")
        match = _SCOPE.search(scope)
        run = self.headers.get("x-amz-security-token", "")
        return Call(access_key=match[1], region=match[2], service=match[3], run=run) if match else Call()


@dataclass(frozen=True)
class Response:
    """One HTTP response; a body that is not bytes is read in pieces."""

    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes | Iterator[bytes] = b""
