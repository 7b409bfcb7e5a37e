"""One run as a call of the image's spark-submit."""

from __future__ import annotations

import os
import urllib.error
import urllib.parse
import urllib.request
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from boathouse.engine.container.image import Image
from boathouse.engine.spark.claim import Claim
from boathouse.engine.spark.parameters import Parameters, data_catalog
from boathouse.errors import EngineError, NotEmulated
from boathouse.lake import Lake

# The emulated cloud asks who calls and checks no signature, so that none has to be made here.
_SIGNED = {
    "Authorization": "AWS4-HMAC-SHA256 Credential=boathouse/20250101/us-east-1/s3/aws4_request, "
    "SignedHeaders=host, Signature=none"
}
_BOOKMARK = "--job-bookmark-option"
_DISABLED = "job-bookmark-disable"
_CATALOG = "spark.sql.catalogImplementation"
# What belongs to the agent, not to the job that it starts.
_OWN = ("BOATHOUSE_", "GLUE_JAVA_OPTIONS", "S3_ENDPOINT", "HIVE_CLIENT")


@dataclass(frozen=True)
class Submission:
    """What to start, in which environment, and what the log is told first."""

    command: list[str]
    environment: dict[str, str]
    notes: tuple[str, ...]

    @classmethod
    def of(cls, claim: Claim, image: Image, folder: Path) -> Submission:
        """Prepare a run in `folder`: fetch its script and write the files that its JVM reads.

        Raises EngineError if the script cannot be fetched, NotEmulated for a parameter that would change
        the run and that the image has no way to obey.

        AWS: https://docs.aws.amazon.com/glue/latest/dg/aws-glue-programming-etl-glue-arguments.html
        Differs: in AWS's image additional Python modules are refused, for it has no way out; Python shell
            jobs are refused; bookmarks are ignored with a warning, as the image has none.
        """
        arguments = dict(claim.told.get("arguments") or {})
        notes = []
        if arguments.get(_BOOKMARK, _DISABLED) != _DISABLED:
            notes.append(
                f"WARNING: {_BOOKMARK} {arguments[_BOOKMARK]}: the image has none; this run reads everything."
            )
            arguments[_BOOKMARK] = _DISABLED
        parameters = Parameters.of(arguments, str(claim.told.get("metastore_uri") or ""))
        notes += [f"NOTE: {note}" for note in parameters.notes()]
        _check(claim, parameters)
        catalog = claim.environment["AWS_ENDPOINT_URL"]
        _make_folder(parameters.event_logs, catalog)
        location = parameters.script_location or str(claim.told["script_location"])
        script = fetch(location, folder, catalog)
        settings = _settings(claim, parameters, image, folder, catalog)
        command = [str(image.submit)]
        for name, value in settings.items():
            command += ["--conf", f"{name}={value}"]
        for flag, places in _luggage(parameters).items():
            command += [flag, ",".join(places)]
        told = Claim({**claim.told, "arguments": arguments})
        command += [str(script), *told.argv(parameters.script)]
        environment = _environment(claim, parameters, image, script, folder)
        return cls(command, environment, tuple(notes))


def outcome(folder: Path) -> Path:
    """Return the file in which a script's process says why it failed."""
    return folder / "outcome.json"


def fetch(location: str, folder: Path, endpoint: str) -> Path:
    """Copy an S3 object into a folder.

    Raises EngineError, naming the location, if it cannot be read.
    """
    bucket, key = Lake.split(location)
    url = f"{endpoint}/{bucket}/{urllib.parse.quote(key)}"
    name = key.rsplit("/", 1)[-1]
    if not name:
        raise EngineError("the script's location names no file.", where=location)
    try:
        with _call("GET", url) as answer:
            content = answer.read()
    except urllib.error.HTTPError as error:
        reason = "there is no such object" if error.code == 404 else f"HTTP {error.code}"
        raise EngineError(f"the script cannot be read: {reason}.", where=location) from error
    except OSError as error:
        raise EngineError(f"the script cannot be read: {error}.", where=location) from error
    path = folder / name
    path.write_bytes(content)
    return path


def _make_folder(place: str, endpoint: str) -> None:
    """Make the event log's folder, which Spark demands: in S3, an empty object."""
    if not place:
        return
    bucket, key = Lake.split(place)
    url = f"{endpoint}/{bucket}/{urllib.parse.quote(key.rstrip('/'))}/"
    try:
        _call("PUT", url).close()
    except OSError as error:
        raise EngineError(f"the event log's folder cannot be made: {error}.", where=place) from error


def _call(method: str, url: str) -> Any:
    body = b"" if method == "PUT" else None
    request = urllib.request.Request(url, body, _SIGNED, method=method)  # noqa: S310 - the cloud's own
    return urllib.request.urlopen(request, timeout=60)  # noqa: S310


def _check(claim: Claim, parameters: Parameters) -> None:
    if claim.told.get("command") == "pythonshell":
        raise NotEmulated("A Python shell job in AWS's Glue image", "Run it with --engine embedded.")
    if str(claim.told["script_location"]).startswith("module:"):
        raise NotEmulated("A data quality run in AWS's Glue image", "Run it with --engine embedded.")
    hint = "Its containers have no way out; run the job with --engine embedded."
    if parameters.modules:
        raise NotEmulated("--additional-python-modules in AWS's Glue image", hint)
    if parameters.packages:
        raise NotEmulated("--conf spark.jars.packages in AWS's Glue image", hint)


def _settings(
    claim: Claim, parameters: Parameters, image: Image, folder: Path, catalog: str
) -> dict[str, str]:
    class_path = folder / "classes"
    class_path.mkdir()
    for name in ("glue-default.conf", "glue-override.conf"):
        (class_path / name).write_text(image.text(name, catalog=catalog))
    given = dict(parameters.spark)
    settings = image.settings("spark.conf", catalog=catalog) | image.with_presets(class_path)
    if given.get(_CATALOG) == "hive" and image.hive_client == "glue":
        for name in data_catalog(""):
            given.pop(name, None)
        settings |= image.settings("hive.conf", catalog=catalog)
    settings["spark.app.name"] = f"nativespark-{claim.told['job_name']}-{claim.run_id}"
    settings["spark.sql.warehouse.dir"] = (folder / "warehouse").as_uri()
    for name, value in claim.environment.items():
        settings[f"spark.executorEnv.{name}"] = value
    return {_CATALOG: "in-memory"} | settings | given


def _luggage(parameters: Parameters) -> dict[str, tuple[str, ...]]:
    flags = {"--py-files": parameters.py_files, "--files": parameters.files, "--jars": parameters.jars}
    return {flag: places for flag, places in flags.items() if places}


def _environment(
    claim: Claim, parameters: Parameters, image: Image, script: Path, folder: Path
) -> dict[str, str]:
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(_OWN)}
    shims = [image.overlay / "shims", image.overlay.parent / "quality"]
    python_path = ":".join(filter(None, [*map(str, shims), image.python_path]))
    return inherited | {
        "PYTHONPATH": python_path,
        "TZ": "UTC",
        "BOATHOUSE_SCRIPT": str(script),
        "BOATHOUSE_OUTCOME": str(outcome(folder)),
        **claim.environment,
        **parameters.variables,
    }
