"""S3 calls passed on to the S3 server that holds the lake, byte for byte."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from urllib.parse import quote, urlencode

import urllib3

from boathouse.remote.objects import unreachable
from boathouse.wire.messages import Request, Response

_PIECE = 1024 * 1024
_OF_THE_CONNECTION = frozenset(
    {"connection", "host", "keep-alive", "te", "trailer", "transfer-encoding", "upgrade"}
)
_WRITES = frozenset({"PUT", "POST", "DELETE"})


class Relay:
    """Passes a request on and its answer back; both stream.

    `before(method, bucket)` is called ahead of a call that makes or deletes a bucket, `after()` once the
    server has done a write.
    """

    def __init__(
        self,
        endpoint: str,
        before: Callable[[str, str], object],
        after: Callable[[], object],
    ) -> None:
        self.endpoint = endpoint
        self._before, self._after = before, after
        self._pool = urllib3.PoolManager(
            maxsize=32, retries=False, timeout=urllib3.Timeout(connect=5, read=300)
        )

    def forward(self, request: Request) -> Response:
        """Answer as the S3 server answers.

        Raises ServiceError ServiceUnavailable (503) if it does not.
        """
        bucket, _, key = request.path.lstrip("/").partition("/")
        if request.method in ("PUT", "DELETE") and bucket and not key and not request.query:
            self._before(request.method, bucket)
        try:
            answer = self._pool.request(
                request.method,
                self._url(request),
                body=_body(request),
                headers=_headers(request),
                preload_content=False,
                decode_content=False,
                redirect=False,
            )
        except urllib3.exceptions.HTTPError as error:
            raise unreachable(self.endpoint, error) from error
        if request.method in _WRITES and answer.status < 300:
            self._after()
        headers = {
            name.lower(): value
            for name, value in answer.headers.items()
            if name.lower() not in _OF_THE_CONNECTION
        }
        return Response(answer.status, headers, _pieces(answer))

    def close(self) -> None:
        """Hang up."""
        self._pool.clear()

    def _url(self, request: Request) -> str:
        path = quote(request.path.encode("utf-8", "surrogateescape"), safe="/~")
        return f"{self.endpoint}{path}{'?' if request.query else ''}{urlencode(request.query)}"


def _headers(request: Request) -> dict[str, str]:
    kept = {name: value for name, value in request.headers.items() if name not in _OF_THE_CONNECTION}
    kept.pop("expect", None)  # the body is on its way
    kept.setdefault("accept-encoding", "identity")
    return kept


def _body(request: Request) -> Iterator[bytes] | None:
    has_body = "content-length" in request.headers or "transfer-encoding" in request.headers
    return iter(request.body) if has_body else None


def _pieces(answer: urllib3.BaseHTTPResponse) -> Iterator[bytes]:
    try:
        yield from answer.stream(_PIECE, decode_content=False)
    finally:
        answer.release_conn()
