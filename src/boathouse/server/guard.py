"""The guard: only programs on this machine may call, never a web page that somebody is reading."""

from __future__ import annotations

import re
from collections.abc import Iterable

from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

_HERE = r"(?:(?:[a-z0-9._-]+\.)?(?:{names})|127\.0\.0\.1|\[::1\])(?::\d+)?"


class Guard:
    """Refuses a request with a foreign Host, Origin or Sec-Fetch-Site before anything runs.

    A page in the user's browser can send requests to loopback, and by rebinding its own name to
    127.0.0.1 even read the answers. Its Host or its Origin gives it away.
    """

    def __init__(self, app: ASGIApp, names: Iterable[str] = ("localhost",)) -> None:
        """Guard `app`, which is reached by loopback addresses and by these names."""
        self.app = app
        self._here = re.compile(_HERE.format(names="|".join(map(re.escape, names))), re.IGNORECASE)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or answer 403."""
        if scope["type"] == "http" and (reason := self._foreign(Headers(scope=scope))):
            text = f"Boathouse answers only programs on this machine: {reason}\n"
            await PlainTextResponse(text, status_code=403)(scope, receive, send)
            return
        await self.app(scope, receive, send)

    def _foreign(self, headers: Headers) -> str:
        host = headers.get("host", "")
        if not self._here.fullmatch(host):
            return f"the Host '{host}' is not localhost, 127.0.0.1, [::1] or a name under localhost."
        origin = headers.get("origin")
        if origin is not None and origin.lower() != f"http://{host.lower()}":
            return f"the request comes from a web page at '{origin}'."
        site = headers.get("sec-fetch-site", "none")
        return (
            ""
            if site in ("none", "same-origin")
            else f"a browser sent the request from another site ({site})."
        )
