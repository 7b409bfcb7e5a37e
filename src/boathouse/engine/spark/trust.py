"""The certificates that this machine trusts, as a key store that Java reads.

A Java from PyPI knows the public authorities only. Behind a company's TLS proxy the machine's own list
has one more, which pip and every other program already use.
"""

from __future__ import annotations

import hashlib
import ssl
import struct
from collections.abc import Iterator, Sequence
from pathlib import Path

PASSWORD = "changeit"  # noqa: S105  # Java's own word for a store that holds nothing secret
_MAGIC, _VERSION, _TRUSTED = 0xFEEDFEED, 2, 2
_PEPPER = b"Mighty Aphrodite"  # part of the format's checksum
_END = "-----END CERTIFICATE-----"


def write_store(path: Path, certificates: Sequence[bytes]) -> None:
    """Write DER certificates as a key store in Java's own format, JKS."""
    entries = b"".join(
        struct.pack(">I", _TRUSTED)
        + _text(f"ca{number}")
        + struct.pack(">Q", 0)
        + _text("X.509")
        + _counted(der)
        for number, der in enumerate(certificates)
    )
    store = struct.pack(">III", _MAGIC, _VERSION, len(certificates)) + entries
    checksum = hashlib.sha1(PASSWORD.encode("utf-16-be") + _PEPPER + store, usedforsecurity=False)
    path.write_bytes(store + checksum.digest())


def trusted_here() -> list[bytes]:
    """Return the DER certificates of the authorities that Python's TLS trusts on this machine."""
    found = set(ssl.create_default_context().get_ca_certs(binary_form=True))
    folder = ssl.get_default_verify_paths().capath  # OpenSSL looks into it only when it needs one
    for file in Path(folder).iterdir() if folder else ():
        found.update(_certificates(file))
    return sorted(found)


def _certificates(file: Path) -> Iterator[bytes]:
    try:
        text = file.read_text("ascii")
    except (OSError, UnicodeDecodeError):
        return
    for block in text.split(_END)[:-1]:
        begin = block.rfind("-----BEGIN CERTIFICATE-----")
        if begin >= 0:
            yield ssl.PEM_cert_to_DER_cert(block[begin:] + _END)


def _text(words: str) -> bytes:
    return struct.pack(">H", len(words)) + words.encode()


def _counted(content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + content
