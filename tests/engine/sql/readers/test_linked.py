"""Tables whose location holds the names of their files."""

from __future__ import annotations

from typing import Any

import pytest

from boathouse.engine.sql.failures import QueryError
from boathouse.engine.sql.source import Partition

FORMAT = "org.apache.hadoop.hive.ql.io.SymlinkTextInputFormat"


def test_a_table_of_links_has_the_rows_of_the_files_that_are_named(bench: Any) -> None:
    bench.declare("t", "n int", keys="k string", input_format=FORMAT)
    bench.registered["t"] = [Partition((k,), f"s3://bucket/t/links/k={k}") for k in ("x", "y")]
    for name, value in {"k=x/a": 1, "k=x/b": 2, "k=x/old": 3, "k=y/c": 4}.items():
        bench.put(f"s3://bucket/t/{name}.json", f'{{"n": {value}}}\n')
    bench.put("s3://bucket/t/links/k=x/manifest", "s3a://bucket/t/k=x/b.json\ns3://bucket/t/k=x/a.json\n\n")
    bench.put("s3://bucket/t/links/k=y/manifest", "s3://bucket/t/k=y/c.json")
    assert bench.rows("SELECT n, k FROM t ORDER BY n") == [("1", "x"), ("2", "x"), ("4", "y")]


def test_a_link_that_leads_nowhere_is_named(bench: Any) -> None:
    bench.declare("t", "n int", input_format=FORMAT)
    bench.put("s3://bucket/t/links", "s3://bucket/gone/a.json\n")
    with pytest.raises(QueryError, match=r"s3://bucket/t/links names s3://bucket/gone/a\.json, which is not"):
        bench.rows("SELECT n FROM t")
