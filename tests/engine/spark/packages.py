"""Python packages and jars of a test's own, in the bucket that a run takes them from."""

from __future__ import annotations

import zipfile
from pathlib import Path


def archive(file: Path, members: dict[str, str]) -> Path:
    """A zip file (and so an egg, or a jar) of these texts."""
    file.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(file, "w") as made:
        for name, text in members.items():
            made.writestr(name, text)
    return file


def wheel(folder: Path, name: str, version: str, source: str, requires: str = "") -> Path:
    """A wheel with one module of the same name."""
    info = f"{name}-{version}.dist-info"
    needs = f"Requires-Dist: {requires}\n" if requires else ""
    files = {
        f"{name}.py": source,
        f"{info}/METADATA": f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n{needs}",
        f"{info}/WHEEL": "Wheel-Version: 1.0\nGenerator: tests\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    record = "".join(f"{file},,\n" for file in [*files, f"{info}/RECORD"])
    return archive(folder / f"{name}-{version}-py3-none-any.whl", files | {f"{info}/RECORD": record})
