"""A Hive metastore on a port of its own, thread per connection, over the Glue service."""

from __future__ import annotations

import contextlib
import socket
import threading
from typing import Any

from pymetastore.hive_metastore.ThriftHiveMetastore import Processor
from thrift.protocol.TBinaryProtocol import TBinaryProtocolAccelerated
from thrift.Thrift import TApplicationException, TMessageType, TType
from thrift.transport.TSocket import TSocket
from thrift.transport.TTransport import TBufferedTransport, TTransportException

from boathouse.errors import ServerError
from boathouse.lake import Lake
from boathouse.services.glue import Glue
from boathouse.services.metastore.handler import Handler

_IDLE_SECONDS = 600
_LONGEST = 64 << 20  # bytes of one string or list: a stranger's garbage must not claim memory


class Metastore:
    """Serves Spark's catalog calls; `uri` is what `hive.metastore.uris` wants."""

    def __init__(
        self, glue: Glue, lake: Lake, host: str = "127.0.0.1", name: str = "", *, ours: bool = True
    ) -> None:
        """Listen on `host`, which clients reach under `name` if that is another.

        `ours` tells whether they are Sparks with this engine's classes.
        """
        self._processor: Any = _processor(Handler(glue, lake, ours=ours))
        self._host, self._name = host, name or host
        self._listener: socket.socket | None = None
        self._open: set[socket.socket] = set()
        self._guard = threading.Lock()

    @property
    def uri(self) -> str:
        """The address; raises ServerError before `start`."""
        if self._listener is None:
            raise ServerError("the metastore has not been started.")
        return f"thrift://{self._name}:{self._listener.getsockname()[1]}"

    def start(self) -> None:
        """Listen on a free port."""
        self._listener = socket.create_server((self._host, 0))
        threading.Thread(target=self._accept, args=(self._listener,), daemon=True).start()

    def close(self) -> None:
        """Stop listening and hang up on everybody."""
        if self._listener is None:
            return
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)  # wakes the thread in accept
        self._listener.close()
        self._listener = None
        with self._guard:
            for connection in self._open:
                with contextlib.suppress(OSError):
                    connection.shutdown(socket.SHUT_RDWR)

    def _accept(self, listener: socket.socket) -> None:
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            with self._guard:
                self._open.add(connection)
            threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection: socket.socket) -> None:
        wire = TSocket()
        wire.setHandle(connection)
        # A warm JVM forgets to hang up when a run's context stops; a client that is still there reconnects.
        wire.setTimeout(_IDLE_SECONDS * 1000)
        protocol = TBinaryProtocolAccelerated(
            TBufferedTransport(wire),
            strictRead=False,
            string_length_limit=_LONGEST,
            container_length_limit=_LONGEST,
        )
        try:
            while True:
                self._processor.process(protocol, protocol)
        except (TTransportException, OSError, EOFError):
            return  # the client has hung up
        finally:
            with self._guard:
                self._open.discard(connection)
            connection.close()


def _processor(handler: Handler) -> Any:
    made: Any = _CatalogProcessor
    return made(handler)


class _CatalogProcessor(Processor):
    """The generated dispatcher, except that a call without a method of ours is refused by its name."""

    def process(self, iprot: TBinaryProtocolAccelerated, oprot: TBinaryProtocolAccelerated) -> None:
        name, _, sequence = iprot.readMessageBegin()
        if name in self._processMap and self._handler.knows(name):
            calls: Any = self._processMap
            calls[name](self, sequence, iprot, oprot)
            return
        iprot.skip(TType.STRUCT)
        iprot.readMessageEnd()
        refusal = TApplicationException(
            TApplicationException.UNKNOWN_METHOD, f"The metastore call {name} is not emulated by Boathouse."
        )
        oprot.writeMessageBegin(name, TMessageType.EXCEPTION, sequence)
        refusal.write(oprot)
        oprot.writeMessageEnd()
        oprot.trans.flush()
