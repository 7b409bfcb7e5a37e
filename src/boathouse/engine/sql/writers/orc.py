"""ORC files, by Arrow, in UTC.

https://docs.aws.amazon.com/athena/latest/ug/orc-serde.html
"""

from __future__ import annotations

from pathlib import Path

from boathouse.engine.sql.connection import Session
from boathouse.engine.sql.writers.layout import Layout
from boathouse.engine.sql.writers.parquet import GROUP, selected

PACKED = {"NONE": "uncompressed"}


def write(session: Session, source: str, layout: Layout, path: Path) -> None:
    """Write the rows of `source`, whose columns are c0, c1, … in order."""
    import pyarrow  # noqa: PLC0415 (0.2 s that a server without such a query never pays)
    from pyarrow import orc  # noqa: PLC0415

    packed = PACKED.get(layout.compression, layout.compression.lower())
    with orc.ORCWriter(str(path), compression=packed) as writer:
        for batch in session.arrow(selected(source, layout), GROUP):
            writer.write(pyarrow.Table.from_batches([batch]))
