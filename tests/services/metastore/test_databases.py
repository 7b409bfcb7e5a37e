"""Databases as Hive's client sees them."""

from __future__ import annotations

from pathlib import Path

import pytest
from pymetastore.hive_metastore.ttypes import (
    AlreadyExistsException,
    Database,
    InvalidOperationException,
    NoSuchObjectException,
)

from boathouse.errors import ServiceError
from tests.services.metastore.conftest import MetastoreUnderTest


def test_a_database_of_the_catalog_is_shown(metastore: MetastoreUnderTest) -> None:
    shown = metastore.hive.get_database("STEDI")
    assert (shown.name, shown.locationUri, shown.parameters) == ("stedi", "s3://bucket/", {})


def test_a_database_that_hive_makes_is_in_the_catalog(metastore: MetastoreUnderTest) -> None:
    metastore.hive.create_database(Database(name="New", description="d", locationUri="s3a://bucket/new"))
    stored = metastore.glue.databases.get_database(name="new")["Database"]
    assert (stored["Description"], stored["LocationUri"]) == ("d", "s3a://bucket/new")


def test_a_location_outside_s3_is_kept_as_on_aws(metastore: MetastoreUnderTest) -> None:
    place = "file:/lake/warehouse/new.db"
    metastore.hive.create_database(Database(name="new", locationUri=place))
    assert metastore.glue.databases.get_database(name="new")["Database"]["LocationUri"] == place
    assert metastore.hive.get_database("new").locationUri == place


def test_a_dropped_table_takes_its_folder_in_the_warehouse_with_it_and_no_other(
    metastore: MetastoreUnderTest, tmp_path: Path
) -> None:
    inside, outside = metastore.lake.warehouse / "new.db" / "a b", tmp_path / "elsewhere"
    for name, folder in (("inside", inside), ("outside", outside)):
        folder.mkdir(parents=True)
        storage = {"Location": folder.as_uri(), "Columns": []}
        told = {"Name": name, "TableType": "MANAGED_TABLE", "StorageDescriptor": storage}
        metastore.glue.tables.create_table(database_name="stedi", table_input=told)
        metastore.hive.drop_table("stedi", name, True)
    assert (inside.exists(), inside.parent.exists(), outside.exists()) == (False, True, True)


def test_default_is_there_without_being_stored(metastore: MetastoreUnderTest) -> None:
    assert metastore.hive.get_database("default").locationUri == f"file:{metastore.lake.warehouse}"
    assert metastore.hive.get_all_databases() == ["default", "stedi"]
    with pytest.raises(ServiceError, match="Database default not found"):
        metastore.glue.databases.get_database(name="default")


def test_names_are_found_by_pattern(metastore: MetastoreUnderTest) -> None:
    assert metastore.hive.get_databases("st*") == ["stedi"]
    assert metastore.hive.get_databases("x*|DEF*") == ["default"]


def test_errors_are_the_ones_that_the_call_declares(metastore: MetastoreUnderTest) -> None:
    with pytest.raises(NoSuchObjectException, match="Database nope not found"):
        metastore.hive.get_database("nope")
    with pytest.raises(AlreadyExistsException, match="Database already exists"):
        metastore.hive.create_database(Database(name="stedi"))


def test_a_database_with_tables_is_dropped_only_in_cascade(metastore: MetastoreUnderTest) -> None:
    metastore.glue.tables.create_table(database_name="stedi", table_input={"Name": "t"})
    with pytest.raises(InvalidOperationException, match="Database stedi is not empty"):
        metastore.hive.drop_database("stedi", True, False)
    metastore.hive.drop_database("stedi", True, True)
    assert metastore.hive.get_all_databases() == ["default"]
