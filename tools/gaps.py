"""The table of gaps: what the `Differs:` lines of the docstrings say."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

DOCKER = {
    "S3": "LocalStack's S3 instead",
    "awsglue": "AWS's own awsglue instead",
    "awsgluedi": "only what AWS's image brings of it",
    "awsglueml": "only what AWS's image brings of it",
    "engine": "AWS's image instead",
    "Glue image": "only there",
}
"""What a room's gaps are under Docker, where they are not the same."""


@dataclass(frozen=True)
class Gap:
    """One `Differs:` line: where it stands, what it says, and AWS's page beside it."""

    room: str
    name: str
    differs: str
    page: str


def gaps(source: Path) -> list[Gap]:
    """Collect every gap under a source tree, sorted by room and name."""
    found = [gap for path in source.rglob("*.py") for gap in _of(path, source)]
    return sorted(found, key=lambda gap: (gap.room, gap.name.lower(), gap.differs))


def table(found: list[Gap]) -> str:
    """Render gaps as Markdown."""
    lines = ["| where | what | differs from AWS | under Docker |", "|---|---|---|---|"]
    for gap in found:
        name = f"[{gap.name}]({gap.page})" if gap.page else gap.name
        differs = gap.differs.replace("|", chr(92) + "|")
        lines.append(f"| {gap.room} | {name} | {differs} | {DOCKER.get(gap.room, 'the same')} |")
    return "\n".join(lines)


def _of(path: Path, source: Path) -> Iterator[Gap]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    room = _room(path.relative_to(source))
    for name, docstring in _docstrings(tree, path.stem):
        pages = _values(docstring, "AWS:")
        page = pages[0] if pages else ""
        for differs in _values(docstring, "Differs:"):
            yield Gap(room, _spelled(name, page), differs, page)


def _spelled(name: str, page: str) -> str:
    """The name of an operation or a rule as AWS has it, which its page knows; otherwise the code's."""
    known = re.search(r"/(?:API_|dqdl-rule-types-)(\w+)\.html", page)
    return known[1] if known else name


def _room(path: Path) -> str:
    """`boathouse/services/glue/jobs.py` is Glue's; the runtime is one room a package.

    Glue Studio's transforms are a room of their own: AWS's image gets them from here.
    """
    if "_studio" in path.parts:
        return "Glue Studio"
    parts = [part for part in path.parts[:-1] if not part.startswith("_")]
    words = {
        "s3": "S3",
        "glue": "Glue",
        "athena": "Athena",
        "sts": "STS",
        "metastore": "Hive metastore",
        "companions": "beside the lake",
    }
    if "services" in parts:
        return next((words[part] for part in parts if part in words), "services")
    if "crawl" in parts:  # it sees what a crawler of Glue's sees
        return "Glue"
    if "container" in parts:
        return "Glue image"
    if "engine" in parts:
        return "Athena SQL" if "sql" in parts else "engine"
    return parts[0]


def _docstrings(node: ast.AST, prefix: str) -> Iterator[tuple[str, str]]:
    """Every name and its docstring; a function outside a class is named with its module."""
    if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef):
        yield prefix, ast.get_docstring(node) or ""
        for child in node.body:
            if isinstance(child, ast.ClassDef | ast.FunctionDef):
                bare = isinstance(node, ast.Module) and isinstance(child, ast.ClassDef)
                yield from _docstrings(child, child.name if bare else f"{prefix}.{child.name}")


def _values(docstring: str, label: str) -> list[str]:
    """What follows a label, with its continuation lines."""
    found: list[str] = []
    for paragraph in docstring.split("\n\n"):
        collecting = False
        for line in paragraph.splitlines():
            if line.startswith(label):
                found.append(line[len(label) :].strip())
                collecting = True
            elif collecting and not _labelled(line):
                found[-1] = f"{found[-1]} {line.strip()}"
            else:
                collecting = False
    return [value for value in found if value]


def _labelled(line: str) -> bool:
    return line.startswith(("AWS:", "Differs:", "Raises"))
