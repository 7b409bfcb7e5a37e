"""Resolve pyproject.toml into requirements.lock and requirements-dev.lock (what `make lock` calls).

uv resolves for every platform at once and writes hashes; it comes into a throw-away environment, so
that nobody who only runs Boathouse needs it.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import venv
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
UV = "uv==0.9.7"
OPTIONS = ["--universal", "--python-version", "3.11", "--generate-hashes"]
# no addresses and no machine's paths in a committed file
QUIET = ["--no-emit-index-url", "--no-annotate", "--no-header", "--quiet"]


def main() -> None:
    """Write both lock files; the second one agrees with the first on every shared package."""
    with tempfile.TemporaryDirectory() as scratch:
        venv.create(scratch, with_pip=True)
        python = f"{scratch}/bin/python"
        subprocess.run([python, "-m", "pip", "install", "--quiet", UV], check=True)
        compile_ = [
            f"{scratch}/bin/uv",
            "pip",
            "compile",
            *OPTIONS,
            *QUIET,
            "pyproject.toml",
            "--extra",
            "build",
        ]
        subprocess.run([*compile_, "-o", "requirements.lock"], check=True, cwd=PROJECT)
        development = ["--extra", "dev", "-c", "requirements.lock", "-o", "requirements-dev.lock"]
        subprocess.run([*compile_, *development], check=True, cwd=PROJECT)


if __name__ == "__main__":
    sys.exit(main())
