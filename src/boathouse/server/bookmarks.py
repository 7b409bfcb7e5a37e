"""The way of a job's script to its bookmark: AWS has no public operation that advances one.

A script has no token, as it has none for the AWS calls that change as much; only a run that is on may
advance a bookmark.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import Executor
from functools import partial
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from boathouse.errors import ServiceError
from boathouse.services.glue.bookmarks import Bookmarks

PATH = "/_boathouse/bookmarks"


class BookmarkRoutes:
    """GET a bookmark, POST what a run has read."""

    def __init__(self, bookmarks: Bookmarks, pool: Executor) -> None:
        self._bookmarks, self._pool = bookmarks, pool

    @property
    def routes(self) -> list[Route]:
        """What the server mounts."""
        return [Route(PATH, self.read, methods=["GET"]), Route(PATH, self.advance, methods=["POST"])]

    async def read(self, request: Request) -> Response:
        """Answer the job's bookmark, or the one after a run; version 0 if there is none yet."""
        job, run = request.query_params.get("job", ""), request.query_params.get("run")
        try:
            answer = await self._in_pool(self._bookmarks.get_job_bookmark, job, run)
        except ServiceError as error:
            if run is not None or error.code != "EntityNotFoundException":
                return PlainTextResponse(error.message, error.status)
            return JSONResponse({"version": 0, "bookmark": "{}"})
        entry = answer["JobBookmarkEntry"]
        return JSONResponse({"version": entry["Version"], "bookmark": entry["JobBookmark"]})

    async def advance(self, request: Request) -> Response:
        """Record what a run has read, and answer the new version."""
        try:
            told = await request.json()
            words = (str(told["job"]), str(told["run"]), int(told["version"]), str(told["bookmark"]))
            return JSONResponse({"version": await self._in_pool(self._bookmarks.advance, *words)})
        except ServiceError as error:
            return PlainTextResponse(error.message, error.status)
        except (KeyError, TypeError, ValueError) as error:
            return PlainTextResponse(f"The request is not understood: {error!r}", 400)

    async def _in_pool(self, function: Callable[..., Any], *arguments: Any) -> Any:
        return await asyncio.get_running_loop().run_in_executor(self._pool, partial(function, *arguments))
