"""The engine of one worker: a warm JVM and a warm Python, both replaced when a run has spoilt them."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from boathouse.config import Settings
from boathouse.engine.spark import defaults, jars
from boathouse.engine.spark.archive import ClassArchive
from boathouse.engine.spark.control import Control
from boathouse.engine.spark.jvm import Jvm, Launch
from boathouse.engine.spark.logs import PipeReader, Sink
from boathouse.engine.spark.luggage import ExtraJars
from boathouse.engine.spark.nursery import Nursery
from boathouse.errors import BoathouseError, EngineError

_ARCHIVE_SECONDS = 120
_DRAIN_SECONDS = 2
# A session and a query load some 14,000 classes, Delta 20,000: an archive of a JVM that did less would
# keep every later start slower than need be.
_WORTH_KEEPING = 12_000


class Engine:
    """Starts its JVM in the background at once, so that importing Python's side happens meanwhile."""

    def __init__(self, settings: Settings, folder: Path) -> None:
        self._settings, self._folder = settings, folder
        self.jars, self.cache = folder / "jars", settings.cache
        self._jvm: Jvm | None = None
        self._control: Control | None = None
        self._readers: list[PipeReader] = []
        self._archive: ClassArchive | None = None
        self._failure: BoathouseError | None = None
        self._extra = ExtraJars()
        self._nursery: Nursery | None = None
        self._starter = threading.Thread()
        self.start()

    def start(self) -> None:
        """Start a JVM in the background; `ready` waits for it."""
        self._failure = None
        self._starter = threading.Thread(target=self._start, daemon=True)
        self._starter.start()

    def packages(self, formats: Iterable[str], coordinates: Sequence[str]) -> list[Path]:
        """Return the jars of lake formats beyond Delta, and of packages, downloaded on their first use."""
        found = [jar for name in sorted(formats) for jar in jars.of_format(name, self.cache)]
        return found + jars.of_coordinates(coordinates, self.cache)

    def ready(self, properties: Mapping[str, str], extra: ExtraJars, stdout: Sink, stderr: Sink) -> Jvm:
        """Return the JVM, set up for a run whose logs take what Java prints.

        A JVM has the run's extra jars on its class path, no more and no less: one with others is replaced.
        Raises EngineError when no JVM can be started.
        """
        self._starter.join()
        if extra != self._extra:
            self._end_jvm(gently=False)
            self._extra = extra
            self.start()
            self._starter.join()
        if self._failure is None and not (self._jvm and self._jvm.alive):
            self.start()  # it died while it was idle
            self._starter.join()
        if self._failure is not None:
            failure = self._failure
            self.start()
            raise failure
        assert self._jvm
        assert self._control
        for reader, listener in zip(self._readers, (stdout, stderr), strict=True):
            reader.listener = listener
        self._control.configure({**self._base(), **properties})
        return self._jvm

    def nursery(self) -> Nursery:
        """Return the zygote, started on first use."""
        if self._nursery is None:
            self._nursery = Nursery()
        return self._nursery

    def recover(self) -> None:
        """Clear what a run left; whatever does not answer is replaced."""
        try:
            if self._settings.isolated or not (self._jvm and self._jvm.alive and self._control):
                raise EngineError("this JVM has had its run.")
            self._control.clear()
        except EngineError:
            self._replace()
        finally:
            for reader in self._readers:
                reader.listener = None

    def drop_nursery(self) -> None:
        """Forget a zygote that has died; the next run gets a new one."""
        if self._nursery:
            self._nursery.close()
            self._nursery = None

    def close(self, *, gently: bool) -> None:
        """End everything; gently means that a first JVM may write the class archive on its way out."""
        self.drop_nursery()
        self._starter.join()
        if self._jvm:
            self._end_jvm(gently=gently)

    def _start(self) -> None:
        try:
            java = jars.prepare(self._settings)
            self._archive = jars.archive(self._settings, java)
            own, extra = jars.class_path(self._settings, java), self._extra
            class_path = [*extra.paths, *own] if extra.first else [*own, *extra.paths]
            plain = Launch(java, class_path, self._settings.memory, self._folder / "jvm", self._base())
            # Java maps an archive whose class path is the beginning of its own, and none other is to be made.
            usable = not extra or (self._archive.ready and not extra.first)
            try:
                self._launch(replace(plain, flags=self._archive.flags() if usable else ()))
            except EngineError:
                if not self._archive.ready:
                    raise
                self._archive.drop()  # perhaps it is the archive that this JVM cannot start with
                self._launch(plain)
        except BoathouseError as error:
            self._failure = error
        except OSError as error:
            self._failure = EngineError(f"the Spark JVM cannot be started: {error}.")

    def _launch(self, launch: Launch) -> None:
        jvm = Jvm(launch)
        self._readers = [PipeReader(pipe) for pipe in (jvm.process.stdout, jvm.process.stderr) if pipe]
        try:
            jvm.connect()
        except EngineError as error:
            raise EngineError(f"{error.message} {self._last_words()}".strip()) from error
        self._jvm, self._control = jvm, Control(jvm)

    def _last_words(self) -> str:
        for reader in self._readers:
            reader.join(_DRAIN_SECONDS)
        return "\n".join(filter(None, (reader.tail() for reader in self._readers)))

    def _base(self) -> dict[str, str]:
        return defaults.laptop(self._settings.cores) | defaults.lake()

    def _replace(self) -> None:
        self._end_jvm(gently=self._settings.isolated)
        self.start()

    def _end_jvm(self, *, gently: bool) -> None:
        jvm, control, archive = self._jvm, self._control, self._archive
        self._jvm = self._control = None
        if jvm is None or control is None or archive is None:
            return
        if gently and not archive.ready and control.loaded_classes() >= _WORTH_KEEPING:
            control.close()
            jvm.close(_ARCHIVE_SECONDS)
            archive.keep(complete=jvm.process.returncode == 0)
        else:
            control.close()
            jvm.kill()
            archive.keep(complete=False)
