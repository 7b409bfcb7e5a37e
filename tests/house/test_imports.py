"""Imports point one way: server → wire → services → engine → ground; clients stand on the other side."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SRC = ROOT / "src"

# A room may import itself, the rooms below it, and nothing else of this project. Longest name wins.
ROOMS = {
    "boathouse.server": 5,
    "boathouse.cloud": 5,
    "boathouse.wire": 4,
    "boathouse.services": 3,
    "boathouse.engine": 2,
    "boathouse": 1,  # the ground: errors, settings, store, lake, texts
}
CLIENTS = {
    "boathouse.cli",
    "boathouse.commands",
    "boathouse.client",
    "boathouse.comparison",
    "boathouse.containers",
    "boathouse.ddl",
    "boathouse.deploy",
    "boathouse.examination",
    "boathouse.following",
    "boathouse.inventory",
    "boathouse.landing",
    "boathouse.machine",
    "boathouse.pipeline",
    "boathouse.project",
    "boathouse.queries",
    "boathouse.runs",
    "boathouse.steps",
    "boathouse.tomlfile",
}
EXCEPTIONS = {
    ("boathouse.commands.serve", "boathouse.server"): "this command is the server",
    ("boathouse.commands.doctor", "boathouse.engine"): "it looks for Java and jars just as the engine does",
    ("boathouse.ddl", "boathouse.engine.sql.failures"): "a table is declared in the words of Athena's parser",
    ("boathouse.ddl", "boathouse.engine.sql.hive"): "what is deployed is what Athena would store",
    ("boathouse.machine", "boathouse.engine"): "it fetches what the engine will need, with progress",
}

IN_AWSS_IMAGE = {"awsglue", "awsgluedq", "boto3", "botocore", "py4j", "pyspark"}
PYSPARKS = {"_jvm", "_jsc"}  # PySpark's way into Java


def modules(top: str) -> list[Path]:
    return sorted((SRC / top).rglob("*.py"))


def name_of(path: Path) -> str:
    return ".".join(path.relative_to(SRC).with_suffix("").parts).removesuffix(".__init__")


def imports(path: Path) -> Iterator[str]:
    """Every module that a file imports, wherever in the file; submodules by their full name."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            assert node.level == 0, f"{path}: relative import"
            for alias in node.names:
                full = f"{node.module}.{alias.name}"
                is_module = (SRC / full.replace(".", "/")).with_suffix(".py").exists()
                yield full if is_module or (SRC / full.replace(".", "/")).is_dir() else node.module


def inside(module: str, room: str) -> bool:
    return module == room or module.startswith(f"{room}.")


def is_client(module: str) -> bool:
    return any(inside(module, client) for client in CLIENTS)


def rank(module: str) -> int:
    return next(number for room, number in ROOMS.items() if inside(module, room))


def excepted(importer: str, imported: str) -> bool:
    return any(importer == a and inside(imported, b) for a, b in EXCEPTIONS)


@pytest.mark.parametrize("path", modules("boathouse"), ids=name_of)
def test_imports_point_one_way(path: Path) -> None:
    importer = name_of(path)
    for imported in imports(path):
        if not inside(imported, "boathouse") or excepted(importer, imported):
            continue
        if is_client(importer):
            allowed = is_client(imported) or rank(imported) == 1
        else:
            allowed = not is_client(imported) and rank(imported) <= rank(importer)
        assert allowed, f"{importer} imports {imported}"


@pytest.mark.parametrize("path", modules("boathouse"), ids=name_of)
def test_boathouse_never_imports_the_runtime(path: Path) -> None:
    for imported in imports(path):
        assert not imported.startswith("awsglue"), f"{name_of(path)} imports {imported}"


RUNTIME = [path for top in ("awsglue", "awsgluedi", "awsgluedq", "awsglueml") for path in modules(top)]


@pytest.mark.parametrize("path", RUNTIME, ids=name_of)
def test_the_runtime_never_imports_boathouse(path: Path) -> None:
    for imported in imports(path):
        assert not inside(imported, "boathouse"), f"{name_of(path)} imports {imported}"


@pytest.mark.parametrize("path", modules("awsgluedq"), ids=name_of)
def test_data_quality_knows_of_the_runtime_what_aws_has_of_it(path: Path) -> None:
    """In AWS's image it runs over AWS's own `awsglue`, which has none of our private rooms and members."""
    for imported in imports(path):
        assert not (inside(imported, "awsglue") and "._" in imported), f"{name_of(path)} imports {imported}"
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Attribute) and node.attr.startswith("_") and not node.attr.startswith("__"):
            own = isinstance(node.value, ast.Name) and node.value.id == "self"
            assert own or node.attr in PYSPARKS, f"{name_of(path)} asks for {ast.unparse(node)}"


@pytest.mark.parametrize("path", modules("awsgluedq"), ids=name_of)
def test_data_quality_imports_no_package_that_awss_image_lacks(path: Path) -> None:
    for imported in imports(path):
        package = imported.partition(".")[0]
        assert package in IN_AWSS_IMAGE | sys.stdlib_module_names, f"{name_of(path)} imports {imported}"


@pytest.mark.parametrize("path", sorted(ROOT.glob("jobs/*.py")), ids=lambda path: path.name)
def test_a_job_imports_nothing_of_ours_but_what_aws_has(path: Path) -> None:
    for imported in imports(path):
        assert not inside(imported, "boathouse"), f"{path.name} imports {imported}"
        assert "._" not in imported, f"{path.name} imports {imported}, which AWS does not have"


@pytest.mark.parametrize("path", sorted(ROOT.glob("fixtures/*.py")), ids=lambda path: path.name)
def test_the_generator_stands_alone(path: Path) -> None:
    for imported in imports(path):
        assert not inside(imported, "boathouse"), f"{path.name} imports {imported}"


def test_every_exception_is_needed() -> None:
    for importer, imported in EXCEPTIONS:
        found = imports(SRC / f"{importer.replace('.', '/')}.py")
        assert any(inside(module, imported) for module in found), f"{importer} does not import {imported}"
