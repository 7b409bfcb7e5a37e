"""Which operation of a REST model an HTTP request asks for."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import parse_qsl

from botocore.model import OperationModel, ServiceModel

from boathouse.errors import ServiceError
from boathouse.wire.messages import Request


@dataclass(frozen=True)
class Route:
    """What a request must have to be this operation."""

    operation: OperationModel
    path: re.Pattern[str]
    query: frozenset[tuple[str, str]]
    names: frozenset[str]
    headers: frozenset[str]

    def matches(self, request: Request) -> bool:
        """Whether the request has all of it."""
        if not self.path.fullmatch(request.path):
            return False
        given = {name for name, _ in request.query}
        literal = all((n, v) in request.query if v else n in given for n, v in self.query)
        return literal and self.names <= given and self.headers <= request.headers.keys()

    @property
    def weight(self) -> int:
        """How much it asks for: the operation that asks for most is the one that is meant."""
        return len(self.query) + len(self.names) + len(self.headers)


class Routes:
    """All operations of one REST model."""

    def __init__(self, model: ServiceModel) -> None:
        self._by_method: dict[str, list[Route]] = {}
        for name in model.operation_names:
            operation = model.operation_model(name)
            self._by_method.setdefault(operation.http["method"], []).append(_route(operation))
        for routes in self._by_method.values():
            # deprecated operations are of the same form as those that came after them
            routes.sort(key=lambda route: (-route.weight, route.operation.deprecated))

    def find(self, request: Request) -> Route:
        """Find the operation.

        Raises ServiceError MethodNotAllowed (405).
        """
        for route in self._by_method.get(request.method, []):
            if route.matches(request):
                return route
        words = "The specified method is not allowed against this resource."
        raise ServiceError("MethodNotAllowed", words, status=405)


def _route(operation: OperationModel) -> Route:
    path, _, query = operation.http["requestUri"].partition("?")
    shape = operation.input_shape
    places: dict[str, set[str]] = {"querystring": set(), "header": set()}
    required = [shape.members[name].serialization for name in shape.required_members] if shape else []
    for spelling in required:
        if spelling.get("location") in places:
            places[spelling["location"]].add(spelling["name"])
    return Route(
        operation,
        _pattern(path),
        frozenset(parse_qsl(query, keep_blank_values=True)),
        frozenset(places["querystring"]),
        frozenset(header.lower() for header in places["header"]),
    )


def _pattern(path: str) -> re.Pattern[str]:
    """`/{Bucket}/{Key+}` as an expression: a label takes one segment, with `+` all that remain."""
    text = "".join(
        f"(?P<{part[1:-1].rstrip('+')}>{'.+' if part.endswith('+}') else '[^/]+'})"
        if part[:1] == "{"
        else re.escape(part)
        for part in re.split(r"(\{[^}]+\})", path)
    )
    return re.compile(text if path.endswith(("+}", "/")) else f"{text}/?", re.DOTALL)
