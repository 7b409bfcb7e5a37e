"""What AWS would have delivered to people."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

_SENDING = frozenset({"Publish", "PublishBatch", "PutEvents", "SendEmail", "SendRawEmail"})
_OF_THE_CALL = frozenset({"Action", "Version"})


class Outbox:
    """A file of JSON lines, one for each call that sends something: when, by which run, and its members."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def add(self, service: str, operation: str, given: Mapping[str, object], run: str) -> None:
        """Write a line, if the operation sends something."""
        if operation not in _SENDING:
            return
        members = {name: value for name, value in given.items() if name not in _OF_THE_CALL}
        line = {"at": datetime.now(UTC).isoformat(), "run": run, "service": service, "operation": operation}
        with self._path.open("a", encoding="utf-8") as file:
            file.write(json.dumps(line | {"members": members}, ensure_ascii=False) + "\n")
