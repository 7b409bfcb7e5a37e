"""The jar of the classes that are made here, written once."""

from __future__ import annotations

import hashlib
import os
import tempfile
import zipfile
from pathlib import Path

from boathouse.engine.spark import committers, filesystems, hudi, iceberg, jsonformat


def jar(cache: Path) -> Path:
    """Return the jar, written if this is the first time.

    It is named by what is in it, and never written again: the class archive knows it by its time.
    """
    classes = _classes()
    digest = hashlib.sha256(b"".join(name.encode() + content for name, content in sorted(classes.items())))
    place = cache / "jars" / f"own-classes-{digest.hexdigest()[:12]}.jar"
    if not place.exists():
        place.parent.mkdir(parents=True, exist_ok=True)
        descriptor, file = tempfile.mkstemp(dir=place.parent, prefix=".made-")
        with os.fdopen(descriptor, "wb") as stream, zipfile.ZipFile(stream, "w") as made:
            for name, content in classes.items():
                made.writestr(f"{name.replace('.', '/')}.class", content)
        _put(Path(file), place)
    return place


def _classes() -> dict[str, bytes]:
    made = committers.classes() | filesystems.classes() | hudi.classes()
    return made | iceberg.classes() | jsonformat.classes()


def _put(made: Path, place: Path) -> None:
    try:
        os.link(made, place)  # whoever is first; the others use that one
    except FileExistsError:
        pass
    finally:
        made.unlink()
