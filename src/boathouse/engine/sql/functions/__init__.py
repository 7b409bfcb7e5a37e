"""Trino's functions, one file a family; importing this package fills the tables of `registry`."""

from boathouse.engine.sql.functions import (
    aggregates,
    arrays,
    conditional,
    dates,
    json,
    maps,
    numbers,
    regexps,
    strings,
    windows,
)

__all__ = [
    "aggregates",
    "arrays",
    "conditional",
    "dates",
    "json",
    "maps",
    "numbers",
    "regexps",
    "strings",
    "windows",
]
