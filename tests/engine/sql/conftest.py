"""A lake and a catalog of literal tables, without any service."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from boathouse.engine.sql import Column, Engine, File, Partition, QueryError, Table

OPENX = "org.openx.data.jsonserde.JsonSerDe"


@dataclass
class Bench:
    """Tables by name, files by URI, and an engine over them."""

    lake: Path
    engine: Engine
    known: dict[str, Table] = field(default_factory=dict)
    registered: dict[str, list[Partition]] = field(default_factory=dict)

    def databases(self) -> Sequence[str]:
        return ["db"]

    def tables(self, database: str) -> Sequence[Table]:
        return list(self.known.values()) if database == "db" else []

    def table(self, database: str, name: str) -> Table | None:
        return self.known.get(name) if database == "db" else None

    def partitions(self, table: Table) -> Sequence[Partition]:
        return self.registered.get(table.name, [])

    def files(self, location: str) -> Sequence[File]:
        root = self.folder(location)
        found = sorted(p for p in root.rglob("*") if p.is_file() and not p.name.startswith(("_", ".")))
        return [
            File(f"s3://{p.relative_to(self.lake)}", p, p.stat().st_size, p.stat().st_mtime_ns) for p in found
        ]

    def folder(self, location: str) -> Path:
        return self.lake / location.removeprefix("s3://")

    def put(self, uri: str, content: str | bytes) -> Path:
        path = self.folder(uri)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    def declare(
        self,
        name: str,
        columns: str,
        *,
        serde: str = OPENX,
        keys: str = "",
        serde_parameters: dict[str, str] | None = None,
        parameters: dict[str, str] | None = None,
        location: str = "",
        input_format: str = "",
    ) -> None:
        self.known[name] = Table(
            database="db",
            name=name,
            columns=_columns(columns),
            partition_keys=_columns(keys),
            location=location or f"s3://bucket/{name}/",
            input_format=input_format,
            serde=serde,
            serde_parameters=serde_parameters or {},
            parameters=parameters or {},
        )

    def json(self, name: str, columns: str, lines: str, **serde_parameters: str) -> None:
        """A JSON table with one file."""
        self.declare(
            name, columns, serde_parameters={k.replace("_", "."): v for k, v in serde_parameters.items()}
        )
        self.put(f"s3://bucket/{name}/part-1.json", lines)

    def rows(self, sql: str) -> list[tuple[str | None, ...]]:
        query = self.engine.query(self)
        try:
            plan = query.plan(sql, "db")
            return [row for batch in query.rows(plan) for row in batch]
        finally:
            query.close()

    def types(self, sql: str) -> list[tuple[str, str]]:
        query = self.engine.query(self)
        try:
            return [(c.name, str(c.type)) for c in query.outputs(sql, "db")]
        finally:
            query.close()

    def reason(self, sql: str) -> str:
        """Why the query fails."""
        with pytest.raises(QueryError) as caught:
            self.rows(sql)
        return caught.value.reason


def _columns(text: str) -> tuple[Column, ...]:
    pairs = [part.split(None, 1) for part in text.split("; ") if part]
    return tuple(Column(name, kind) for name, kind in pairs)


@pytest.fixture(scope="session")
def shared_engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, Engine]]:
    root = tmp_path_factory.mktemp("lakes")
    engine = Engine(root, root.parent / "scratch")
    yield root, engine
    engine.close()


@pytest.fixture
def bench(shared_engine: tuple[Path, Engine], request: pytest.FixtureRequest) -> Iterator[Bench]:
    """A fresh lake; all tests of a session share one engine, each has a folder of its own in it."""
    import shutil

    root, engine = shared_engine
    yield Bench(root, engine)
    for path in root.iterdir():
        shutil.rmtree(path)
