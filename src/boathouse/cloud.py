"""The composition root: one store, one lake, the services over them, and the engine that runs the jobs."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from boathouse.config import Settings
from boathouse.engine.spark.crew import Crew
from boathouse.lake import Lake
from boathouse.services.companions import Companions
from boathouse.services.glue import Glue
from boathouse.services.metastore import Metastore
from boathouse.services.s3 import S3
from boathouse.services.sts import Sts
from boathouse.store import Store
from boathouse.wire.dispatch import Service

if TYPE_CHECKING:
    from boathouse.remote import Keeper
    from boathouse.services.athena import Athena
    from boathouse.wire.relay import Relay

_REGION = "us-east-1"


class Cloud:
    """Everything behind the one port.

    With `s3_endpoint` the objects are another server's: S3 calls are passed on to it. With the engine
    `docker` the workers live in containers of their own and come by themselves.
    """

    def __init__(self, settings: Settings, name: str, url: str, crew: Crew | None) -> None:
        self.settings, self.url = settings, url
        self._ending, self._ended = threading.Lock(), False
        self.store = Store(settings.home / "state.sqlite")
        self.relay: Relay | None = None
        self._keeper: Keeper | None = None
        self.lake = self._remote_lake() if settings.s3_endpoint else self._folders()
        self.glue = Glue(self.store, self.lake)
        self.athena = _AthenaOnCall(self._athena)
        self.metastore = Metastore(
            self.glue, self.lake, settings.host, name, ours=settings.engine == "embedded"
        )
        self.services: tuple[Service, ...] = (self.glue, self.athena, Sts())
        if not self.relay:
            self.services += (S3(self.store, self.lake, settings.home / "uploads"),)
        self.companions = Companions(self.store, settings.home / "outbox.jsonl")
        self._crew = crew
        if crew:
            crew.abandon = self.glue.queue.abandon

    def open(self, on_work: Callable[[], object]) -> None:
        """Take up what the last server left, and start workers for what waits.

        `on_work` is called whenever a run may be waiting, in any thread.
        """

        def work() -> None:
            self.warm()
            on_work()

        self.lake.recover()
        if self._keeper:
            self._keeper.start()
        self.metastore.start()
        self.glue.queue.on_work = work
        self.glue.recover()

    def warm(self) -> None:
        """Start the workers of this machine, if it is to run the jobs, ahead of the next run."""
        if self._crew:
            self._crew.warm(self.glue.queue.starters())

    def touched(self) -> None:
        """Hear that a run may have written objects."""
        if self._keeper:
            self._keeper.touched()

    def stop_work(self) -> None:
        """End the workers and what they run, while their last reports are still heard."""
        with self._ending:
            if not self._ended:
                self._ended = True
                if self._crew:
                    self._crew.stop()

    def close(self) -> None:
        """Let go of everything."""
        self.stop_work()
        self.metastore.close()
        self.athena.close()
        self.glue.close()
        if self._keeper:
            self._keeper.close()
        if self.relay:
            self.relay.close()
        self.store.close()

    def described(self, run: dict[str, Any]) -> dict[str, Any]:
        """Add to a claimed run what its worker needs to know of this cloud."""
        # The containers' S3 is another server, which may look into tokens.
        token = {"AWS_SESSION_TOKEN": str(run["run_id"])} if self._crew else {}
        return run | {
            "environment": {
                "AWS_ENDPOINT_URL": self.url,
                "AWS_ACCESS_KEY_ID": "boathouse",
                "AWS_SECRET_ACCESS_KEY": "boathouse",
                **token,
                "AWS_REGION": _REGION,
                "AWS_DEFAULT_REGION": _REGION,
                "AWS_EC2_METADATA_DISABLED": "true",
                "AWS_ALLOW_HTTP": "true",  # without which Rust's object stores (delta-rs, Polars) refuse us
            },
            "buckets_root": str(self.lake.root),
            "metastore_uri": self.metastore.uri,
        }

    def _athena(self) -> Athena:
        from boathouse.services.athena import Athena  # noqa: PLC0415

        return Athena(self.store, self.lake, self.glue)

    def _folders(self) -> Lake:
        return Lake(self.settings.home / "s3", self.settings.home / "tmp")

    def _remote_lake(self) -> Lake:
        # boto3, which no other lake needs
        from boathouse.remote import Keeper, RemoteLake  # noqa: PLC0415
        from boathouse.wire.relay import Relay  # noqa: PLC0415

        home, endpoint = self.settings.home, self.settings.s3_endpoint.rstrip("/")
        lake = RemoteLake(home / "s3", home / "tmp", endpoint, self.store)
        self._keeper = Keeper(lake)

        def before(method: str, bucket: str) -> None:
            # A bucket that the server has lost must be back before somebody makes it anew, empty.
            lake.heal() if method == "PUT" else lake.forget(bucket)

        self.relay = Relay(endpoint, before, self._keeper.touched)
        return lake


class _AthenaOnCall:
    """Athena from its first call on: importing the SQL engine costs every start a quarter of a second."""

    name = "athena"
    validation_error = "InvalidRequestException"

    def __init__(self, make: Callable[[], Athena]) -> None:
        self._make, self._making = make, threading.Lock()
        self._made: Athena | None = None

    @property
    def families(self) -> tuple[object, ...]:
        """The operations, by resource family."""
        with self._making:
            self._made = self._made or self._make()
            return self._made.families

    def close(self) -> None:
        """Stop the queries that run."""
        with self._making:
            if self._made:
                self._made.close()
