"""The way of a job's data quality results to the Glue service: AWS has no public operation that takes them.

A script has no token, as it has none for the AWS calls that change as much.
"""

from __future__ import annotations

import asyncio
from concurrent.futures import Executor

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from boathouse.errors import ServiceError
from boathouse.services.glue.quality_results import QualityResults

PATH = "/_boathouse/data-quality/results"


class QualityRoutes:
    """POST a result."""

    def __init__(self, results: QualityResults, pool: Executor) -> None:
        self._results, self._pool = results, pool

    @property
    def routes(self) -> list[Route]:
        """What the server mounts."""
        return [Route(PATH, self.record, methods=["POST"])]

    async def record(self, request: Request) -> Response:
        """Keep a result, and answer its id."""
        try:
            told = await request.json()
            if not isinstance(told, dict):
                raise TypeError("the body is not a JSON object")
            loop = asyncio.get_running_loop()
            return JSONResponse(
                {"ResultId": await loop.run_in_executor(self._pool, self._results.record, told)}
            )
        except ServiceError as error:
            return PlainTextResponse(error.message, error.status)
        except (TypeError, ValueError) as error:
            return PlainTextResponse(f"The request is not understood: {error!r}", 400)
