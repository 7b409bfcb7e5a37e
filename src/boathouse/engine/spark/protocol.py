"""The worker's side of the private HTTP interface: claim a run, tell how it goes, report its end."""

from __future__ import annotations

import http.client
import json
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

_CLAIM_SECONDS = 20
_PATIENCE = 30  # seconds of silence after which the server counts as gone


class ServerGoneError(Exception):
    """The server does not answer, or not to this worker."""


@dataclass(frozen=True)
class ServerLink:
    """The server's address as one worker knows it."""

    url: str
    token: str
    worker: str

    def begin(self) -> None:
        """Say that this worker starts afresh, so that whatever it ran before is over."""
        self._post("workers/begin", {"worker": self.worker})

    def claim(self, seconds: float = _CLAIM_SECONDS) -> dict[str, Any] | None:
        """Wait for a run and take it; None if none came in time."""
        answer = self._post(
            "workers/claim", {"worker": self.worker, "wait_seconds": seconds}, seconds + _PATIENCE
        )
        return json.loads(answer) if answer else None

    def heartbeat(self, run_id: str) -> bool:
        """Say that the run is alive; the answer is whether it shall stop."""
        answer = self._post(f"runs/{run_id}/heartbeat", {"worker": self.worker})
        return bool(json.loads(answer or b"{}").get("stop"))

    def log(self, run_id: str, stream: str, data: bytes) -> None:
        """Append to the run's stdout or stderr."""
        self._send(f"runs/{run_id}/log/{stream}", data, "application/octet-stream", _PATIENCE)

    def finish(self, run_id: str, state: str, error_message: str, seconds: float) -> None:
        """Report how the run ended."""
        told = {"worker": self.worker, "state": state, "error_message": error_message, "seconds": seconds}
        self._post(f"runs/{run_id}/finish", told)

    def _post(self, path: str, body: dict[str, Any], seconds: float = _PATIENCE) -> bytes:
        return self._send(path, json.dumps(body).encode(), "application/json", seconds)

    def _send(self, path: str, body: bytes, kind: str, seconds: float) -> bytes:
        place = urlsplit(self.url)
        connection = http.client.HTTPConnection(place.hostname or "", place.port, timeout=seconds)
        try:
            headers = {"X-Boathouse-Token": self.token, "Content-Type": kind}
            connection.request("POST", f"/_boathouse/{path}", body, headers)
            answer = connection.getresponse()
            data = answer.read()
        except (OSError, http.client.HTTPException) as error:
            raise ServerGoneError(f"{self.url}: {error}") from error
        finally:
            connection.close()
        if answer.status >= 400:
            raise ServerGoneError(f"{self.url}/_boathouse/{path}: HTTP {answer.status} {data[:500]!r}")
        return data
