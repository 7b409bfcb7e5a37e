"""URLs as Java's URI reads them.

https://trino.io/docs/current/functions/url.html
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import quote_plus, unquote, unquote_plus

PARTS = re.compile(
    r"(?:([A-Za-z][A-Za-z0-9+.\-]*):)?(?://([^/?#]*))?([^?#\[\]]*)(?:\?([^#]*))?(?:#(.*))?", re.DOTALL
)
ILLEGAL = re.compile(r'[\x00-\x20"<>\\^`{|}\x7f]|%(?![0-9a-fA-F]{2})')
AUTHORITY = re.compile(r"(?:[^@]*@)?((?:[A-Za-z0-9-]+\.)*[A-Za-z0-9-]+\.?|\[[0-9A-Fa-f:.]+\])(?::(\d*))?")


@dataclass(frozen=True)
class Url:
    """The parts of a URL, decoded but for `query`; what it lacks is empty."""

    protocol: str
    host: str
    port: int | None
    path: str
    query: str
    fragment: str


@lru_cache(1024)
def parsed(text: str) -> Url | None:
    """The URL, or None for text that Java refuses."""
    found = PARTS.fullmatch(text)
    if found is None or ILLEGAL.search(text):
        return None
    protocol, authority, path, query, fragment = (part or "" for part in found.groups())
    place = AUTHORITY.fullmatch(authority)
    host, port = (place[1], place[2]) if place else ("", "")
    return Url(protocol, host, int(port) if port else None, unquote(path), query, unquote(fragment))


def protocol(text: str) -> str | None:
    """What stands before the colon."""
    url = parsed(text)
    return url.protocol if url else None


def host(text: str) -> str | None:
    """The host's name."""
    url = parsed(text)
    return url.host if url else None


def port(text: str) -> int | None:
    """The port, if the URL names one."""
    url = parsed(text)
    return url.port if url else None


def path(text: str) -> str | None:
    """The path, decoded."""
    url = parsed(text)
    return url.path if url else None


def query(text: str) -> str | None:
    """All parameters, decoded."""
    url = parsed(text)
    return unquote(url.query) if url else None


def fragment(text: str) -> str | None:
    """What stands behind the hash, decoded."""
    url = parsed(text)
    return url.fragment if url else None


def parameter(text: str, name: str) -> str | None:
    """The first value of a parameter, decoded; empty if it has none, None if it is not there."""
    url = parsed(text)
    pairs = (pair.partition("=") for pair in url.query.split("&")) if url and url.query else ()
    return next((unquote_plus(value) for key, _, value in pairs if key == name), None)


def encoded(text: str) -> str:
    """A parameter's value as it stands in a URL."""
    return quote_plus(text, safe="*").replace("~", "%7E")


def decoded(text: str) -> str:
    """A parameter's value from a URL."""
    return unquote_plus(text)
