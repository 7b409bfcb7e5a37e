"""From an operation's name to the method that does it."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from functools import cache
from typing import Any, Protocol

from botocore import xform_name
from botocore.model import OperationModel

from boathouse.errors import NotEmulated, ServiceError
from boathouse.wire.messages import Record
from boathouse.wire.validation import null, spelled, validate

Handler = Callable[..., Record | None]


class Service(Protocol):
    """An AWS service: families whose methods are its operations.

    A service may have an attribute `validation_error`: its code for a request that breaks the model,
    where that is not `ValidationException`.
    """

    @property
    def name(self) -> str:
        """The name of botocore's model."""

    @property
    def families(self) -> tuple[object, ...]:
        """The objects that have the operations as methods."""


def dispatch(service: Service, operation: OperationModel, params: Record) -> Record:
    """Validate the request and run its method with the members as keyword arguments in snake case.

    Raises NotEmulated for an operation without a method and for a member without a parameter.
    """
    handler = find(service, operation.name)
    if handler is None:
        raise NotEmulated(
            operation.name, f"It is an operation of AWS's {service.name}, see the README's table of gaps."
        )
    validate(operation, params, _validation_error(service))
    return handler(**_arguments(service, operation, handler, params)) or {}


def find(service: Service, operation: str) -> Handler | None:
    """Find the operation's method on one of the families."""
    name = xform_name(operation)
    for family in service.families:
        method: Handler | None = getattr(family, name, None)
        if callable(method):
            return method
    return None


def _validation_error(service: Service) -> str:
    return getattr(service, "validation_error", "ValidationException")


def _arguments(
    service: Service, operation: OperationModel, handler: Handler, params: Record
) -> dict[str, Any]:
    known = _parameters(getattr(handler, "__func__", handler))
    arguments = {}
    for member, value in params.items():
        name = xform_name(member)
        if name not in known:
            raise NotEmulated(f"{operation.name} with {member}", "Leave it out, or run this against AWS.")
        arguments[name] = value
    for member in operation.input_shape.members if operation.input_shape else ():
        name = xform_name(member)
        if known.get(name, True) is False and name not in arguments:
            words = null(spelled("", member))
            raise ServiceError(_validation_error(service), f"1 validation error detected: {words}")
    return arguments


@cache
def _parameters(function: Callable[..., Any]) -> dict[str, bool]:
    """The method's parameters, and whether each may be left out."""
    parameters = list(inspect.signature(function).parameters.values())
    return {p.name: p.default is not inspect.Parameter.empty for p in parameters if p.name != "self"}
