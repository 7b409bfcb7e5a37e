"""Digests that a client sends with its bytes, checked while the bytes pass."""

from __future__ import annotations

import base64
import binascii
import hashlib
import zlib
from collections.abc import Callable, Iterator
from typing import Protocol

from boathouse.calls import Body
from boathouse.errors import ServiceError

NAMES = ("ChecksumCRC32", "ChecksumCRC32C", "ChecksumCRC64NVME", "ChecksumSHA1", "ChecksumSHA256")


class _Digest(Protocol):
    def update(self, data: bytes, /) -> None: ...
    def digest(self) -> bytes: ...


class _Crc32:
    def __init__(self) -> None:
        self.value = 0

    def update(self, data: bytes, /) -> None:
        self.value = zlib.crc32(data, self.value)

    def digest(self) -> bytes:
        return self.value.to_bytes(4, "big")


_ALGORITHMS: dict[str, Callable[[], _Digest]] = {
    "ChecksumCRC32": _Crc32,
    "ChecksumSHA1": hashlib.sha1,
    "ChecksumSHA256": hashlib.sha256,
}


class Checked:
    """The bytes of a body as they pass, and their digests afterwards.

    `sent` holds the checksums that the client sent as members; a trailer of the body may bring one more,
    of the kind that `algorithm` announces.
    """

    def __init__(
        self, body: Body, content_md5: str | None, algorithm: str | None, sent: dict[str, str | None]
    ) -> None:
        self.body, self.md5 = body, hashlib.md5(usedforsecurity=False)
        self.sent = {name: value for name, value in sent.items() if value is not None}
        self.expected_md5 = _decoded_md5(content_md5)
        self.size = 0
        self._digests: dict[str, _Digest] = {
            name: make() for name, make in _ALGORITHMS.items() if name in {*self.sent, f"Checksum{algorithm}"}
        }

    def __iter__(self) -> Iterator[bytes]:
        """Pass the bytes on.

        Raises ServiceError BadDigest at the end if they are not what the client meant to send.
        """
        for piece in self.body:
            self.size += len(piece)
            self.md5.update(piece)
            for digest in self._digests.values():
                digest.update(piece)
            yield piece
        self._compare()

    @property
    def etag(self) -> str:
        """The ETag of an object written in one request."""
        return f'"{self.md5.hexdigest()}"'

    def _compare(self) -> None:
        if self.expected_md5 is not None and self.expected_md5 != self.md5.digest():
            raise ServiceError("BadDigest", "The Content-MD5 you specified did not match what we received.")
        for name in NAMES:
            trailer = self.body.trailers.get(f"x-amz-checksum-{name.removeprefix('Checksum').lower()}")
            if trailer is not None:
                self.sent[name] = trailer
        for name, value in self.sent.items():
            digest = self._digests.get(name)
            if digest and base64.b64encode(digest.digest()).decode() != value:
                kind = name.removeprefix("Checksum")
                raise ServiceError(
                    "BadDigest", f"The {kind} you specified did not match the calculated checksum."
                )


def _decoded_md5(text: str | None) -> bytes | None:
    if text is None:
        return None
    try:
        digest = base64.b64decode(text, validate=True)
    except binascii.Error:
        digest = b""
    if len(digest) != 16:
        raise ServiceError("InvalidDigest", "The Content-MD5 you specified was invalid.")
    return digest
