"""Glue Studio's transforms, which AWS's image has not: this project's own, over the image's `awsglue`."""

import importlib
import importlib.abc
import importlib.machinery
import importlib.util
import pathlib
import types
from collections.abc import Sequence

_HOME = "awsglue._studio"


class StudioFinder(importlib.abc.MetaPathFinder):
    """Finds `gs_…` after everything else, and the folder of `awsglue` in which they are at home."""

    def __init__(self, folder: pathlib.Path) -> None:
        self._folder = folder

    def find_spec(
        self, name: str, path: Sequence[str] | None, target: types.ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        """Return the spec of one of these modules, None for all others."""
        if name == _HOME:
            places = [str(self._folder)]
            return importlib.util.spec_from_file_location(
                name, self._folder / "__init__.py", submodule_search_locations=places
            )
        if not name.startswith("gs_") and name != "recipe_transforms":
            return None
        found: importlib.machinery.ModuleSpec | None
        found = importlib.import_module(_HOME).Finder().find_spec(name, path)
        return found
