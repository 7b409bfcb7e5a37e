"""Settings: one frozen dataclass, built from flag > environment > file > default."""

from __future__ import annotations

import ast
import inspect
import os
import re
import textwrap
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from itertools import pairwise
from pathlib import Path
from typing import Any

from boathouse.errors import SettingsError

FILE = "boathouse.toml"
PREFIX = "BOATHOUSE_"
_VARIABLES = f"environment ({PREFIX}…)"
_FLAGS = "command line"
ENGINES = ("embedded", "docker")
# Of each kind, and of each setting that takes less than its kind does.
_EXPECTED = {
    "Path": "a folder",
    "int": "a whole number",
    "bool": "true or false",
    "str": "a text",
    "port": "0 to 65535",
    "cores": "a whole number, 0 for all of them",
    "memory": "a size as Java spells it, such as 4g, and no less than 512m",
}
_UNITS = {"": 1, "k": 1024, "m": 1024**2, "g": 1024**3, "t": 1024**4}
_LEAST_HEAP = 512 * 1024**2  # Spark starts no driver with less than 450 MiB beside Java's own
_RIGHT: dict[str, Callable[[Any], object]] = {
    "port": range(65536).__contains__,
    "cores": lambda cores: cores >= 0,
    "memory": lambda size: heap(size) >= _LEAST_HEAP,
}
_SWITCH = {"1": True, "true": True, "yes": True, "0": False, "false": False, "no": False}


def _cache() -> Path:
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "boathouse"


@dataclass(frozen=True)
class Settings:
    """How this Boathouse runs. Each field is a flag, `BOATHOUSE_<FIELD>` and a key of boathouse.toml."""

    project: Path = Path()
    """Folder that holds jobs/, sql/ and fixtures/."""
    home: Path = Path(".boathouse")
    """Folder of the local lake and all state, relative to the project."""
    cache: Path = field(default_factory=_cache)
    """Folder shared by all projects: Delta's jars, Java's class archive."""
    port: int = 4566
    """TCP port of the emulated cloud; the next free one is taken if it is in use."""
    memory: str = "4g"
    """Heap of the Spark JVM, as Java spells it."""
    cores: int = 0
    """Cores for Spark; 0 is all of them."""
    isolated: bool = False
    """A fresh JVM for every job run instead of a warm one."""
    engine: str = "embedded"
    """What runs the jobs: embedded (a Spark of this machine) or docker (AWS's Glue image, by Compose)."""
    host: str = "127.0.0.1"
    """Address that the server listens on; only the Docker target's container needs another."""
    s3_endpoint: str = ""
    """URL of an S3 server that holds the objects, as the Docker target's does; empty for plain folders."""

    @classmethod
    def load(cls, flags: Mapping[str, Any], environ: Mapping[str, str] = os.environ) -> Settings:
        """Merge the sources; a flag that is None was not given.

        Raises SettingsError for an unknown key, a value of the wrong kind or a project that is not there,
        naming its source.
        """
        project = _project(flags, environ)
        values: dict[str, Any] = {}
        file = project / FILE
        if file.exists():
            values |= _checked(_read(file), str(file))
        given = {k[len(PREFIX) :].lower(): v for k, v in environ.items() if k.startswith(PREFIX)}
        values |= _checked(given, _VARIABLES)
        values |= _checked({k: v for k, v in flags.items() if v is not None}, _FLAGS)
        values["project"] = project
        settings = cls(**values)
        if settings.engine not in ENGINES:
            raise SettingsError(
                f"there is no engine '{settings.engine}'.", remedy=f"Known: {', '.join(ENGINES)}."
            )
        return cls(**{**vars(settings), "home": project / settings.home, "cache": settings.cache.absolute()})


def heap(size: str) -> int:
    """The bytes of a size as Java spells it; 0 for what is none."""
    found = re.fullmatch(r"(\d+)([kmgt]?)", size.lower(), re.ASCII)
    return int(found[1]) * _UNITS[found[2]] if found else 0


def documentation() -> dict[str, str]:
    """What each setting means, in the words that stand under it in `Settings`."""
    (settings,) = ast.parse(textwrap.dedent(inspect.getsource(Settings))).body
    assert isinstance(settings, ast.ClassDef)
    words: dict[str, str] = {}
    for statement, following in pairwise(settings.body):
        match statement, following:
            case ast.AnnAssign(target=ast.Name(id=name)), ast.Expr(value=ast.Constant(value=str(text))):
                words[name] = " ".join(text.split())
    return words


def _project(flags: Mapping[str, Any], environ: Mapping[str, str]) -> Path:
    """The folder that is meant; one that is not there would be an empty lake, made without a word."""
    flag, variable = flags.get("project"), environ.get(f"{PREFIX}PROJECT")
    source = _FLAGS if flag else _VARIABLES
    project: Path = _converted("project", flag or variable or ".", "Path", source).absolute()
    if not project.is_dir():
        raise SettingsError(
            f"'project' names {project}, which is {'no folder' if project.exists() else 'not there'}.",
            where=source,
            remedy="It is the folder that holds jobs/, sql/ and fixtures/.",
        )
    return project


def _read(file: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(f"not valid TOML: {error}.", where=str(file)) from error
    except UnicodeDecodeError as error:
        raise SettingsError(f"not UTF-8 text ({error}).", where=str(file)) from error
    except OSError as error:
        raise SettingsError(f"it cannot be read ({error.strerror}).", where=str(file)) from error


def _checked(values: Mapping[str, Any], source: str) -> dict[str, Any]:
    kinds = {f.name: f.type for f in fields(Settings)}
    checked: dict[str, Any] = {}
    for key, value in values.items():
        if key not in kinds:
            known = f"Known: {', '.join(kinds)}."
            raise SettingsError(f"unknown setting '{key}'.", where=source, remedy=known)
        checked[key] = _converted(key, value, str(kinds[key]), source)
    return checked


def _converted(key: str, value: Any, kind: str, source: str) -> Any:
    try:
        converted = _CONVERTERS[kind](value)
        if key in _RIGHT and not _RIGHT[key](converted):
            raise ValueError
    except (TypeError, ValueError, KeyError, RuntimeError) as error:  # the last: nobody's ~name
        expected = _EXPECTED.get(key, _EXPECTED[kind])
        raise SettingsError(f"'{key}' cannot be '{value}': expected {expected}.", where=source) from error
    return converted


def _folder(value: Any) -> Path:
    if value == "":
        raise ValueError
    return Path(value).expanduser()


def _number(value: Any) -> int:
    if isinstance(value, bool | float):  # TOML's; int() would take them
        raise TypeError
    return int(value)


def _switch(value: Any) -> bool:
    return value if isinstance(value, bool) else _SWITCH[str(value).lower()]


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError
    return value


_CONVERTERS: dict[str, Callable[[Any], Any]] = {
    "Path": _folder,
    "int": _number,
    "bool": _switch,
    "str": _text,
}
