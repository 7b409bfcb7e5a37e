"""REST-XML: the operation in method, path and query; members in headers, query and XML."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from xml.etree.ElementTree import Element, SubElement

from botocore.model import ListShape, OperationModel, ServiceModel, Shape, StructureShape

from boathouse.errors import ServiceError
from boathouse.wire import xml
from boathouse.wire.chunked import decoded
from boathouse.wire.messages import Record, Request, Response
from boathouse.wire.routes import Routes
from boathouse.wire.scalars import from_text, to_text

_PLACED = ("uri", "querystring", "header", "headers", "statusCode")


class RestXmlProtocol:
    """The protocol of S3.

    `documents` names the root elements of answers where the model does not; `namespace` is theirs.
    """

    def __init__(self, model: ServiceModel, documents: Mapping[str, str], namespace: str = "") -> None:
        self.model, self.documents, self.namespace = model, documents, namespace
        self.routes = Routes(model)

    def route(self, request: Request) -> OperationModel:
        """Find the operation by method, path, query and headers."""
        return self.routes.find(request).operation

    def parse(self, operation: OperationModel, request: Request) -> Record:
        """Read the request's members from wherever the model places them."""
        shape = operation.input_shape
        if shape is None:
            return {}
        request = decoded(request)
        match = self.routes.find(request).path.fullmatch(request.path)
        labels = match.groupdict() if match else {}
        query = dict(request.query)
        members: Record = {}
        for name, member in shape.members.items():
            spelling = member.serialization.get("name", name)
            value: Any = None
            match member.serialization.get("location"):
                case "uri":
                    value = labels.get(spelling)
                case "querystring":
                    value = (
                        _values(member, request, spelling)
                        if isinstance(member, ListShape)
                        else query.get(spelling)
                    )
                case "header":
                    value = _flag(member, request.headers.get(spelling.lower()))
                case "headers":
                    value = _prefixed(request, spelling.lower()) or None
            if isinstance(value, str):
                value = from_text(member, value, name)
            if value is not None:
                members[name] = value
        return members | _payload(shape, request)

    def serialize(self, operation: OperationModel, result: Record, request_id: str) -> Response:
        """Write the answer by the operation's output shape."""
        status = operation.http.get("responseCode", 200)
        shape = operation.output_shape
        headers = {"x-amz-request-id": request_id, "x-amzn-requestid": request_id}
        if shape is None:
            return Response(status, headers)
        headers |= _headers(shape, result)
        if "content-range" in headers:
            status = 206
        payload = shape.serialization.get("payload")
        inside = shape.members[payload] if payload else shape
        if not isinstance(inside, StructureShape):
            return Response(status, headers, result.get(str(payload), b""))
        placed = frozenset(n for n, m in shape.members.items() if m.serialization.get("location") in _PLACED)
        if not payload and placed == shape.members.keys():
            return Response(status, headers)
        value = result.get(payload, {}) if payload else {n: v for n, v in result.items() if n not in placed}
        root = Element(
            inside.serialization.get("name", self.documents.get(operation.name, payload or shape.name))
        )
        if self.namespace:
            root.set("xmlns", self.namespace)
        if list(inside.members) == [root.tag]:  # a document named as its only member is that member
            root.text = to_text(inside.members[root.tag], value.get(root.tag, ""))
        else:
            xml.append(root, inside, value)
        return xml.document(root, request_id, status=status, headers=headers)

    def fail(
        self, operation: OperationModel | None, error: ServiceError, request: Request, request_id: str
    ) -> Response:
        """Write an error; what the answer would have had in headers is there too."""
        shape = operation.output_shape if operation else None
        placed = (
            {n: m.serialization for n, m in shape.members.items() if "location" in m.serialization}
            if shape
            else {}
        )
        headers = _headers(shape, {n: v for n, v in error.fields.items() if n in placed}) if shape else {}
        root = Element("Error")
        known = {"Code": error.code, "Message": error.message}
        further = {n: v for n, v in error.fields.items() if n not in placed}
        for name, value in (known | further | {"Resource": request.path, "RequestId": request_id}).items():
            SubElement(root, name).text = str(value)
        response = xml.document(root, request_id, status=error.status, headers=headers)
        if request.method == "HEAD" or error.status == 304:
            kept = {n: v for n, v in response.headers.items() if n != "content-type"}
            return Response(error.status, kept)
        return response


def _payload(shape: StructureShape, request: Request) -> Record:
    payload = shape.serialization.get("payload")
    if payload:
        member = shape.members[payload]
        if member.serialization.get("streaming"):
            return {payload: request.body}
        content = request.content()
        if not isinstance(member, StructureShape):
            return {payload: content if member.type_name == "blob" else content.decode("utf-8", "replace")}
        return {payload: xml.read(member, xml.parse(content), payload)} if content else {}
    if any("location" not in member.serialization for member in shape.members.values()):
        content = request.content()
        members: Record = xml.read(shape, xml.parse(content), "") if content else {}
        return members
    return {}


def _headers(shape: StructureShape, result: Record) -> dict[str, str]:
    headers = {}
    for name, member in shape.members.items():
        spelling = member.serialization.get("name", name).lower()
        value = result.get(name)
        if value is None:
            continue
        if member.serialization.get("location") == "header":
            headers[spelling] = to_text(member, value, time_format="rfc822")
        elif member.serialization.get("location") == "headers":
            headers |= {f"{spelling}{key}".lower(): text for key, text in value.items()}
    return headers


def _prefixed(request: Request, prefix: str) -> dict[str, str]:
    return {n[len(prefix) :]: v for n, v in request.headers.items() if n.startswith(prefix)}


def _flag(member: Shape, value: str | None) -> str | None:
    """Spell a flag as the model does: AWS's C++ client, which is Arrow's, sends `enabled` for ENABLED."""
    allowed: list[str] = getattr(member, "enum", None) or []
    return allowed[0] if value and len(allowed) == 1 and value.upper() == allowed[0].upper() else value


def _values(shape: Shape, request: Request, name: str) -> list[str] | None:
    return [value for key, value in request.query if key == name] or None
