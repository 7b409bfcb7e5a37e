"""This machine made ready for Spark before anything starts, so that the one download can be seen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from boathouse import client
from boathouse.engine.spark import jars, java

if TYPE_CHECKING:
    from boathouse.config import Settings
    from boathouse.steps import Steps


def has_jars(settings: Settings) -> bool:
    """Tell whether the jars of every JVM are in the cache."""
    return all((settings.cache / "jars" / package.folder).is_dir() for package in jars.ALWAYS)


def prepare(settings: Settings, steps: Steps) -> None:
    """Fetch every JVM's jars unless they are in the cache; for the Docker target, bring its containers up.

    Raises EngineError if there is no Java 17, or no way to the jars; ContainerError for the containers.
    """
    if settings.engine == "docker":
        _raise(settings, steps)
        return
    if has_jars(settings):
        return
    with steps.step(f"Delta {jars.DELTA}, Avro {jars.AVRO}") as step:
        found = java.find()
        number = len(jars.own_jars(settings.cache, found))
        step.detail = f"{number} jars, once, into {settings.cache}; Java {found.version}"


def _raise(settings: Settings, steps: Steps) -> None:
    if client.find(settings):
        return
    with steps.step("up") as step:
        cloud = client.raised(settings, steps.running)
        step.detail = f"LocalStack, Boathouse and Glue are healthy, at {cloud.url}"
