"""All calls of the metastore, from the files of their resource families."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

from pymetastore.hive_metastore import ThriftHiveMetastore

from boathouse.errors import BoathouseError
from boathouse.lake import Lake
from boathouse.services.glue import Glue
from boathouse.services.metastore.databases import DatabaseCalls
from boathouse.services.metastore.functions import FunctionCalls
from boathouse.services.metastore.partitions import PartitionCalls
from boathouse.services.metastore.refusals import refusal
from boathouse.services.metastore.session import SessionCalls
from boathouse.services.metastore.tables import TableCalls


class Handler:
    """Finds the method of a call, and words its errors as the call's declared exceptions."""

    def __init__(self, glue: Glue, lake: Lake, *, ours: bool) -> None:
        databases = DatabaseCalls(glue, lake)
        self._families = (
            SessionCalls(),
            databases,
            TableCalls(glue, lake, databases, ours=ours),
            PartitionCalls(glue, lake),
            FunctionCalls(glue),
        )

    def knows(self, name: str) -> bool:
        """Whether the call is answered."""
        return self._found(name) is not None

    def __getattr__(self, name: str) -> Callable[..., Any]:
        method = self._found(name)
        if method is None:
            raise AttributeError(name)
        return _declared(name, method)

    def _found(self, name: str) -> Callable[..., Any] | None:
        if name.startswith("_"):
            return None
        for family in self._families:
            method: Callable[..., Any] | None = getattr(family, name, None)
            if method is not None:
                return method
        return None


def _declared(name: str, method: Callable[..., Any]) -> Callable[..., Any]:
    members = getattr(ThriftHiveMetastore, f"{name}_result").thrift_spec
    kinds = tuple(member[3][0] for member in members if member and member[2] != "success")

    @functools.wraps(method)
    def call(*arguments: Any) -> Any:
        try:
            return method(*arguments)
        except kinds:
            raise
        except (BoathouseError, ValueError, KeyError) as error:
            raise refusal(error, kinds) from error

    return call
