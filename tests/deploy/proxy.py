"""A proxy in front of an emulator: knows each call by its AWS name, can refuse it, or cut its connection."""

from __future__ import annotations

import http.client
import json
import re
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

TARGETS = {
    "AWSGlue": "glue",
    "AmazonAthena": "athena",
    "Logs_20140328": "logs",
    "DynamoDB_20120810": "dynamodb",
}
"""Services whose requests name the operation in a header, by what it begins with."""
READS = ("Get", "List", "Head", "BatchGet", "Describe")


@dataclass(frozen=True)
class Call:
    """One call to AWS: its service, its operation, and its members as far as the wire shows them."""

    service: str
    operation: str
    members: dict[str, Any] = field(default_factory=dict, compare=False)

    @property
    def writes(self) -> bool:
        """Tell whether it changes the account."""
        return not self.operation.startswith(READS)

    @property
    def name(self) -> str:
        """Service and operation."""
        return f"{self.service}:{self.operation}"


Answer = tuple[int, dict[str, str], bytes]


class CutError(Exception):
    """The connection ends without an answer."""


@dataclass
class Proxy:
    """Forwards to `target`; every call is noted, then `before` and `after` may interfere."""

    target: str = ""
    calls: list[Call] = field(default_factory=list)
    before: Callable[[Call], Answer | None] = lambda call: None
    after: Callable[[Call], None] = lambda call: None

    def __post_init__(self) -> None:
        self._lock = threading.Lock()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def reset(self, target: str) -> None:
        """Forget all, and forward to another emulator."""
        self.target = target
        self.behave()

    def behave(self) -> None:
        """Only forward."""
        self.calls.clear()
        self.before, self.after = lambda call: None, lambda call: None

    def cut_after(self, writes: int, *, answered: bool = True) -> None:
        """Let so many writes through, then cut every connection.

        `answered` tells whether the client still hears of the last one.
        """
        self.behave()
        done = [0]

        def before(call: Call) -> None:
            if done[0] >= writes:
                raise CutError

        def after(call: Call) -> None:
            with self._lock:
                done[0] += call.writes
            if call.writes and done[0] >= writes and not answered:
                raise CutError

        self.before, self.after = before, after

    def refuse(self, name: str, code: str, message: str = "", status: int = 400, times: int = 1_000) -> None:
        """Answer a call with an error, so many times."""
        self.behave()
        left = [times]

        def before(call: Call) -> Answer | None:
            if call.name != name or left[0] == 0:
                return None
            left[0] -= 1
            return error(call.service, code, message, status)

        self.before = before

    @property
    def writes(self) -> list[str]:
        """The names of the calls that changed something."""
        return [call.name for call in self.calls if call.writes]

    def close(self) -> None:
        """Stop serving."""
        self._server.shutdown()
        self._server.server_close()


def error(service: str, code: str, message: str, status: int) -> Answer:
    """An error in the protocol of a service."""
    if service in TARGETS.values():
        body = json.dumps({"__type": code, "message": message, "Message": message})
        return status, {"Content-Type": "application/x-amz-json-1.1"}, body.encode()
    inside = f"<Code>{code}</Code><Message>{message}</Message>"
    body = (
        f"<Error>{inside}</Error>"
        if service == "s3"
        else f"<ErrorResponse><Error>{inside}</Error></ErrorResponse>"
    )
    return status, {"Content-Type": "text/xml"}, body.encode()


def understood(method: str, path: str, headers: Any, body: bytes) -> Call:
    """The call behind a request."""
    if target := headers.get("X-Amz-Target"):
        service = TARGETS[target.split(".")[0]]
        return Call(service, target.split(".")[1], json.loads(body or b"{}"))
    scope = re.search(r"Credential=[^/]+/\d+/[^/]+/([^/]+)/", headers.get("Authorization", ""))
    service = scope[1] if scope else "s3"
    if service != "s3":
        members = {key: values[0] for key, values in parse_qs(body.decode()).items()}
        return Call(service, members["Action"], members)
    return _s3(method, path)


SUBRESOURCES = {
    "tagging": "BucketTagging",
    "publicAccessBlock": "PublicAccessBlock",
    "encryption": "BucketEncryption",
    "versioning": "BucketVersioning",
}


def _s3(method: str, path: str) -> Call:
    parts = urlsplit(path)
    bucket, _, key = parts.path.lstrip("/").partition("/")
    query = parse_qs(parts.query, keep_blank_values=True)
    members = {"Bucket": bucket, "Key": key}
    verb = method.capitalize()
    for name, what in SUBRESOURCES.items():
        if name in query:
            return Call("s3", f"{verb}{what}", members)
    if key:
        return Call("s3", f"{verb}Object", members)
    if not bucket:
        return Call("s3", "ListBuckets", members)
    listing = "ListObjectVersions" if "versions" in query else "ListObjectsV2"
    names = {"PUT": "CreateBucket", "DELETE": "DeleteBucket", "HEAD": "HeadBucket", "POST": "DeleteObjects"}
    return Call("s3", names.get(method, listing), members)


def _handler(proxy: Proxy) -> type[BaseHTTPRequestHandler]:
    return type("Handler", (_Handler,), {"proxy": proxy})


class _Handler(BaseHTTPRequestHandler):
    proxy: Proxy
    protocol_version = "HTTP/1.1"
    wbufsize = -1  # an answer in one piece: in two, each waits for the other side's delayed ACK
    disable_nagle_algorithm = True
    upstream: http.client.HTTPConnection | None = None  # kept as long as the client's own
    upstream_of = ""

    def handle_any(self) -> None:
        length = int(self.headers.get("Content-Length") or 0)
        body = self.rfile.read(length)
        call = understood(self.command, self.path, self.headers, body)
        try:
            answer = self.proxy.before(call)
            self.proxy.calls.append(call)
            answer = answer or self.forwarded(body)
            self.proxy.after(call)
        except CutError:
            self.close_connection = True
            return
        self.answer(*answer)

    do_GET = do_PUT = do_POST = do_DELETE = do_HEAD = handle_any  # noqa: N815

    def answer(self, status: int, headers: dict[str, str], content: bytes) -> None:
        self.send_response_only(status)
        for name, value in headers.items():
            if name.lower() not in ("content-length", "connection", "transfer-encoding"):
                self.send_header(name, value)
        # the answer to HEAD tells the length of what it does not bring
        size = headers.get("Content-Length", "0") if self.command == "HEAD" else str(len(content))
        self.send_header("Content-Length", size)
        self.end_headers()
        self.wfile.write(b"" if self.command == "HEAD" else content)
        self.wfile.flush()

    def forwarded(self, body: bytes) -> Answer:
        if self.upstream is None or self.upstream_of != self.proxy.target:
            self.hang_up()
            self.upstream_of = self.proxy.target
            self.upstream = http.client.HTTPConnection(urlsplit(self.proxy.target).netloc, timeout=60)
        try:
            headers = {name: value for name, value in self.headers.items() if name.lower() != "expect"}
            self.upstream.request(self.command, self.path, body, headers)
            response = self.upstream.getresponse()
            return response.status, dict(response.getheaders()), response.read()
        except (OSError, http.client.HTTPException):
            self.hang_up()
            raise

    def hang_up(self) -> None:
        if self.upstream:
            self.upstream.close()
        self.upstream = None

    def finish(self) -> None:
        self.hang_up()
        super().finish()

    def handle_expect_100(self) -> bool:
        self.send_response_only(100)
        self.end_headers()
        self.wfile.flush()
        return True

    def log_message(self, *arguments: Any) -> None:
        pass
