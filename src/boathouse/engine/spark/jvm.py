"""One Spark JVM as a child process: started directly, warm between runs, gone with its parent."""

from __future__ import annotations

import importlib.util
import os
import signal
import struct
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from boathouse.engine.spark.java import Java
from boathouse.errors import EngineError

_MAIN = "org.apache.spark.api.python.PythonGatewayServer"
_LOGGING = Path(__file__).with_name("log4j2.properties")
_START_SECONDS = 120
_EXIT_SECONDS = 30
# Spark's own list (JavaModuleOptions): what its serializers and buffers reach into.
_OPEN = (
    *(f"java.base/java.{p}" for p in ("lang", "lang.invoke", "lang.reflect", "io", "net", "nio", "util")),
    *(f"java.base/java.util.{p}" for p in ("concurrent", "concurrent.atomic")),
    *(f"java.base/{p}" for p in ("jdk.internal.ref", "sun.nio.ch", "sun.nio.cs", "sun.security.action")),
    "java.base/sun.util.calendar",
    "java.security.jgss/sun.security.krb5",
)
# Ten times the calls that Java waits for before it compiles a method at full effort. A laptop's run is over
# before most methods repay that (a quarter of the processor time of the reference lakehouse), while the
# loops of a large input pass these marks in its first seconds.
_COMPILE_LATER = (
    "-XX:Tier4InvocationThreshold=50000",
    "-XX:Tier4MinInvocationThreshold=6000",
    "-XX:Tier4CompileThreshold=150000",
    "-XX:Tier4BackEdgeThreshold=400000",
)
# Hudi asks for the layout of its objects by JOL, which starts a Java and attaches it to this one, in vain.
_UNATTACHED = ("-Djol.skipDynamicAttach=true", "-Djol.skipHotspotSAAttach=true")
# The user's own Spark or Hadoop must not reach into a run: Glue has its settings, and so have we.
_FOREIGN = ("SPARK_", "PYSPARK_", "HADOOP_", "HIVE_", "_JAVA_OPTIONS")


@dataclass(frozen=True)
class Launch:
    """Everything that decides how a JVM starts."""

    java: Java
    jars: Sequence[Path]
    memory: str
    folder: Path
    properties: Mapping[str, str] = field(default_factory=dict)
    flags: Sequence[str] = ()

    def command(self) -> list[str]:
        """Return the command line; the order of the jars is part of the class archive's identity."""
        return [
            str(self.java.executable),
            f"-Xmx{self.memory}",
            "-XX:+UseParallelGC",
            "-XX:-UsePerfData",
            *_COMPILE_LATER,
            *self.flags,
            *(f"--add-opens={package}=ALL-UNNAMED" for package in _OPEN),
            "-Djdk.reflect.useDirectMethodHandle=false",
            *_UNATTACHED,
            f"-Dlog4j2.configurationFile={_LOGGING.as_uri()}",
            "-Duser.timezone=UTC",
            f"-Djava.io.tmpdir={self.folder}",
            *(f"-D{name}={value}" for name, value in self.properties.items()),
            "-cp",
            os.pathsep.join(map(str, self.jars)),
            _MAIN,
        ]


def spark_jars() -> list[Path]:
    """Return the jars that come with pip's PySpark, in a stable order."""
    spark = importlib.util.find_spec("pyspark")  # found, not imported: that costs every start 0.2 s
    assert spark
    assert spark.origin
    return sorted(Path(spark.origin).with_name("jars").glob("*.jar"))


class Jvm:
    """A running JVM and the address of its Python gateway.

    It reads its standard input until that ends, so it dies with the process that started it,
    however that dies.
    """

    def __init__(self, launch: Launch) -> None:
        launch.folder.mkdir(parents=True, exist_ok=True)
        self._address = launch.folder / f"gateway-{time.monotonic_ns()}"
        environment = {k: v for k, v in os.environ.items() if not k.startswith(_FOREIGN)} | {
            "_PYSPARK_DRIVER_CONN_INFO_PATH": str(self._address),
            "PYSPARK_PIN_THREAD": "true",
            "SPARK_LOCAL_IP": "127.0.0.1",
            "SPARK_LOCAL_DIRS": str(launch.folder / "local"),  # the setting of that name earns a warning
            "HUDI_CONF_DIR": str(_LOGGING.parent),
            "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', os.defpath)}",
            "TZ": "UTC",  # both for Python's workers, which are Java's children
        }
        try:
            self.process = subprocess.Popen(
                launch.command(),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                env=environment,
                cwd=launch.folder,
                start_new_session=True,  # Ctrl-C in the terminal is the parent's business
            )
        except OSError as error:
            raise EngineError(f"Java does not start ({error}).", where=str(launch.java.executable)) from error
        self.port, self.secret = 0, ""

    def connect(self, seconds: float = _START_SECONDS) -> None:
        """Wait until the gateway listens; raises EngineError if the JVM ends first or takes too long."""
        deadline = time.monotonic() + seconds
        while not self._address.exists():
            if self.process.poll() is not None:
                raise EngineError(
                    f"the Spark JVM {self.death()} while it started.", remedy="Run `boathouse doctor`."
                )
            if time.monotonic() > deadline:
                self.kill()
                raise EngineError(f"the Spark JVM did not start within {seconds:.0f} seconds.")
            time.sleep(0.01)
        self.port, self.secret = _read_address(self._address.read_bytes())
        self._address.unlink()

    @property
    def alive(self) -> bool:
        """Whether the process is still there."""
        return self.process.poll() is None

    def leaving(self, seconds: float) -> None:
        """Wait for its end, for so long at most: its connections close before it is gone."""
        with suppress(subprocess.TimeoutExpired):
            self.process.wait(seconds)

    def death(self) -> str:
        """Say in words how the process ended."""
        code = self.process.wait()
        return f"was killed by {signal.Signals(-code).name}" if code < 0 else f"ended with exit status {code}"

    def close(self, seconds: float = _EXIT_SECONDS) -> None:
        """End it gently, so that it writes its class archive; kill it if it does not end in time."""
        if self.process.stdin:
            self.process.stdin.close()
        try:
            self.process.wait(seconds)
        except subprocess.TimeoutExpired:
            self.kill()

    def kill(self) -> None:
        """End it at once."""
        self.process.kill()
        self.process.wait()


def _read_address(told: bytes) -> tuple[int, str]:
    port, length = struct.unpack_from(">ii", told)
    return port, told[8 : 8 + length].decode()
