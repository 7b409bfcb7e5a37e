"""The shims of AWS's image, over a GlueContext that refuses what that image refuses."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from awsglue.context import GlueContext
from awsglue.dynamicframe import DynamicFrame
from tests.clouds import ThreadCloud

SHIMS = Path(__file__).parents[2] / "docker" / "glue" / "shims"


class Refusing:
    """A sink of the image's."""

    def __init__(self, sink: Any) -> None:
        self._sink = sink

    def __getattr__(self, name: str) -> Any:
        return getattr(self._sink, name)

    def setFormat(self, format: str, **options: Any) -> None:  # noqa: A002, N802
        if format in ("glueparquet", "parquet"):
            raise ValueError(f"Failed to load format with name {format}")
        self._sink.setFormat(format, **options)


class Image(GlueContext):
    """Knows the Glue Parquet writer no more than AWS's image does."""

    def getSink(self, connection_type: Any, *args: Any, **options: Any) -> Any:  # noqa: N802
        return Refusing(super().getSink(connection_type, *args, **options))

    def write_dynamic_frame_from_options(
        self, frame: Any, connection_type: Any, *args: Any, **kw: Any
    ) -> Any:
        if "glueparquet" in (*args, *kw.values()):
            raise ValueError("Failed to load format with name glueparquet")
        return super().write_dynamic_frame_from_options(frame, connection_type, *args, **kw)


@pytest.fixture
def image(glue: GlueContext, monkeypatch: pytest.MonkeyPatch) -> Iterator[GlueContext]:
    """The image with its shims in place."""
    monkeypatch.syspath_prepend(str(SHIMS))
    kept = dict(vars(Image))
    importlib.import_module("glue_shims.parquet").patch(Image)
    yield Image(glue.spark_session.sparkContext)
    for name in ("getSink", "write_dynamic_frame_from_options"):
        setattr(Image, name, kept[name])
    for name in [name for name in sys.modules if name.startswith("glue_shims")]:
        del sys.modules[name]


@pytest.fixture
def catalog(cloud: ThreadCloud, monkeypatch: pytest.MonkeyPatch) -> Any:
    """A Glue client of a cloud that scripts reach by AWS's own variables."""
    for name, value in {
        "AWS_ENDPOINT_URL": cloud.url,
        "AWS_ACCESS_KEY_ID": "a",
        "AWS_SECRET_ACCESS_KEY": "b",
        "AWS_DEFAULT_REGION": "us-east-1",
    }.items():
        monkeypatch.setenv(name, value)
    glue = cloud.client("glue")
    glue.create_database(DatabaseInput={"Name": "db"})
    return glue


def rows(context: GlueContext, *values: tuple[int, str]) -> DynamicFrame:
    df = context.spark_session.createDataFrame(list(values), "N int, Zone string")
    return DynamicFrame.fromDF(df, context, "rows")


def sink(context: GlueContext, uri: str, **options: Any) -> Any:
    made = context.getSink(connection_type="s3", path=uri, enableUpdateCatalog=True, **options)
    made.setCatalogInfo(catalogDatabase="db", catalogTableName="Rows")
    made.setFormat("glueparquet")
    return made


def test_a_glueparquet_sink_writes_parquet_and_makes_the_table(
    image: GlueContext, uri: str, catalog: Any
) -> None:
    sink(image, uri).writeFrame(rows(image, (1, "a"), (2, "b")))
    assert sorted(image.spark_session.read.parquet(uri).collect()) == [(1, "a"), (2, "b")]
    table = catalog.get_table(DatabaseName="db", Name="rows")["Table"]
    storage = table["StorageDescriptor"]
    assert [(column["Name"], column["Type"]) for column in storage["Columns"]] == [
        ("n", "int"),
        ("zone", "string"),
    ]
    assert storage["Location"] == uri
    assert table["Parameters"]["classification"] == "parquet"
    assert table["Parameters"]["useGlueParquetWriter"] == "true"


def test_partitions_are_registered_and_written_again_without_a_fault(
    image: GlueContext, uri: str, catalog: Any
) -> None:
    for _ in range(2):
        sink(image, uri, partitionKeys=["Zone"]).writeFrame(rows(image, (1, "a"), (2, "b")))
    found = catalog.get_partitions(DatabaseName="db", TableName="rows")["Partitions"]
    assert sorted((part["Values"], part["StorageDescriptor"]["Location"]) for part in found) == [
        (["a"], f"{uri}zone=a/"),
        (["b"], f"{uri}zone=b/"),
    ]
    table = catalog.get_table(DatabaseName="db", Name="rows")["Table"]
    assert [key["Name"] for key in table["PartitionKeys"]] == ["zone"]
    assert image.spark_session.read.parquet(uri).count() == 4


def test_an_empty_frame_leaves_no_file_and_no_table(
    image: GlueContext, folder: Path, uri: str, catalog: Any
) -> None:
    sink(image, uri).writeFrame(rows(image))
    assert list(folder.iterdir()) == []
    assert catalog.get_tables(DatabaseName="db")["TableList"] == []


def test_write_from_options_takes_glueparquet(image: GlueContext, uri: str) -> None:
    image.write_dynamic_frame_from_options(rows(image, (1, "a")), "s3", {"path": uri}, "glueparquet")
    assert image.spark_session.read.parquet(uri).count() == 1


def test_other_formats_stay_the_images_own(image: GlueContext, folder: Path, uri: str) -> None:
    made = image.getSink(connection_type="s3", path=uri)
    made.setFormat("json")
    made.writeFrame(rows(image, (1, "a")))
    (file,) = folder.iterdir()
    assert file.read_text() == '{"N":1,"Zone":"a"}\n'
