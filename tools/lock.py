"""Resolve pyproject.toml into the lock files (what `make lock` calls).

requirements.lock is what Boathouse runs with, requirements-dev.lock what it is developed with, and
docker/boathouse/requirements.lock the part of the first that a server without an engine needs.

uv resolves for every platform at once and writes hashes; it comes into a throw-away environment, so
that nobody who only runs Boathouse needs it.
"""

from __future__ import annotations

import re
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
# What the server in the container imports, and what that needs; the rest is Spark's and the terminal's.
SERVER = frozenset(
    {
        *("anyio", "boto3", "botocore", "click", "duckdb", "duckdb-extension-avro", "duckdb-extension-delta"),
        *("cramjam", "duckdb-extension-iceberg", "h11", "httptools", "pyarrow"),
        # pyiceberg, and what it needs
        *(
            "annotated-types",
            "cachetools",
            "certifi",
            "charset-normalizer",
            "fsspec",
            "markdown-it-py",
            "mdurl",
        ),
        *("mmh3", "pydantic", "pydantic-core", "pygments", "pyiceberg", "pyparsing", "pyroaring", "requests"),
        *("rich", "strictyaml", "tenacity", "typing-inspection", "zstandard"),
        *("idna", "jmespath", "numpy", "pymetastore", "python-dateutil", "s3transfer", "six", "sqlglot"),
        *("starlette", "thrift", "typing-extensions", "urllib3", "uvicorn"),
    }
)
SERVER_LOCK = PROJECT / "docker" / "boathouse" / "requirements.lock"


def of_server(lock: str) -> str:
    """Take the server's packages out of a lock file; each keeps its version and its hashes."""
    entries = re.findall(r"^\S.*?(?=^\S|\Z)", lock, re.DOTALL | re.MULTILINE)
    return "".join(entry for entry in entries if entry.partition("==")[0] in SERVER)


def main() -> None:
    """Write the lock files; they agree on every shared package."""
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
    SERVER_LOCK.write_text(of_server((PROJECT / "requirements.lock").read_text()))


if __name__ == "__main__":
    sys.exit(main())
