"""The composition root: one store, one lake, the services over them, and the engine that runs the jobs."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from typing import Any

from boathouse.config import Settings
from boathouse.lake import Lake
from boathouse.store import Store


class Cloud:
    """Everything behind the one port."""

    def __init__(self, settings: Settings, url: str, token: str) -> None:
        self.settings, self.url, self.token = settings, url, token
        self.store = Store(settings.home / "state.sqlite")
        self.lake = Lake(settings.home / "s3", settings.home / "tmp")
        self.services: list[Any] = []
        self.glue = self._add("glue", "Glue", self.store)
        self.athena = self._add("athena", "Athena", self.store, self.lake, self.glue)
        self._add("s3", "S3", self.store, self.lake, settings.home / "uploads")
        self._add("sts", "Sts")
        self.supervisor: Any = None

    def on_work(self, listener: Callable[[], object]) -> None:
        """Tell the listener when a run is queued."""

    def described(self, run: dict[str, Any]) -> dict[str, Any]:
        """Add to a claimed run what its worker needs to know of this cloud."""
        return run

    def close(self) -> None:
        """Stop what runs."""
        self.store.close()

    def _add(self, module: str, name: str, *arguments: Any) -> Any:
        try:
            service = getattr(importlib.import_module(f"boathouse.services.{module}"), name)(*arguments)
        except (ImportError, AttributeError, TypeError):
            return None
        self.services.append(service)
        return service
