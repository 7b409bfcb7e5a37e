"""Transforms over random nested records, compared with what a slow, plain model of dicts makes of them."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from awsglue.context import GlueContext
from awsglue.dynamicframe import DynamicFrame
from awsglue.transforms import (
    ApplyMapping,
    DropFields,
    Filter,
    Join,
    Map,
    Relationalize,
    RenameField,
    SelectFields,
    SplitRows,
    Union,
    UnnestFrame,
)

pytestmark = pytest.mark.usefixtures("interpreted")

Record = dict[str, Any]

_NAMES = st.sampled_from(["a", "A", "b", "c.d", "key"])
_SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-5, 5),
    st.just(2**40),
    st.sampled_from([0.5, -1.0]),
    st.sampled_from(["x", "1", ""]),
)
_VALUES = st.recursive(
    _SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_NAMES, inner, max_size=3),
    max_leaves=5,
)
_RECORDS = st.lists(st.dictionaries(_NAMES, _VALUES, max_size=4), max_size=6)
_SETTINGS = settings(
    max_examples=8,
    deadline=None,
    derandomize=True,
    phases=[Phase.explicit, Phase.generate],  # an example costs seconds of Spark; shrinking costs minutes
    suppress_health_check=list(HealthCheck),
)


def _frame(glue: GlueContext, folder: Path, rows: list[Record]) -> DynamicFrame:
    for old in folder.glob("*"):
        old.unlink()
    name = f"rows-{len(json.dumps(rows))}.json"
    (folder / name).write_text("".join(json.dumps(row) + "\n" for row in rows))
    options = {"paths": [(folder / name).as_uri()]}
    return glue.create_dynamic_frame.from_options("s3", options, "json")


def _written(glue: GlueContext, frame: DynamicFrame, folder: Path) -> list[Record]:
    """What the JSON sink writes: each record's fields, absences and nulls, exactly."""
    for old in folder.glob("*"):
        old.unlink()
    glue.write_dynamic_frame.from_options(frame, "s3", {"path": folder.as_uri()}, "json")
    lines = [line for file in folder.glob("run-*") for line in file.read_text().splitlines()]
    return _sorted([json.loads(line) for line in lines])


def _sorted(rows: list[Record]) -> list[Record]:
    return sorted(rows, key=lambda row: json.dumps(row, sort_keys=True))


def _kind(value: Any) -> tuple[str, Any]:
    """1, 1.0 and True are three values."""
    return type(value).__name__, value


def _passes(predicate: Callable[[Record], Any], record: Record) -> bool:
    try:
        return bool(predicate(record))
    except (KeyError, ValueError, TypeError):
        return False


def _without(value: Any, path: list[str]) -> Any:
    if isinstance(value, list):
        return [_without(item, path) for item in value]
    if not isinstance(value, dict):
        return value
    name, *rest = path
    return {
        key: _without(inner, rest) if key == name else inner
        for key, inner in value.items()
        if key != name or rest
    }


def _check(glue: GlueContext, folder: Path, frame: DynamicFrame, expected: list[Record]) -> None:
    wanted = [row for row in expected if frame.toDF().columns]
    assert json.dumps(_written(glue, frame, folder), sort_keys=True) == json.dumps(
        _sorted(wanted), sort_keys=True
    )


@_SETTINGS
@given(_RECORDS)
def test_records_come_out_as_they_went_in(
    glue: GlueContext, tmp_path_factory: Any, records: list[Record]
) -> None:
    here, there = tmp_path_factory.mktemp("in"), tmp_path_factory.mktemp("out")
    _check(glue, there, _frame(glue, here, records), records)


@_SETTINGS
@given(_RECORDS)
def test_filter(glue: GlueContext, tmp_path_factory: Any, records: list[Record]) -> None:
    def predicate(record: Any) -> Any:
        return record["a"] != 0 and record["b"] is not False and ("A" not in record or record["A"] > 0)

    here, there = tmp_path_factory.mktemp("in"), tmp_path_factory.mktemp("out")
    frame = Filter.apply(_frame(glue, here, records), predicate)
    _check(glue, there, frame, [row for row in records if _passes(predicate, row)])


@_SETTINGS
@given(_RECORDS)
def test_map(glue: GlueContext, tmp_path_factory: Any, records: list[Record]) -> None:
    def function(record: Any) -> Any:
        return {**record, "size": len(record), "copy": [dict(record)]}

    here, there = tmp_path_factory.mktemp("in"), tmp_path_factory.mktemp("out")
    frame = Map.apply(_frame(glue, here, records), function)
    _check(glue, there, frame, [function(row) for row in records])


@_SETTINGS
@given(_RECORDS, st.sampled_from(["a", "b", "a.b", "a.key", "b.a.A", "`c.d`", "`c.d`.a", "nothing.there"]))
def test_drop_fields(glue: GlueContext, tmp_path_factory: Any, records: list[Record], path: str) -> None:
    here, there = tmp_path_factory.mktemp("in"), tmp_path_factory.mktemp("out")
    frame = DropFields.apply(_frame(glue, here, records), [path])
    steps = ["c.d", *path.split("`.")[1:]] if path.startswith("`") else path.split(".")
    _check(glue, there, frame, [_without(row, steps) for row in records])


@_SETTINGS
@given(_RECORDS)
def test_select_and_rename(glue: GlueContext, tmp_path_factory: Any, records: list[Record]) -> None:
    here, there = tmp_path_factory.mktemp("in"), tmp_path_factory.mktemp("out")
    frame = SelectFields.apply(_frame(glue, here, records), ["a", "`c.d`", "zz"])
    frame = RenameField.apply(frame, "a", "`new.name`")
    expected = [
        {new: row[old] for old, new in (("a", "new.name"), ("c.d", "c.d")) if old in row} for row in records
    ]
    _check(glue, there, frame, expected)


@_SETTINGS
@given(_RECORDS, _RECORDS)
def test_union(glue: GlueContext, tmp_path_factory: Any, left: list[Record], right: list[Record]) -> None:
    one, two, there = (tmp_path_factory.mktemp(name) for name in ("one", "two", "out"))
    frame = Union.apply(_frame(glue, one, left), _frame(glue, two, right))
    _check(glue, there, frame, left + right)


_KEYED = st.lists(
    st.fixed_dictionaries(
        {}, optional={"key": st.one_of(st.none(), st.integers(0, 2), st.sampled_from(["0", "1"]))}
    ).flatmap(
        lambda base: st.dictionaries(st.sampled_from(["a", "A", ".key"]), st.integers(0, 9), max_size=2).map(
            lambda extra: {**base, **extra}
        )
    ),
    max_size=5,
)


@_SETTINGS
@given(_KEYED, _KEYED)
def test_join(glue: GlueContext, tmp_path_factory: Any, left: list[Record], right: list[Record]) -> None:
    one, two, there = (tmp_path_factory.mktemp(name) for name in ("one", "two", "out"))
    keyed = all(any("key" in row for row in rows) for rows in (left, right))
    if not keyed:
        return
    frame = Join.apply(_frame(glue, one, left), _frame(glue, two, right), "key", "key")
    types = [{type(row["key"]) for row in rows if row.get("key") is not None} for rows in (left, right)]
    comparable = int if types in ([{int}, {str}], [{str}, {int}]) else _kind
    taken = {name for row in left + right for name in row}
    shared = {name for row in left for name in row} & {name for row in right for name in row}
    dotted: dict[str, str] = {}
    for name in _order(left):
        new = name
        while name in shared and new in taken:
            new = "." + new
        taken.add(new)
        dotted[name] = new
    expected = [
        {dotted[name]: value for name, value in a.items()} | b
        for a in left
        for b in right
        if a.get("key") is not None
        and b.get("key") is not None
        and comparable(a["key"]) == comparable(b["key"])
    ]
    _check(glue, there, frame, expected)


def _order(rows: list[Record]) -> list[str]:
    return list(dict.fromkeys(name for row in rows for name in row))


@_SETTINGS
@given(
    st.lists(
        st.fixed_dictionaries({}, optional={"a": _SCALARS, "b": st.dictionaries(st.just("c"), _SCALARS)})
    )
)
def test_apply_mapping(glue: GlueContext, tmp_path_factory: Any, records: list[Record]) -> None:
    here, there = tmp_path_factory.mktemp("in"), tmp_path_factory.mktemp("out")
    frame = ApplyMapping.apply(
        _frame(glue, here, records),
        [("A", "text", "string"), ("b.c", "string", "n.long", "long"), ("b.c", "n.same"), ("zz", "gone")],
    )
    _check(glue, there, frame, [_mapped(row) for row in records])


def _mapped(row: Record) -> Record:
    made: Record = {}
    if "a" in row:
        made["text"] = _as_text(row["a"])
    if "c" in row.get("b", {}):
        value = row["b"]["c"]
        made["n"] = {"long": _as_long(value), "same": value}
    return made


def _as_text(value: Any) -> str | None:
    return str(value).lower() if isinstance(value, bool) else None if value is None else str(value)


def _as_long(value: Any) -> int | None:
    try:
        return None if value is None else int(value)
    except ValueError:
        return None


_FEW = settings(_SETTINGS, max_examples=4)


def _flat(rows: list[Record], *, arrays: bool, above: str = "", child: bool = False) -> list[Record]:
    """Records with the fields of structs lifted; with `arrays` a list as the flat records of its elements.

    A field is a struct or an array if every value of it is one; in a `child`, an array's records, one of
    several types becomes several fields.
    """
    made: list[Record] = [{} for _ in rows]
    for name in _order(rows):
        have = [(new, row[name]) for new, row in zip(made, rows, strict=True) if name in row]
        values = [value for _, value in have if value is not None]
        if values and all(isinstance(value, dict) for value in values):
            inner = iter(_flat(values, arrays=arrays, above=f"{above}{name}.", child=child))
            for new, value in have:
                if value is not None:
                    new.update({f"{name}.{key}": part for key, part in next(inner).items()})
        elif arrays and values and all(isinstance(value, list) for value in values):
            elements = [{f"{above}{name}.val": element} for value in values for element in value]
            parts = iter(_flat(elements, arrays=True, child=True))
            for new, value in have:
                new[name] = None if value is None else [next(parts) for _ in value]
        elif child and len({_word(value) for value in values}) > 1:
            _flat_by_word(name, have, above)
        else:
            for new, value in have:
                new[name] = value
    return made


def _flat_by_word(name: str, have: list[tuple[Record, Any]], above: str) -> None:
    """A field of several types as one for each of them, of which a record has the one of its value."""
    present = [(new, value) for new, value in have if value is not None]
    for word in dict.fromkeys(_word(value) for _, value in present):
        typed = [(new, value) for new, value in present if _word(value) == word]
        flat = _flat([{f"{name}.{word}": value} for _, value in typed], arrays=True, above=above, child=True)
        for (new, _), inner in zip(typed, flat, strict=True):
            new.update(inner)


def _rejoined(tables: dict[str, list[Record]], name: str, root: str) -> list[tuple[Any, Record]]:
    """A table's records, each number of an array replaced by the records that have it, in their order."""
    made = []
    for row in tables[name]:
        record = {key: value for key, value in row.items() if name == root or key not in ("id", "index")}
        for key, value in record.items():
            if f"{root}_{key}" in tables and value is not None:
                parts = [pair for pair in _rejoined(tables, f"{root}_{key}", root) if pair[0][0] == value]
                record[key] = [part for _, part in sorted(parts, key=lambda pair: pair[0])]
        made.append(((row.get("id"), row.get("index")) if name != root else None, record))
    return made


@_FEW
@given(_RECORDS)
def test_unnest_and_relationalize(glue: GlueContext, tmp_path_factory: Any, records: list[Record]) -> None:
    here, there = tmp_path_factory.mktemp("in"), tmp_path_factory.mktemp("out")
    frame = _frame(glue, here, records)
    _check(glue, there, UnnestFrame.apply(frame), _flat(records, arrays=False))
    frames = Relationalize.apply(frame, "s3://lake/tmp/", "root")
    tables = {name: _written(glue, frames[name], there) for name in frames.keys()}  # noqa: SIM118
    again = _sorted([record for _, record in _rejoined(tables, "root", "root")])
    wanted = _sorted(_flat(records, arrays=True)) if frame.toDF().columns else []
    assert json.dumps(again, sort_keys=True) == json.dumps(wanted, sort_keys=True)


@_FEW
@given(_KEYED, _KEYED)
def test_split_rows_merge_and_map_partitions(
    glue: GlueContext, tmp_path_factory: Any, left: list[Record], right: list[Record]
) -> None:
    one, two, there = (tmp_path_factory.mktemp(name) for name in ("one", "two", "out"))
    frame, staged = _frame(glue, one, left), _frame(glue, two, right)

    def meets(row: Record) -> bool:
        return type(row.get("key")) is int and 0 < row["key"] <= 2 and row.get("a", -1) != 5 and "a" in row

    split = SplitRows.apply(frame, {"key": {">": 0, "<=": 2}, "a": {"!=": 5}})
    _check(glue, there, split["frame1"], [row for row in left if meets(row)])
    _check(glue, there, split["frame2"], [row for row in left if not meets(row)])
    numbered = frame.mapPartitions(lambda rows: ({**row, "n": len(row)} for row in rows))
    _check(glue, there, numbered, [{**row, "n": len(row)} for row in left])
    if all(any("key" in row for row in rows) for rows in (left, right)):
        keys = {_kind(row["key"]) for row in right if row.get("key") is not None}
        kept = [row for row in left if "key" not in row or _kind(row["key"]) not in keys]
        _check(glue, there, frame.mergeDynamicFrame(staged, "key"), kept + right)


@_FEW
@given(_RECORDS, st.lists(_VALUES, max_size=5))
def test_resolve_choice_and_unbox(
    glue: GlueContext, tmp_path_factory: Any, records: list[Record], values: list[Any]
) -> None:
    here, there = tmp_path_factory.mktemp("in"), tmp_path_factory.mktemp("out")
    records = [{**row, "a": []} if isinstance(row.get("a"), list) else row for row in records]
    words = {_word(row["a"]) for row in records if row.get("a") is not None}
    made = _frame(glue, here, records).resolveChoice(specs=[("a", "make_cols")])
    _check(glue, there, made, [_columned(row, words) for row in records])
    boxed = _frame(glue, here, [{"n": n, "box": json.dumps(value)} for n, value in enumerate(values)])
    if values:
        _check(glue, there, boxed.unbox("box", "json"), [{"n": n, "box": v} for n, v in enumerate(values)])


def _word(value: Any) -> str:
    if isinstance(value, int) and not isinstance(value, bool):
        return "long" if abs(value) > 2**31 else "int"
    return {bool: "boolean", float: "double", str: "string", list: "array", dict: "struct"}[type(value)]


def _columned(row: Record, words: set[str]) -> Record:
    if len(words) < 2 or "a" not in row:
        return row
    own = {} if row["a"] is None else {f"a_{_word(row['a'])}": row["a"]}
    return {name: value for name, value in row.items() if name != "a"} | own
