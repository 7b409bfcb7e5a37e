"""The catalog through Athena's own operations."""

from __future__ import annotations

from typing import Any

from boathouse.calls import ACCOUNT
from boathouse.errors import ServiceError
from boathouse.services.athena.ledger import Record
from boathouse.services.glue import Glue

CATALOG = "AwsDataCatalog"


class Metadata:
    """Databases and tables of the one data catalog."""

    def __init__(self, glue: Glue) -> None:
        self._glue = glue

    def list_data_catalogs(
        self, next_token: str | None = None, max_results: int | None = None, work_group: str | None = None
    ) -> Record:
        """List the one catalog.

        AWS: https://docs.aws.amazon.com/athena/latest/APIReference/API_ListDataCatalogs.html
        """
        return {"DataCatalogsSummary": [{"CatalogName": CATALOG, "Type": "GLUE"}]}

    def get_data_catalog(self, name: str, work_group: str | None = None) -> Record:
        """Answer the one catalog.

        AWS: https://docs.aws.amazon.com/athena/latest/APIReference/API_GetDataCatalog.html
        """
        _checked(name)
        return {"DataCatalog": {"Name": CATALOG, "Type": "GLUE", "Parameters": {"catalog-id": ACCOUNT}}}

    def get_database(self, catalog_name: str, database_name: str, work_group: str | None = None) -> Record:
        """Answer one database.

        AWS: https://docs.aws.amazon.com/athena/latest/APIReference/API_GetDatabase.html
        """
        _checked(catalog_name)
        try:
            return {"Database": _database(self._glue.databases.get_database(name=database_name)["Database"])}
        except ServiceError as error:
            raise _metadata(error) from error

    def list_databases(
        self,
        catalog_name: str,
        next_token: str | None = None,
        max_results: int | None = None,
        work_group: str | None = None,
    ) -> Record:
        """List the databases by name, page by page.

        AWS: https://docs.aws.amazon.com/athena/latest/APIReference/API_ListDatabases.html
        """
        _checked(catalog_name)
        answer = self._glue.databases.get_databases(next_token=next_token, max_results=max_results)
        more = {"NextToken": answer["NextToken"]} if answer.get("NextToken") else {}
        return {"DatabaseList": [_database(d) for d in answer["DatabaseList"]], **more}

    def get_table_metadata(
        self, catalog_name: str, database_name: str, table_name: str, work_group: str | None = None
    ) -> Record:
        """Answer one table's columns and parameters.

        AWS: https://docs.aws.amazon.com/athena/latest/APIReference/API_GetTableMetadata.html
        """
        _checked(catalog_name)
        try:
            table = self._glue.tables.get_table(database_name=database_name, name=table_name)["Table"]
        except ServiceError as error:
            raise _metadata(error) from error
        return {"TableMetadata": _table(table)}

    def list_table_metadata(
        self,
        catalog_name: str,
        database_name: str,
        expression: str | None = None,
        next_token: str | None = None,
        max_results: int | None = None,
        work_group: str | None = None,
    ) -> Record:
        """List a database's tables with their columns, page by page.

        AWS: https://docs.aws.amazon.com/athena/latest/APIReference/API_ListTableMetadata.html
        """
        _checked(catalog_name)
        try:
            answer = self._glue.tables.get_tables(
                database_name=database_name,
                expression=expression,
                next_token=next_token,
                max_results=max_results,
            )
        except ServiceError as error:
            raise _metadata(error) from error
        more = {"NextToken": answer["NextToken"]} if answer.get("NextToken") else {}
        return {"TableMetadataList": [_table(t) for t in answer["TableList"]], **more}


def _checked(catalog: str) -> None:
    if catalog.lower() != CATALOG.lower():
        raise ServiceError("InvalidRequestException", f"Data catalog {catalog} was not found")


def _metadata(error: ServiceError) -> ServiceError:
    return (
        ServiceError("MetadataException", error.message) if error.code == "EntityNotFoundException" else error
    )


def _database(document: dict[str, Any]) -> Record:
    return {k: document[k] for k in ("Name", "Description", "Parameters") if k in document}


def _table(document: dict[str, Any]) -> Record:
    storage = document.get("StorageDescriptor", {})
    serde = storage.get("SerdeInfo", {})
    parameters = {
        **document.get("Parameters", {}),
        "inputformat": storage.get("InputFormat", ""),
        "location": storage.get("Location", ""),
        "outputformat": storage.get("OutputFormat", ""),
        "serde.serialization.lib": serde.get("SerializationLibrary", ""),
    }
    parameters |= {f"serde.param.{k}": v for k, v in serde.get("Parameters", {}).items()}
    times = {k: document[k] for k in ("CreateTime",) if k in document}
    return {
        "Name": document["Name"],
        **times,
        "TableType": document.get("TableType", ""),
        "Columns": [_column(c) for c in storage.get("Columns", [])],
        "PartitionKeys": [_column(c) for c in document.get("PartitionKeys", [])],
        "Parameters": parameters,
    }


def _column(column: dict[str, Any]) -> Record:
    return {k: column[k] for k in ("Name", "Type", "Comment") if k in column}
