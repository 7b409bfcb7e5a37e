"""Trino's functions, one file a family; importing this package fills the tables of `registry`."""

from boathouse.engine.sql.functions import (
    aggregates,
    arrays,
    binary,
    conditional,
    dates,
    json,
    lambdas,
    maps,
    numbers,
    regexps,
    strings,
    urls,
    windows,
)

__all__ = [
    "aggregates",
    "arrays",
    "binary",
    "conditional",
    "dates",
    "json",
    "lambdas",
    "maps",
    "numbers",
    "regexps",
    "strings",
    "urls",
    "windows",
]
