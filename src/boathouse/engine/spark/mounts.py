"""The overlay file system's mount table: which folder each bucket is.

A bucket's overlay hands everything to one further overlay, whose link leads to the folder of all buckets.
Without that second one a bucket's root could not be read by `sc.textFile` or a Hive table: Hadoop's local
file system is asked for the permissions of what it has listed, and the overlay's root renames that first.
"""

from __future__ import annotations

import os
from pathlib import Path
from xml.sax.saxutils import escape

from boathouse.engine.spark.defaults import RAW_SCHEME

_FILE = "mount-table.1.xml"  # the name that Hadoop looks for
_PROPERTY = "<property><name>fs.viewfs.mounttable.{}</name><value>{}</value></property>\n"
_ALL = "fs"  # the further overlay's name: too short for a bucket's
_LINK = "/buckets"


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

    def _write(self, buckets: list[str]) -> None:
        root = self._root.as_uri().replace("file:", f"{RAW_SCHEME}:", 1)
        properties = _PROPERTY.format(f"{_ALL}.link.{_LINK}", escape(root))
        properties += "".join(
            _PROPERTY.format(f"{escape(bucket)}.linkFallback", f"viewfs://{_ALL}{_LINK}/{escape(bucket)}")
            for bucket in buckets
        )
        # Hadoop reads every file in the folder, so the half-written one stays outside.
        draft = self.folder.with_suffix(".draft")
        draft.write_text(f'<?xml version="1.0"?>\n<configuration>\n{properties}</configuration>\n')
        draft.replace(self.folder / _FILE)
        self._written = buckets
