"""SQL sees the lake and nothing else."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import duckdb
import pytest

from boathouse.engine.sql.connection import Sandbox

TRIED_BY_USERS = [
    "SELECT * FROM read_csv('/etc/passwd')",
    "SELECT * FROM read_text('/etc/passwd')",
    "SELECT read_text('/etc/passwd')",
    "SELECT * FROM '/etc/passwd'",
    'SELECT * FROM "/etc/passwd"',
    "SELECT * FROM glob('/*')",
    "SELECT getenv('HOME')",
    "SELECT current_setting('home_directory')",
    "SELECT * FROM duckdb_settings()",
    "SELECT * FROM pg_catalog.pg_tables",
    "SELECT * FROM sqlite_master",
    "COPY (SELECT 1) TO '/tmp/x'",
    "ATTACH '/tmp/x' AS y",
    "INSTALL httpfs",
    "LOAD '/tmp/x'",
    "PRAGMA version",
    "SET threads = 1",
    "CALL pragma_version()",
    "EXPORT DATABASE '/tmp/x'",
    "SELECT '<<r1>>', query('SELECT 1')",
]


@pytest.mark.parametrize("sql", TRIED_BY_USERS)
def test_what_duckdb_would_do_is_refused(bench: Any, sql: str) -> None:
    code = bench.reason(sql).partition(":")[0]
    assert code in (
        "SYNTAX_ERROR",
        "FUNCTION_NOT_FOUND",
        "TABLE_NOT_FOUND",
        "SCHEMA_NOT_FOUND",
        "NOT_SUPPORTED",
    )


def test_a_python_variable_is_no_table(bench: Any) -> None:
    frame = [1, 2]
    assert frame
    assert bench.reason("SELECT * FROM frame").startswith("TABLE_NOT_FOUND")


def test_a_symbolic_link_does_not_lead_out_of_the_lake(bench: Any, tmp_path: Path) -> None:
    (tmp_path / "secret.json").write_text('{"a": "secret"}\n')
    bench.declare("t", "a string")
    bench.folder("s3://bucket/t").mkdir(parents=True)
    (bench.folder("s3://bucket/t") / "x.json").symlink_to(tmp_path / "secret.json")
    try:
        found = bench.rows("SELECT a FROM t")
    except Exception as error:
        found = [(str(error),)]
    assert "secret" not in [cell for row in found for cell in row]


BEHIND_THE_COMPILER = [
    "SELECT * FROM read_csv('/etc/passwd')",
    "COPY (SELECT 1) TO '/tmp/boathouse-copied.csv'",
    "ATTACH '/tmp/boathouse-attached.db'",
    "LOAD httpfs",
    "INSTALL httpfs",
    "SET enable_external_access = true",
    "SET lock_configuration = false",
    "SET allowed_directories = ['/']",
]


@pytest.mark.parametrize("sql", BEHIND_THE_COMPILER)
def test_the_engine_itself_is_locked(tmp_path: Path, sql: str) -> None:
    sandbox = Sandbox(tmp_path / "lake", tmp_path / "scratch")
    cursor = sandbox.cursor()
    with pytest.raises(duckdb.Error):
        cursor.execute(sql)
    cursor.close()
    sandbox.close()
