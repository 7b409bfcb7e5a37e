"""moto, asked in this process without its server or its patches of botocore."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from botocore.awsrequest import AWSPreparedRequest
from botocore.compat import HTTPHeaders
from moto import backends
from moto.core.botocore_stubber import BotocoreStubber
from moto.moto_api._internal import mock_random

from boathouse.calls import ACCOUNT
from boathouse.errors import NotEmulated
from boathouse.services.companions.services import COMPANIONS

if TYPE_CHECKING:
    from boathouse.services.companions.services import Companion

_OF_THE_CONNECTION = frozenset({"connection", "content-length", "date", "server", "status"})


class Emulator:
    """Empty services of the one account; there is one at a time in a process."""

    def __init__(self) -> None:
        self._moto = BotocoreStubber()
        for known in COMPANIONS.values():
            backends.get_backend(known.name).pop(ACCOUNT, None)  # type: ignore[call-overload]

    def seed(self, number: int) -> None:
        """Let the next call make up the same names whenever it is asked with this number."""
        mock_random.seed(number)

    def ask(
        self, service: type[Companion], region: str, headers: Mapping[str, str], body: bytes
    ) -> tuple[int, Mapping[str, str], bytes]:
        """The status, headers and body of the answer.

        Raises NotEmulated for what moto does not have.
        """
        given = HTTPHeaders()
        for name, value in {**headers, "x-moto-account-id": ACCOUNT}.items():
            given[name] = value
        url = f"https://{service.host}.{region}.amazonaws.com/"
        try:
            answer = self._moto.process_request(AWSPreparedRequest("POST", url, given, body, False))
        except NotImplementedError as error:
            raise NotEmulated(f"A call of {service.name}", str(error)) from error
        if answer is None:
            raise NotEmulated(f"{service.name} in the region {region}")
        status, told, text = answer
        kept = {name.lower(): str(value) for name, value in told.items()}
        kept = {name: value for name, value in kept.items() if name not in _OF_THE_CONNECTION}
        kept.setdefault("content-type", _type(headers))
        return status, kept, text.encode() if isinstance(text, str) else text


def _type(headers: Mapping[str, str]) -> str:
    return headers["content-type"] if "x-amz-target" in headers else "text/xml"
