"""Every error a user can meet; rooms raise them, the wire and the CLI render them."""

from __future__ import annotations


class BoathouseError(Exception):
    """Something went wrong that the user can act on.

    `message` says what, `where` names the place (file and line, job, table, key), `remedy` says
    what to do next. `str()` is all of it as one paragraph.
    """

    def __init__(self, message: str, *, where: str = "", remedy: str = "") -> None:
        self.message, self.where, self.remedy = message, where, remedy
        super().__init__(" ".join(filter(None, [f"{where}: {message}" if where else message, remedy])))


class SettingsError(BoathouseError):
    """A flag, an environment variable or a line of the settings file is wrong."""


class PipelineError(BoathouseError):
    """`jobs/workflow.toml`, or a file that it names, is wrong."""


class FixtureError(BoathouseError):
    """The fixture generator was asked for something impossible, or failed."""


class EngineError(BoathouseError):
    """Java, Spark or the SQL engine cannot be started or has died."""


class ServerError(BoathouseError):
    """The emulated cloud cannot start, cannot be reached, or is somebody else's."""


class ContainerError(BoathouseError):
    """Docker, Compose, an image or a container of the Docker target is not as it must be."""


class StoreError(BoathouseError):
    """The state on disk cannot be read or written."""


class DeployError(BoathouseError):
    """A client of the cloud (deployer, `run`, `query`) got an answer that stops it."""


class ServiceError(BoathouseError):
    """An AWS service's error: `code` and `message` in AWS's own words, `status` its HTTP status.

    `fields` are further members of the error's shape in the service model.
    """

    def __init__(self, code: str, message: str, *, status: int = 400, **fields: object) -> None:
        super().__init__(message)
        self.code, self.status, self.fields = code, status, fields


class NotEmulated(ServiceError):  # noqa: N818 - the code that clients see
    """Boathouse does not do this (yet), and says so instead of making up a success."""

    def __init__(self, what: str, hint: str = "") -> None:
        text = f"{what} is not emulated by Boathouse. {hint}".strip()
        super().__init__("NotEmulated", text, status=501)
