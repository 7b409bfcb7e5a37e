"""Iceberg tables of the catalog; those that can be read are read in tests/server/test_jobs.py."""

from __future__ import annotations

import pytest

from awsglue.context import GlueContext
from tests.clouds import ThreadCloud


def test_without_a_catalog_for_iceberg_the_error_says_which_settings_are_missing(
    connected: ThreadCloud, glue: GlueContext
) -> None:
    client = connected.client("glue")
    client.create_database(DatabaseInput={"Name": "lake"})
    parameters = {"table_type": "ICEBERG", "metadata_location": "s3://lake/t/metadata/v1.json"}
    table = {"Name": "t", "Parameters": parameters, "StorageDescriptor": {"Location": "s3://lake/t"}}
    client.create_table(DatabaseName="lake", TableInput=table)
    for reader in (glue.create_data_frame, glue.create_dynamic_frame):
        with pytest.raises(RuntimeError, match=r"lake\.t is an Iceberg table: .*--datalake-formats iceberg"):
            reader.from_catalog(database="lake", table_name="t")
    frame = glue.sparkSession.range(1)
    with pytest.raises(RuntimeError, match=r"lake\.t is an Iceberg table"):
        glue.write_data_frame.from_catalog(frame=frame, database="lake", table_name="t")
