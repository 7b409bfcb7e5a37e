"""Glue's errors, by AWS's own codes."""

from __future__ import annotations

from boathouse.errors import ServiceError


class EntityNotFoundError(ServiceError):
    """A database, table, partition, job, run, workflow or trigger that is not there."""

    def __init__(self, message: str = "Entity Not Found") -> None:
        super().__init__("EntityNotFoundException", message)


class AlreadyExistsError(ServiceError):
    """The name is taken."""

    def __init__(self, message: str) -> None:
        super().__init__("AlreadyExistsException", message)


class InvalidInputError(ServiceError):
    """A request that the service model allows and Glue does not."""

    def __init__(self, message: str) -> None:
        super().__init__("InvalidInputException", message)


class ConcurrentModificationError(ServiceError):
    """Somebody else changed the table since the caller read it."""

    def __init__(self, message: str) -> None:
        super().__init__("ConcurrentModificationException", message)


class ConcurrentRunsExceededError(ServiceError):
    """As many runs as the job or the workflow allows are already under way."""

    def __init__(self, message: str) -> None:
        super().__init__("ConcurrentRunsExceededException", message)


class IllegalWorkflowStateError(ServiceError):
    """The workflow run is past what was asked of it."""

    def __init__(self, message: str) -> None:
        super().__init__("IllegalWorkflowStateException", message)


class CrawlerRunningError(ServiceError):
    """The crawler is under way."""

    def __init__(self, name: str) -> None:
        super().__init__("CrawlerRunningException", f"Crawler with name {name} has already started")


class CrawlerNotRunningError(ServiceError):
    """The crawler is not under way."""

    def __init__(self, name: str) -> None:
        super().__init__("CrawlerNotRunningException", f"Crawler with name {name} isn't running")


class CrawlerStoppingError(ServiceError):
    """The crawler is being stopped already."""

    def __init__(self, name: str) -> None:
        super().__init__("CrawlerStoppingException", f"Crawler with name {name} is stopping")


def detail(error: ServiceError) -> dict[str, str]:
    """Give an error as the ErrorDetail of a batch operation's answer."""
    return {"ErrorCode": error.code, "ErrorMessage": error.message}
