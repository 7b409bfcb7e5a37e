"""Both ways of finding a schema give the same one."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from awsglue._formats.jsonlines import objects
from awsglue._formats.jsonpatterns import patterns
from awsglue._formats.jsonscan import HEAD, Scan, scan, scan_by_spark
from awsglue.context import GlueContext

_NAMES = st.sampled_from(["a", "A", "b c", "d.e", "_f", "timestamp"])
_SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(2**33), 2**33),
    st.integers(2**62, 2**65),
    st.floats(allow_nan=False, allow_infinity=False, width=32),
    st.sampled_from(["", "1", "3000000000", "null", "é"]),
)
_VALUES = st.recursive(
    _SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_NAMES, inner, max_size=3),
    max_leaves=6,
)
_RECORDS = st.lists(st.dictionaries(_NAMES, _VALUES, max_size=4), min_size=1, max_size=6)
_COMMON = {
    "a": 1,
    "at": 1655564376361,
    "x": 0.5,
    "b c": {"é": 'é "\\', "none": None},
    "d.e": True,
    "l": [{"n": [1.5, -2.5], "e": []}],
}
_ODD = [
    line.replace("COMMON", json.dumps(_COMMON)[1:-1])
    for line in (
        '{COMMON, "more": 1}',
        '{COMMON, "a": 2}',
        '{"a": 1}',
        "{}",
        "",
        json.dumps({**_COMMON, "a": 2147483648}),
        json.dumps({**_COMMON, "a": 2000000000}),
        json.dumps({**_COMMON, "at": 10**19}),
        json.dumps({**_COMMON, "x": 1}),
        json.dumps({**_COMMON, "x": "1.0"}),
        json.dumps({**_COMMON, "b c": None}),
        json.dumps({**_COMMON, "b c": [{"a": 1}]}),
        json.dumps(_COMMON).replace("null", '"null"'),
        json.dumps({**_COMMON, "l": []}),
        json.dumps({**_COMMON, "l": [{"n": [1.5, 2], "e": []}]}),
        json.dumps({**_COMMON, "l": [{"n": [1.5, None], "e": []}]}),
        json.dumps({**_COMMON, "l": [{"n": [1.5], "e": []}, {"n": [1.5]}]}),
        json.dumps({**_COMMON, "l": [{"n": [1.5], "e": []}, None]}),
        json.dumps(dict(reversed(_COMMON.items()))),
        json.dumps(_COMMON).replace('"at"', '"\\u0061t"'),
    )
]


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(_RECORDS)
def test_duckdb_and_spark_find_the_same_schema(
    glue: GlueContext, tmp_path: Path, records: list[dict[str, Any]]
) -> None:
    path = tmp_path / "rows.json"
    path.write_text("".join(json.dumps(record) + "\n" for record in records))
    session = glue.spark_session
    text = session.read.text(path.as_uri())
    assert scan(session, [path.as_uri()], [path]) == scan_by_spark(text, text, objects)


def test_a_line_of_two_objects_is_not_tidy(glue: GlueContext, tmp_path: Path) -> None:
    path = tmp_path / "rows.json"
    path.write_text('{"a":1}{"a":2}\n')
    found: Scan = scan(glue.spark_session, [path.as_uri()], [path])
    assert not found.tidy
    assert [member.name for member in found.schema.members] == ["a"]


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(_RECORDS, st.lists(st.sampled_from(_ODD), max_size=4))
def test_lines_that_the_heads_of_the_files_did_not_foretell_are_seen_as_exactly(
    glue: GlueContext, tmp_path: Path, records: list[dict[str, Any]], odd: list[str]
) -> None:
    path = tmp_path / "rows.json"
    path.write_text(
        "".join(line + "\n" for line in [json.dumps(_COMMON)] * HEAD + odd + [*map(json.dumps, records)])
    )
    session = glue.spark_session
    text = session.read.text(path.as_uri())
    assert scan(session, [path.as_uri()], [path]) == scan_by_spark(text, text, objects)


def test_what_a_pattern_describes_is_its_line_and_its_like_alone() -> None:
    (pattern,) = patterns([json.dumps(_COMMON)])
    assert pattern.shape == {
        "a": "int",
        "at": "long",
        "x": "double",
        "b c": {"é": "string", "none": "null"},
        "d.e": "boolean",
        "l": [{"n": ["double"], "e": ["NULL"]}],
    }
    like = ' {"a": -1000000000,"at" :3000000000,"x":-0.0, "b c":{"é":"\\\\\\"}","none":null },"d.e":false,'
    like += '"l":[{"n":[1E-1 ],"e": []},{"n": [0.1,0.2,0.3],"e":[]}]}'
    assert json.loads(like)
    assert re.fullmatch(pattern.expression, like)
    for line in _ODD:
        assert not re.fullmatch(pattern.expression, line)


def test_what_is_out_of_the_ordinary_has_no_pattern() -> None:
    odd = ['{"a":[1,0.5]}', '{"a":[null]}', '{"a":NaN}', '{"a":1,"a":1}', '{"a\\"":1}', "[]", "1", "{", ""]
    assert patterns([*odd, json.dumps({f"wide_{number}": 0.5 for number in range(600)})]) == []
