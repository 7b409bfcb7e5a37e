"""What each STEDI table must hold, worked out from the landing files with dictionaries and loops.

Shares no code with the jobs, the SQL or the generator: where they agree with this file, they agree
with the rules of the lakehouse, not with themselves.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

Row = dict[str, Any]
CONSENT = "shareWithResearchAsOfDate"
LEARNING = ("sensorReadingTime", "serialNumber", "distanceFromObject", "timestamp", "x", "y", "z")


@dataclass(frozen=True)
class Lakehouse:
    """The rows of every table, for one consent mode and one join mode."""

    customer_landing: list[Row]
    accelerometer_landing: list[Row]
    step_trainer_landing: list[Row]
    customer_trusted: list[Row]
    accelerometer_trusted: list[Row]
    customers_curated: list[Row]
    step_trainer_trusted: list[Row]
    machine_learning_curated: list[Row]

    def counts(self) -> dict[str, int]:
        """How many rows each table has."""
        return {table: len(rows) for table, rows in vars(self).items()}


def lakehouse(landing: Path, consent_mode: str = "plain", join_on: str = "customer") -> Lakehouse:
    """Apply the rules to the feeds under `landing`, a folder laid out as the bucket is."""
    customers = list(objects(landing / "customer" / "landing"))
    readings = list(objects(landing / "accelerometer" / "landing"))
    steps = list(objects(landing / "step_trainer" / "landing"))
    for reading in readings:
        if "timeStamp" in reading:  # an older edition's spelling
            reading["timestamp"] = reading.pop("timeStamp")

    trusted = [customer for customer in customers if customer.get(CONSENT) is not None]
    agreed = {customer["email"]: customer[CONSENT] for customer in trusted}
    moves = [reading for reading in readings if reading["user"] in agreed]
    if consent_mode == "since_consent":
        moves = [move for move in moves if move["timestamp"] >= agreed[move["user"]]]

    active = {move["user"] for move in moves}
    curated = [customer for customer in trusted if customer["email"] in active]
    owners = Counter(customer["serialNumber"] for customer in curated)
    kept = [step for step in steps for _ in range(owners[step["serialNumber"]])]
    learning = list(_learning(kept, moves, trusted, join_on))
    return Lakehouse(customers, readings, steps, trusted, moves, curated, kept, learning)


def _learning(steps: list[Row], moves: list[Row], customers: list[Row], join_on: str) -> Iterator[Row]:
    at = defaultdict(list)
    for move in moves:
        at[move["timestamp"]].append(move)
    emails = defaultdict(set)
    for customer in customers:
        emails[customer["serialNumber"]].add(customer["email"])
    for step in steps:
        for move in at[step["sensorReadingTime"]]:
            if join_on == "instant" or move["user"] in emails[step["serialNumber"]]:
                yield {key: (step | move)[key] for key in LEARNING}


def objects(folder: Path) -> Iterator[Row]:
    """Every whole JSON object in a folder's files, wherever it stands; pieces of objects are passed over."""
    decoder = json.JSONDecoder()
    for file in sorted(folder.iterdir()):
        text = file.read_text()
        place = text.find("{")
        while place >= 0:
            try:
                found, end = decoder.raw_decode(text, place)
            except json.JSONDecodeError:
                end = place + 1  # a piece: the next object begins at some later brace
            else:
                yield found
            place = text.find("{", end)
