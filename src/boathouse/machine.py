"""This machine made ready for Spark before anything starts, so that the one download can be seen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from boathouse import client
from boathouse.engine.spark import jars, java

if TYPE_CHECKING:
    from boathouse.config import Settings
    from boathouse.steps import Steps


def has_jars(settings: Settings) -> bool:
    """Tell whether Delta's jars are in the cache."""
    return (settings.cache / "jars" / f"delta-{jars.DELTA}").is_dir()


def prepare(settings: Settings, steps: Steps) -> None:
    """Fetch Delta's jars unless they are in the cache; for the Docker target, bring its containers up.

    Raises EngineError if there is no Java 17, or no way to the jars; ContainerError for the containers.
    """
    if settings.engine == "docker":
        _raise(settings, steps)
        return
    if has_jars(settings):
        return
    with steps.step(f"Delta {jars.DELTA}") as step:
        found = java.find()
        jars.delta_jars(settings.cache, found)
        step.detail = f"3 jars, once, into {settings.cache}; Java {found.version}"


def _raise(settings: Settings, steps: Steps) -> None:
    if client.find(settings):
        return
    with steps.step("up") as step:
        cloud = client.raised(settings, steps.running)
        step.detail = f"LocalStack, Boathouse and Glue are healthy, at {cloud.url}"
