"""Both ways of finding a schema give the same one."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from awsglue._formats.jsonlines import objects
from awsglue._formats.jsonscan import Scan, scan, scan_by_spark
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
