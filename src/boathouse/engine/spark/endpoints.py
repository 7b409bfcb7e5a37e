"""AWS's own endpoints, which scripts may name, lead where all others do."""

from __future__ import annotations

import importlib
from functools import wraps
from typing import Any
from urllib.parse import urlsplit

from boathouse.engine.spark import arrow

_AMAZON = ("amazonaws.com", "amazonaws.com.cn", "api.aws")


def keep_here() -> None:
    """Make clients pass over an endpoint of AWS's, as AWS's own samples give one to botocore for Glue.

    What remains are the endpoints of the run's environment: nothing reaches AWS from here by accident.
    """
    arrow.keep_here(_is_amazons)
    try:
        session = importlib.import_module("botocore.session").Session
    except ImportError:
        return  # a script's clients can be no others

    made = session.create_client

    @wraps(made)
    def create_client(self: Any, *names: Any, **options: Any) -> Any:
        if _is_amazons(options.get("endpoint_url")):
            options["endpoint_url"] = None
        return made(self, *names, **options)

    session.create_client = create_client


def _is_amazons(url: str | None) -> bool:
    host = urlsplit(url if url and "//" in url else f"//{url or ''}").hostname or ""
    return any(host == name or host.endswith(f".{name}") for name in _AMAZON)
