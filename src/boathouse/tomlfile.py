"""A TOML file that knows the line of each of its keys, for errors that point at it."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from boathouse.errors import BoathouseError, PipelineError

_HEADER = re.compile(r"^\s*\[([^\[\]]+)\]\s*(?:#.*)?$")
_KEY = re.compile(r"""^\s*(?:"([^"]+)"|'([^']+)'|([A-Za-z0-9_-]+))\s*=""")


@dataclass(frozen=True)
class TomlFile:
    """The parsed content and the text it came from."""

    path: Path
    text: str
    content: dict[str, Any]

    @classmethod
    def read(cls, path: Path) -> TomlFile:
        """Parse `path`; PipelineError names file and line of a syntax error."""
        try:
            text = path.read_text(encoding="utf-8")
            return cls(path, text, tomllib.loads(text))
        except FileNotFoundError as error:
            raise PipelineError(
                "there is no such file.",
                where=str(path),
                remedy="Run inside a project, or name one with --project.",
            ) from error
        except OSError as error:
            raise PipelineError(f"it cannot be read ({error.strerror}).", where=str(path)) from error
        except UnicodeDecodeError as error:
            raise PipelineError(f"not UTF-8 text ({error}).", where=str(path)) from error
        except tomllib.TOMLDecodeError as error:
            raise PipelineError(f"not valid TOML: {error}.", where=str(path)) from error

    def error(self, message: str, table: str = "", key: str = "", remedy: str = "") -> BoathouseError:
        """Build the error for `key` of `table`, with its line if it stands on one of its own."""
        line = self.line(table, key)
        where = f"{self.path}, line {line}" if line else str(self.path)
        return PipelineError(message, where=where, remedy=remedy)

    def line(self, table: str, key: str = "") -> int | None:
        """Find where `key` of `table` (dotted, "" for the top) is set, or where the table begins."""
        current = ""
        begins = None
        for number, text in enumerate(self.text.splitlines(), start=1):
            if header := _HEADER.match(text):
                current = re.sub(r"""\s*\.\s*""", ".", header[1].strip()).replace('"', "").replace("'", "")
                if current == table:
                    begins = number
            elif current == table and key and (found := _KEY.match(text)) and key in found.groups():
                return number
        return begins
