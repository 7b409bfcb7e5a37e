"""How a step of a data preparation recipe is told: `Column.RenameColumn.apply(data_frame=…, …)`."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any

from pyspark.sql import DataFrame

GUIDE = "https://docs.aws.amazon.com/databrew/latest/dg/recipe-actions-reference.html"
_CALL = ("glue_context", "spark_context", "transformation_ctx", "info", "stageThreshold", "totalThreshold")
"""What every step is given and none needs."""


class Group(type):
    """Steps of one kind, by name; those that are not built say so."""

    def __getattr__(cls, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        raise unbuilt_step(f"{cls.__name__}.{name}")


class Step:
    """One step of a recipe."""

    def __init__(self, function: Callable[..., DataFrame]) -> None:
        self._function = function
        self.__doc__ = function.__doc__

    def apply(self, data_frame: DataFrame, **told: Any) -> DataFrame:
        """The DataFrame after the step.

        Raises NotImplementedError for a parameter that is not built.
        """
        own = {name: value for name, value in told.items() if name not in _CALL}
        for name in own.keys() - inspect.signature(self._function).parameters.keys():
            raise unbuilt_step(f"{self._function.__name__} with {name}")
        return self._function(data_frame, **own)


def step(group: Group) -> Callable[[Callable[..., DataFrame]], Callable[..., DataFrame]]:
    """Put a function into a group as a step of its name."""

    def put(function: Callable[..., DataFrame]) -> Callable[..., DataFrame]:
        setattr(group, function.__name__, Step(function))
        return function

    return put


def unbuilt_step(what: str) -> NotImplementedError:
    """The error for a step, or a part of one, that is not here."""
    return NotImplementedError(f"The recipe step {what} is not built. See {GUIDE}")
