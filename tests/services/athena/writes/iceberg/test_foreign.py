"""Writing Iceberg tables that Spark has made: the expected rows are those of make.py."""

from __future__ import annotations

from typing import Any

import pytest


def test_rows_that_delete_files_take_away_stay_away(made: Any) -> None:
    console = made("deletes")
    console.run("INSERT INTO deletes VALUES (5, 'a', 'new')")
    console.run("UPDATE deletes SET v = upper(v) WHERE p = 'a'")
    assert console.rows("SELECT * FROM deletes ORDER BY id") == [
        ["1", "a", "X"],
        ["2", "a", "AGAIN"],
        ["3", "b", "zz"],
        ["4", None, "n"],
        ["5", "a", "NEW"],
    ]
    console.run("DELETE FROM deletes WHERE id IN (1, 3)")
    assert console.rows("SELECT id FROM deletes ORDER BY id") == [["2"], ["4"], ["5"]]


def test_equality_deletes_keep_their_hands_off_new_files(made: Any) -> None:
    console = made("equal")
    console.run("INSERT INTO equal VALUES (2, 'y'), (NULL, 'nul')")
    console.run("UPDATE equal SET v = 'one' WHERE id = 1")
    assert console.rows("SELECT * FROM equal ORDER BY id, v") == [
        ["1", "one"],
        ["2", "later"],
        ["2", "y"],
        [None, "nul"],
    ]


def test_files_of_all_specs_are_replaced_by_those_of_todays(made: Any) -> None:
    console = made("specs")
    console.run("UPDATE specs SET id = id * 10 WHERE id IN (1, 4)")
    assert console.rows("SELECT id, s FROM specs ORDER BY id") == [
        ["2", None],
        ["3", "ccc"],
        ["5", None],
        ["10", "a=b/c"],
        ["40", "dddd"],
    ]
    ((place,),) = console.rows('SELECT "$path" FROM specs WHERE id = 40')
    folders = "s_trunc_2=dd/day_month=1969-12/m=-4.25/ts_hour=1969-12-31-23/"
    assert place.startswith(f"s3://lake/db/specs/data/{folders}")
    for condition in ("ts < TIMESTAMP '1970-01-01 00:00:00'", "day < DATE '1970-01-01'", "m = -4.25"):
        assert console.rows(f"SELECT id FROM specs WHERE {condition}") == [["40"]], condition


def test_an_evolved_table_is_written_in_todays_columns(made: Any) -> None:
    console = made("evolved")
    console.run("UPDATE evolved SET later = 'l' WHERE title = 'a'")
    console.run("INSERT INTO evolved (id, title, gone) VALUES (9, 'c', 'g')")
    assert console.rows("SELECT id, title, price, s, l, m, gone, later FROM evolved ORDER BY id") == [
        ["1", "a", "1.5", "{aa=1, c=null}", "[{p=1, q=null}]", "{k={vv=1}}", None, "l"],
        ["9", "c", None, None, None, None, "g", None],
        ["5000000000", "b", "2.5", "{aa=5000000001, c=3}", "[{p=2, q=z}]", "{j={vv=2}}", "new", None],
    ]


def test_the_first_version_of_the_format_is_written(made: Any) -> None:
    console = made("first")
    console.run("INSERT INTO first VALUES (4, 'd')")
    console.run("DELETE FROM first WHERE id = 1")
    console.run("UPDATE first SET p = 'x' WHERE id = 3")
    assert console.rows("SELECT * FROM first ORDER BY id") == [["2", "b"], ["3", "x"], ["4", "d"]]


def test_values_of_partitions_may_look_like_paths(made: Any) -> None:
    console = made("odd")
    console.run("UPDATE odd SET id = id * 10")
    assert console.rows("SELECT * FROM odd ORDER BY id") == [
        [str(10 * i), value] for i, value in enumerate(["*", "[x]", "é ü", "%2A", "?", "", "/data/"], 1)
    ]


def test_every_type_of_sparks_is_written_again(made: Any) -> None:
    console = made("types")
    before = console.rows("SELECT * FROM types WHERE i = 1")
    console.run("UPDATE types SET l = 3")
    ((*after,),) = console.rows("SELECT * FROM types WHERE i = 1")
    assert [*after[:2], "2", *after[3:]] == before[0]
    console.run("INSERT INTO types (zoned, nested) SELECT zoned, nested FROM types WHERE i = 1")
    assert console.rows("SELECT DISTINCT zoned, nested.y FROM types WHERE zoned IS NOT NULL") == [
        ["2024-02-29 10:11:12.123456 UTC", "[{z=q}]"]
    ]


def test_uuids_and_times_are_written_again(made: Any) -> None:
    for name in ("uniques", "clocks"):
        console = made(name)
        columns = [line.strip() for (line,) in console.rows(f"SHOW COLUMNS IN {name}")]
        before = sorted(map(str, console.rows(f"SELECT * FROM {name}")))
        console.run(f"UPDATE {name} SET {columns[0]} = {columns[0]}")
        assert sorted(map(str, console.rows(f"SELECT * FROM {name}"))) == before


REFUSED = {
    "elsewhere": "Writing an Iceberg table with write.data.path is not emulated by Boathouse",
    "orcs": "Writing an Iceberg table of ORC files is not emulated by Boathouse",
    "third": "Table db.third is of version 3 of Iceberg's format",
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_could_not_be_read_is_not_written(made: Any, name: str) -> None:
    console = made(name)
    reason = console.fails(f"INSERT INTO {name} VALUES 2")["StateChangeReason"]
    assert reason.startswith(f"NOT_SUPPORTED: {REFUSED[name]}")
