"""Result files as Athena writes them.

https://docs.aws.amazon.com/athena/latest/ug/querying-finding-output-files.html
Differs: `<id>.csv.metadata` is JSON with GetQueryResults' ColumnInfo; AWS's is an undocumented binary.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from boathouse.engine.sql.types import Type
from boathouse.lake import Lake
from boathouse.services.athena.ledger import Record

NAMES = {"real": "float", "interval day to second": "interval day to second"}
PRECISIONS = {
    "tinyint": 3, "smallint": 5, "integer": 10, "bigint": 19, "real": 17, "double": 17, "timestamp": 3,
    "timestamp with time zone": 3, "varchar": 2147483647, "varbinary": 1073741824,
}  # fmt: skip


@dataclass
class Outcome:
    """What a statement of the catalog answers: lines of text under columns."""

    columns: list[Record] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)


def column_info(name: str, kind: Type) -> Record:
    """A column as GetQueryResults describes it."""
    precision, scale = PRECISIONS.get(kind.base, 0), 0
    if kind.base == "decimal":
        precision, scale = kind.sizes
    if kind.is_text and kind.sizes:
        precision = kind.sizes[0]
    return info(name, NAMES.get(kind.base, kind.base), precision, scale, sensitive=kind.is_text)


def info(name: str, kind: str, precision: int = 0, scale: int = 0, *, sensitive: bool = False) -> Record:
    """A ColumnInfo."""
    return {
        "CatalogName": "hive",
        "SchemaName": "",
        "TableName": "",
        "Name": name,
        "Label": name,
        "Type": kind,
        "Precision": precision,
        "Scale": scale,
        "Nullable": "UNKNOWN",
        "CaseSensitive": sensitive,
    }


class Output:
    """Writes results into the lake while the query still runs, in constant memory."""

    def __init__(self, lake: Lake) -> None:
        self._lake = lake

    def rows(
        self,
        location: str,
        identifier: str,
        columns: list[Record],
        batches: Iterable[Sequence[tuple[str | None, ...]]],
    ) -> None:
        """`<id>.csv`: a header, every value quoted, NULL an empty field without quotes."""
        bucket, prefix = Lake.split(location)
        self._lake.write(bucket, f"{prefix}{identifier}.csv", _csv(columns, batches))
        self._metadata(bucket, f"{prefix}{identifier}.csv", columns)

    def lines(self, location: str, identifier: str, outcome: Outcome) -> None:
        """`<id>.txt`: one line a row."""
        bucket, prefix = Lake.split(location)
        text = "".join(f"{line}\n" for line in outcome.lines)
        self._lake.write(bucket, f"{prefix}{identifier}.txt", [text.encode()])
        self._metadata(bucket, f"{prefix}{identifier}.txt", outcome.columns)

    def manifest(self, location: str, identifier: str, columns: list[Record], uris: Sequence[str]) -> str:
        """`<id>-manifest.csv`: the files that a statement has written, one a line; answers where it is."""
        bucket, prefix = Lake.split(location)
        text = "".join(f"{uri}\n" for uri in uris)
        self._lake.write(bucket, f"{prefix}{identifier}-manifest.csv", [text.encode()])
        self._metadata(bucket, f"{prefix}{identifier}", columns)
        return f"{location}{identifier}-manifest.csv"

    def _metadata(self, bucket: str, key: str, columns: list[Record]) -> None:
        document = {"format": "boathouse/1", "ColumnInfo": columns}
        self._lake.write(bucket, f"{key}.metadata", [json.dumps(document).encode()])


def _csv(columns: list[Record], batches: Iterable[Sequence[tuple[str | None, ...]]]) -> Iterator[bytes]:
    yield _line([column["Name"] for column in columns]).encode()
    for batch in batches:
        yield "".join(map(_line, batch)).encode()


def _line(values: Sequence[str | None]) -> str:
    return ",".join("" if v is None else '"' + v.replace('"', '""') + '"' for v in values) + "\n"
