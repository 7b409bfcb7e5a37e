"""What a Glue worker's Python has and this environment has not: brought when a script imports it.

AWS: https://docs.aws.amazon.com/glue/latest/dg/aws-glue-programming-python-libraries.html
Differs: the packages that a Glue worker has are installed when a script first imports one, from the package
    index into the user's cache, in versions that go with this environment's boto3, numpy and pandas. They are
    not AWS's in every case; --additional-python-modules names others.
"""

from __future__ import annotations

import ast
import importlib.metadata
import importlib.util
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

_EVERYWHERE = {
    "aiobotocore": "aiobotocore",
    "aiohttp": "aiohttp==3.10.11",
    "awscli": "awscli==1.42.61",
    "fsspec": "fsspec==2024.6.1",
    "joblib": "joblib==1.4.2",
    "pkg_resources": "setuptools==59.6.0",  # later ones have no pkg_resources
    "pymysql": "PyMySQL==1.1.1",
    "requests": "requests==2.32.3",
    "s3fs": "s3fs==2024.6.1",
    "setuptools": "setuptools==59.6.0",
    "scipy": "scipy==1.14.1",
    "sklearn": "scikit-learn==1.5.2",
    "yaml": "PyYAML==6.0.2",
}
_SPARK = {
    "PIL": "pillow==10.4.0",
    "avro": "avro-python3==1.10.2",
    "matplotlib": "matplotlib==3.9.2",
    "nltk": "nltk==3.9.1",
    "patsy": "patsy==0.5.6",
    "plotly": "plotly==5.24.1",
    "pmdarima": "pmdarima==2.0.4",
    "regex": "regex==2024.7.24",
    "seaborn": "seaborn==0.13.2",
    "statsmodels": "statsmodels==0.14.2",
    "sympy": "sympy==1.13.1",
    "tbats": "tbats==1.1.3",
    "tqdm": "tqdm==4.66.5",
    "ujson": "ujson==5.10.0",
}
_SHELL = {
    "avro": "avro==1.11.5",
    "awswrangler": "awswrangler==3.9.1",
    "backoff": "backoff==2.2.1",
    "bs4": "beautifulsoup4==4.12.3",
    "elasticsearch": "elasticsearch==8.2.0",
    "jsonpath_ng": "jsonpath-ng==1.6.1",
    "lxml": "lxml==5.3.0",
    "openpyxl": "openpyxl==3.1.5",
    "opensearchpy": "opensearch-py==2.7.1",
    "pg8000": "pg8000==1.31.2",
    "progressbar": "progressbar2==4.5.0",
    "psycopg2": "psycopg2-binary==2.9.9",
    "pyathena": "PyAthena==3.9.0",
    "pyodbc": "pyodbc==5.1.0",
    "pyorc": "pyorc==0.9.0",
    "redshift_connector": "redshift-connector==2.1.3",
    "requests_aws4auth": "requests-aws4auth==1.3.1",
    "sqlalchemy": "SQLAlchemy==2.0.36",
}
"""A Python shell's analytics libraries, and what the awswrangler and redshift-connector among them need."""

_KEPT = ("boto3", "botocore", "numpy", "pandas", "pyarrow")  # a worker's Python has imported them already
_S3 = ("s3://", "s3a://")
_OPENS_S3 = ("pandas", "fsspec")  # they import s3fs themselves once they are given such a path
_OPENS_EXCEL = ("pandas", "awswrangler")  # they import openpyxl themselves for it
_LOADS_MODELS = ("joblib", "pickle", "cloudpickle", "dill")  # what a model is of, its file alone tells
_EXCEL = ("read_excel", "to_excel", "ExcelWriter", "ExcelFile")


def missing(
    sources: Sequence[str], words: Iterable[str], own: Iterable[str] = (), *, shell: bool = False
) -> list[str]:
    """Return what pip is to be told for the imports in `sources` that a Glue worker could serve.

    `words` are the job's arguments, which may hold the paths that pandas is given, and `own` the names of
    modules that the run brings along.
    """
    wanted = {name for source in sources for name in imported(source)}
    if any("toPandas(" in source for source in sources):
        wanted.add("pandas")
    if not wanted.isdisjoint(_OPENS_S3) and any(p in text for p in _S3 for text in [*sources, *words]):
        wanted.add("s3fs")
    if not wanted.isdisjoint(_OPENS_EXCEL) and any(word in text for word in _EXCEL for text in sources):
        wanted.add("openpyxl")
    if not wanted.isdisjoint(_LOADS_MODELS) and any(".predict" in text for text in sources):
        wanted.add("sklearn")
    offered: Mapping[str, str] = _EVERYWHERE | (_SHELL if shell else _SPARK)
    lacking = (wanted & offered.keys()) - set(own)
    return sorted({offered[name] for name in lacking if importlib.util.find_spec(name) is None})


def kept() -> list[str]:
    """Return what pip is to be told besides, for what has been imported already to stay as it is."""
    return [f"{name}=={importlib.metadata.version(name)}" for name in _KEPT]


def imported(source: str) -> set[str]:
    """Return the names of the top-level modules that a source imports, wherever in it."""
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError):
        return set()  # the run will say so, in Python's words
    names = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    names |= {
        node.module
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module and not node.level
    }
    return {name.split(".", 1)[0] for name in names}


def sources(script: Path, entries: Iterable[str]) -> list[str]:
    """Return the texts of a script and of the Python files that it brings along."""
    return [_decoded(script.read_bytes()), *(text for entry in entries for text in _texts(Path(entry)))]


def _texts(entry: Path) -> Iterator[str]:
    if entry.is_dir():
        yield from (_decoded(file.read_bytes()) for file in sorted(entry.glob("*.py")))
    elif zipfile.is_zipfile(entry):
        with zipfile.ZipFile(entry) as archive:
            for name in archive.namelist():
                if name.endswith(".py"):
                    yield _decoded(archive.read(name))


def _decoded(source: bytes) -> str:
    return source.decode("utf-8", errors="replace")
