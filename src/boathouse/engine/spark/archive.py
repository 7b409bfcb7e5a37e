"""The class-data archive: Spark's loaded classes in one file that the next JVM maps.

Java writes it at the exit of a JVM that did real work and maps it afterwards, which makes a cold start
about three times faster. It is an optimisation only: a JVM that cannot use the file starts without it.
"""

from __future__ import annotations

import hashlib
import os
import subprocess
from collections.abc import Iterable, Sequence
from pathlib import Path

from boathouse.engine.spark.java import Java

_QUIET = ("-Xlog:disable", "-Xlog:all=error:stderr")  # otherwise Java warns on the script's stdout


class ClassArchive:
    """The archive of one Java and one list of jars, in the user's cache."""

    def __init__(self, folder: Path, java: Java, jars: Sequence[Path]) -> None:
        self._java = java
        self.file = folder / f"spark-{_key(java, jars)}.jsa"
        self._base = folder / f"java-{_key(java, ())}.jsa"
        self._draft = self.file.with_suffix(f".{os.getpid()}.draft")

    @property
    def ready(self) -> bool:
        """Whether there is an archive to start from."""
        return self.file.exists()

    def flags(self) -> list[str]:
        """Return the JVM flags that use the archive, or that make it if there is none yet."""
        base = self._own_base()
        if self.ready:
            files = [base, self.file] if base else [self.file]
            return [*_QUIET, f"-XX:SharedArchiveFile={os.pathsep.join(map(str, files))}"]
        if base is None and not _ships_base(self._java):
            return list(_QUIET)
        self.file.parent.mkdir(parents=True, exist_ok=True)
        return [
            *_QUIET,
            *([f"-XX:SharedArchiveFile={base}"] if base else []),
            f"-XX:ArchiveClassesAtExit={self._draft}",
        ]

    def keep(self, *, complete: bool) -> None:
        """Put what a JVM has written at its exit in place, whole or not at all."""
        if complete and self._draft.exists():
            self._draft.replace(self.file)
        self._draft.unlink(missing_ok=True)

    def drop(self) -> None:
        """Forget the archive: a JVM did not start with it."""
        self.file.unlink(missing_ok=True)

    def _own_base(self) -> Path | None:
        """Return the archive of Java's own classes, made once, for a Java that ships without one."""
        if _ships_base(self._java):
            return None
        if not self._base.exists():
            self._base.parent.mkdir(parents=True, exist_ok=True)
            draft = self._base.with_suffix(f".{os.getpid()}.draft")
            dump: list[str | Path] = [self._java.executable, "-Xshare:dump", f"-XX:SharedArchiveFile={draft}"]
            subprocess.run(dump, capture_output=True, timeout=120, check=False)
            if not draft.exists():
                return None
            draft.replace(self._base)
        return self._base


def _ships_base(java: Java) -> bool:
    return (java.executable.parent.parent / "lib" / "server" / "classes.jsa").exists()


def _key(java: Java, jars: Iterable[Path]) -> str:
    """Name a JVM and its class path; Java itself refuses an archive whose jars have changed since."""
    told = hashlib.sha256(f"{java.executable}\0{java.build}".encode())
    for jar in jars:
        stat = jar.stat()
        told.update(f"\0{jar}\0{stat.st_size}\0{stat.st_mtime_ns}".encode())
    return told.hexdigest()[:16]
