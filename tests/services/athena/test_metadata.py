"""The catalog through Athena's own operations."""

from __future__ import annotations

from typing import Any

import pytest
from botocore.exceptions import ClientError


def test_databases_and_tables_are_described(console: Any) -> None:
    console.run("CREATE EXTERNAL TABLE t (a int) PARTITIONED BY (p string) LOCATION 's3://lake/t/'")
    assert console.athena.list_data_catalogs()["DataCatalogsSummary"] == [
        {"CatalogName": "AwsDataCatalog", "Type": "GLUE"}
    ]
    catalog = console.athena.get_data_catalog(Name="AwsDataCatalog")["DataCatalog"]
    assert (catalog["Name"], catalog["Type"]) == ("AwsDataCatalog", "GLUE")
    assert console.athena.list_databases(CatalogName="AwsDataCatalog")["DatabaseList"][0]["Name"] == "db"
    assert (
        console.athena.get_database(CatalogName="AwsDataCatalog", DatabaseName="db")["Database"]["Name"]
        == "db"
    )
    table = console.athena.get_table_metadata(CatalogName="AwsDataCatalog", DatabaseName="db", TableName="t")[
        "TableMetadata"
    ]
    assert table["Columns"] == [{"Name": "a", "Type": "int"}]
    assert table["PartitionKeys"] == [{"Name": "p", "Type": "string"}]
    assert table["Parameters"]["location"] == "s3://lake/t/"
    listed = console.athena.list_table_metadata(CatalogName="AwsDataCatalog", DatabaseName="db")[
        "TableMetadataList"
    ]
    assert [t["Name"] for t in listed] == ["t"]


def test_what_is_not_there_is_a_metadata_error(console: Any) -> None:
    with pytest.raises(ClientError, match="MetadataException"):
        console.athena.get_table_metadata(CatalogName="AwsDataCatalog", DatabaseName="db", TableName="nope")
