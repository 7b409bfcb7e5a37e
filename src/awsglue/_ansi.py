"""DynamicFrames without Spark's ANSI mode: what cannot be cast is null, an element that is not there, too.

`spark.sql.ansi.enabled` is for the script's own SQL. Spark looks at it while an expression is made and
analysed, not when it runs, so that it is enough to have it off inside the methods that make expressions.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from threading import Lock
from types import FunctionType
from typing import Any, TypeVar

from pyspark.sql import SparkSession

_SETTING = "spark.sql.ansi.enabled"
_lock = Lock()
_inside: Counter[Any] = Counter()
"""How many methods, of whatever threads, have the setting off in a session of the JVM's."""

C = TypeVar("C", bound=type)


@contextmanager
def without_ansi(session: SparkSession) -> Iterator[None]:
    """While it lasts, the session has no ANSI mode; of several threads the last one out turns it on."""
    key = session._jsparkSession
    with _lock:
        off = bool(_inside[key]) or str(session.conf.get(_SETTING)).lower() == "true"
        if off:
            _inside[key] += 1
            session.conf.set(_SETTING, "false")
    try:
        yield
    finally:
        if off:
            with _lock:
                _inside[key] -= 1
                if not _inside[key]:
                    del _inside[key]
                    session.conf.set(_SETTING, "true")


def lenient(session_of: Callable[[Any], SparkSession]) -> Callable[[C], C]:
    """Make the public methods of a class know nothing of ANSI mode."""

    def decorated(kind: C) -> C:
        for name, member in [*vars(kind).items()]:
            if isinstance(member, FunctionType) and not name.startswith("_"):
                setattr(kind, name, _inside_of(member, session_of))
        return kind

    return decorated


def _inside_of(function: FunctionType, session_of: Callable[[Any], SparkSession]) -> Callable[..., Any]:
    @wraps(function)
    def method(self: Any, *args: Any, **kwargs: Any) -> Any:
        with without_ansi(session_of(self)):
            return function(self, *args, **kwargs)

    return method
