"""Settings: flag before environment before file before default."""

from __future__ import annotations

import re
from dataclasses import fields
from pathlib import Path

import pytest

from boathouse.config import Settings, documentation
from boathouse.errors import SettingsError


def test_everything_has_a_default(tmp_path: Path) -> None:
    settings = Settings.load({"project": tmp_path}, {})
    assert (settings.port, settings.memory, settings.isolated) == (4566, "4g", False)
    assert settings.home == tmp_path / ".boathouse"


def test_a_flag_beats_the_environment_and_that_the_file(tmp_path: Path) -> None:
    (tmp_path / "boathouse.toml").write_text('port = 1\nmemory = "1g"\ncores = 1\n')
    environ = {"BOATHOUSE_PORT": "2", "BOATHOUSE_MEMORY": "2g"}
    settings = Settings.load({"project": tmp_path, "port": "3"}, environ)
    assert (settings.port, settings.memory, settings.cores) == (3, "2g", 1)


def test_a_flag_that_was_not_given_changes_nothing(tmp_path: Path) -> None:
    assert Settings.load({"project": tmp_path, "port": None}, {"BOATHOUSE_PORT": "7"}).port == 7


@pytest.mark.parametrize("text", ["1", "true", "YES"])
def test_a_switch_can_be_set_by_the_environment(tmp_path: Path, text: str) -> None:
    assert Settings.load({"project": tmp_path}, {"BOATHOUSE_ISOLATED": text}).isolated is True


def test_the_state_folder_is_relative_to_the_project(tmp_path: Path) -> None:
    assert Settings.load({"project": tmp_path, "home": "lake"}, {}).home == tmp_path / "lake"
    assert Settings.load({"project": tmp_path, "home": "/elsewhere"}, {}).home == Path("/elsewhere")


def test_a_project_that_is_not_there_is_refused_with_its_source(tmp_path: Path) -> None:
    with pytest.raises(
        SettingsError, match=f"command line: 'project' names {tmp_path}/no, which is not there"
    ):
        Settings.load({"project": str(tmp_path / "no")}, {"BOATHOUSE_PROJECT": str(tmp_path)})
    (tmp_path / "file").touch()
    with pytest.raises(
        SettingsError, match=r"environment \(BOATHOUSE_…\): 'project' names .*, which is no folder"
    ):
        Settings.load({}, {"BOATHOUSE_PROJECT": str(tmp_path / "file")})


def test_an_unknown_key_of_the_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "boathouse.toml").write_text("prot = 1\n")
    with pytest.raises(SettingsError, match=r"toml: unknown setting 'prot'\. Known: project, home"):
        Settings.load({"project": tmp_path}, {})


def test_an_unknown_variable_is_named(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"environment \(BOATHOUSE_…\): unknown setting 'prot'"):
        Settings.load({"project": tmp_path}, {"BOATHOUSE_PROT": "1"})


@pytest.mark.parametrize(
    ("key", "value", "expected"),
    [
        ("port", "x", "0 to 65535"),
        ("port", "-1", "0 to 65535"),
        ("port", "65536", "0 to 65535"),
        ("cores", "-1", "a whole number, 0 for all of them"),
        ("memory", "lots", "a size as Java spells it, such as 4g, and no less than 512m"),
        ("memory", "4", "a size as Java spells it, such as 4g, and no less than 512m"),
        ("memory", "511m", "a size as Java spells it, such as 4g, and no less than 512m"),
        ("isolated", "maybe", "true or false"),
        ("home", "", "a folder"),
        ("project", "~nobody-of-this-name/x", "a folder"),
    ],
)
def test_a_wrong_value_is_named_with_its_source(tmp_path: Path, key: str, value: str, expected: str) -> None:
    words = rf"command line: '{key}' cannot be '{re.escape(value)}': expected {expected}\."
    with pytest.raises(SettingsError, match=words):
        Settings.load({"project": tmp_path, key: value}, {})


@pytest.mark.parametrize(
    ("line", "words"),
    [
        (
            "memory = 4",
            "'memory' cannot be '4': expected a size as Java spells it, such as 4g, and no less than 512m.",
        ),
        ("port = true", "'port' cannot be 'True': expected 0 to 65535."),
        ("cores = 1.5", "'cores' cannot be '1.5': expected a whole number, 0 for all of them."),
        ("home = 1", "'home' cannot be '1': expected a folder."),
        ("host = []", r"'host' cannot be '[]': expected a text."),
    ],
)
def test_a_value_of_the_files_has_its_settings_kind(tmp_path: Path, line: str, words: str) -> None:
    (tmp_path / "boathouse.toml").write_text(f"{line}\n")
    with pytest.raises(SettingsError) as caught:
        Settings.load({"project": tmp_path}, {})
    assert str(caught.value) == f"{tmp_path}/boathouse.toml: {words}"


def test_what_java_takes_as_a_size_is_taken(tmp_path: Path) -> None:
    sizes = ["4g", "512M", "1073741824"]
    assert [Settings.load({"project": tmp_path, "memory": size}, {}).memory for size in sizes] == sizes


def test_a_file_that_is_not_toml_is_refused(tmp_path: Path) -> None:
    (tmp_path / "boathouse.toml").write_text("port = \n")
    with pytest.raises(SettingsError, match="not valid TOML"):
        Settings.load({"project": tmp_path}, {})


def test_a_file_that_is_not_utf_8_is_refused(tmp_path: Path) -> None:
    (tmp_path / "boathouse.toml").write_bytes(b"# K\xf6ln\nport = 1\n")
    with pytest.raises(SettingsError, match=r"toml: not UTF-8 text \('utf-8' codec can't decode byte 0xf6"):
        Settings.load({"project": tmp_path}, {})


def test_a_file_that_cannot_be_read_is_refused(tmp_path: Path) -> None:
    (tmp_path / "boathouse.toml").mkdir()
    with pytest.raises(SettingsError, match=r"toml: it cannot be read \(Is a directory\)"):
        Settings.load({"project": tmp_path}, {})


def test_every_setting_is_documented() -> None:
    assert set(documentation()) == {field.name for field in fields(Settings)}
    assert documentation()["memory"] == "Heap of the Spark JVM, as Java spells it."
