"""Every AWS operation says which page it follows."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import botocore.session
import pytest
from botocore import xform_name

SRC = Path(__file__).parents[2] / "src"
SERVICES = SRC / "boathouse/services"


def operations(service: str) -> set[str]:
    """The operations that botocore's model knows, as methods are called."""
    model = botocore.session.get_session().get_service_model(service)
    return {xform_name(name) for name in model.operation_names}


def methods() -> Iterator[tuple[str, ast.FunctionDef]]:
    for service in ("athena", "glue", "s3", "sts"):
        known = operations(service)
        for path in sorted((SERVICES / service).rglob("*.py")):
            for node in ast.parse(path.read_text()).body:
                if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                    for member in node.body:
                        if isinstance(member, ast.FunctionDef) and member.name in known:
                            yield f"{service}.{node.name}.{member.name}", member


@pytest.mark.parametrize(("name", "method"), [pytest.param(*pair, id=pair[0]) for pair in methods()])
def test_an_operation_has_its_page(name: str, method: ast.FunctionDef) -> None:
    docstring = ast.get_docstring(method) or ""
    assert "AWS: https://docs.aws.amazon.com/" in docstring, f"{name} has no AWS: line"


def transforms() -> list[Path]:
    found = (SRC / "awsglue/transforms").glob("*.py")
    return sorted(path for path in found if not path.name.startswith("_"))


@pytest.mark.parametrize("path", transforms(), ids=lambda path: path.stem)
def test_a_transform_has_its_page(path: Path) -> None:
    assert "AWS: https://docs.aws.amazon.com/" in path.read_text()


def rules() -> Iterator[tuple[str, ast.FunctionDef]]:
    """The functions of the table of data quality rules."""
    for path in sorted((SRC / "awsgluedq/_rules").glob("*.py")):
        for node in ast.parse(path.read_text()).body:
            if not isinstance(node, ast.FunctionDef) or node.name.startswith("_"):
                continue
            if [arg.arg for arg in node.args.args] == ["rule", "scene"]:
                yield node.name, node


@pytest.mark.parametrize(("name", "rule"), [pytest.param(*pair, id=pair[0]) for pair in rules()])
def test_a_rule_has_its_page_and_its_line_in_the_table(name: str, rule: ast.FunctionDef) -> None:
    table = (SRC / "awsgluedq/_rules/__init__.py").read_text()
    assert f": {name},\n" in table
    assert "AWS: https://docs.aws.amazon.com/" in (ast.get_docstring(rule) or "")
