"""The zygote: imports what every script imports, once, and forks a fresh process for each run.

It speaks over the socket that is its standard input: the byte `R` with three descriptors and a line of
JSON starts a run, `K` kills it; its answers are lines of JSON. One run at a time, one thread, so that a
fork copies nothing half done.
"""

from __future__ import annotations

import array
import gc
import importlib
import json
import os
import select
import signal
import socket
from contextlib import suppress
from typing import Any, NoReturn

from boathouse.engine.spark import child, orphans

_WARM = (
    "pyspark.sql.functions",
    "pyspark.sql.types",
    "pyspark.sql.window",
    "boto3.session",
    "botocore.client",
    "awsglue.context",
    "awsglue.dynamicframe",
    "awsglue.job",
    "awsglue.transforms",
    "awsglue.utils",
)
_TICK = 0.01  # seconds between looks at a run that is on


def main() -> NoReturn:
    """Serve until the worker hangs up, then leave nothing running."""
    orphans.die_with_parent()
    orphans.adopt_descendants()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    link = socket.socket(fileno=os.dup(0))
    _warm_up()
    _answer(link, {"ready": os.getpid()})
    while True:
        order, descriptors = _receive(link)
        pid = os.fork()
        if pid == 0:
            link.close()
            child.become(order, *descriptors)
        for descriptor in descriptors:
            os.close(descriptor)
        status = _wait(link, pid)
        orphans.kill_group(pid)
        orphans.sweep()
        _answer(link, {"status": status})


def _warm_up() -> None:
    for name in _WARM:
        # Whatever cannot be imported here fails in the script that asks for it, with its own traceback.
        with suppress(ImportError):
            importlib.import_module(name)
    gc.collect()
    gc.freeze()  # so that a fork's collections do not copy the modules' pages


def _receive(link: socket.socket) -> tuple[dict[str, Any], list[int]]:
    """Wait for the next run; a `K` that comes too late is passed over."""
    while True:
        try:
            data, ancillary, _, _ = link.recvmsg(1, socket.CMSG_SPACE(3 * array.array("i").itemsize))
        except ConnectionError:
            _leave()
        if not data:
            _leave()
        if data == b"R":
            descriptors = array.array("i")
            for _, _, packed in ancillary:
                descriptors.frombytes(packed)
            return json.loads(_line(link)), list(descriptors)


def _line(link: socket.socket) -> bytes:
    line = b""
    while not line.endswith(b"\n"):
        line += _read(link, 1 << 16)
    return line


def _wait(link: socket.socket, pid: int) -> int:
    """Return the exit status of the run's process (negative: the signal), obeying `K` and hang-ups."""
    while True:
        with suppress(ChildProcessError):
            ended, status = os.waitpid(pid, os.WNOHANG)
            if ended:
                return os.waitstatus_to_exitcode(status)
        readable, _, _ = select.select([link], [], [], _TICK)
        if readable:
            orphans.kill_group(pid)
            _read(link, 1)


def _read(link: socket.socket, size: int) -> bytes:
    """Return up to `size` bytes of what the worker says; leave if it has hung up.

    A worker that is killed before it has read an answer resets the connection.
    """
    try:
        data = link.recv(size)
    except ConnectionError:
        _leave()
    if not data:
        _leave()
    return data


def _leave() -> NoReturn:
    orphans.sweep()
    os._exit(0)


def _answer(link: socket.socket, message: dict[str, Any]) -> None:
    try:
        link.sendall(json.dumps(message).encode() + b"\n")
    except OSError:
        _leave()


if __name__ == "__main__":
    main()
