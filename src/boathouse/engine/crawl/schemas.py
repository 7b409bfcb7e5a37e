"""The schema of a file or of many, and how alike two are."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import reduce

from boathouse.engine.crawl.kinds import Kind, fit, merged_fields

UNKNOWN = "UNKNOWN"
ALIKE = 0.7
"""AWS: schemas of which at least 70 percent match are of one table."""


@dataclass(frozen=True)
class Schema:
    """What a classifier found out; `columns` as the file spells them, `details` are the format's own."""

    classification: str
    columns: Mapping[str, Kind]
    compression: str = "none"
    records: int = 0
    details: Mapping[str, str] = field(default_factory=dict)

    @property
    def known(self) -> bool:
        """Whether a classifier knew the format."""
        return self.classification != UNKNOWN

    def compatible(self, other: Schema) -> bool:
        """Whether both are of one format, written in one way."""
        return (self.classification, self.compression, self.details.get("delimiter")) == (
            other.classification,
            other.compression,
            other.details.get("delimiter"),
        )

    def alike(self, other: Schema) -> bool:
        """Whether they are compatible and most columns of the wider one are in the other too."""
        if not self.compatible(other):
            return False
        own = {name.lower(): kind for name, kind in self.columns.items()}
        others = {name.lower(): kind for name, kind in other.columns.items()}
        shared = sum(1 for name, kind in own.items() if name in others and fit(kind, others[name]))
        return shared >= ALIKE * max(len(own), len(others))


def joined(schemas: Iterable[Schema]) -> Schema:
    """One schema of several, with all their columns and records."""
    return reduce(_both, schemas)


def _both(one: Schema, other: Schema) -> Schema:
    columns = merged_fields(dict(one.columns), dict(other.columns))
    details = {**other.details, **one.details}
    return replace(one, columns=columns, records=one.records + other.records, details=details)
