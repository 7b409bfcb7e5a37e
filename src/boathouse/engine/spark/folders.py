"""Where a worker keeps what nobody needs afterwards."""

from __future__ import annotations

import tempfile
from pathlib import Path


def folder_of(worker: str) -> Path:
    """Return the folder of a worker's throw-away files, known to whoever outlives it."""
    return Path(tempfile.gettempdir()) / f"boathouse-{worker}"
