"""The input of the comparisons: readings as the STEDI accelerometer sends them."""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import Any


def make(folder: Path, records: int, files: int = 8) -> None:
    """Write JSON Lines, the same every time."""
    folder.mkdir()
    dice = random.Random(7)
    for number in range(files):
        with (folder / f"{number}.json").open("w") as lines:
            for _ in range(records // files):
                lines.write(json.dumps(reading(dice)) + "\n")


def reading(dice: random.Random) -> dict[str, Any]:
    """One record: a choice of nothing, one nested place, a missing field in a tenth of them."""
    row: dict[str, Any] = {
        "user": f"{dice.randrange(1000)}@test.com",
        "timestamp": 1655564376361 + dice.randrange(10**9),
        "x": round(dice.uniform(-2, 2), 4),
        "y": round(dice.uniform(-2, 2), 4),
        "distanceFromObject": dice.randrange(300),
        "place": {"street": dice.choice("abc"), "tags": ["a", "b"]},
    }
    if dice.random() < 0.1:
        del row["y"]
    return row
