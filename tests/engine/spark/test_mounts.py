"""The mount table follows the buckets."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree

from boathouse.engine.spark.mounts import MountTable


def mounted(folder: Path) -> dict[str, str]:
    (file,) = folder.iterdir()
    return {p.findtext("name", ""): p.findtext("value", "") for p in ElementTree.parse(file).iter("property")}


def test_every_bucket_is_a_folder_of_the_lake(tmp_path: Path) -> None:
    root = tmp_path / "a & b"
    (root / "one").mkdir(parents=True)
    table = MountTable(tmp_path / "mounts", root)
    table.refresh()
    assert mounted(tmp_path / "mounts") == {
        "fs.viewfs.mounttable.fs.link./buckets": f"lake://{tmp_path}/a%20%26%20b",
        "fs.viewfs.mounttable.one.linkFallback": "viewfs://fs/buckets/one",
    }


def test_a_bucket_that_is_made_later_is_added(tmp_path: Path) -> None:
    root = tmp_path / "s3"
    table = MountTable(tmp_path / "mounts", root)
    table.refresh()
    alone = {"fs.viewfs.mounttable.fs.link./buckets": f"lake://{root}"}
    assert mounted(tmp_path / "mounts") == alone
    (root / "two").mkdir(parents=True)
    table.refresh()
    assert mounted(tmp_path / "mounts").keys() - alone.keys() == {"fs.viewfs.mounttable.two.linkFallback"}
