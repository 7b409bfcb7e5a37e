"""A server's beginning and end: lock, port, worker, then the service; signals."""

from __future__ import annotations

import os
import secrets
import signal
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from boathouse.config import Settings
from boathouse.engine.spark.crew import Crew
from boathouse.errors import ServerError
from boathouse.server.home import Address, leftovers_removed, locked

if TYPE_CHECKING:
    from boathouse.server.service import Ready, Server

_NEIGHBOURS = 64


def start(settings: Settings, *, ready: Ready, warm: bool = False) -> None:
    """Serve this folder until `Server.stop`, calling `ready` once requests are answered.

    With `warm` the worker and its JVM start first of all, ahead of the first run. Raises ServerError if
    another server has the folder, or no port is free.
    """
    with locked(settings.home), _listening(settings.host, settings.port) as listener:
        leftovers_removed(settings.home / "tmp")
        name = settings.host if _is_loopback(settings.host) else socket.gethostname()
        address = Address(name, listener.getsockname()[1], secrets.token_urlsafe(32))
        crew = None
        if settings.engine == "embedded":
            crew = Crew(settings, lambda: address.url, address.token)
            if warm:
                crew.warm()
        # Java starts during this import, which takes half a second.
        from boathouse.server.service import Server  # noqa: PLC0415

        Server(settings, address, crew).run(listener, ready)


def serve(
    settings: Settings,
    *,
    ready: Ready = lambda server: None,
    until: Callable[[], object] | None = None,
    warm: bool = False,
) -> None:
    """Serve in the main thread until SIGTERM, SIGINT, a shutdown request, or `until` returns.

    A second signal ends it at once, orderly or not.
    """
    ended = threading.Event()

    def end(*_: object) -> None:
        if ended.is_set():
            os._exit(1)
        ended.set()

    def began(server: Server) -> None:
        def after(cause: Callable[[], object]) -> None:
            cause()
            server.stop()

        for cause in filter(None, (ended.wait, until)):
            threading.Thread(target=after, args=(cause,), daemon=True).start()
        ready(server)

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, end)
    start(settings, ready=began, warm=warm)


@contextmanager
def _listening(host: str, port: int) -> Iterator[socket.socket]:
    """Listen on the port, or on the next free one."""
    for candidate in range(port, min(port + _NEIGHBOURS, 65536)) if port else [0]:
        # the protocol is named because asyncio sets TCP_NODELAY only then: 40 ms a call otherwise
        listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((host, candidate))
            listener.listen(256)
        except OSError:
            listener.close()
            continue
        with listener:
            yield listener
        return
    raise ServerError(
        f"none of the ports {port} to {port + _NEIGHBOURS - 1} is free on {host}.",
        remedy="Stop what listens there, or choose another with --port.",
    )


def _is_loopback(host: str) -> bool:
    return host.startswith("127.") or host == "localhost"
