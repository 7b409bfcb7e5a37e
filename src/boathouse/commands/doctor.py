"""Say what this machine has, what it lacks, and how to get that.

example:
  boathouse doctor
"""

from __future__ import annotations

import os
import platform
import shutil
import socket
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from rich.markup import escape

from boathouse import client, machine
from boathouse.config import heap
from boathouse.engine.spark import jars, java
from boathouse.errors import BoathouseError, ContainerError
from boathouse.pipeline import FILE, Pipeline

if TYPE_CHECKING:
    import argparse

    from rich.console import Console

    from boathouse.config import Settings

DISK = 2_000_000_000  # bytes: the class archive, Delta's jars, event logs, and a small lake
_SIGNS = {"good": "[green]✓[/]", "note": "[yellow]![/]", "bad": "[red]✗[/]"}


@dataclass(frozen=True)
class Finding:
    """One thing looked at; `bad` means that the default target cannot run without it."""

    what: str
    state: Literal["good", "note", "bad"]
    text: str


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take no flags of its own."""


def run(options: argparse.Namespace, settings: Settings, console: Console) -> int:
    """Look at everything; 1 if something is missing that every run needs."""
    findings = list(examine(settings, LOOKS))
    for finding in findings:
        console.print(
            f"{_SIGNS[finding.state]} {finding.what:<9} {escape(finding.text)}",
            highlight=False,
            soft_wrap=True,
        )
    bad = sum(finding.state == "bad" for finding in findings)
    console.print()
    if bad:
        things = "one thing is" if bad == 1 else f"{bad} things are"
        console.print(f"Jobs cannot run here: {things} missing (✗ above).", highlight=False)
        return 1
    console.print("Everything that `boathouse local-run` needs is here.", highlight=False)
    return 0


def examine(settings: Settings, things: Iterable[str]) -> Iterator[Finding]:
    """Look at one thing after the other; whatever cannot be told is bad, in its error's words."""
    for what in things:
        try:
            yield LOOKS[what](what, settings)
        except BoathouseError as error:
            yield Finding(what, "bad", str(error))


def _python(what: str, settings: Settings) -> Finding:
    version = platform.python_version()
    if version.startswith("3.11."):
        return Finding(what, "good", f"{version} ({sys.executable})")
    return Finding(what, "bad", f"{version}; Glue 5.1 runs 3.11, and so must this. Get it, then: make")


def _java(what: str, settings: Settings) -> Finding:
    found = java.find()
    return Finding(what, "good", f"{found.version} ({found.executable})")


def _jars(what: str, settings: Settings) -> Finding:
    versions = f"{jars.DELTA}, and Avro {jars.AVRO}"
    if machine.has_jars(settings):
        return Finding(what, "good", f"{versions} (in {settings.cache})")
    jars.own_jars(settings.cache, java.find())
    return Finding(what, "good", f"{versions}, downloaded just now (into {settings.cache})")


def _memory(what: str, settings: Settings) -> Finding:
    total = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    words = f"{total / 1e9:.0f} GB, of which Spark may take {settings.memory}"
    if heap(settings.memory) > total * 0.8:
        return Finding(what, "bad", f"{words}: too much. Choose less with --memory.")
    return Finding(what, "good", words)


def _disk(what: str, settings: Settings) -> Finding:
    place = next(folder for folder in (settings.home, *settings.home.parents) if folder.exists())
    free = shutil.disk_usage(place).free
    if not os.access(place, os.W_OK):
        return Finding(what, "bad", f"{place} cannot be written. Choose another folder with --home.")
    words = f"{free / 1e9:.0f} GB free at {place}"
    if free < DISK:
        return Finding(what, "bad", f"{words}; {DISK / 1e9:.0f} GB are needed. Free some, or choose --home.")
    return Finding(what, "good", words)


def _server(what: str, settings: Settings) -> Finding:
    if cloud := client.find(settings):
        return Finding(what, "good", f"up at {cloud.url} (process {cloud.pid})")
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", settings.port))
        except OSError:
            return Finding(
                what, "note", f"not up; port {settings.port} is in use, so the next free one is taken"
            )
    return Finding(what, "good", f"not up (commands start one of their own); port {settings.port} is free")


def _pipeline(what: str, settings: Settings) -> Finding:
    if not (settings.project / FILE).exists():
        return Finding(
            what, "note", f"{settings.project} has no {FILE}; `boathouse run SCRIPT` works without"
        )
    pipeline = Pipeline.load(settings.project)
    return Finding(
        what, "good", f"{len(pipeline.jobs)} jobs, bucket {pipeline.bucket}, database {pipeline.database}"
    )


def _docker(what: str, settings: Settings) -> Finding:
    from boathouse.containers import Containers  # noqa: PLC0415 (Docker's SDK takes a while to import)

    try:
        version = Containers(settings).client.version()["Version"]
    except ContainerError:
        return Finding(what, "note", "its daemon does not answer; only --engine docker needs it")
    return Finding(what, "good", f"{version}; only --engine docker needs it")


LOOKS: dict[str, Callable[[str, Settings], Finding]] = {
    "Python": _python,
    "Java": _java,
    "Delta": _jars,
    "memory": _memory,
    "disk": _disk,
    "server": _server,
    "pipeline": _pipeline,
    "Docker": _docker,
}
