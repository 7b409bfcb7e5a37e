"""The constraints of the service model on a request, answered in AWS's words."""

from __future__ import annotations

from typing import Any

from botocore.model import ListShape, MapShape, OperationModel, Shape, StructureShape

from boathouse.errors import ServiceError


def validate(operation: OperationModel, params: dict[str, Any], code: str) -> None:
    """Check required members, lengths, ranges and enumerations.

    Raises ServiceError `code`, naming every violation. Patterns are not checked: they are Java's.
    """
    found = list(_violations(operation.input_shape, params, "")) if operation.input_shape else []
    if found:
        plural = "s" if len(found) > 1 else ""
        raise ServiceError(code, f"{len(found)} validation error{plural} detected: {'; '.join(found)}")


def null(where: str) -> str:
    """AWS's words for a required member that is missing."""
    return f"Value null at '{where}' failed to satisfy constraint: Member must not be null"


def spelled(where: str, name: str) -> str:
    """The place of a member as AWS writes it: `tableInput.storageDescriptor`."""
    camel = name[:1].lower() + name[1:]
    return f"{where}.{camel}" if where else camel


def _violations(shape: Shape, value: Any, where: str) -> list[str]:
    if isinstance(shape, StructureShape):
        return _in_structure(shape, value, where)
    if isinstance(shape, ListShape):
        inside = (_violations(shape.member, v, f"{where}.{n}.member") for n, v in enumerate(value, 1))
        return _outside(shape, len(value), value, where, "length") + [
            text for texts in inside for text in texts
        ]
    if isinstance(shape, MapShape):
        inside = (_violations(shape.value, v, f"{where}.{k}.member") for k, v in value.items())
        return _outside(shape, len(value), value, where, "length") + [
            text for texts in inside for text in texts
        ]
    if shape.type_name in ("integer", "long", "float", "double"):
        return _outside(shape, value, value, where, "value")
    if shape.type_name == "string":
        return _in_string(shape, value, where)
    return []


def _in_structure(shape: StructureShape, value: dict[str, Any], where: str) -> list[str]:
    found = [null(spelled(where, name)) for name in shape.required_members if value.get(name) is None]
    for name, member in value.items():
        found += _violations(shape.members[name], member, spelled(where, name))
    return found


def _in_string(shape: Shape, value: str, where: str) -> list[str]:
    allowed = getattr(shape, "enum", None)
    if allowed and value not in allowed:
        words = f"Member must satisfy enum value set: [{', '.join(allowed)}]"
        return [f"Value '{value}' at '{where}' failed to satisfy constraint: {words}"]
    return _outside(shape, len(value), value, where, "length")


def _outside(shape: Shape, size: float, value: Any, where: str, kind: str) -> list[str]:
    low, high = shape.metadata.get("min"), shape.metadata.get("max")
    unit = "length " if kind == "length" else "value "
    shown = f"'{value}'" if isinstance(value, str | int | float) else "''" if not value else f"'{value}'"
    says = f"Value {shown} at '{where}' failed to satisfy constraint: Member must have {unit}"
    if low is not None and size < low:
        return [f"{says}greater than or equal to {low}"]
    if high is not None and size > high:
        return [f"{says}less than or equal to {high}"]
    return []
