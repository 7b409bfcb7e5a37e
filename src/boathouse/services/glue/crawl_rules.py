"""What a custom classifier of delimited text makes a crawler look for."""

from __future__ import annotations

from boathouse.engine.crawl import DELIMITERS, Rules
from boathouse.services.glue.records import Record

_TYPES = {"LONG": "bigint", "SHORT": "smallint"}
_HEADERS = {"PRESENT": True, "ABSENT": False}


def rules(classifier: Record) -> Rules:
    """The rules of a CsvClassifier."""
    delimiter, serde = classifier.get("Delimiter"), classifier.get("Serde", "None")
    types = classifier.get("CustomDatatypes", []) if classifier.get("CustomDatatypeConfigured") else []
    return Rules(
        delimiters=(delimiter,) if delimiter else DELIMITERS,
        quote=classifier.get("QuoteSymbol") or '"',
        header=_HEADERS.get(classifier.get("ContainsHeader", "UNKNOWN")),
        names=tuple(classifier.get("Header", [])),
        types=tuple(_TYPES.get(kind, kind.lower()) for kind in types),
        trimming=not classifier.get("DisableValueTrimming", True),
        narrowest=1 if classifier.get("AllowSingleColumn") else 2,
        fewest=1,
        serde=None if serde == "None" else serde,
    )
