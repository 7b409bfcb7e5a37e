"""Delta's jars come once, whole or not at all; the resolver here is a shell script."""

from __future__ import annotations

from pathlib import Path

import pytest

from boathouse.engine.spark import jars
from boathouse.engine.spark.java import Java
from boathouse.errors import EngineError

PUT = """#!/bin/sh
for word; do case "$word" in spark.jars.ivy=*) ivy=${word#*=};; esac; done
mkdir -p "$ivy/jars"; cd "$ivy/jars"
touch io.delta_delta-spark_2.12-3.3.3.jar io.delta_delta-storage-3.3.3.jar
"""


def resolver(tmp_path: Path, rest: str) -> Java:
    program = tmp_path / "java"
    program.write_text(PUT + rest)
    program.chmod(0o755)
    return Java(program, "17", "b")


def test_the_jars_are_resolved_once_and_found_in_the_cache_afterwards(tmp_path: Path) -> None:
    told: list[str] = []
    first = jars.delta_jars(
        tmp_path, resolver(tmp_path, "touch org.antlr_antlr4-runtime-4.9.3.jar"), told.append
    )
    assert [jar.name for jar in first] == [
        "io.delta_delta-spark_2.12-3.3.3.jar",
        "io.delta_delta-storage-3.3.3.jar",
        "org.antlr_antlr4-runtime-4.9.3.jar",
    ]
    assert told[0] == "downloading Delta 3.3.3 (3 jars, 7 MB, once)"
    assert jars.delta_jars(tmp_path, Java(Path("/bin/false"), "17", "b")) == first


@pytest.mark.parametrize("rest", ["exit 1", "true"])
def test_a_download_that_fails_leaves_nothing_half(tmp_path: Path, rest: str) -> None:
    with pytest.raises(EngineError, match=r"Delta's jars .* cannot be downloaded.* Go online once"):
        jars.delta_jars(tmp_path, resolver(tmp_path, rest))
    assert [path.name for path in (tmp_path / "jars").iterdir()] == ["resolver.log"]


def test_of_two_downloads_at_once_the_later_uses_what_the_earlier_put_there(tmp_path: Path) -> None:
    theirs = tmp_path / "jars" / "delta-3.3.3"
    rest = f"touch org.antlr_antlr4-runtime-4.9.3.jar; mkdir -p {theirs}; touch {theirs}/theirs.jar"
    assert [jar.name for jar in jars.delta_jars(tmp_path, resolver(tmp_path, rest))] == ["theirs.jar"]


def test_avro_s_jar_comes_by_the_same_way(tmp_path: Path) -> None:
    put = "touch org.apache.spark_spark-avro_2.12-3.5.6.jar"
    found = jars.avro_jars(tmp_path, resolver(tmp_path, put))
    assert {jar.parent.name for jar in found} == {"avro-3.5.6"}


def test_packages_are_resolved_once_for_their_coordinates(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    java = resolver(tmp_path, "touch com.acme_tool-1.jar")
    monkeypatch.setattr(jars, "find", lambda: java)
    assert jars.of_coordinates([], tmp_path) == []
    first = jars.of_coordinates(["com.acme:tool:1"], tmp_path)
    assert "com.acme_tool-1.jar" in [jar.name for jar in first]
    monkeypatch.setattr(jars, "find", lambda: Java(Path("/bin/false"), "17", "b"))
    assert jars.of_coordinates(["com.acme:tool:1"], tmp_path) == first
    with pytest.raises(EngineError, match="Go online once and start this job"):
        jars.of_coordinates(["com.acme:tool:2"], tmp_path)
