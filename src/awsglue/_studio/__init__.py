"""Glue Studio's managed transforms: `import gs_now` gives frames the method `gs_now`; and its recipes' steps.

On AWS each is a module of its own that the job gets by `--extra-py-files` from a bucket of AWS's. Here they
are found by name after everything else, so that a module that a job brings along wins.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec
from importlib.util import spec_from_file_location
from pathlib import Path
from types import ModuleType

GUIDE = "https://docs.aws.amazon.com/glue/latest/dg/"
_RECIPES = "recipe_transforms"
_UNBUILT = {
    "gs_common": "edit-jobs-transforms.html",
    "gs_lookup": "transforms-lookup.html",
    "gs_record_matching": "transforms-record-matching.html",
    "gs_unpivot": "transforms-unpivot.html",
}
"""Modules of AWS's that are not here, and their pages."""


class Finder(MetaPathFinder):
    """Finds the modules of this folder as top-level ones."""

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """Answer the module's place, or None for a name that Glue Studio does not have.

        Raises NotImplementedError for one that Glue Studio has and this package does not.
        """
        if fullname in _UNBUILT:
            raise NotImplementedError(
                f"Glue Studio's module {fullname} is not built. See {GUIDE}{_UNBUILT[fullname]}"
            )
        file = Path(__file__).with_name(f"{fullname}.py")
        if not (fullname.startswith("gs_") or fullname == _RECIPES) or not file.exists():
            return None
        return spec_from_file_location(fullname, file)


def install() -> None:
    """Let `import gs_…` find the modules of this folder, unless something else is found first."""
    if not any(isinstance(finder, Finder) for finder in sys.meta_path):
        sys.meta_path.append(Finder())
