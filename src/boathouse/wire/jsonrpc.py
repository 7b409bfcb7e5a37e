"""AWS JSON 1.1: one POST, the operation in X-Amz-Target, JSON by the model's shapes both ways."""

from __future__ import annotations

import base64
import binascii
import json
from datetime import datetime
from typing import Any

from botocore.model import ListShape, MapShape, OperationModel, ServiceModel, Shape, StructureShape

from boathouse.errors import ServiceError
from boathouse.wire.messages import Record, Request, Response
from boathouse.wire.scalars import SerializationError, format_time, parse_time, wrong_type
from boathouse.wire.validation import spelled

_TYPE = "application/x-amz-json-1.1"
_NUMBERS = {"integer": int, "long": int, "float": (int, float), "double": (int, float)}


class JsonProtocol:
    """The protocol of Glue and Athena."""

    def __init__(self, model: ServiceModel) -> None:
        self.model = model

    def route(self, request: Request) -> OperationModel:
        """Find the operation that the target header names.

        Raises ServiceError UnknownOperationException.
        """
        name = request.headers.get("x-amz-target", "").rpartition(".")[2]
        if name not in self.model.operation_names:
            known = self.model.metadata["serviceFullName"]
            raise ServiceError("UnknownOperationException", f"'{name}' is not an operation of {known}.")
        return self.model.operation_model(name)

    def parse(self, operation: OperationModel, request: Request) -> Record:
        """Read the request's members.

        Raises ServiceError SerializationException for what is not JSON or not of the member's type.
        """
        try:
            document = json.loads(request.content() or b"{}")
        except (ValueError, RecursionError) as error:
            raise ServiceError(SerializationError, f"The request's body is not valid JSON: {error}") from None
        if not isinstance(document, dict):
            raise ServiceError(SerializationError, "The request's body is not a JSON object.")
        if operation.input_shape is None:
            return {}
        members: Record = _read(operation.input_shape, document, "")
        return members

    def serialize(self, operation: OperationModel, result: Record, request_id: str) -> Response:
        """Write the answer by the operation's output shape."""
        shape = operation.output_shape
        document = _write(shape, result) if shape else {}
        return _response(200, document, request_id)

    def fail(
        self, operation: OperationModel | None, error: ServiceError, request: Request, request_id: str
    ) -> Response:
        """Write an error as its type, its message and the further members of its shape."""
        shapes: list[Any] = operation.error_shapes if operation else []
        members = [name for shape in shapes if _code(shape) == error.code for name in shape.members]
        message = next((name for name in members if name.lower() == "message"), "message")
        document = {"__type": error.code, message: error.message, **error.fields}
        return _response(error.status, document, request_id, {"x-amzn-errortype": error.code})


def _code(shape: Shape) -> str:
    code: str = shape.metadata.get("error", {}).get("code", shape.name)
    return code


def _response(status: int, document: Any, request_id: str, headers: dict[str, str] | None = None) -> Response:
    body = json.dumps(document, ensure_ascii=False, allow_nan=False).encode("utf-8", "surrogatepass")
    return Response(status, {"content-type": _TYPE, "x-amzn-requestid": request_id, **(headers or {})}, body)


def _read(shape: Shape, value: Any, where: str) -> Any:
    if getattr(shape, "is_document_type", False):
        return value
    if isinstance(shape, StructureShape):
        return _read_structure(shape, _of(dict, shape, value, where), where)
    if isinstance(shape, ListShape):
        items = enumerate(_of(list, shape, value, where), 1)
        return [_read(shape.member, item, f"{where}.{n}.member") for n, item in items]
    if isinstance(shape, MapShape):
        pairs = _of(dict, shape, value, where).items()
        return {key: _read(shape.value, item, f"{where}.{key}.member") for key, item in pairs}
    return _read_scalar(shape, value, where)


def _read_structure(shape: StructureShape, value: Record, where: str) -> Record:
    members = {}
    for name, item in value.items():
        if item is None:
            continue
        if name not in shape.members:
            raise ServiceError(
                SerializationError, f"'{spelled(where, name)}' is not a member of {shape.name}."
            )
        members[name] = _read(shape.members[name], item, spelled(where, name))
    return members


def _read_scalar(shape: Shape, value: Any, where: str) -> Any:
    try:
        match shape.type_name:
            case "integer" | "long" | "float" | "double" as kind if not isinstance(value, bool):
                if kind in ("integer", "long") and isinstance(value, float) and value.is_integer():
                    return int(value)
                return _of(_NUMBERS[kind], shape, value, where)
            case "boolean":
                return _of(bool, shape, value, where)
            case "timestamp" if not isinstance(value, bool):
                return parse_time(_of((int, float, str), shape, value, where))
            case "blob":
                return base64.b64decode(_of(str, shape, value, where), validate=True)
            case "string":
                return _of(str, shape, value, where)
    except (ValueError, OverflowError, OSError, binascii.Error):
        pass
    raise wrong_type(shape, where)


def _of(kind: Any, shape: Shape, value: Any, where: str) -> Any:
    if not isinstance(value, kind):
        raise wrong_type(shape, where or shape.name)
    return value


def _write(shape: Shape, value: Any) -> Any:
    if getattr(shape, "is_document_type", False):
        return value
    if isinstance(shape, StructureShape):
        return _write_structure(shape, value)
    if isinstance(shape, ListShape):
        return [_write(shape.member, item) for item in value]
    if isinstance(shape, MapShape):
        return {key: _write(shape.value, item) for key, item in value.items()}
    if isinstance(value, datetime):
        return format_time(value, shape.serialization.get("timestampFormat", "unixTimestamp"))
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    return value


def _write_structure(shape: StructureShape, value: Record) -> Record:
    unknown = value.keys() - shape.members.keys()
    if unknown:  # a slip in a service: say it rather than lose it
        raise TypeError(f"{shape.name} has no member {', '.join(sorted(unknown))}")
    return {name: _write(shape.members[name], item) for name, item in value.items() if item is not None}
