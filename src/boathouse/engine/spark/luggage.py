"""What a run brings along: Python files and packages, working files, jars; all of it from S3."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from boathouse.engine.spark import modules, paths, preinstalled, scripts
from boathouse.engine.spark.parameters import Parameters
from boathouse.errors import EngineError

_ARCHIVES = (".zip", ".egg", ".whl")
_HIDDEN = ".luggage"  # beside the script, out of the way of its imports


@dataclass(frozen=True)
class ExtraJars:
    """Jars beyond the engine's own: they decide whether the warm JVM will do for a run."""

    paths: tuple[Path, ...] = ()
    first: bool = False

    def __bool__(self) -> bool:
        return bool(self.paths)


@dataclass(frozen=True)
class PythonPath:
    """Where a run's Python looks beside its own packages: before everything, and before site-packages."""

    front: tuple[str, ...] = ()
    packages: tuple[str, ...] = ()

    def variable(self) -> str:
        """Return the PYTHONPATH of the processes that the run starts."""
        return ":".join([*self.front, *self.packages])


@dataclass(frozen=True)
class Luggage:
    """Everything that one run brings along, unpacked into its folder and the user's cache."""

    folder: Path
    cache: Path
    environment: Mapping[str, str]
    tell: Callable[[str], None] = lambda _: None
    """Where a line for the run's log goes."""

    def python(self, parameters: Parameters, script: Path, *, shell: bool = False) -> PythonPath:
        """Return the path entries of --extra-py-files and --additional-python-modules.

        A Python shell job has the wheels among the former installed, with what they depend on; a Spark job
        imports from them as they are. Behind them comes what a Glue worker has by itself, as far as the
        script imports it and it is not here.

        AWS: https://docs.aws.amazon.com/glue/latest/dg/aws-glue-programming-python-libraries.html
        """
        front: list[str] = []
        wheels: list[str] = []
        for location in parameters.py_files:
            if shell and location.endswith(".whl"):
                wheels.append(location)
                continue
            file = self._fetch(location, "pyfiles", "--extra-py-files")
            entry = str(_entry(file, location))
            front += [] if entry in front else [entry]
        wanted = [*wheels, *parameters.modules]
        options = parameters.installer_options
        given = [self._module(word) for word in wanted]
        packages = [str(modules.installed(self.cache, given, options))] if wanted or options else []
        texts = preinstalled.sources(script, front)
        own = {name for entry in [*front, *packages] for name in paths.modules(entry)}
        lacking = preinstalled.missing(texts, parameters.script.values(), own, shell=shell)
        return PythonPath(tuple(front), tuple(packages + self._preinstalled(lacking)))

    def _preinstalled(self, lacking: Sequence[str]) -> list[str]:
        """Install what a Glue worker has; a script may do without, so that failing to is no failure."""
        if not lacking:
            return []
        try:
            wanted = [*lacking, *preinstalled.kept()]
            if not modules.known(self.cache, wanted):
                self.tell(f"What Glue has and this Python has not is installed, once: {', '.join(lacking)}")
            return [str(modules.installed(self.cache, wanted))]
        except EngineError as error:
            self.tell(f"It could not be installed. {error.message}")
            return []

    def files(self, locations: Sequence[str]) -> list[Path]:
        """Put the files of --extra-files into the run's working directory."""
        return [self._fetch(location, "", "--extra-files") for location in locations]

    def jars(self, locations: Sequence[str], kept: Path) -> list[Path]:
        """Fetch the jars of --extra-jars into a folder by their content, which outlives the run.

        The same jars in the next run are the same paths, so that the JVM that has loaded them stays warm.
        """
        found = []
        for location in locations:
            jar = self._fetch(location, "jars", "--extra-jars")
            home = kept / hashlib.sha256(jar.read_bytes()).hexdigest()[:16]
            home.mkdir(parents=True, exist_ok=True)
            found.append(jar.replace(home / jar.name))
        return found

    def _module(self, word: str) -> str:
        """Return what pip is to be told: a file from S3 by its local path, anything else as it is."""
        if not word.startswith("s3://"):
            return word
        return str(self._fetch(word, "modules", "--additional-python-modules"))

    def _fetch(self, location: str, folder: str, parameter: str) -> Path:
        place = self.folder / _HIDDEN / folder if folder else self.folder
        return scripts.fetch(location, place, self.environment, f"a file of {parameter}")


def _entry(file: Path, location: str) -> Path:
    if file.suffix == ".py":
        return file.parent
    if file.suffix in _ARCHIVES:
        return file
    raise EngineError(
        "--extra-py-files takes .py, .zip, .egg and .whl files.",
        where=location,
        remedy="Put other files into --extra-files.",
    )
