"""Spigot: a few of the records written on the way, as JSON."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from awsglue._formats.sinks import Target, write
from awsglue._frame.state import Frame
from awsglue._paths import Storage

_TOP, _PROBABILITY = 100, 1.0


def write_sample(storage: Storage, frame: Frame, path: str, options: Mapping[str, Any]) -> None:
    """Write the first `topk` of the records that are taken with probability `prob`.

    Raises ValueError for a probability outside 0 to 1, or an option of another name.
    """
    unknown = set(options) - {"topk", "prob"}
    if unknown:
        raise ValueError(f"spigot has no options {sorted(unknown)}; it has topk and prob.")
    top, probability = int(options.get("topk", _TOP)), float(options.get("prob", _PROBABILITY))
    if not 0 <= probability <= 1:
        raise ValueError(f"spigot: prob is a probability from 0 to 1, not {probability}.")
    df = frame.df if probability == 1 else frame.df.sample(probability)
    write(storage, frame.next(df.limit(top), frame.schema), Target(path, "json"))
