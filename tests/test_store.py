"""The state file: whole transactions or none, whatever happens to the process."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from boathouse.errors import StoreError
from boathouse.store import Store

DDL = "create table if not exists notes (id integer primary key, text text not null)"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    store = Store(tmp_path / "folder" / "state.sqlite")
    store.create(DDL)
    yield store
    store.close()


def texts(store: Store) -> list[str]:
    with store.read() as db:
        return [row["text"] for row in db.execute("select text from notes order by id")]


def add(store: Store, text: str) -> None:
    with store.write() as db:
        db.execute("insert into notes (text) values (?)", (text,))


def test_what_was_written_is_read_by_every_thread(store: Store) -> None:
    add(store, "one")
    seen: list[str] = []
    thread = threading.Thread(target=lambda: seen.extend(texts(store)))
    thread.start()
    thread.join()
    assert seen == ["one"]


def test_an_exception_takes_back_the_whole_transaction(store: Store) -> None:
    def fail() -> None:
        with store.write() as db:
            db.execute("insert into notes (text) values ('one')")
            add(store, "two")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert texts(store) == []


def test_a_nested_write_joins_the_outer_one(store: Store) -> None:
    with store.write() as db:
        db.execute("insert into notes (text) values ('one')")
        add(store, "two")
        assert texts(store) == ["one", "two"]
    assert texts(store) == ["one", "two"]


def test_a_reader_keeps_its_snapshot_while_another_thread_writes(store: Store) -> None:
    add(store, "one")
    with store.read() as db:
        assert db.execute("select count(*) from notes").fetchone()[0] == 1
        writer = threading.Thread(target=add, args=(store, "two"))
        writer.start()
        writer.join()
        assert db.execute("select count(*) from notes").fetchone()[0] == 1
    assert texts(store) == ["one", "two"]


def test_creating_twice_keeps_what_is_there(store: Store) -> None:
    add(store, "one")
    store.create(DDL)
    assert texts(store) == ["one"]


def test_a_killed_process_loses_nothing_that_was_committed(tmp_path: Path) -> None:
    script = f"""
import os, signal
from pathlib import Path
from boathouse.store import Store
store = Store(Path({str(tmp_path / "state.sqlite")!r}))
store.create({DDL!r})
with store.write() as db:
    db.execute("insert into notes (text) values ('kept')")
with store.write() as db:
    db.execute("insert into notes (text) values ('lost')")
    os.kill(os.getpid(), signal.SIGKILL)
"""
    died = subprocess.run([sys.executable, "-c", script], check=False)
    assert died.returncode == -signal.SIGKILL
    store = Store(tmp_path / "state.sqlite")
    assert texts(store) == ["kept"]
    store.close()


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises((StoreError, PermissionError)):
        Store(tmp_path / "state.sqlite")


def test_a_file_that_is_no_database_is_named(tmp_path: Path) -> None:
    path = tmp_path / "state.sqlite"
    path.mkdir()
    with pytest.raises(StoreError, match="the state cannot be read or written") as caught:
        Store(path)
    assert str(path) in str(caught.value)


def test_a_damaged_file_is_named_with_the_ways_out(tmp_path: Path) -> None:
    path = tmp_path / "state.sqlite"
    path.write_bytes(b"no database " * 1000)
    with pytest.raises(StoreError, match=r"the state is damaged \(file is not a database\)") as caught:
        Store(path)
    assert str(path) in str(caught.value)
    assert "move state.sqlite* away" in str(caught.value)


def test_a_file_that_is_damaged_while_it_is_open_is_named(store: Store) -> None:
    for number in range(500):
        add(store, f"{number} " * 50)
    store.close()
    content = bytearray(store.path.read_bytes())
    content[4096:] = os.urandom(len(content) - 4096)  # all pages but the first
    store.path.write_bytes(content)
    with pytest.raises(StoreError, match="the state is damaged"):
        texts(store)


def test_a_broken_rule_of_a_table_is_no_damage(store: Store) -> None:
    with pytest.raises(sqlite3.IntegrityError), store.write() as db:
        db.execute("insert into notes (text) values (null)")
