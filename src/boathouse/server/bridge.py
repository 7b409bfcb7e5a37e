"""Between ASGI and the wire: objects stream both ways, operations run in a pool of threads."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterator, Mapping
from concurrent.futures import Executor
from urllib.parse import parse_qsl, unquote

from starlette.types import Message, Receive, Scope, Send

from boathouse.calls import Body
from boathouse.errors import ServiceError
from boathouse.wire.gateway import Gateway
from boathouse.wire.messages import Request, Response

_PIECE = 1024 * 1024
_VIRTUAL_HOST = re.compile(
    r"(?:(?P<bucket>.+?)\.)?(?:s3(?:[.-][a-z0-9-]+)?\.)?localhost(?::\d+)?", re.IGNORECASE
)


class Bridge:
    """The ASGI application behind every path that is not Boathouse's own."""

    def __init__(self, gateway: Gateway, pool: Executor) -> None:
        self.gateway, self.pool = gateway, pool

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one AWS call."""
        loop = asyncio.get_running_loop()
        headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
        body = await _body(headers, receive, loop)
        if body is None:
            return
        request = Request(scope["method"], _path(scope, headers), _query(scope), headers, body)
        response = await loop.run_in_executor(self.pool, self.gateway.handle, request)
        await self._answer(request, response, send, loop)

    async def _answer(
        self, request: Request, response: Response, send: Send, loop: asyncio.AbstractEventLoop
    ) -> None:
        headers = dict(response.headers)
        if isinstance(response.body, bytes) and (request.method != "HEAD" or "content-length" not in headers):
            headers["content-length"] = str(len(response.body))
        if response.status in (204, 304):
            headers.pop("content-length", None)
        if "sec-fetch-mode" in request.headers:  # a page out of the lake must not act as this server's own
            headers |= {"content-security-policy": "sandbox", "x-content-type-options": "nosniff"}
        raw = [(name.encode("latin-1"), value.encode("utf-8", "replace")) for name, value in headers.items()]
        await send({"type": "http.response.start", "status": response.status, "headers": raw})
        if isinstance(response.body, bytes):
            await send({"type": "http.response.body", "body": response.body})
            return
        while piece := await loop.run_in_executor(self.pool, next, response.body, b""):
            await send({"type": "http.response.body", "body": piece, "more_body": True})
        await send({"type": "http.response.body"})


async def _body(headers: Mapping[str, str], receive: Receive, loop: asyncio.AbstractEventLoop) -> Body | None:
    """The body: small ones at once, so that no thread waits for them; None if the caller has gone."""
    length = headers.get("content-length", "0")
    if "transfer-encoding" in headers or not length.isdecimal() or int(length) > _PIECE:
        return Body(_pieces(receive, loop))
    if headers.get("expect"):  # refuse before the bytes are sent
        return Body(_pieces(receive, loop))
    try:
        return Body([(await _gather(receive))[0]])
    except ServiceError:
        return None


def _pieces(receive: Receive, loop: asyncio.AbstractEventLoop) -> Iterator[bytes]:
    """Read the body from a thread of the pool."""
    more = True
    while more:
        piece, more = asyncio.run_coroutine_threadsafe(_gather(receive), loop).result()
        if piece:
            yield piece


async def _gather(receive: Receive) -> tuple[bytes, bool]:
    """Collect a piece, and tell whether there is more."""
    parts: list[bytes] = []
    size, more = 0, True
    while more and size < _PIECE:
        message: Message = await receive()
        if message["type"] == "http.disconnect":
            words = "You did not provide the number of bytes specified by the Content-Length HTTP header"
            raise ServiceError("IncompleteBody", words)
        parts.append(message.get("body", b""))
        size += len(parts[-1])
        more = message.get("more_body", False)
    return b"".join(parts), more


def _path(scope: Scope, headers: Mapping[str, str]) -> str:
    path = unquote(scope["raw_path"].decode("latin-1"), errors="surrogateescape")
    match = _VIRTUAL_HOST.fullmatch(headers.get("host", ""))
    return f"/{match['bucket']}{path}" if match and match["bucket"] else path


def _query(scope: Scope) -> tuple[tuple[str, str], ...]:
    return tuple(parse_qsl(scope["query_string"].decode("latin-1"), keep_blank_values=True))
