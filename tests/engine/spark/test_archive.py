"""The class archive is used when it is there and never in the way."""

from __future__ import annotations

from pathlib import Path

from boathouse.engine.spark.archive import ClassArchive
from boathouse.engine.spark.java import Java


def java(folder: Path, build: str = "17.0.1+1") -> Java:
    base = folder / "lib" / "server" / "classes.jsa"
    base.parent.mkdir(parents=True, exist_ok=True)
    base.touch()
    return Java(folder / "bin" / "java", "17.0.1", build)


def jar(folder: Path, content: str = "x") -> Path:
    file = folder / "a.jar"
    file.write_text(content)
    return file


def draft(archive: ClassArchive) -> Path:
    (flag,) = (f for f in archive.flags() if f.startswith("-XX:ArchiveClassesAtExit="))
    return Path(flag.partition("=")[2])


def test_the_first_jvm_makes_it_and_the_next_one_uses_it(tmp_path: Path) -> None:
    archive = ClassArchive(tmp_path / "cds", java(tmp_path), [jar(tmp_path)])
    draft(archive).write_text("classes")
    archive.keep(complete=True)
    assert archive.file.read_text() == "classes"
    assert f"-XX:SharedArchiveFile={archive.file}" in archive.flags()


def test_a_draft_that_is_discarded_leaves_nothing(tmp_path: Path) -> None:
    archive = ClassArchive(tmp_path / "cds", java(tmp_path), [jar(tmp_path)])
    draft(archive).write_text("half")
    archive.keep(complete=False)
    assert list((tmp_path / "cds").iterdir()) == []
    assert not archive.ready


def test_another_java_or_other_jars_have_another_file(tmp_path: Path) -> None:
    first = ClassArchive(tmp_path, java(tmp_path), [jar(tmp_path)]).file
    other_java = ClassArchive(tmp_path, java(tmp_path, "17.0.2+1"), [jar(tmp_path)]).file
    other_jars = ClassArchive(tmp_path, java(tmp_path), [jar(tmp_path, "more")]).file
    assert len({first, other_java, other_jars}) == 3


def test_a_java_without_a_base_archive_that_cannot_make_one_starts_plainly(tmp_path: Path) -> None:
    bare = Java(Path("/bin/false"), "17.0.1", "b")
    flags = ClassArchive(tmp_path / "cds", bare, [jar(tmp_path)]).flags()
    assert not [flag for flag in flags if flag.startswith("-XX:")]
