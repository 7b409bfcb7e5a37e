"""Sensitive data of frames: which columns have it, and rows with theirs told and masked.

AWS: https://docs.aws.amazon.com/glue/latest/dg/aws-glue-api-sensitive-data-example.html
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any

from pyspark.sql import functions as F
from pyspark.sql.types import ArrayType, IntegerType, MapType, StringType, StructField, StructType

from awsglue._frame.names import MARK
from awsglue._frame.nodes import STRING, Member, Nulls
from awsglue._frame.slots import Slot
from awsglue._frame.sparktypes import internal_ddl, node_of
from awsglue._frame.state import Frame
from awsglueml._entities import Custom, spans
from awsglueml._finding import Span

_SEED = 17
_OWN = f"{MARK}detected"
_ACTIONS = ("DETECT", "REDACT", "PARTIAL_REDACT", "SHA256_HASH")
_SIDES = ("numLeftCharsToExclude", "numRightCharsToExclude")
_OPTIONS = {"REDACT": {"redactText"}, "PARTIAL_REDACT": {"redactChar", "matchPattern", *_SIDES}}
_KEYS = {"action", "actionOptions", "sourceColumns", "sourceColumnsToExclude"}
_FOUND = MapType(
    StringType(),
    ArrayType(
        StructType(
            [
                StructField("entityType", StringType()),
                StructField("actionUsed", StringType()),
                StructField("start", IntegerType()),
                StructField("end", IntegerType()),
            ]
        )
    ),
)
"""By column, what was found there; positions are those of the text before it was masked."""


Customs = Mapping[str, Custom]
"""The account's own types by name."""


@dataclass(frozen=True)
class Search:
    """How entities are looked for: bare digits will do if loose, and some types are the account's own."""

    loose: bool = False
    own: Customs = field(default_factory=dict)

    def spans(self, entity: str, text: str | None, column: str) -> list[Span]:
        """Where entities of a type stand in a text, which may be none."""
        if not text:
            return []
        custom = self.own.get(entity)
        return custom.spans(text, column) if custom else spans(entity, text, self.loose, column)


@dataclass(frozen=True)
class Action:
    """What becomes of the entities of a type in one column."""

    entity: str
    name: str = "DETECT"
    text: str = ""
    left: int = 0
    right: int = 0
    pattern: str = ""

    def masked(self, text: str) -> str:
        """What stands for an entity's text afterwards."""
        if self.name == "SHA256_HASH":
            return hashlib.sha256(text.encode()).hexdigest()
        if self.name == "REDACT":
            return self.text
        if self.pattern:
            return re.sub(self.pattern, lambda found: self.text * len(found.group()), text)
        end = max(len(text) - self.right, self.left)
        return text[: self.left] + self.text * (end - self.left) + text[end:]


Plan = dict[str, tuple[Action, ...]]
"""By column, what is looked for there."""


def texts(frame: Frame) -> list[Slot]:
    """The fields that are looked at: those of text."""
    return [slot for slot in frame.slots() if slot.node == STRING]


def plan(frame: Frame, parameters: Mapping[str, Any]) -> Plan:
    """What detection parameters want of each column of text.

    Raises ValueError if they name a column that is not there, or an action or an option that there is not.
    """
    looked = [slot.name for slot in texts(frame)]
    made: dict[str, list[Action]] = {column: [] for column in looked}
    for entity, actions in parameters.items():
        for given in [actions] if isinstance(actions, Mapping) else actions:
            action = _action(entity, given)
            wanted = _columns(frame, entity, given, "sourceColumns") or ["*"]
            left_out = _columns(frame, entity, given, "sourceColumnsToExclude")
            for column in looked:
                if ("*" in wanted or column in wanted) and column not in left_out:
                    made[column].append(action)
    return {column: tuple(actions) for column, actions in made.items() if actions}


def _columns(frame: Frame, entity: str, given: Mapping[str, Any], key: str) -> list[str]:
    named, there = list(given.get(key) or ()), [member.name for member in frame.schema.members]
    strange = [name for name in named if name != "*" and name not in there]
    if strange:
        raise ValueError(
            f"{key} of {entity}: there is no column {', '.join(map(repr, strange))}; there are "
            f"{', '.join(there)}."
        )
    return named


def _action(entity: str, given: Mapping[str, Any]) -> Action:
    name, options = given.get("action"), dict(given.get("actionOptions") or {})
    if name not in _ACTIONS:
        raise ValueError(f"The action of {entity} is {name!r}; actions are {', '.join(_ACTIONS)}.")
    strange = [*(given.keys() - _KEYS), *(options.keys() - _OPTIONS.get(name, set()))]
    if strange:
        raise ValueError(f"{name} of {entity} has no option {', '.join(map(repr, sorted(strange)))}.")
    if "matchPattern" in options and any(side in options for side in _SIDES):
        raise ValueError(f"{name} of {entity} takes matchPattern or {' and '.join(_SIDES)}, not both.")
    text = options.get("redactText", "*****") if name == "REDACT" else options.get("redactChar", "*")
    left, right = (int(options.get(side, 0)) for side in _SIDES)
    return Action(entity, name, str(text), left, right, str(options.get("matchPattern", "")))


def detected(frame: Frame, wanted: Plan, output: str, search: Search) -> Frame:
    """The records with one field more that tells what was found; texts are masked as the plan wants."""
    looked = {slot.name: slot for slot in texts(frame) if slot.name in wanted}
    kind = StructType([StructField("texts", ArrayType(StringType())), StructField("found", _FOUND)])
    look = F.udf(partial(_looked, tuple(wanted[name] for name in looked), tuple(looked), search), kind)
    told = frame.df.withColumn(_OWN, look(*(F.expr(slot.value) for slot in looked.values())))
    masked = {
        name: replace(looked[name], value=f"{_OWN}.texts[{place}]")
        for place, name in enumerate(looked)
        if any(action.name != "DETECT" for action in wanted[name])
    }
    kept = [masked.get(slot.name, slot) for slot in frame.slots() if slot.name != output]
    node = node_of(_FOUND)
    found = Slot(Member(output, node, Nulls.VALUE), f"CAST({_OWN}.found AS {internal_ddl(node)})")
    return replace(frame, df=told).project([*kept, found])


def _looked(
    wanted: Sequence[tuple[Action, ...]], names: Sequence[str], search: Search, *values: str | None
) -> tuple[list[str | None], dict[str, list[Any]]]:
    """The texts of a row as they are to be, and what was found in them."""
    made: list[str | None] = []
    found: dict[str, list[Any]] = {}
    for column, actions, text in zip(names, wanted, values, strict=True):
        places = [
            (start, end, action)
            for action in actions
            for start, end in search.spans(action.entity, text, column)
        ]
        places.sort(key=lambda place: (place[0], -place[1]))
        if places:
            found[column] = [(action.entity, action.name, start, end) for start, end, action in places]
        made.append(text if text is None else _masked(text, places))
    return made, found


def _masked(text: str, places: Iterable[tuple[int, int, Action]]) -> str:
    """A text with its entities masked; of two that overlap, the first."""
    parts, done = [], 0
    for start, end, action in places:
        if action.name != "DETECT" and start >= done:
            parts += [text[done:start], action.masked(text[start:end])]
            done = end
    return "".join([*parts, text[done:]])


def classified(
    frame: Frame, entities: Sequence[str], fraction: float, threshold: float, search: Search
) -> dict[str, list[str]]:
    """By column, the types that at least this share of its rows has; columns with none are left out."""
    columns = texts(frame)
    if not columns or not entities:
        return {}
    rows = frame.df.selectExpr(*(f"{slot.value} AS c{place}" for place, slot in enumerate(columns)))
    if fraction < 1:
        rows = rows.sample(fraction, _SEED)
    counts: Counter[tuple[int, str]] = Counter()
    names = tuple(slot.name for slot in columns)
    for part in rows.rdd.mapPartitions(partial(_counted, tuple(entities), names, search)).collect():
        counts.update(part)
    total = counts.pop((-1, ""), 0)
    least = max(threshold * total, 1)
    made = {
        slot.name: [entity for entity in entities if counts[place, entity] >= least]
        for place, slot in enumerate(columns)
    }
    return {column: found for column, found in made.items() if found}


def _counted(
    entities: Sequence[str], names: Sequence[str], search: Search, rows: Iterable[Sequence[str | None]]
) -> Iterator[Counter[tuple[int, str]]]:
    """How many texts of each column have each type, and how many rows there are."""
    counts: Counter[tuple[int, str]] = Counter()
    for row in rows:
        counts[-1, ""] += 1
        for place, (name, text) in enumerate(zip(names, row, strict=True)):
            counts.update((place, entity) for entity in entities if search.spans(entity, text, name))
    yield counts
