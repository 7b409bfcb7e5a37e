"""The composition root: one store, one lake, the services over them, and the engine that runs the jobs."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

from boathouse.config import Settings
from boathouse.engine.spark.supervisor import Supervisor
from boathouse.lake import Lake
from boathouse.services.athena import Athena
from boathouse.services.glue import Glue
from boathouse.services.metastore import Metastore
from boathouse.services.s3 import S3
from boathouse.services.sts import Sts
from boathouse.store import Store
from boathouse.wire.dispatch import Service

_REGION = "us-east-1"


class Cloud:
    """Everything behind the one port."""

    def __init__(self, settings: Settings, url: str, token: str) -> None:
        self.settings, self.url = settings, url
        self._ending, self._ended = threading.Lock(), False
        self.store = Store(settings.home / "state.sqlite")
        self.lake = Lake(settings.home / "s3", settings.home / "tmp")
        self.glue = Glue(self.store)
        self.athena = Athena(self.store, self.lake, self.glue)
        self.metastore = Metastore(self.glue, self.lake)
        self.services: tuple[Service, ...] = (
            S3(self.store, self.lake, settings.home / "uploads"),
            self.glue,
            self.athena,
            Sts(),
        )
        self.supervisor = Supervisor(settings, lambda: url, token, self.glue.queue.abandon)

    def open(self, on_work: Callable[[], object]) -> None:
        """Take up what the last server left, and start workers for what waits.

        `on_work` is called whenever a run may be waiting, in any thread.
        """

        def work() -> None:
            self.supervisor.warm()
            on_work()

        self.metastore.start()
        self.glue.queue.on_work = work
        self.glue.queue.recover()

    def stop_work(self) -> None:
        """End the worker and what it runs, while its last reports are still heard."""
        with self._ending:
            if not self._ended:
                self._ended = True
                self.supervisor.stop()

    def close(self) -> None:
        """Let go of everything."""
        self.stop_work()
        self.metastore.close()
        self.athena.close()
        self.store.close()

    def described(self, run: dict[str, Any]) -> dict[str, Any]:
        """Add to a claimed run what its worker needs to know of this cloud."""
        return run | {
            "environment": {
                "AWS_ENDPOINT_URL": self.url,
                "AWS_ACCESS_KEY_ID": "boathouse",
                "AWS_SECRET_ACCESS_KEY": "boathouse",
                "AWS_REGION": _REGION,
                "AWS_DEFAULT_REGION": _REGION,
                "AWS_EC2_METADATA_DISABLED": "true",
            },
            "buckets_root": str(self.lake.root),
            "metastore_uri": self.metastore.uri,
        }
