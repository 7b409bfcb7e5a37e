"""AWS query: a form in, XML out."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qsl
from xml.etree import ElementTree

from botocore.model import ListShape, MapShape, OperationModel, ServiceModel, Shape, StructureShape

from boathouse.errors import ServiceError
from boathouse.wire.messages import Record, Request, Response
from boathouse.wire.scalars import from_text
from boathouse.wire.xml import append, document


class QueryProtocol:
    """The protocol of STS."""

    def __init__(self, model: ServiceModel) -> None:
        self.model = model

    def route(self, request: Request) -> OperationModel:
        """Find the operation that the form's Action names.

        Raises ServiceError InvalidAction.
        """
        name = _form(request).get("Action", "")
        if name not in self.model.operation_names:
            words = f"Could not find operation {name} for version {self.model.api_version}"
            raise ServiceError("InvalidAction", words)
        return self.model.operation_model(name)

    def parse(self, operation: OperationModel, request: Request) -> Record:
        """Read the request's members from dotted form fields."""
        shape = operation.input_shape
        members: Record = _read(shape, _form(request), "") or {} if shape else {}
        return members

    def serialize(self, operation: OperationModel, result: Record, request_id: str) -> Response:
        """Write the answer by the operation's output shape."""
        root = ElementTree.Element(f"{operation.name}Response", xmlns=self.model.metadata["xmlNamespace"])
        shape = operation.output_shape
        if shape:
            inside = ElementTree.SubElement(
                root, shape.serialization.get("resultWrapper", f"{operation.name}Result")
            )
            append(inside, shape, result)
        metadata = ElementTree.SubElement(root, "ResponseMetadata")
        ElementTree.SubElement(metadata, "RequestId").text = request_id
        return document(root, request_id)

    def fail(
        self, operation: OperationModel | None, error: ServiceError, request: Request, request_id: str
    ) -> Response:
        """Write an error."""
        root = ElementTree.Element("ErrorResponse", xmlns=self.model.metadata["xmlNamespace"])
        inside = ElementTree.SubElement(root, "Error")
        ElementTree.SubElement(inside, "Type").text = "Sender" if error.status < 500 else "Receiver"
        ElementTree.SubElement(inside, "Code").text = error.code
        ElementTree.SubElement(inside, "Message").text = error.message
        ElementTree.SubElement(root, "RequestId").text = request_id
        return document(root, request_id, status=error.status)


def _form(request: Request) -> dict[str, str]:
    """The form's fields; the body must be in memory, as it is for all but objects."""
    body = b"".join(request.body)
    return dict(parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True))


def _read(shape: Shape, form: dict[str, str], where: str) -> Any:
    if isinstance(shape, StructureShape):
        inside = f"{where}." if where else ""
        members = {}
        for name, member in shape.members.items():
            value = _read(member, form, inside + member.serialization.get("name", name))
            if value is not None:
                members[name] = value
        return members if members or not where else None
    if isinstance(shape, ListShape):
        base = where if shape.serialization.get("flattened") else f"{where}.member"
        return [_read(shape.member, form, f"{base}.{n}") for n in _numbers(form, base)] or None
    if isinstance(shape, MapShape):
        base = where if shape.serialization.get("flattened") else f"{where}.entry"
        return {
            form.get(f"{base}.{n}.key", ""): _read(shape.value, form, f"{base}.{n}.value")
            for n in _numbers(form, base)
        } or None
    return from_text(shape, form[where], where) if where in form else None


def _numbers(form: dict[str, str], base: str) -> list[int]:
    found = {name[len(base) + 1 :].partition(".")[0] for name in form if name.startswith(f"{base}.")}
    return sorted(int(n) for n in found if n.isdecimal())
