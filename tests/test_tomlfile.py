"""Where a key stands in a TOML file."""

from __future__ import annotations

from pathlib import Path

import pytest

from boathouse.errors import PipelineError
from boathouse.tomlfile import TomlFile

TEXT = """\
name = "a"

[one]
name = "b"  # again

[one.two]
"--key" = "c"
[ "three" ]
name = "d"
"""


@pytest.fixture
def file(tmp_path: Path) -> TomlFile:
    path = tmp_path / "file.toml"
    path.write_text(TEXT)
    return TomlFile.read(path)


@pytest.mark.parametrize(
    ("table", "key", "line"),
    [("", "name", 1), ("one", "name", 4), ("one.two", "--key", 7), ("three", "name", 9), ("one", "", 3)],
)
def test_a_key_is_found_in_its_own_table(file: TomlFile, table: str, key: str, line: int) -> None:
    assert file.line(table, key) == line


def test_a_key_without_a_line_of_its_own_has_the_tables_line(file: TomlFile) -> None:
    assert file.line("one.two", "nothing") == 6


def test_a_table_that_is_not_there_has_no_line(file: TomlFile) -> None:
    assert file.line("four", "name") is None


def test_text_in_another_encoding_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "file.toml"
    path.write_bytes(b'name = "\xff"')
    with pytest.raises(PipelineError, match="not UTF-8"):
        TomlFile.read(path)


def test_what_cannot_be_read_is_named(tmp_path: Path) -> None:
    with pytest.raises(PipelineError, match=r"it cannot be read \(Is a directory\)") as caught:
        TomlFile.read(tmp_path)
    assert str(tmp_path) in str(caught.value)
