"""Boathouse's own routes: health, shutdown, and the interface through which workers run jobs."""

from __future__ import annotations

import asyncio
import hmac
import os
import re
import threading
import time
from collections.abc import Awaitable, Callable
from concurrent.futures import Executor
from functools import partial, wraps
from pathlib import Path
from typing import Any

from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from boathouse import __version__
from boathouse.cloud import Cloud
from boathouse.errors import StoreError
from boathouse.server.bookmarks import BookmarkRoutes
from boathouse.server.quality import QualityRoutes

_RUN = re.compile(r"[A-Za-z0-9_-]{1,200}")
_STREAMS = ("stdout", "stderr")
_SLICE = 4 * 1024 * 1024

Endpoint = Callable[[Request], Awaitable[Response]]


class Private:
    """The routes under `/_boathouse`; those that scripts call, and health, need no token of server.json."""

    def __init__(self, cloud: Cloud, token: str, pool: Executor, stopping: threading.Event) -> None:
        self.cloud, self.token, self.pool, self.stopping = cloud, token, pool, stopping
        self.work = asyncio.Event()
        self._loop = asyncio.get_running_loop()

    @property
    def routes(self) -> list[Route]:
        """What the server mounts."""
        return [
            Route("/_boathouse/health", self.health),
            Route("/_boathouse/shutdown", self._guarded(self.shutdown), methods=["POST"]),
            Route("/_boathouse/workers/begin", self._guarded(self.begin), methods=["POST"]),
            Route("/_boathouse/workers/claim", self._guarded(self.claim), methods=["POST"]),
            Route("/_boathouse/workers/warm", self._guarded(self.warm), methods=["POST"]),
            Route("/_boathouse/runs", self._guarded(self.runs)),
            Route("/_boathouse/runs/{run}/heartbeat", self._guarded(self.heartbeat), methods=["POST"]),
            Route("/_boathouse/runs/{run}/finish", self._guarded(self.finish), methods=["POST"]),
            Route("/_boathouse/runs/{run}/log/{stream}", self._guarded(self.append), methods=["POST"]),
            Route("/_boathouse/runs/{run}/log/{stream}", self._guarded(self.tail), methods=["GET"]),
            *BookmarkRoutes(self.cloud.glue.bookmarks, self.pool).routes,
            *QualityRoutes(self.cloud.glue.quality_results, self.pool).routes,
            Route("/_boathouse/{rest:path}", _nothing, methods=["GET", "POST", "PUT", "DELETE"]),
        ]

    async def health(self, request: Request) -> Response:
        """Say that the server is up, and what it serves."""
        services = sorted({*(service.name for service in self.cloud.services), "s3"})
        return JSONResponse(
            {"status": "ok", "version": __version__, "pid": os.getpid(), "services": services}
        )

    def wake(self) -> None:
        """Let waiting workers look again; any thread may call it."""
        self._loop.call_soon_threadsafe(self.work.set)

    async def shutdown(self, request: Request) -> Response:
        """Stop in order, once this is answered."""
        self.stopping.set()
        return Response(status_code=202)

    async def warm(self, request: Request) -> Response:
        """Start the worker and its JVM ahead of the first run."""
        await self._in_pool(self.cloud.warm)
        return Response(status_code=202)

    async def begin(self, request: Request) -> Response:
        """Hear that a worker starts afresh; what it was running is lost."""
        asked = await _json(request)
        reason = "The worker was started anew in the middle of this run. Start the job again."
        await self._in_pool(self.cloud.glue.queue.abandon, str(asked["worker"]), reason)
        return JSONResponse({})

    async def claim(self, request: Request) -> Response:
        """Give a worker its next run, or 204 when none comes within the time that it waits."""
        asked = await _json(request)
        deadline = time.monotonic() + min(float(asked.get("wait_seconds", 0)), 60)
        while not (self.stopping.is_set() or await request.is_disconnected()):
            self.work.clear()
            run = await self._in_pool(self.cloud.glue.queue.claim, str(asked["worker"]))
            if run is not None:
                return JSONResponse(self.cloud.described(run))
            left = deadline - time.monotonic()
            if left <= 0:
                break
            try:
                await asyncio.wait_for(self.work.wait(), min(left, 1.0))
            except TimeoutError:
                continue
        return Response(status_code=204)

    async def runs(self, request: Request) -> Response:
        """Say how many job runs and crawls have not ended."""
        return JSONResponse({"alive": await self._in_pool(self.cloud.glue.alive)})

    async def heartbeat(self, request: Request) -> Response:
        """Hear that a run is alive, and say whether it shall stop."""
        asked = await _json(request)
        stop = await self._in_pool(self.cloud.glue.queue.heartbeat, _run(request), str(asked["worker"]))
        return JSONResponse({"stop": stop})

    async def finish(self, request: Request) -> Response:
        """Hear how a run ended."""
        asked = await _json(request)
        given = (
            asked["worker"],
            asked["state"],
            asked.get("error_message") or "",
            float(asked.get("seconds") or 0),
        )
        await self._in_pool(self.cloud.glue.queue.finish, _run(request), *given)
        self.cloud.touched()
        return JSONResponse({})

    async def append(self, request: Request) -> Response:
        """Append to a run's log."""
        path = self._log(request)
        content = await request.body()
        await self._in_pool(_append, path, content)
        return JSONResponse({})

    async def tail(self, request: Request) -> Response:
        """Give a run's log from an offset on."""
        offset = int(request.query_params.get("offset", "0"))
        content = await self._in_pool(_tail, self._log(request), max(offset, 0))
        return Response(content, media_type="application/octet-stream")

    def _log(self, request: Request) -> Path:
        stream = request.path_params["stream"]
        if stream not in _STREAMS:
            raise ValueError(f"'{stream}' is not stdout or stderr")
        path: Path = self.cloud.settings.home / "runs" / _run(request) / f"{stream}.log"
        return path

    def _guarded(self, endpoint: Endpoint) -> Endpoint:
        @wraps(endpoint)
        async def guarded(request: Request) -> Response:
            token = request.headers.get("x-boathouse-token", "")
            if not hmac.compare_digest(token.encode(), self.token.encode()):
                return PlainTextResponse("The X-Boathouse-Token header is not the one in server.json.\n", 403)
            try:
                return await endpoint(request)
            except ClientDisconnect:
                return Response(status_code=400)
            except (KeyError, ValueError, TypeError) as error:
                return PlainTextResponse(f"The request is not understood: {error!r}\n", 400)
            except StoreError as error:
                return PlainTextResponse(f"{error}\n", 507)

        return guarded

    async def _in_pool(self, function: Callable[..., Any], *arguments: Any) -> Any:
        return await asyncio.get_running_loop().run_in_executor(self.pool, partial(function, *arguments))


async def _nothing(request: Request) -> Response:
    return PlainTextResponse(f"Boathouse has no {request.url.path}.\n", 404)


async def _json(request: Request) -> dict[str, Any]:
    asked = await request.json()
    if not isinstance(asked, dict):
        raise ValueError("the body is not a JSON object")
    return asked


def _run(request: Request) -> str:
    run: str = request.path_params["run"]
    if not _RUN.fullmatch(run):
        raise ValueError(f"'{run}' is not the id of a run")
    return run


def _append(path: Path, content: bytes) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("ab") as file:
            file.write(content)
    except OSError as error:
        raise StoreError(f"a log cannot be written ({error.strerror}).", where=str(path)) from error


def _tail(path: Path, offset: int) -> bytes:
    try:
        with path.open("rb") as file:
            file.seek(offset)
            return file.read(_SLICE)
    except FileNotFoundError:
        return b""
