"""One job run on the warm engine: from the claim to its end, whatever the script does."""

from __future__ import annotations

import os
import re
import shutil
import sys
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from boathouse.engine.spark import defaults, endings, hudi, lakes, scripts, unseen
from boathouse.engine.spark.attended import AttendedRun
from boathouse.engine.spark.claim import Claim
from boathouse.engine.spark.endings import Ending
from boathouse.engine.spark.engine import Engine
from boathouse.engine.spark.logs import PipeReader
from boathouse.engine.spark.luggage import ExtraJars, Luggage, PythonPath
from boathouse.engine.spark.nursery import Birth, Nursery
from boathouse.engine.spark.ownpython import OwnPython
from boathouse.engine.spark.parameters import Parameters
from boathouse.engine.spark.protocol import ServerLink
from boathouse.errors import EngineError
from boathouse.lake import Lake, warehouse

_HUNG_UP = re.compile(r"\bPy4J(Network)?Error\b")  # Java has said nothing: perhaps it is about to be gone
_LEAVING_SECONDS = 1
_LOOK_SECONDS = 0.1
_DRAIN_SECONDS = 5
_CATALOG = "spark.sql.catalogImplementation"
_ENDPOINT = "AWS_ENDPOINT_URL_"
_HERE = tuple(f"{_ENDPOINT}{service}" for service in ("ATHENA", "GLUE", "S3", "STS"))
_NEARBY = ("127.0.0.1", "localhost")
# What the user's shell holds for other programs, and what a Glue job never sees.
_FOREIGN = ("AWS_", "BOATHOUSE_", "HADOOP_", "HIVE_", "JAVA_", "PYSPARK_", "PYTHON", "SPARK_", "_JAVA_")


class Run(AttendedRun):
    """The execution of one claim on the warm engine, which it leaves as it was."""

    def __init__(self, claim: Claim, server: ServerLink, engine: Engine, folder: Path) -> None:
        super().__init__(claim, server, folder)
        self._engine = engine
        self._python = folder.with_name(f"{folder.name}-python")  # out of sight of the working folder

    def execute(self) -> Ending:
        """Run the script to its end, whatever it does; leaves nothing behind."""
        try:
            return super().execute()
        finally:
            shutil.rmtree(self._python, ignore_errors=True)

    def _attempt(self) -> Ending:
        told = self._claim.told
        parameters = Parameters.of(told.get("arguments") or {}, told.get("metastore_uri") or "")
        for note in parameters.notes():
            self._tell(f"NOTE: {note}")
        location = parameters.script_location or str(told["script_location"])
        script = scripts.fetch(location, self._folder, self._claim.environment)
        parameters = parameters.of_script(script.read_bytes(), told.get("metastore_uri") or "")
        luggage = Luggage(self._folder, self._engine.cache, self._claim.environment, self._tell)
        order = self._order(script, parameters, luggage.python(parameters, script, shell=self._claim.shell))
        files = luggage.files(parameters.files)
        if self._verdict:
            return self._verdict  # stopped while its modules were being installed
        if self._claim.shell:
            return self._supervise(order)
        jars = luggage.jars(parameters.jars, self._engine.jars)
        jars += self._engine.packages(parameters.formats, parameters.packages)
        extra = ExtraJars(tuple(jars), parameters.jars_first)
        properties = self._properties(parameters, order, files)
        ending = self._with_spark(order, properties, extra)
        missed = lakes.note(ending.message)
        if not missed and properties.get(_CATALOG) != "hive":
            missed = unseen.note(ending.message, self._claim.environment)
        if missed:
            self._tell(f"NOTE: {missed}")
        return ending

    def _tell(self, line: str) -> None:
        self._logs["stderr"].write(f"{line}\n".encode())

    def _with_spark(self, order: dict[str, Any], properties: Mapping[str, str], extra: ExtraJars) -> Ending:
        jvm = self._engine.ready(properties, extra, self._logs["stdout"].write, self._logs["stderr"].write)
        order["environment"] |= {
            "PYSPARK_PYTHON": sys.executable,
            "PYSPARK_GATEWAY_PORT": str(jvm.port),
            "PYSPARK_GATEWAY_SECRET": jvm.secret,
        }
        try:
            ending = self._supervise(order)
            if ending.state == "SUCCEEDED":
                return ending
            if _HUNG_UP.search(ending.message):
                jvm.leaving(_LEAVING_SECONDS)
            return ending if jvm.alive else ending.with_cause(f"The Spark JVM {jvm.death()}.")
        finally:
            self._engine.recover()

    def _properties(
        self, parameters: Parameters, order: Mapping[str, Any], files: Sequence[Path]
    ) -> dict[str, str]:
        told, environment = self._claim.told, dict(self._claim.environment)
        _make_event_folder(parameters.event_logs, Path(told["buckets_root"]))
        environment["PYTHONPATH"] = order["environment"]["PYTHONPATH"]
        name = f"nativespark-{told['job_name']}-{self._claim.run_id}"
        properties = defaults.one_run(self._folder, name, environment)
        properties |= defaults.buckets(Path(told["buckets_root"]))
        properties[f"spark.hadoop.{hudi.CATALOG}"] = told.get("metastore_uri") or ""
        if files:
            properties["spark.files"] = ",".join(file.as_uri() for file in files)
        if parameters.spark.get(_CATALOG) == "hive":  # what is in the catalog outlives the run
            properties["spark.sql.warehouse.dir"] = f"file://{warehouse(Path(told['buckets_root']))}"
        return properties | dict(parameters.spark)

    def _order(self, script: Path, parameters: Parameters, python: PythonPath) -> dict[str, Any]:
        own = OwnPython.made(self._python)
        python = replace(python, packages=(str(own.packages), *python.packages))
        environment = inherited(os.environ) | {
            **own.environment(os.environ, shell=self._claim.shell),
            "HOME": str(self._folder),  # not the user's: ~/.aws holds their real account
            "TMPDIR": str(self._folder),
            "TZ": "UTC",
            "PYTHONHASHSEED": "0",  # as spark-submit sets it: Python's hashes agree between processes
            "PYTHONPATH": python.variable(),
            **self._claim.environment,
            **parameters.variables,
        }
        return {
            "script": str(script),
            "executable": str(own.executable),
            "folder": str(self._folder),
            "environment": environment,
            "argv": self._claim.argv(parameters.script),
            "front": list(python.front),
            "packages": list(python.packages),
            "shell": self._claim.shell,
        }

    def _supervise(self, order: Mapping[str, Any]) -> Ending:
        """Fork the script's process and wait for its end, or for a reason to end it."""
        nursery = self._engine.nursery()
        try:
            birth = nursery.start(order)
            status = self._wait(nursery, birth)
        except EngineError as error:
            self._engine.drop_nursery()
            return self._verdict or Ending("FAILED", str(error))
        return self._verdict or status

    def _wait(self, nursery: Nursery, birth: Birth) -> Ending:
        readers = [
            PipeReader(os.fdopen(birth.stdout, "rb", 0), self._logs["stdout"].write),
            PipeReader(os.fdopen(birth.stderr, "rb", 0), self._logs["stderr"].write),
        ]
        outcome: list[bytes] = []
        result = PipeReader(os.fdopen(birth.result, "rb", 0), outcome.append)
        guard = threading.Thread(target=self._guard, args=(nursery,), daemon=True)
        guard.start()
        try:
            status = nursery.wait()
        finally:
            self._over.set()
            for reader in (*readers, result):
                reader.join(_DRAIN_SECONDS)
            guard.join(_DRAIN_SECONDS)
        return endings.of_process(status, b"".join(outcome))

    def _guard(self, nursery: Nursery) -> None:
        """Look after the run while it is on: its time and its stop."""
        deadline = time.monotonic() + self._claim.seconds
        while not self._over.wait(_LOOK_SECONDS):
            if time.monotonic() > deadline:
                self.stop(endings.timed_out(self._claim.seconds))
            if self._verdict:
                _quietly(nursery.kill)
                return


def _make_event_folder(path: str, buckets_root: Path) -> None:
    """Make the event log's folder, which Spark demands and an object store does not have."""
    if not path:
        return
    bucket, key = Lake.split(path)
    if not (buckets_root / bucket).is_dir():
        raise EngineError(f"the bucket '{bucket}' does not exist.", where=f"--spark-event-logs-path {path}")
    folder = Lake(buckets_root, buckets_root.parent / "tmp").local_folder(bucket, key)
    folder.mkdir(parents=True, exist_ok=True)


def _quietly(action: Callable[[], None]) -> None:
    try:
        action()
    except EngineError:
        return


def inherited(environ: Mapping[str, str]) -> dict[str, str]:
    """What a script sees of the user's environment: nothing that leads to their account or their Spark.

    Endpoints of services that are not emulated here stay: they lead to emulators of the user's own. A proxy
    stays, too, but not on the way to this machine.
    """
    kept = {
        name: value
        for name, value in environ.items()
        if not name.startswith(_FOREIGN) or (name.startswith(_ENDPOINT) and name not in _HERE)
    }
    if any(name.lower().endswith("_proxy") for name in kept):
        given = environ.get("no_proxy") or environ.get("NO_PROXY")
        kept |= dict.fromkeys(("no_proxy", "NO_PROXY"), ",".join(filter(None, (given, *_NEARBY))))
    return kept
