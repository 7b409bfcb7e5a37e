"""This machine made ready for Spark before anything starts, so that the one download can be seen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from boathouse.engine.spark import jars, java

if TYPE_CHECKING:
    from boathouse.config import Settings
    from boathouse.steps import Steps


def has_jars(settings: Settings) -> bool:
    """Tell whether Delta's jars are in the cache."""
    return (settings.cache / "jars" / f"delta-{jars.DELTA}").is_dir()


def prepare(settings: Settings, steps: Steps) -> None:
    """Fetch Delta's jars unless they are in the cache.

    Raises EngineError if there is no Java 17, or no way to the jars.
    """
    if settings.engine == "docker" or has_jars(settings):
        return
    with steps.step(f"Delta {jars.DELTA}") as step:
        found = java.find()
        jars.delta_jars(settings.cache, found)
        step.detail = f"3 jars, once, into {settings.cache}; Java {found.version}"
