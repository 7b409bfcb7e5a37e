"""A broken file is an error that names it, also where Spark finds out and does not say which file it was."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from py4j import protocol
from pyspark.errors.exceptions.captured import install_exception_handler

from awsglue._formats.packing import codec_of, opened
from awsglue._paths import File

FAULTS = (EOFError, OSError, zlib.error)
"""What unpacking raises."""

_ENDINGS = {".gz": "gzip", ".bz2": "bzip2"}
_SIGNS = ("EOFException", "IOException", "ZipException", "java.util.zip")
"""Words of Java's errors that a broken packed file may be behind."""

_watched: dict[str, File] = {}


@contextmanager
def naming(uri: str) -> Iterator[None]:
    """Raise RuntimeError that names the file where unpacking it fails."""
    try:
        yield
    except FAULTS as error:
        raise RuntimeError(f"{uri} is broken: {error}") from error


def broken(files: Iterable[File]) -> str:
    """Which of these packed files cannot be unpacked, and why; "" if all can."""
    for file in files:
        try:
            with naming(file.uri):
                _unpack(file)
        except RuntimeError as error:
            return str(error)
    return ""


def watch(files: Iterable[File]) -> None:
    """Have any later error of Spark's name the one among these files that is broken, in a note.

    Spark unpacks them whenever a script first asks for rows, and its own error then tells no name. Nothing
    is unpacked here before that. Where several are broken, the one that was read last is named.
    """
    for file in files:
        if _codec_named(file):
            _watched.pop(file.uri, None)
            _watched[file.uri] = file
    if _watched and not isinstance(protocol.get_return_value, _Naming):
        protocol.get_return_value = _Naming(protocol.get_return_value)
        install_exception_handler()  # PySpark puts its own around it, anew with each session


class _Naming:
    """Py4J's function that raises what Java has raised."""

    def __init__(self, original: Callable[..., Any]) -> None:
        self._original = original

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        try:
            return self._original(*args, **kwargs)
        except Exception as error:
            if any(sign in str(error) for sign in _SIGNS) and (named := broken(reversed(_watched.values()))):
                error.add_note(named)
            raise


def _codec_named(file: File) -> str:
    """How the file's name says that it is packed; "" where it does not, or where its bytes are elsewhere."""
    codecs = (codec for ending, codec in _ENDINGS.items() if file.uri.lower().endswith(ending))
    return next(codecs, "") if file.local is not None else ""


def _unpack(file: File) -> None:
    named = _codec_named(file)
    if not named or file.local is None:
        return
    with file.local.open("rb") as raw:
        if codec_of(raw) != named:
            raise OSError(f"it does not begin as {named} does")
    with opened(file.local) as stream:
        while stream.read(1 << 20):
            pass
