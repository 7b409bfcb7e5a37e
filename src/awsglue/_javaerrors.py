"""What scripts ask of an error that Java raises on AWS: `error.java_exception.getMessage()`."""

from __future__ import annotations

from typing import TypeVar

E = TypeVar("E", bound=Exception)


class JavaException:
    """Java's side of an error, as far as scripts look at it."""

    def __init__(self, name: str, message: str) -> None:
        self._name, self._message = name, message

    def getMessage(self) -> str:
        return self._message

    def getLocalizedMessage(self) -> str:
        return self._message

    def toString(self) -> str:
        return f"{self._name}: {self._message}"


def of_java(error: E, name: str) -> E:
    """The same error, which knows its Java exception, of this class."""
    error.java_exception = JavaException(name, str(error))  # type: ignore[attr-defined]
    return error
