"""Arrow's own client of S3, which asks no environment where S3 is, goes where all others do.

`pyarrow.fs.S3FileSystem` is what PyIceberg reads and writes through, too. It is a class of C's, which cannot
be changed; one of its name that is derived from it stands in its place, also in a pyarrow that a run brings.

Differs: pyarrow.fs.resolve_s3_region says the run's region of every bucket.
"""

from __future__ import annotations

import importlib.abc
import os
import sys
from collections.abc import Callable, Sequence
from functools import wraps
from importlib.machinery import ModuleSpec, PathFinder
from types import ModuleType
from typing import Any, cast

_MODULE, _CLASS, _REGION = "pyarrow._s3fs", "S3FileSystem", "resolve_s3_region"
_ENDPOINTS = ("AWS_ENDPOINT_URL_S3", "AWS_ENDPOINT_URL")
_REGIONS = ("AWS_REGION", "AWS_DEFAULT_REGION")


def keep_here(is_amazons: Callable[[str], bool]) -> None:
    """Give S3FileSystem the endpoint of the environment, where a script names none or one of AWS's.

    It is imported by those who want it, not here: that takes a while.
    """
    finder = _Finder(is_amazons)
    if _MODULE in sys.modules:
        finder.change(sys.modules[_MODULE])
        for name in (_CLASS, _REGION) if "pyarrow.fs" in sys.modules else ():
            setattr(sys.modules["pyarrow.fs"], name, getattr(sys.modules[_MODULE], name))
    else:
        sys.meta_path.insert(0, finder)


class _Finder(importlib.abc.MetaPathFinder):
    """Finds one module where it is, and changes it as soon as it is loaded."""

    def __init__(self, is_amazons: Callable[[str], bool]) -> None:
        self._is_amazons = is_amazons

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        spec = PathFinder.find_spec(fullname, path, target) if fullname == _MODULE else None
        if spec and spec.loader:
            execute = spec.loader.exec_module

            def exec_module(module: ModuleType) -> None:
                execute(module)
                self.change(module)

            vars(spec.loader)["exec_module"] = exec_module
        return spec

    def change(self, module: ModuleType) -> None:
        """Put what knows the environment in the place of Arrow's own."""
        setattr(module, _CLASS, _derived(getattr(module, _CLASS), self._is_amazons))
        setattr(module, _REGION, _local(getattr(module, _REGION)))


def _derived(parent: Any, is_amazons: Callable[[str], bool]) -> type:
    def __init__(self: Any, *words: Any, **options: Any) -> None:  # noqa: N807
        named = options.get("endpoint_override")
        here = _told(_ENDPOINTS)
        if here and (not named or is_amazons(named)):
            options["endpoint_override"] = here
        parent.__init__(self, *words, **options)

    def __reduce__(self: Any) -> tuple[Any, ...]:  # noqa: N807
        _, *rest = parent.__reduce__(self)
        return (made._reconstruct, *rest)

    def _reconstruct(options: dict[str, Any]) -> Any:
        return made(**options)

    # By these names it is unpickled: by itself here, by Arrow's in processes that have only that.
    _reconstruct.__module__, _reconstruct.__qualname__ = _MODULE, f"{_CLASS}._reconstruct"
    body = {"__init__": __init__, "__reduce__": __reduce__, "_reconstruct": staticmethod(_reconstruct)}
    made: Any = type(_CLASS, (parent,), {**body, "__module__": _MODULE, "__doc__": parent.__doc__})
    return cast(type, made)


def _local(resolve: Callable[[str], str]) -> Callable[[str], str]:
    @wraps(resolve)
    def resolve_s3_region(bucket: str) -> str:
        region = _told(_REGIONS)
        return region if region and _told(_ENDPOINTS) else resolve(bucket)

    return resolve_s3_region


def _told(names: Sequence[str]) -> str | None:
    return next(filter(None, map(os.environ.get, names)), None)
