"""Between ASGI and the wire: objects stream both ways, operations run in a pool of threads."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import Executor
from urllib.parse import parse_qsl, unquote

from starlette.types import Receive, Scope, Send

from boathouse.calls import Body
from boathouse.errors import ServiceError
from boathouse.wire.gateway import Gateway
from boathouse.wire.messages import Request, Response

_PIECE = 1024 * 1024
_DRAINED = 64  # pieces
_VIRTUAL_HOST = r"(?:(?P<bucket>(?!s3\.).+?)\.)?(?:s3(?:\.[a-z0-9-]+)?\.)?(?:{names})(?::\d+)?"


class Bridge:
    """The ASGI application behind every path that is not Boathouse's own."""

    def __init__(self, gateway: Gateway, pool: Executor, names: Iterable[str] = ("localhost",)) -> None:
        """Pass calls to `gateway`; `names` are those of this host, under which a bucket may be a name."""
        self.gateway, self.pool = gateway, pool
        self._host = re.compile(_VIRTUAL_HOST.format(names="|".join(map(re.escape, names))), re.IGNORECASE)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one AWS call."""
        headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
        incoming = _Incoming(headers, receive)
        try:
            body = await incoming.body()
        except ServiceError:  # the caller has gone
            return
        request = Request(scope["method"], self._path(scope, headers), _query(scope), headers, body)
        loop = asyncio.get_running_loop()
        response = await loop.run_in_executor(self.pool, self.gateway.handle, request)
        answer = dict(response.headers)
        if not await incoming.drained():
            answer["connection"] = "close"
        await self._answer(request, response, answer, send)

    def _path(self, scope: Scope, headers: Mapping[str, str]) -> str:
        path = unquote(scope["raw_path"].decode("latin-1"), errors="surrogateescape")
        match = self._host.fullmatch(headers.get("host", ""))
        return f"/{match['bucket']}{path}" if match and match["bucket"] else path

    async def _answer(
        self, request: Request, response: Response, headers: dict[str, str], send: Send
    ) -> None:
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
        loop = asyncio.get_running_loop()
        while piece := await loop.run_in_executor(self.pool, next, response.body, b""):
            await send({"type": "http.response.body", "body": piece, "more_body": True})
        await send({"type": "http.response.body"})


class _Incoming:
    """The bytes of one request."""

    def __init__(self, headers: Mapping[str, str], receive: Receive) -> None:
        self.headers, self.receive = headers, receive
        self.loop = asyncio.get_running_loop()
        self.more = True

    async def body(self) -> Body:
        """Give the body: a small one at once, so that no thread waits for it."""
        length = self.headers.get("content-length", "0")
        small = "transfer-encoding" not in self.headers and length.isdecimal() and int(length) <= _PIECE
        if small and "expect" not in self.headers:
            return Body([await self._gather()])
        return Body(self._pieces())

    async def drained(self) -> bool:
        """Read what the operation left unread, so that the next request starts where this one ends.

        False if that is not worth it: the connection is to be closed then.
        """
        for _ in range(_DRAINED):
            if not self.more:
                return True
            if "expect" in self.headers:  # asked first, and was not told to send
                return False
            try:
                await self._gather()
            except ServiceError:
                return False
        return not self.more

    def _pieces(self) -> Iterator[bytes]:
        """Read the body from a thread of the pool."""
        while self.more:
            piece = asyncio.run_coroutine_threadsafe(self._gather(), self.loop).result()
            if piece:
                yield piece

    async def _gather(self) -> bytes:
        parts: list[bytes] = []
        size = 0
        while self.more and size < _PIECE:
            message = await self.receive()
            if message["type"] == "http.disconnect":
                words = "You did not provide the number of bytes specified by the Content-Length HTTP header"
                raise ServiceError("IncompleteBody", words)
            parts.append(message.get("body", b""))
            size += len(parts[-1])
            self.more = message.get("more_body", False)
        return b"".join(parts)


def _query(scope: Scope) -> tuple[tuple[str, str], ...]:
    return tuple(parse_qsl(scope["query_string"].decode("latin-1"), keep_blank_values=True))
