"""The parent of Python's workers, `python -m boathouse.engine.spark.daemon`: Spark's own, but quicker.

Three things that happen at each task of Spark's workers are nearly all of a short one:

* All places of the search path for modules look again at what they hold. Spark puts its core jar there, and
  pip's PySpark twice, as an archive, too; of such a place Python reads the whole list of files anew.
* Garbage is looked for among all objects, nearly all of which are modules'. Those are set aside here.
* Java sends the task in two pieces, and the second only when the system has acknowledged the first, which
  Linux does after 40 ms unless it is asked to do it at once.
"""

from __future__ import annotations

import gc
import importlib
import socket
import sys
from pathlib import Path
from typing import Any


def drop_archives() -> None:
    """Take PySpark's own archives from the search path, if PySpark is there without them."""
    for entry in sys.path[:]:
        folder, _, inner = entry.rpartition("/pyspark/")
        if folder in sys.path and inner.endswith((".jar", ".zip")) and Path(folder, "pyspark").is_dir():
            sys.path.remove(entry)
            for place in [place for place in sys.path_importer_cache if place.startswith(entry)]:
                del sys.path_importer_cache[place]


class SetAside:
    """The objects that are there when modules have been imported: no look for garbage sees them again."""

    def __init__(self) -> None:
        self._modules = 0

    def __call__(self) -> None:
        """Set aside what is there, if modules have come since the last call."""
        if len(sys.modules) > self._modules:
            self._modules = len(sys.modules)
            gc.collect()
            gc.freeze()


def main() -> None:
    """Serve Spark until it closes standard input."""
    drop_archives()
    daemon: Any = importlib.import_module("pyspark.daemon")  # not before: it would come from an archive
    task, set_aside = daemon.worker, SetAside()

    def worker(sock: socket.socket, authenticated: bool) -> int:
        if hasattr(socket, "TCP_QUICKACK"):
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_QUICKACK, 1)
        status: int = task(sock, authenticated)
        set_aside()
        return status

    daemon.worker = worker
    set_aside()
    daemon.manager()


if __name__ == "__main__":
    main()
