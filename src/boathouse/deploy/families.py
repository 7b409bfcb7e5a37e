"""What every kind of resource has in common: what is wanted, what is there, how one becomes the other."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from botocore.exceptions import ClientError

if TYPE_CHECKING:
    from boathouse.deploy.account import Account, Clients
    from boathouse.deploy.stamp import Stamp
    from boathouse.pipeline import Pipeline

Fields = dict[str, Any]
"""What is managed of a resource, in AWS's words; nested where AWS nests."""


@dataclass(frozen=True)
class Found:
    """A resource that is there; `owned` if this project has made it, `raw` as AWS answered it."""

    fields: Fields
    owned: bool = True
    raw: Any = None


class Family(ABC):
    """One kind of resource of one pipeline in one account."""

    kind: ClassVar[str]
    shared: ClassVar[bool] = False
    """One that somebody else has made is used as it is, and stays theirs."""

    def __init__(self, clients: Clients, account: Account, pipeline: Pipeline, stamp: Stamp) -> None:
        self.clients, self.account, self.pipeline, self.stamp = clients, account, pipeline, stamp

    @abstractmethod
    def wanted(self) -> dict[str, Fields]:
        """The resources that the pipeline asks for, by name, in the order in which they are made."""

    @abstractmethod
    def found(self) -> dict[str, Found]:
        """Those of the wanted names that are there, and what this project made under other names."""

    @abstractmethod
    def create(self, name: str, wanted: Fields) -> None:
        """Make one."""

    @abstractmethod
    def delete(self, name: str, found: Found | None = None) -> None:
        """Remove one."""

    def update(self, name: str, wanted: Fields, found: Found) -> None:
        """Bring one to what is wanted."""
        raise NotImplementedError(f"a {self.kind} has nothing to update")

    def made(self) -> dict[str, Found]:
        """What this project has made, for its removal."""
        return {name: found for name, found in self.found().items() if found.owned}

    def kept(self, name: str, found: Found, *, data: bool) -> str:
        """Why one that this project has made stays when the rest is removed; empty if it goes."""
        return ""

    def told(self, wanted: Fields) -> str:
        """One line on what will be made."""
        return ""


def found(call: Callable[[], Any], *missing: str) -> Any:
    """Make a call; None if the service answers with one of the codes that mean there is no such thing."""
    try:
        return call()
    except ClientError as error:
        if error.response["Error"]["Code"] in missing:
            return None
        raise


def pages(call: Callable[..., Any], member: str, **arguments: Any) -> Iterator[Any]:
    """All items of a listing that is paged by NextToken."""
    while True:
        answer = call(**arguments)
        yield from answer.get(member, [])
        if not answer.get("NextToken"):
            return
        arguments["NextToken"] = answer["NextToken"]


def said(fields: Mapping[str, Any]) -> Fields:
    """The members that say something: AWS answers some empty ones that nobody gave."""
    return {key: value for key, value in fields.items() if value not in (None, "", {}, [])}
