"""A predicate read as SQL keeps the same records as Python does, or is not read at all."""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from awsglue._frame.predicates import fields_read, translated
from awsglue._frame.records import record_maker
from awsglue.context import GlueContext
from awsglue.dynamicframe import DynamicFrame

Read = Callable[..., DynamicFrame]

ROWS: list[dict[str, Any]] = [
    {},
    {"i": 0, "n": 1, "d": 0.0, "s": "", "b": False, "c": 1, "o": {"x": 1, "y": "a"}, "l": [1]},
    {"i": 1, "n": 2**40, "d": -0.0, "s": "1", "b": True, "c": "1", "o": {"x": 0}, "l": []},
    {"i": -5, "n": 2**53 + 1, "d": 1.5, "s": "zebra", "b": None, "c": 1.0, "o": None},
    {"i": None, "n": None, "d": None, "s": None, "c": None, "o": {"x": None}, "l": None},
    {"i": 7, "n": 7, "d": 1e300, "s": "2020-01-02", "b": True, "c": True, "o": {}, "I": 3, "p.q": 4},
    {"i": 2, "s": "Ünï 'quoted' \\ line", "c": {"x": 1}, "o": {"y": "b"}},
]
COMMON = [
    'lambda r: r["i"] != 0',
    'lambda r: r["i"] is not None',
    'lambda r: r["i"] == None',
    'lambda row: (not (row["i"] == 0))',
    'lambda row: (not (row["i"] == 0) and row["s"] != "" or row["d"] > 1)',
    'lambda r: r["n"] > 2 ** 53',
    'lambda r: 0 < r["i"] <= 5',
    "lambda r: r.i > 0 and r.s",
    'lambda r: r["s"] in ("1", "zebra") or r["i"] not in (1, 7)',
    'lambda r: r["s"] >= "2020-01-01"',
    'lambda r: "i" in r and "I" not in r',
    'lambda r: r.get("I") is None',
    'lambda r: bool(r["b"])',
    'lambda r: r["b"] is True',
    'lambda r: r["b"] == 1 or r["c"] == 1',
    'lambda r: r["c"] > 0',
    'lambda r: r["o"]["x"] == 0',
    'lambda r: r["o"] and False or r["p.q"] == 4',
    'lambda r: r["l"]',
    'lambda r: r["i"] if r["b"] else r["n"]',
    'lambda r: r["absent"] != 1',
    "lambda r: True",
    'lambda r: r["s"] == "Ünï \'quoted\' \\\\ line"',
    'lambda r: r["i"] == r["n"]',
    'lambda r: r["i"] < 2.5',
    'lambda r: r["s"] < 5',
]


def _held(predicate: Callable[[Any], Any], record: Any) -> bool:
    try:
        return bool(predicate(record))
    except (KeyError, ValueError, TypeError):
        return False


def _check(frame: DynamicFrame, sources: list[str]) -> int:
    """Compare what SQL and Python say of every record; how many of the predicates SQL could say."""
    inner = frame._frame
    pairs = [(text, eval(text)) for text in sources]
    known = [(text, function, translated(function, inner.schema)) for text, function in pairs]
    said = [(text, function, sql) for text, function, sql in known if sql is not None]
    width = len(inner.df.columns)
    make = record_maker(inner.schema)
    rows = inner.df.selectExpr("*", *(f"{sql} AS t{i}" for i, (_, _, sql) in enumerate(said))).collect()
    for row in rows:
        for (text, function, sql), told in zip(said, row[width:], strict=True):
            assert told is _held(function, make(row)), (text, sql, make(row))
    return len(said)


def test_common_predicates_are_read_and_mean_the_same(read: Read) -> None:
    frame = read(*ROWS)
    assert _check(frame, [text for text in COMMON if "and False" not in text and 'r["l"]' not in text]) >= 22
    _check(frame, COMMON)


def test_columns_of_a_dataframe_too(glue: GlueContext) -> None:
    df = glue.spark_session.createDataFrame(
        [
            (1.0, 0.1, 1, b"x", "a"),
            (math.nan, math.nan, None, None, None),
            (math.inf, -0.0, 2, b"", ""),
            (-0.0, 2.5, -1, b"a", "é"),
        ],
        "d double, f float, y tinyint, bytes binary, s string",
    )
    frame = DynamicFrame.fromDF(df, glue, "df")
    sources = [
        f'lambda r: r["{name}"] {order} {constant}'
        for name in ("d", "f", "y", "bytes", "s")
        for order in ("==", "!=", "<", ">=", "in")
        for constant in ("0", "0.1", '"a"', "True", "None")
        if order != "in"
    ] + [
        'lambda r: r["d"]',
        'lambda r: r["bytes"]',
        'lambda r: not r["f"]',
        'lambda r: r["y"] in (1, 2.0, None)',
    ]
    assert _check(frame, sources) == len(sources)


_FIELDS = st.sampled_from(["i", "n", "d", "s", "b", "c", "I", "none"])
_VALUES = st.one_of(
    _FIELDS.map(lambda name: f'r["{name}"]'),
    _FIELDS.map(lambda name: f'r.get("{name}")'),
    st.just('r["o"]["x"]'),
)
_CONSTANTS = st.sampled_from(
    ["0", "1", "-5", "1.5", "7.0", '""', '"1"', '"zebra"', "None", "True", str(2**40)]
)
_TESTS = st.one_of(
    st.tuples(_VALUES, st.sampled_from(["==", "!=", "<", "<=", ">", ">="]), _CONSTANTS).map(" ".join),
    st.tuples(_CONSTANTS, st.sampled_from(["==", "<"]), _VALUES).map(" ".join),
    st.tuples(_VALUES, st.sampled_from(["is None", "is not None", "in (1, '1', None)", "not in (0, 7)"])).map(
        " ".join
    ),
    _FIELDS.map(lambda name: f'"{name}" in r'),
    _VALUES,
)
_PREDICATES = st.recursive(
    _TESTS,
    lambda inner: st.one_of(
        st.tuples(inner, st.sampled_from(["and", "or"]), inner).map(lambda parts: f"({' '.join(parts)})"),
        inner.map(lambda part: f"(not {part})"),
        st.tuples(inner, inner, inner).map(lambda p: f"({p[0]} if {p[1]} else {p[2]})"),
    ),
    max_leaves=5,
)


@settings(
    max_examples=3,
    deadline=None,
    derandomize=True,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)
@given(st.lists(_PREDICATES, min_size=120, max_size=120))
def test_random_predicates_mean_the_same(
    glue: GlueContext, tmp_path_factory: pytest.TempPathFactory, predicates: list[str]
) -> None:
    file: Path = tmp_path_factory.mktemp("rows") / "rows.json"
    file.write_text("".join(json.dumps(row) + "\n" for row in ROWS))
    frame = glue.create_dynamic_frame.from_options("s3", {"paths": [file.as_uri()]}, "json")
    assert _check(frame, [f"lambda r: {text}" for text in predicates]) > 90


@pytest.mark.parametrize(
    "source",
    [
        'lambda r: r["s"].startswith("1")',
        'lambda r: len(r["s"]) > 1',
        'lambda r: r["i"] + 1 > 0',
        'lambda r: r["l"][0] == 1',
        "lambda r: r.items",
        "lambda r: [x for x in r]",
        'lambda r: r["s"] > "é"',
        'lambda r: r["n"] == 1e300',
        'lambda r: r["n"] == float("nan")',
        'lambda r, more=1: r["i"]',
        'lambda *r: r["i"]',
        'lambda r: (r.update(i=1), r["i"])[1]',
        'lambda r: r["o"].x == 1',
        'lambda r: r["o"] == None and r["o"]["x"].y',
    ],
)
def test_what_sql_cannot_say_is_left_to_python(source: str) -> None:
    schema = _schema()
    assert translated(eval(source), schema) is None


def _schema() -> Any:
    from awsglue._frame.nodes import Array, Member, Node, Scalar, Struct

    inner = Struct((Member("x", Scalar("int")), Member("y", Scalar("string"))))
    kinds: dict[str, Node] = {
        "i": Scalar("int"),
        "n": Scalar("long"),
        "s": Scalar("string"),
        "o": inner,
        "l": Array(Scalar("int")),
    }
    return Struct(tuple(Member(name, node) for name, node in kinds.items()))


def test_a_function_that_spark_finds_by_its_module_is_not_read() -> None:
    assert translated(_by_name, _schema()) is None


def _by_name(record: Any) -> Any:
    return record["i"] == 1


def test_constants_of_the_script_are_taken_as_they_are_now() -> None:
    least, names = 1, ["a", "b"]
    assert translated(lambda r: r["i"] > least and r["s"] in names, _schema())
    changing = {"a": 1}
    assert translated(lambda r: r["s"] in changing, _schema()) is None


def test_an_or_of_many_ands_is_not_followed_for_ever() -> None:
    source = " and ".join(f'(r["i"] == {n} or r["n"] == {n})' for n in range(40))
    assert translated(eval(f"lambda r: {source}"), _schema()) is None


@pytest.mark.parametrize(
    ("source", "fields"),
    [
        ('lambda r: r["a"].startswith("x") and r.b > 1', {"a", "b"}),
        ('lambda r: len(r.get("a")) if "b" in r else r["c"]', {"a", "b", "c"}),
        ("lambda r: True", set()),
        ("lambda r: len(r) > 1", None),
        ('lambda r: r["a"] + sum(r.values())', None),
        ('lambda r: [r["a"] for _ in "x"]', None),
        ('lambda r: r[r["a"]]', None),
        ('lambda r: ("a" if r["b"] else "c") in r', None),
        ('lambda r: r["a"] and locals()', None),
        ('lambda r: r.get("a", r)', None),
    ],
)
def test_the_fields_that_a_predicate_can_see(source: str, fields: set[str] | None) -> None:
    assert fields_read(eval(source)) == fields


def test_a_predicate_that_changes_its_record_sees_all_of_it() -> None:
    def predicate(record: Any) -> Any:
        record = dict(record)
        return record["a"]

    assert fields_read(predicate) is None
