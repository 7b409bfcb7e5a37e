"""The service: one ASGI application over the cloud, from its announcement to its orderly end."""

from __future__ import annotations

import asyncio
import os
import socket
import threading
import time
from collections.abc import AsyncIterator, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, asynccontextmanager, contextmanager, nullcontext, suppress
from datetime import UTC, datetime

import uvicorn
from starlette.applications import Starlette
from starlette.types import ASGIApp, Receive, Scope, Send

from boathouse.cloud import Cloud
from boathouse.config import Settings
from boathouse.engine.spark.crew import Crew
from boathouse.errors import ServerError
from boathouse.server.bridge import Bridge
from boathouse.server.guard import Guard
from boathouse.server.home import Address, announced, announced_to_workers
from boathouse.server.private import Private
from boathouse.wire.gateway import Gateway

_THREADS = 32
_SWEEP_SECONDS = 5
_GRACE_SECONDS = 5
_TICK_SECONDS = 0.1  # the tenth of them renews the Date header
_LOOK_SECONDS = 0.005

Ready = Callable[["Server"], None]


class Server:
    """One running server."""

    def __init__(self, settings: Settings, address: Address, crew: Crew | None) -> None:
        self.settings, self._crew = settings, crew
        self.name, self.port, self.url, self.token = address.name, address.port, address.url, address.token
        self._stopping = threading.Event()
        self._wake: Callable[[], object] = _nobody

    def stop(self) -> None:
        """End in order: running jobs, then calls in progress, then the rest. Any thread may call it."""
        self._stopping.set()

    def run(self, listener: socket.socket, ready: Ready) -> None:
        """Serve until stopped."""
        pool = ThreadPoolExecutor(_THREADS, thread_name_prefix="call")
        cloud = Cloud(self.settings, self.name, self.url, self._crew)
        try:
            config = uvicorn.Config(
                self._application(cloud, pool, ready),
                http="httptools",
                loop="asyncio",
                ws="none",
                log_config=None,
                access_log=False,
                server_header=False,
                timeout_keep_alive=75,
            )
            inner = _Uvicorn(config)
            threading.Thread(target=self._end, args=(cloud, inner), daemon=True).start()
            asyncio.run(inner.serve(sockets=[listener]))
            if not inner.started:
                raise ServerError(
                    "the server could not start; its log says why.", where=str(self.settings.home)
                )
        finally:
            self._stopping.set()
            cloud.close()
            pool.shutdown(wait=False, cancel_futures=True)

    def _end(self, cloud: Cloud, inner: _Uvicorn) -> None:
        self._stopping.wait()
        cloud.stop_work()
        inner.end()
        with suppress(RuntimeError):  # the loop has ended already
            self._wake()

    def _application(self, cloud: Cloud, pool: ThreadPoolExecutor, ready: Ready) -> ASGIApp:
        names = sorted({"localhost", self.name})
        bridge = Bridge(Gateway(cloud.services, cloud.relay, cloud.companions), pool, names)
        address = {
            "pid": os.getpid(),
            "url": self.url,
            "port": self.port,
            "token": self.token,
            "started": datetime.now(UTC).isoformat(timespec="seconds"),
        }

        @asynccontextmanager
        async def life(app: Starlette) -> AsyncIterator[None]:
            private = Private(cloud, self.token, pool, self._stopping)
            app.router.routes[:0] = private.routes
            self._wake = private.wake  # a claim that waits for work would hold up the end
            await asyncio.get_running_loop().run_in_executor(pool, cloud.open, private.wake)
            sweeper = asyncio.create_task(_swept(cloud, pool))
            with announced(self.settings.home, address), self._workers_told():
                ready(self)
                yield
            sweeper.cancel()

        return Guard(_Front(Starlette(lifespan=life), bridge), names)

    def _workers_told(self) -> AbstractContextManager[None]:
        if self.settings.engine == "embedded":
            return nullcontext()  # the supervisor tells its worker
        return announced_to_workers(self.settings.home, self.url, self.token)


class _Front:
    """Boathouse's own paths to their routes, all others, whatever is in them, to AWS's services."""

    def __init__(self, own: ASGIApp, aws: ASGIApp) -> None:
        self.own, self.aws = own, aws

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        ours = scope["type"] == "lifespan" or scope["path"].startswith("/_boathouse/")
        await (self.own if ours else self.aws)(scope, receive, send)


class _Uvicorn(uvicorn.Server):
    """uvicorn without signal handlers: the jobs end first, while their workers can still report.

    Its own loops sleep for tenths of a second, and every command that brings its cloud would wait for them.
    """

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self._told = asyncio.Event()
        self._loop: asyncio.AbstractEventLoop | None = None

    def end(self) -> None:
        """Begin the end; any thread may call it."""
        self.should_exit = True
        if self._loop:
            with suppress(RuntimeError):  # it has ended already
                self._loop.call_soon_threadsafe(self._told.set)

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Leave the signals to `serve`."""
        yield

    async def main_loop(self) -> None:
        """Tick until told to end."""
        self._loop = asyncio.get_running_loop()
        ticks = 0
        while not await self.on_tick(ticks):
            ticks += 1
            with suppress(TimeoutError):
                await asyncio.wait_for(self._told.wait(), _TICK_SECONDS)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Take no more calls, let those in progress end within the time that is theirs, then end the rest."""
        for closing in (*self.servers, *(sockets or ())):
            closing.close()
        state = self.server_state
        for connection in list(state.connections):
            connection.shutdown()
        deadline = time.monotonic() + _GRACE_SECONDS
        while (state.connections or state.tasks) and time.monotonic() < deadline:
            await asyncio.sleep(_LOOK_SECONDS)
        for task in state.tasks:
            task.cancel()
        await self.lifespan.shutdown()


def _nobody() -> None:
    """Nobody waits yet."""


async def _swept(cloud: Cloud, pool: ThreadPoolExecutor) -> None:
    """Give up runs whose worker has fallen silent."""
    while True:
        await asyncio.sleep(_SWEEP_SECONDS)
        await asyncio.get_running_loop().run_in_executor(pool, cloud.glue.queue.sweep)
