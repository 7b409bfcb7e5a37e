"""The tables that tell of an Iceberg table: `"t$history"` and its like.

https://docs.aws.amazon.com/athena/latest/ug/querying-iceberg-table-metadata.html
Differs: the columns are those that Trino documents; AWS shows no list of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from boathouse.engine.sql import types as t
from boathouse.engine.sql.context import Compiled, Context
from boathouse.engine.sql.iceberg.document import Document, PartitionField, document
from boathouse.engine.sql.iceberg.manifests import Row, data_files, manifests
from boathouse.engine.sql.iceberg.schema import Entry, trino
from boathouse.engine.sql.iceberg.values import decoded, literal, plain, told, transformed
from boathouse.engine.sql.scope import Field
from boathouse.engine.sql.source import Table

V, B, I = t.VARCHAR, t.BIGINT, t.INTEGER  # noqa: E741
COUNTS, BOUNDS = t.mapping(I, B), t.mapping(I, V)
SUMMARIES = t.array(
    t.row((t.BOOLEAN, t.BOOLEAN, V, V), ("contains_null", "contains_nan", "lower_bound", "upper_bound"))
)
Columns = Sequence[tuple[str, t.Type]]
Rows = Iterable[Sequence[Any]]


def inspected(context: Context, table: Table, what: str) -> Compiled | None:
    """The rows of `"t$what"`, or None if there is no such table."""
    if what not in TABLES:
        return None
    columns, rows = TABLES[what](context, document(table, context.catalog))
    fields = tuple(Field(name, kind, f"c{i}") for i, (name, kind) in enumerate(columns))
    kinds = [kind for _, kind in columns]
    lines = [", ".join(literal(v, k) for v, k in zip(row, kinds, strict=True)) for row in rows]
    nothing = ", ".join(literal(None, kind) for kind in kinds)
    values = ", ".join(f"({line})" for line in lines or [nothing])
    names = ", ".join(field.sql for field in fields)
    return Compiled(f"SELECT * FROM (VALUES {values}) AS q({names}){'' if lines else ' WHERE false'}", fields)


def _history(context: Context, found: Document) -> tuple[Columns, Rows]:
    columns = [("made_current_at", t.TIMESTAMP_TZ), ("snapshot_id", B), ("parent_id", B)]
    ancestors = set()
    snapshot = found.current
    while snapshot is not None:
        ancestors.add(snapshot.id)
        snapshot = found.snapshots.get(snapshot.parent or -1)
    known = found.snapshots
    rows = [
        (millis * 1000, number, known[number].parent if number in known else None, number in ancestors)
        for millis, number in found.log
    ]
    return [*columns, ("is_current_ancestor", t.BOOLEAN)], rows


def _snapshots(context: Context, found: Document) -> tuple[Columns, Rows]:
    columns = [("committed_at", t.TIMESTAMP_TZ), ("snapshot_id", B), ("parent_id", B), ("operation", V)]
    rows = []
    for s in found.snapshots.values():
        summary = {key: value for key, value in s.summary.items() if key != "operation"}
        rows.append((s.millis * 1000, s.id, s.parent, s.summary.get("operation"), s.manifests, summary))
    return [*columns, ("manifest_list", V), ("summary", t.mapping(V, V))], rows


def _refs(context: Context, found: Document) -> tuple[Columns, Rows]:
    columns = [("name", V), ("type", V), ("snapshot_id", B), ("max_reference_age_in_ms", B)]
    keys = ("max-ref-age-ms", "min-snapshots-to-keep", "max-snapshot-age-ms")
    rows = [
        (name, ref["type"].upper(), ref["snapshot-id"], *(ref.get(key) for key in keys))
        for name, ref in found.refs.items()
    ]
    return [*columns, ("min_snapshots_to_keep", I), ("max_snapshot_age_in_ms", B)], rows


def _manifests(context: Context, found: Document) -> tuple[Columns, Rows]:
    counts = [
        (f"{what}_{unit}_count", kind)
        for what in ("added", "existing", "deleted")
        for unit, kind in (("data_files", I), ("rows", B))
    ]
    columns = [("path", V), ("length", B), ("partition_spec_id", I), ("added_snapshot_id", B), *counts]
    places = ("manifest_path", "manifest_length", "partition_spec_id", "added_snapshot_id")
    rows = [
        (
            *(listed[place] for place in places),
            *(listed.get(name.replace("data_", ""), listed.get(name)) for name, _ in counts),
            list(_summaries(found, found.specs[listed["partition_spec_id"]], listed.get("partitions") or [])),
        )
        for listed in manifests(context, found)
    ]
    return [*columns, ("partition_summaries", SUMMARIES)], rows


def _summaries(found: Document, spec: Sequence[PartitionField], summaries: Sequence[Row]) -> Iterator[Any]:
    entries = found.entries()
    for field, summary in zip(spec, summaries, strict=True):
        source = entries.get(field.source)
        kind = transformed(source.kind, field.transform) if source else None
        bounds = [
            None if raw is None or kind is None else told(decoded(raw, kind), kind, field.transform)
            for raw in (summary.get("lower_bound"), summary.get("upper_bound"))
        ]
        yield (summary["contains_null"], summary.get("contains_nan"), *bounds)


def _files(context: Context, found: Document) -> tuple[Columns, Rows]:
    counts = ("column_sizes", "value_counts", "null_value_counts", "nan_value_counts")
    columns = [("content", I), ("file_path", V), ("file_format", V), ("record_count", B)]
    columns += [("file_size_in_bytes", B), *((name, COUNTS) for name in counts)]
    columns += [("lower_bounds", BOUNDS), ("upper_bounds", BOUNDS), ("key_metadata", t.VARBINARY)]
    columns += [("split_offsets", t.array(B)), ("equality_ids", t.array(I))]
    entries = found.entries()
    rows = [
        [_shown(name, file, entries) if name != "content" else 0 for name, _ in columns]
        for _, file in data_files(context, found)
    ]
    return columns, rows


def _shown(name: str, file: Row, entries: dict[int, Entry]) -> Any:
    value = file.get(name)
    if value is None or not name.endswith("_bounds"):
        return value
    return {
        number: told(decoded(raw, entries[number].kind), entries[number].kind)
        for number, raw in value.items()
        if number in entries
    }


def _partitions(context: Context, found: Document) -> tuple[Columns, Rows]:
    entries = {field.id: field for field in found.schema.fields}
    fields = {f.id: f for spec in found.specs.values() for f in spec if f.source in entries}
    kinds = {f.id: transformed(entries[f.source].kind, f.transform) for f in fields.values()}
    identities = {f.source for f in found.spec if f.transform == "identity"}
    told_of = [f for f in found.schema.fields if isinstance(f.kind, str) and f.id not in identities]
    groups: dict[tuple[Any, ...], list[Row]] = {}
    for number, file in data_files(context, found):
        own = dict(zip((f.id for f in found.specs[number]), _parts(file), strict=True))
        groups.setdefault((number, *(own.get(id_) for id_ in fields)), []).append(file)
    rows = []
    for (_, *values), files in groups.items():
        row: list[Any] = [values] if fields else []
        row += [
            sum(f["record_count"] for f in files),
            len(files),
            sum(f["file_size_in_bytes"] for f in files),
        ]
        rows.append([*row, _data(told_of, files)] if told_of else row)
    columns: list[tuple[str, t.Type]] = []
    if fields:
        kind = t.row(tuple(map(_trino, kinds.values())), tuple(f.name.lower() for f in fields.values()))
        columns.append(("partition", kind))
    columns += [(name, B) for name in ("record_count", "file_count", "total_size")]
    if told_of:
        metrics = [t.row((_trino(f.kind), _trino(f.kind), B, B), METRICS) for f in told_of]
        columns.append(("data", t.row(tuple(metrics), tuple(f.name.lower() for f in told_of))))
    return columns, rows


METRICS = ("min", "max", "null_count", "nan_count")


def _trino(kind: str) -> t.Type:
    return trino(kind) or t.VARBINARY


def _parts(file: Row) -> list[Any]:
    return [plain(value) for value in (file.get("partition") or {}).values()]


def _data(fields: Sequence[Entry], files: Sequence[Row]) -> list[Any] | None:
    """What is known of each column; None if of one of them nothing is."""
    found = [_metrics(field, files) for field in fields]
    return None if any(metrics[:3] == [None, None, None] for metrics in found) else found


def _metrics(field: Entry, files: Sequence[Row]) -> list[Any]:
    """The least and the greatest value of a column, and how many are null or NaN, where all files tell."""
    found: list[Any] = []
    for name, chosen in (("lower_bounds", min), ("upper_bounds", max)):
        sides = [(file.get(name) or {}).get(field.id) for file in files]
        known = [decoded(raw, field.kind) for raw in sides if raw is not None]
        found.append(chosen(known) if known and len(known) == len(sides) else None)
    for name in ("null_value_counts", "nan_value_counts"):
        counts = [(file.get(name) or {}).get(field.id) for file in files]
        found.append(None if None in counts else sum(counts))
    return found


TABLES: dict[str, Callable[[Context, Document], tuple[Columns, Rows]]] = {
    "files": _files,
    "history": _history,
    "manifests": _manifests,
    "partitions": _partitions,
    "refs": _refs,
    "snapshots": _snapshots,
}
