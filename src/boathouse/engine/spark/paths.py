"""The module search path of a run's process."""

from __future__ import annotations

import importlib
import importlib.abc
import importlib.machinery
import os
import sys
import zipfile
from collections.abc import Iterable, Sequence
from types import ModuleType


def extend(front: Sequence[str], packages: Sequence[str]) -> None:
    """Put `front` before everything else, and `packages` before the packages that are installed here."""
    installed = (n for n, entry in enumerate(sys.path) if os.path.basename(entry) == "site-packages")
    place = next(installed, len(sys.path))
    sys.path[place:place] = packages
    sys.path[0:0] = front


def shadowed(entries: Iterable[str]) -> bool:
    """Whether one of these places has a module of a name that is imported here already."""
    return any(name in sys.modules for entry in entries for name in modules(entry))


def modules(entry: str) -> set[str]:
    """Return the names of the modules at a place of the search path."""
    if os.path.isdir(entry):
        names = os.listdir(entry)
    elif zipfile.is_zipfile(entry):
        with zipfile.ZipFile(entry) as archive:
            names = [name.split("/", 1)[0] for name in archive.namelist()]
    else:
        return set()
    return {name.split(".", 1)[0] for name in names if not name.endswith((".dist-info", ".egg-info"))}


def hide_spark() -> None:
    """Make `import pyspark` fail, as in a Python shell job, whose own part of awsglue is `utils`."""
    importlib.import_module("awsglue.utils")
    for name in [name for name in sys.modules if name.split(".", 1)[0] == "pyspark"]:
        del sys.modules[name]
    sys.meta_path.insert(0, _NoSpark())


class _NoSpark(importlib.abc.MetaPathFinder):
    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        if fullname == "pyspark":
            words = "No module named 'pyspark': a Python shell job has no Spark; use the command glueetl"
            raise ModuleNotFoundError(words, name="pyspark")
        return None
