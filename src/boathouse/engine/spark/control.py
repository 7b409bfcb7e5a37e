"""The engine's own connection to its JVM: settings before a run, order after it."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping
from typing import Any

from py4j.clientserver import ClientServer, JavaParameters, PythonParameters
from py4j.protocol import Py4JError

from boathouse.engine.spark.jvm import Jvm
from boathouse.errors import EngineError

_TASK = "Executor task launch worker"
_TASK_SECONDS = 3
_DELTA_LOGS = "org.apache.spark.sql.delta.DeltaLog"


class Control:
    """Sets up and clears the JVM between runs; a script never sees this connection."""

    def __init__(self, jvm: Jvm) -> None:
        self._gateway: Any = ClientServer(
            java_parameters=JavaParameters(port=jvm.port, auth_token=jvm.secret, auto_convert=True),
            python_parameters=PythonParameters(port=0, eager_load=False),
        )
        self._java: Any = self._gateway.jvm

    def configure(self, properties: Mapping[str, str]) -> None:
        """Make these the JVM's only `spark.*` and `aws.*` settings; the next SparkConf starts from them."""
        try:
            self._configure(properties)
        except Py4JError as error:
            raise EngineError(f"the Spark JVM does not take settings ({error}).") from error

    def loaded_classes(self) -> int:
        """Count the classes that the JVM has loaded; 0 if it does not say."""
        beans = self._java.java.lang.management.ManagementFactory
        try:
            return int(beans.getClassLoadingMXBean().getLoadedClassCount())
        except Py4JError:
            return 0

    def clear(self, seconds: float = 15) -> None:
        """Stop and forget whatever a run left; raises EngineError if the JVM does not manage in time."""
        failures: list[BaseException] = []
        sweeper = threading.Thread(target=_caught, args=(self._sweep, failures), daemon=True)
        sweeper.start()
        sweeper.join(seconds)
        if sweeper.is_alive():
            raise EngineError(f"the Spark JVM did not stop its context within {seconds:.0f} seconds.")
        if failures:
            raise EngineError(f"the Spark JVM could not be cleared ({failures[0]}).") from failures[0]

    def close(self) -> None:
        """Hang up."""
        self._gateway.close()

    def _configure(self, properties: Mapping[str, str]) -> None:
        system = self._java.java.lang.System.getProperties()
        for name in list(system.stringPropertyNames()):
            if name.startswith(("spark.", "aws.")):
                system.remove(name)
        for name, value in properties.items():
            system.setProperty(name, value)

    def _sweep(self) -> None:
        self._stop_context()
        self._java.java.lang.Thread.interrupted()
        sessions = self._java.org.apache.spark.sql.SparkSession
        sessions.clearActiveSession()
        sessions.clearDefaultSession()
        self._forget_delta()
        # Open file systems know where the buckets were when they were opened.
        self._java.org.apache.hadoop.fs.FileSystem.closeAll()
        self._restore_defaults()
        self._forget_objects()

    def _stop_context(self) -> None:
        companion = getattr(getattr(self._java.org.apache.spark, "SparkContext$"), "MODULE$")
        active = companion.getActive()
        if active.isDefined():
            self._end(active.get())

    def _end(self, context: Any) -> None:
        """Stop a context and the tasks that a run left at work, which `stop` alone lets go on for ever."""
        tracker = context.statusTracker()
        busy = len(tracker.getActiveJobIds()) > 0
        if busy:
            context.cancelAllJobs()
            _eventually(lambda: not len(tracker.getActiveJobIds()))
        context.stop()
        if busy and not _eventually(lambda: not self._working()):
            raise EngineError("tasks of the last run are still at work in the Spark JVM.")

    def _working(self) -> bool:
        threads = self._java.java.lang.Thread.getAllStackTraces().keySet()
        return any(thread.getName().startswith(_TASK) for thread in threads)

    def _restore_defaults(self) -> None:
        """Undo what a script can set for the whole JVM: the log's level, the time zone."""
        self._java.org.apache.logging.log4j.core.config.Configurator.reconfigure()
        self._java.java.util.TimeZone.setDefault(None)

    def _forget_delta(self) -> None:
        # The cache outlives contexts, and holds tables whose folders a later run may have replaced.
        loader = self._java.java.lang.Thread.currentThread().getContextClassLoader()
        if loader.getResource(_DELTA_LOGS.replace(".", "/") + ".class") is not None:
            self._java.org.apache.spark.sql.delta.DeltaLog.clearCache()

    def _forget_objects(self) -> None:
        """Let go of the Java objects that a script's process held when it ended."""
        bindings = self._gateway.java_gateway_server.getGateway().getBindings()
        kept = {bindings._target_id}
        for name in list(bindings.keySet()):
            if name.startswith("o") and name not in kept:
                bindings.remove(name)


def _eventually(true: Callable[[], bool]) -> bool:
    deadline = time.monotonic() + _TASK_SECONDS
    while not (reached := true()) and time.monotonic() < deadline:
        time.sleep(0.1)
    return reached


def _caught(action: Callable[[], None], failures: list[BaseException]) -> None:
    try:
        action()
    except Exception as error:
        failures.append(error)
