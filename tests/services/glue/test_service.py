"""The service as a whole."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import botocore.session
from botocore import xform_name
from botocore.model import StructureShape

from boathouse.services.glue import Glue
from boathouse.store import Store

MODEL = botocore.session.get_session().get_service_model("glue")


def operations(home: Path) -> Iterator[tuple[str, Callable[..., Any]]]:
    """Every operation of the model, with each method that has its name."""
    store = Store(home / "state.sqlite")
    for name in MODEL.operation_names:
        for family in Glue(store).families:
            method = getattr(family, xform_name(name), None)
            if method is not None:
                yield name, method
    store.close()


def request(operation: str) -> StructureShape:
    """The shape of an operation's request."""
    shape = MODEL.operation_model(operation).input_shape
    assert shape is not None
    return shape


def test_no_two_families_answer_one_operation(tmp_path: Path) -> None:
    names = [name for name, _ in operations(tmp_path)]
    assert len(names) == len(set(names))
    assert {"CreateTable", "GetPartitions", "StartJobRun", "StartWorkflowRun", "GetTags"} <= set(names)


def test_every_parameter_is_a_member_of_its_request(tmp_path: Path) -> None:
    for name, method in operations(tmp_path):
        members = {xform_name(member) for member in request(name).members}
        assert set(inspect.signature(method).parameters) <= members, name


def test_every_required_member_must_be_given(tmp_path: Path) -> None:
    for name, method in operations(tmp_path):
        required = {xform_name(member) for member in request(name).required_members}
        given = {p.name for p in inspect.signature(method).parameters.values() if p.default is p.empty}
        assert required <= given, name
