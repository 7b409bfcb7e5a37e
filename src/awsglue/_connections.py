"""Connection types by name: what Glue can connect to, and where AWS tells about it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import boto3

from awsglue._unbuilt import unbuilt

if TYPE_CHECKING:
    from awsglue._catalog import Table

FILES = ("s3", "file")
JDBC = {
    "mysql": "com.mysql.cj.jdbc.Driver",
    "postgresql": "org.postgresql.Driver",
    "oracle": "oracle.jdbc.OracleDriver",
    "sqlserver": "com.microsoft.sqlserver.jdbc.SQLServerDriver",
    "jdbc": "",
    "custom.jdbc": "",
    "marketplace.jdbc": "",
}
"""Connection types that speak JDBC, and the driver of each where there is just one."""

SPARK = ("custom.spark", "marketplace.spark")
"""Connection types that name a data source of Spark's by its class."""

DYNAMODB = "dynamodb"

_PAGES = {
    "redshift": "aws-glue-programming-etl-connect-redshift-home.html",
    "dynamodb": "aws-glue-programming-etl-connect-dynamodb-home.html",
    "kinesis": "aws-glue-programming-etl-connect-kinesis-home.html",
    "kafka": "aws-glue-programming-etl-connect-kafka-home.html",
    "mongodb": "aws-glue-programming-etl-connect-mongodb-home.html",
    "documentdb": "aws-glue-programming-etl-connect-documentdb-home.html",
    "opensearch": "aws-glue-programming-etl-connect-opensearch-home.html",
    "snowflake": "aws-glue-programming-etl-connect-snowflake-home.html",
    "bigquery": "aws-glue-programming-etl-connect-bigquery-home.html",
    "azurecosmos": "aws-glue-programming-etl-connect-azurecosmos-home.html",
    "azuresql": "aws-glue-programming-etl-connect-azuresql-home.html",
    "saphana": "aws-glue-programming-etl-connect-saphana-home.html",
    "teradata": "aws-glue-programming-etl-connect-teradata-home.html",
    "vertica": "aws-glue-programming-etl-connect-vertica-home.html",
    "custom.spark": "connectors-chapter.html",
    "marketplace.spark": "connectors-chapter.html",
    "custom.athena": "connectors-chapter.html",
    "marketplace.athena": "connectors-chapter.html",
}


class ConnectionUtils:
    """What scripts ask AWS's Java class AWSConnectionUtils for, which `glueContext._jvm` has.

    AWS does not document it; its samples show the uses.
    """

    def getRegion(self) -> str:
        """The job's region."""
        return str(boto3.Session().region_name or "us-east-1")

    def getGlueEndpoint(self) -> str:
        """The URL of the Glue API."""
        return str(boto3.client("glue", region_name=self.getRegion()).meta.endpoint_url)

    def getGlueProxyUrl(self) -> str:
        """The URL of a proxy; its host is `null` where there is none, as here."""
        return "https://null:null"


def refused(connection_type: str, verb: str) -> NotImplementedError:
    """The error for a connection type that does not work here: what is missing, and AWS's page."""
    kind = connection_type.lower()
    page = _PAGES.get(kind, "aws-glue-programming-etl-connect.html")
    known = f"There is no {connection_type} here to connect to, nor the connector that AWS brings along."
    unknown = "It is none of Glue's names: s3, parquet, orc, mysql, postgresql, …"
    return unbuilt(f"{verb} connection type {connection_type!r}", page, known if kind in _PAGES else unknown)


def check_files(table: Table) -> None:
    """Raises NotImplementedError for a table of the catalog that is one of a database's or a stream's."""
    classification = table.parameters.get("classification", "")
    kind = classification.lower()
    if kind in JDBC or kind in _PAGES:
        page = _PAGES.get(kind, "aws-glue-programming-etl-connect-jdbc-home.html")
        why = f"Its classification says {classification}, and it is no table of files."
        if kind in JDBC:
            why += " Its property connectionName has to name the catalog's connection to its database."
        if kind == DYNAMODB:
            why += " Only create_dynamic_frame.from_catalog takes it; to write to it is the part of"
            why += " write_dynamic_frame.from_options."
        raise unbuilt(f"Access to table {table.name}", page, why)


def connector(connection_type: str, options: Mapping[str, Any], verb: str) -> tuple[str, dict[str, Any]]:
    """The class of a data source of Spark's, and the options that are for it.

    Raises NotImplementedError if only the connection on AWS knows the class.
    """
    if not options.get("className"):
        why = "It names no className: give the data source's class."
        raise unbuilt(f"{verb} connection type {connection_type!r}", _PAGES[connection_type], why)
    own = {name: value for name, value in options.items() if name not in ("className", "connectionName")}
    return str(options["className"]), own
