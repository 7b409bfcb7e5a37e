"""The overlay file system's mount table: which folder each bucket is."""

from __future__ import annotations

import os
from pathlib import Path
from xml.sax.saxutils import escape

from boathouse.engine.spark.defaults import RAW_SCHEME

_FILE = "mount-table.1.xml"  # the name that Hadoop looks for
_PROPERTY = "<property><name>fs.viewfs.mounttable.{}.linkFallback</name><value>{}</value></property>\n"


class MountTable:
    """A file that maps every bucket of the lake to its folder, kept current while runs go on."""

    def __init__(self, folder: Path, buckets_root: Path) -> None:
        self.folder, self._root = folder, buckets_root
        self._written: list[str] | None = None
        self._seen = -1
        folder.mkdir(parents=True, exist_ok=True)

    def refresh(self) -> None:
        """Write the table anew if a bucket came or went; cheap enough to ask many times a second."""
        changed = self._root.stat().st_mtime_ns if self._root.exists() else 0
        if changed == self._seen and self._written is not None:
            return
        buckets = sorted(entry.name for entry in os.scandir(self._root) if entry.is_dir()) if changed else []
        if buckets != self._written:
            self._write(buckets)
        self._seen = changed

    def _target(self, bucket: str) -> str:
        return (self._root / bucket).as_uri().replace("file:", f"{RAW_SCHEME}:", 1)

    def _write(self, buckets: list[str]) -> None:
        properties = "".join(_PROPERTY.format(escape(b), escape(self._target(b))) for b in buckets)
        # Hadoop reads every file in the folder, so the half-written one stays outside.
        draft = self.folder.with_suffix(".draft")
        draft.write_text(f'<?xml version="1.0"?>\n<configuration>\n{properties}</configuration>\n')
        draft.replace(self.folder / _FILE)
        self._written = buckets
