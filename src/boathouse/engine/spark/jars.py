"""Jars that PySpark lacks: resolved once by Spark's own package resolver, afterwards used offline."""

from __future__ import annotations

import hashlib
import os
import subprocess
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from boathouse.config import Settings
from boathouse.engine.spark import ownclasses, trust
from boathouse.engine.spark.archive import ClassArchive
from boathouse.engine.spark.java import Java, find
from boathouse.engine.spark.jvm import spark_jars
from boathouse.errors import EngineError

DELTA = "3.3.3"
AVRO = "3.5.6"  # a part of Spark, released with it
ICEBERG = "1.10.0"  # Glue 5.1's own
HUDI = "1.0.2"  # Glue 5.1's own
_DOWNLOAD_SECONDS = 900
_UNTRUSTED = "PKIX path building failed"

Progress = Callable[[str], None]


@dataclass(frozen=True)
class Package:
    """Jars that PySpark does not bring along, as Spark's resolver names them."""

    name: str
    version: str
    coordinates: str
    jars: tuple[str, ...]
    size: str
    without: str = ""
    """Coordinates, without a version, of what the package asks for and does not need here."""
    first_time: str = "Go online once and run `boathouse doctor`"

    @property
    def folder(self) -> str:
        """Name of its folder in the cache."""
        return f"{self.name.lower()}-{self.version}"


_DELTA = Package(
    "Delta",
    DELTA,
    f"io.delta:delta-spark_2.12:{DELTA}",
    ("delta-spark_2.12", "delta-storage", "antlr4-runtime"),
    "3 jars, 7 MB",
)
_AVRO = Package(
    "Avro", AVRO, f"org.apache.spark:spark-avro_2.12:{AVRO}", ("spark-avro_2.12",), "2 jars, 1 MB"
)
ALWAYS = (_DELTA, _AVRO)
"""What every JVM has on its class path."""

_LATER = "Go online once and start this job"
_ICEBERG = Package(
    "Iceberg",
    ICEBERG,
    f"org.apache.iceberg:iceberg-spark-runtime-3.5_2.12:{ICEBERG},org.apache.iceberg:iceberg-aws-bundle:{ICEBERG}",
    ("iceberg-spark-runtime-3.5_2.12", "iceberg-aws-bundle"),
    "2 jars, 110 MB",
    first_time=_LATER,
)
_HUDI = Package(
    "Hudi",
    HUDI,
    f"org.apache.hudi:hudi-spark3.5-bundle_2.12:{HUDI}",
    ("hudi-spark3.5-bundle_2.12",),
    "1 jar, 111 MB",
    first_time=_LATER,
)
_FORMATS = {"hudi": _HUDI, "iceberg": _ICEBERG}


def silent(_: str) -> None:
    """Report progress to nobody."""


def prepare(settings: Settings, progress: Progress = silent) -> Java:
    """Make this machine ready to run Spark offline: a Java 17 and the jars of every JVM.

    Raises EngineError when there is no Java 17, or the jars are missing and cannot be downloaded.
    """
    java = find()
    progress(f"Java {java.version} ({java.executable})")
    own_jars(settings.cache, java, progress)
    return java


def delta_jars(cache: Path, java: Java, progress: Progress = silent) -> list[Path]:
    """Return Delta's jars, downloading them if this is the first time."""
    return resolved(_DELTA, cache, java, progress)


def avro_jars(cache: Path, java: Java, progress: Progress = silent) -> list[Path]:
    """Return the jars of Spark's Avro library, downloading them if this is the first time."""
    return resolved(_AVRO, cache, java, progress)


def own_jars(cache: Path, java: Java, progress: Progress = silent) -> list[Path]:
    """Return all jars that every JVM has beside PySpark's."""
    return [jar for package in ALWAYS for jar in resolved(package, cache, java, progress)]


def of_format(name: str, cache: Path) -> list[Path]:
    """Return the jars that a lake format needs beyond those of every JVM."""
    return resolved(_FORMATS[name], cache, find(), silent) if name in _FORMATS else []


def of_coordinates(coordinates: Sequence[str], cache: Path) -> list[Path]:
    """Return the jars of Maven coordinates, and of what they depend on, downloading them on first use."""
    if not coordinates:
        return []
    told = ",".join(coordinates)
    version = hashlib.sha256(told.encode()).hexdigest()[:16]
    package = Package("Packages", version, told, (), f"{len(coordinates)} asked for", first_time=_LATER)
    return resolved(package, cache, find())


def class_path(settings: Settings, java: Java) -> list[Path]:
    """Return every jar of the JVM, in the order that the class archive was made with."""
    return [*spark_jars(), *own_jars(settings.cache, java), ownclasses.jar(settings.cache)]


def archive(settings: Settings, java: Java) -> ClassArchive:
    """Return the class archive that belongs to this Java and these jars."""
    return ClassArchive(settings.cache / "cds", java, class_path(settings, java))


def resolved(package: Package, cache: Path, java: Java, progress: Progress = silent) -> list[Path]:
    """Return a package's jars.

    The folder appears whole or not at all: an interrupted download leaves nothing, and of two
    processes that download at once the later one uses what the earlier one put there.
    """
    folder = cache / "jars" / package.folder
    if not folder.is_dir():
        progress(f"downloading {package.name} {package.version} ({package.size}, once)")
        folder.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder.parent, prefix=".download-") as scratch:
            _install(_resolve(package, Path(scratch), java), folder)
    progress(f"{package.name} {package.version} ({folder})")
    return sorted(folder.glob("*.jar"))


def _install(jars: Path, folder: Path) -> None:
    try:
        os.rename(jars, folder)
    except OSError:
        if not folder.is_dir():  # otherwise somebody else was faster, with the same bytes
            raise


def _resolve(package: Package, scratch: Path, java: Java) -> Path:
    """Let Spark resolve the package into `scratch` and return the folder of the jars."""
    told = _attempt(package, scratch, java)
    if told and _UNTRUSTED in told:
        store = scratch / "trusted.jks"
        trust.write_store(store, trust.trusted_here())
        flags = (
            f"-Djavax.net.ssl.trustStore={store}",
            f"-Djavax.net.ssl.trustStorePassword={trust.PASSWORD}",
        )
        told = _attempt(package, scratch, java, flags)
    if told:
        (scratch.parent / "resolver.log").write_text(told)
        raise EngineError(
            f"{package.name}'s jars ({package.coordinates}) are not in the cache and cannot be downloaded.",
            where=str(scratch.parent),
            remedy=f"{package.first_time}; resolver.log there has the details. "
            "Behind a proxy, set JAVA_TOOL_OPTIONS to Java's proxy settings.",
        )
    return scratch / "jars"


def _attempt(package: Package, scratch: Path, java: Java, flags: Sequence[str] = ()) -> str:
    """Run the resolver; return what it said if the jars are not all there afterwards."""
    command: list[str | Path] = [java.executable, *flags, "-cp", os.pathsep.join(map(str, spark_jars()))]
    command += ["org.apache.spark.deploy.SparkSubmit", "--master", "local"]
    command += ["--conf", f"spark.jars.ivy={scratch}", "--packages", package.coordinates]
    command += ["--exclude-packages", package.without] if package.without else []
    command += ["--class", "org.apache.hadoop.util.VersionInfo", "spark-internal"]  # a main that does nothing
    done = subprocess.run(command, capture_output=True, text=True, timeout=_DOWNLOAD_SECONDS, check=False)
    found = [jar.name for jar in (scratch / "jars").glob("*.jar")]
    complete = done.returncode == 0 and all(any(name in jar for jar in found) for name in package.jars)
    return "" if complete else done.stdout + done.stderr or "The resolver said nothing."
