"""Patches AWS's awsglue at the moment in which a script imports it."""

import importlib.abc
import importlib.machinery
import importlib.util
import types
from collections.abc import Sequence

from glue_shims import parquet

_PATCHED = "awsglue.context"


class Finder(importlib.abc.MetaPathFinder):
    """Lets the others find `awsglue.context`, and has it patched once it is loaded."""

    def find_spec(
        self, name: str, path: Sequence[str] | None, target: types.ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        """Return the spec of the module to patch, None for all others."""
        # This project's own runtime, which stands in for AWS's in tests, needs no shim.
        if name != _PATCHED or importlib.util.find_spec("awsglue._frame") is not None:
            return None
        spec = importlib.machinery.PathFinder.find_spec(name, path)
        if spec is None or spec.loader is None:
            return None
        spec.loader = _Loader(spec.loader)
        return spec


class _Loader(importlib.abc.Loader):
    def __init__(self, real: importlib.abc.Loader) -> None:
        self._real = real

    def create_module(self, spec: importlib.machinery.ModuleSpec) -> types.ModuleType | None:
        return self._real.create_module(spec)

    def exec_module(self, module: types.ModuleType) -> None:
        self._real.exec_module(module)
        parquet.patch(module.GlueContext)
