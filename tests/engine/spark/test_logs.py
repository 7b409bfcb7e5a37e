"""Logs arrive whole and in order."""

from __future__ import annotations

import os
import threading

from boathouse.engine.spark.logs import LogStream, PipeReader
from boathouse.engine.spark.protocol import ServerGoneError


def test_everything_that_is_written_is_sent_in_order() -> None:
    sent: list[bytes] = []
    log = LogStream(sent.append)
    for number in range(1000):
        log.write(b"%d\n" % number)
    log.close()
    assert b"".join(sent) == b"".join(b"%d\n" % number for number in range(1000))


def test_a_writer_waits_for_a_slow_server_instead_of_filling_memory() -> None:
    gate = threading.Event()
    sizes: list[int] = []

    def send(data: bytes) -> None:
        gate.wait(10)
        sizes.append(len(data))

    log = LogStream(send)

    def write() -> None:
        for _ in range(20):
            log.write(b"x" * (1 << 20))

    writer = threading.Thread(target=write)
    writer.start()
    writer.join(0.3)
    assert writer.is_alive()
    gate.set()
    writer.join(10)
    log.close()
    assert sum(sizes) == 20 << 20
    assert max(sizes) <= 5 << 20


def test_a_server_that_is_gone_does_not_stop_the_run() -> None:
    def send(_: bytes) -> None:
        raise ServerGoneError

    log = LogStream(send)
    log.write(b"x")
    log.close()


def test_a_pipe_is_read_to_its_end_and_its_last_lines_are_kept() -> None:
    read, write = os.pipe()
    heard: list[bytes] = []
    reader = PipeReader(os.fdopen(read, "rb", 0), heard.append)
    with os.fdopen(write, "wb") as pipe:
        for number in range(100):
            pipe.write(b"line %d\n" % number)
    reader.join(10)
    assert b"".join(heard).count(b"\n") == 100
    assert reader.tail().splitlines()[-1] == "line 99"
    assert len(reader.tail().splitlines()) == 40
