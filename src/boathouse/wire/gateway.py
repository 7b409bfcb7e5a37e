"""The gateway: finds the service and its protocol, runs the operation, turns every error into bytes."""

from __future__ import annotations

import gzip
import logging
from collections.abc import Iterable
from typing import TYPE_CHECKING
from typing import Protocol as Interface
from urllib.parse import parse_qsl

from botocore.model import OperationModel

from boathouse.calls import Call, current
from boathouse.errors import BoathouseError, NotEmulated, ServiceError, StoreError
from boathouse.services.companions import Asked, Companions
from boathouse.wire.dispatch import Service, dispatch
from boathouse.wire.jsonrpc import JsonProtocol
from boathouse.wire.messages import Record, Request, Response
from boathouse.wire.models import service_model
from boathouse.wire.query import QueryProtocol
from boathouse.wire.restxml import RestXmlProtocol

if TYPE_CHECKING:
    from boathouse.wire.relay import Relay

log = logging.getLogger(__name__)


class Protocol(Interface):
    """One of AWS's ways to write a call down."""

    def route(self, request: Request) -> OperationModel:
        """Find the operation that is asked for."""

    def parse(self, operation: OperationModel, request: Request) -> Record:
        """Read the request's members."""

    def serialize(self, operation: OperationModel, result: Record, request_id: str) -> Response:
        """Write the answer."""

    def fail(
        self, operation: OperationModel | None, error: ServiceError, request: Request, request_id: str
    ) -> Response:
        """Write an error."""


class Gateway:
    """Every AWS call to the one port comes through here, in a thread of its own."""

    def __init__(
        self, services: Iterable[Service], relay: Relay | None = None, companions: Companions | None = None
    ) -> None:
        """Answer for `services`, pass S3 on if there is a `relay`, and what the `companions` know to them."""
        self.services = {service.name: service for service in services}
        self._relay, self._companions = relay, companions
        self._targets: dict[str, str] = {}
        self._forms: list[str] = []
        self._protocols: dict[str, Protocol] = {}
        for name, service in self.services.items():
            model = service_model(name)
            match model.metadata["protocol"]:
                case "json":
                    self._protocols[name] = JsonProtocol(model)
                    self._targets[model.metadata["targetPrefix"]] = name
                case "query":
                    self._protocols[name] = QueryProtocol(model)
                    self._forms.append(name)
                case "rest-xml":
                    self._protocols[name] = RestXmlProtocol(
                        model, getattr(service, "documents", {}), getattr(service, "namespace", "")
                    )

    def handle(self, request: Request) -> Response:
        """Answer one request; raises nothing."""
        caller = request.call()
        current.set(caller)
        operation = None
        protocol: Protocol = self._unknown(request, caller)
        try:
            if self._companions and request.path == "/" and caller.service in self._companions.names:
                return _accompanied(self._companions, request, caller)
            name = self._service(request, caller)
            if name == "s3" and self._relay:
                return self._relay.forward(request)
            protocol = self._protocols[name]
            operation = protocol.route(request)
            params = protocol.parse(operation, request)
            result = dispatch(self.services[name], operation, params)
            return protocol.serialize(operation, result, caller.request_id)
        except ServiceError as error:
            return protocol.fail(operation, error, request, caller.request_id)
        except Exception as error:
            if not isinstance(error, BoathouseError):
                log.exception("%s failed", operation.name if operation else request.path)
            return protocol.fail(operation, _internal(error), request, caller.request_id)

    def _service(self, request: Request, caller: Call) -> str:
        target = request.headers.get("x-amz-target")
        if target is not None:
            prefix = target.partition(".")[0]
            return self._known(self._targets, prefix if prefix in self._targets else caller.service or prefix)
        if _is_form(request):
            return self._known({name: name for name in self._forms}, caller.service or "sts")
        return self._known({"s3": "s3", "": "s3"}, caller.service)

    def _known(self, known: dict[str, str], name: str) -> str:
        have = {*self.services, "s3"} if self._relay else set(self.services)
        if known.get(name) not in have:
            beside = set(self._companions.names.values()) if self._companions else set()
            raise NotEmulated(
                f"The service '{name}'",
                f"Services here: {', '.join(sorted(have | beside))}. If it runs elsewhere, name its endpoint "
                "where Boathouse is started, as in AWS_ENDPOINT_URL_LAMBDA=http://localhost:5000.",
            )
        return known[name]

    def _unknown(self, request: Request, caller: Call) -> Protocol:
        """The protocol that the caller seems to speak, for an error that no service answers.

        Whoever signs for another service and speaks neither JSON nor forms speaks REST, mostly with JSON.
        """
        rest = caller.service not in ("", "s3") and not _is_form(request)
        if rest or "x-amz-target" in request.headers:
            return JsonProtocol(service_model("glue"))
        return (
            QueryProtocol(service_model("sts"))
            if _is_form(request)
            else RestXmlProtocol(service_model("s3"), {})
        )


def _accompanied(companions: Companions, request: Request, caller: Call) -> Response:
    body = request.content()
    if request.headers.get("content-encoding") == "gzip":  # as metrics come
        body = gzip.decompress(body)
    target = request.headers.get("x-amz-target", "")
    operation = target.rpartition(".")[2] or _action(body)
    asked = Asked(caller.service, operation, caller.region, request.headers, body)
    return Response(*companions.answer(asked))


def _action(body: bytes) -> str:
    """The operation that a form names."""
    return dict(parse_qsl(body.decode("utf-8", "replace"))).get("Action", "")


def _is_form(request: Request) -> bool:
    kind = request.headers.get("content-type", "").partition(";")[0]
    return request.method == "POST" and request.path == "/" and kind == "application/x-www-form-urlencoded"


def _internal(error: Exception) -> ServiceError:
    """A failure of ours; a disk's failure has a status that clients do not retry."""
    if isinstance(error, BoathouseError):
        return ServiceError("InternalError", str(error), status=507 if isinstance(error, StoreError) else 500)
    text = f"Boathouse failed inside ({type(error).__name__}: {error}). The server's log has the traceback."
    return ServiceError("InternalError", text, status=500)
