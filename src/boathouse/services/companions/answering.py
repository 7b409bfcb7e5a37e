"""A call of one of the companions: to moto, and into the journal if it changes something."""

from __future__ import annotations

import json
import threading
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from boathouse.calls import current
from boathouse.errors import NotEmulated
from boathouse.services.companions import members
from boathouse.services.companions.journal import Journal
from boathouse.services.companions.outbox import Outbox
from boathouse.services.companions.services import COMPANIONS, Companion

if TYPE_CHECKING:
    from boathouse.services.companions.emulator import Emulator
    from boathouse.store import Store

_DELIVERED_NOWHERE = frozenset({"email", "email-json", "sms"})


@dataclass(frozen=True)
class Asked:
    """A call as it came; `signing` is the service's name in its signature."""

    signing: str
    operation: str
    region: str
    headers: Mapping[str, str]
    body: bytes


class Companions:
    """Services whose state is moto's, in memory, and on disk a journal of the calls that made it.

    Nothing of it is loaded before a first call. Calls go one at a time.

    Differs: what was made before the server started anew has the time of its first call since as its date;
    the events of logs keep their own.
    """

    def __init__(self, store: Store, outbox: Path) -> None:
        self.names = {signing: known.name for signing, known in COMPANIONS.items()}
        self._journal = Journal(store)
        self._outbox = Outbox(outbox)
        self._turn = threading.Lock()
        self._emulator: Emulator | None = None

    def answer(self, asked: Asked) -> tuple[int, Mapping[str, str], bytes]:
        """The status, the headers and the body of the service's answer, its errors included.

        Raises NotEmulated for an operation that does more than keep state.
        """
        service = COMPANIONS[asked.signing]
        if asked.operation not in service.reads | service.writes:
            raise NotEmulated(
                asked.operation,
                f"It is an operation of AWS's {service.name}, see the README's table of gaps.",
            )
        with self._turn:
            emulator = self._running()
            given = members.read(asked.headers, asked.body)
            _check(asked.operation, given)
            asked = replace(asked, headers=members.kept(asked.headers))
            if changed := members.here(given, lambda name: _has_secret(emulator, asked.region, name)):
                given |= changed
                asked = replace(asked, body=members.written(asked.headers, given))
            if asked.operation in service.reads:
                return emulator.ask(service, asked.region, asked.headers, asked.body)
            return self._write(emulator, service, asked, given)

    def _write(
        self, emulator: Emulator, service: type[Companion], asked: Asked, given: Mapping[str, object]
    ) -> tuple[int, Mapping[str, str], bytes]:
        number = self._journal.next()
        emulator.seed(number)
        answer = emulator.ask(service, asked.region, asked.headers, asked.body)
        if answer[0] < 300:
            try:
                self._journal.append(number, asked.signing, asked.region, asked.headers, asked.body)
            except BaseException:
                self._emulator = None  # what is not in the journal has not happened
                raise
            self._outbox.add(service.name, asked.operation, given, current.get().run)
        return answer

    def _running(self) -> Emulator:
        """The emulator with everything that the journal has."""
        if self._emulator is None:
            from boathouse.services.companions.emulator import Emulator  # noqa: PLC0415 - moto, a second

            emulator = Emulator()
            for number, signing, region, headers, body in self._journal:
                emulator.seed(number)
                emulator.ask(COMPANIONS[signing], region, headers, body)
            self._emulator = emulator
        return self._emulator


def _check(operation: str, given: Mapping[str, object]) -> None:
    """Refuse what would have to be delivered."""
    protocol = given.get("Protocol", "email")
    if operation == "Subscribe" and protocol not in _DELIVERED_NOWHERE:
        raise NotEmulated(f"Delivering to subscribers by {protocol}", "Messages are kept in outbox.jsonl.")


def _has_secret(emulator: Emulator, region: str, name: str) -> bool:
    service = COMPANIONS["secretsmanager"]
    headers = {
        "content-type": "application/x-amz-json-1.1",
        "x-amz-target": "secretsmanager.DescribeSecret",
    }
    body = json.dumps({"SecretId": name}).encode()
    return emulator.ask(service, region, headers, body)[0] < 300
