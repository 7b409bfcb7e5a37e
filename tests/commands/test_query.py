"""`boathouse query`."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from boathouse.cli import main
from tests.clouds import ThreadCloud

SQL = "select 1 as n, 'a,b' as t, cast(null as varchar) as nothing, true as yes, 1.5e0 as d"


def query(cloud: ThreadCloud, *arguments: str) -> int:
    home = cloud.settings.home
    return main(["query", "--project", str(home.parent), "--home", str(home), *arguments])


def test_a_result_is_a_table(cloud: ThreadCloud, capsys: pytest.CaptureFixture[str]) -> None:
    assert query(cloud, SQL) == 0
    lines = [line.rstrip() for line in capsys.readouterr().out.splitlines()]
    assert [word.strip() for word in lines[0].split("┃")] == ["n", "t", "nothing", "yes", "d"]
    assert [word.strip() for word in lines[2].split("│")] == ["1", "a,b", "NULL", "true", "1.5"]
    assert lines[3] == "(1 row)"


def test_tabs_do_not_break_a_tables_cells(cloud: ThreadCloud, capsys: pytest.CaptureFixture[str]) -> None:
    """DESCRIBE has rows such as this one."""
    assert query(cloud, "select 'id' || chr(9) || 'bigint' || chr(9) || 'of the shop' as t, 1 as n") == 0
    row, count = [line.split() for line in capsys.readouterr().out.splitlines()[2:]]
    assert (row, count) == (["id", "bigint", "of", "the", "shop", "│", "1"], ["(1", "row)"])


def test_a_result_is_csv(cloud: ThreadCloud, capsys: pytest.CaptureFixture[str]) -> None:
    assert query(cloud, "--format", "csv", SQL) == 0
    assert capsys.readouterr().out == 'n,t,nothing,yes,d\n1,"a,b",,true,1.5\n'


def test_a_result_is_json_with_its_types(cloud: ThreadCloud, capsys: pytest.CaptureFixture[str]) -> None:
    assert query(cloud, "--format", "json", SQL) == 0
    assert capsys.readouterr().out == '[{"n": 1, "t": "a,b", "nothing": null, "yes": true, "d": 1.5}]\n'


def test_no_rows_are_an_empty_json_array(cloud: ThreadCloud, capsys: pytest.CaptureFixture[str]) -> None:
    assert query(cloud, "--format", "json", "select 1 as n where false") == 0
    assert capsys.readouterr().out == "[]\n"


def test_a_file_may_hold_several_statements(
    cloud: ThreadCloud, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "two.sql"
    file.write_text("-- first; not a statement\nselect 1 as a;\nselect ';' as b;\n")
    assert query(cloud, "--format", "csv", "-f", str(file)) == 0
    assert capsys.readouterr().out == "a\n1\nb\n;\n"


def test_sql_comes_from_stdin(
    cloud: ThreadCloud, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("select 7 as n"))
    assert query(cloud, "--format", "csv", "-f", "-") == 0
    assert capsys.readouterr().out == "n\n7\n"


def test_an_error_shows_the_place_in_the_sql(cloud: ThreadCloud, capsys: pytest.CaptureFixture[str]) -> None:
    assert query(cloud, "select 1 as n,\n  nonsense") == 1
    told = capsys.readouterr().err
    assert told.startswith(
        "boathouse query: COLUMN_NOT_FOUND: line 2:3: Column 'nonsense' cannot be resolved"
    )
    assert told.endswith("\n\n    nonsense\n    ^\n")


def test_an_error_in_a_file_names_the_files_line(
    cloud: ThreadCloud, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "two.sql"
    file.write_text("select 1 as n;\n\n-- the second\nselect\n  nonsense;\n")
    assert query(cloud, "--format", "csv", "-f", str(file)) == 1
    told = capsys.readouterr()
    assert told.out == "n\n1\n"
    words = (
        f"boathouse query: {file}, line 5: COLUMN_NOT_FOUND: line 3:3: Column 'nonsense' cannot be resolved"
    )
    assert told.err.startswith(words)
    assert told.err.endswith("\n\n    nonsense\n    ^\n")


def test_a_statement_without_a_result_says_that_it_has_run(
    cloud: ThreadCloud, capsys: pytest.CaptureFixture[str]
) -> None:
    assert query(cloud, "create schema one; create schema two") == 0
    assert capsys.readouterr().out == "OK\nOK\n"
    assert query(cloud, "--format", "csv", "create schema three") == 0
    assert capsys.readouterr().out == ""


def test_no_sql_is_an_error(cloud: ThreadCloud, capsys: pytest.CaptureFixture[str]) -> None:
    assert query(cloud, " -- nothing") == 1
    assert "there is no SQL to run." in capsys.readouterr().err


def test_sql_twice_is_an_error(cloud: ThreadCloud, capsys: pytest.CaptureFixture[str]) -> None:
    assert query(cloud, "select 1", "-f", "file.sql") == 1
    assert "Give one of them." in capsys.readouterr().err


def test_a_file_that_is_not_there_is_named(cloud: ThreadCloud, capsys: pytest.CaptureFixture[str]) -> None:
    assert query(cloud, "-f", "no.sql") == 1
    assert capsys.readouterr().err.startswith("boathouse query: no.sql: the SQL cannot be read")
