"""Databases through JDBC: Spark's own source and sink, where the script brings a driver along.

AWS: https://docs.aws.amazon.com/glue/latest/dg/aws-glue-programming-etl-connect-jdbc-home.html
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from pyspark.sql import DataFrame, SparkSession

from awsglue._connections import JDBC
from awsglue._paths import truth
from awsglue._unbuilt import unbuilt

if TYPE_CHECKING:
    from awsglue._catalog import Catalog, Table

PAGE = "aws-glue-programming-etl-connect-jdbc-home.html"
_DRIVERS = {
    "postgresql": JDBC["postgresql"],
    "mysql": JDBC["mysql"],
    "sqlserver": JDBC["sqlserver"],
    "oracle": JDBC["oracle"],
    "sqlite": "org.sqlite.JDBC",
    "derby": "org.apache.derby.jdbc.EmbeddedDriver",
    "redshift": "com.amazon.redshift.jdbc42.Driver",
}
"""Driver class by the word behind `jdbc:`."""


def load(session: SparkSession, connection_type: str, options: Mapping[str, Any]) -> DataFrame:
    """A DataFrame of a table or a query.

    Raises ValueError for options that name neither, NotImplementedError if there is no driver, and for a
    sample query in parts.
    """
    if truth(options.get("enablePartitioningForSampleQuery", False)):
        raise unbuilt("enablePartitioningForSampleQuery", PAGE, "Give a sampleQuery that is small itself.")
    told = _told(session, connection_type, options)
    if query := options.get("query") or options.get("sampleQuery"):
        told["query"] = str(query)
    else:
        told["dbtable"] = _table(options)
    told |= _parts(options)
    return session.read.format("jdbc").options(**told).load()


def primary_key(session: SparkSession, connection_type: str, options: Mapping[str, Any]) -> list[str]:
    """The columns of a table's primary key, in its order; none for a query, nor for a table without one."""
    name = _table_named(options)
    if options.get("query") or options.get("sampleQuery") or not name or "(" in name:
        return []
    jvm: Any = session._jvm
    told = _told(session, connection_type, options) | {"dbtable": name}
    spark = jvm.org.apache.spark.sql
    dialect = spark.jdbc.JdbcDialects.get(told["url"])
    wanted = spark.execution.datasources.jdbc.JDBCOptions(jvm.PythonUtils.toScalaMap(told))
    connection = dialect.createConnectionFactory(wanted).apply(-1)
    try:
        return _keys(connection, name)
    finally:
        connection.close()


def _keys(connection: Any, name: str) -> list[str]:
    about = connection.getMetaData()
    prefix, _, table = (_stored(about, part) for part in name.rpartition("."))
    catalog, schema = connection.getCatalog(), None
    if about.supportsSchemasInTableDefinitions():
        schema = prefix.rpartition(".")[2] or connection.getSchema()
    else:
        catalog = prefix or catalog
    found, keys = about.getPrimaryKeys(catalog, schema, table), {}
    while found.next():
        keys[found.getShort("KEY_SEQ")] = found.getString("COLUMN_NAME")
    return [keys[place] for place in sorted(keys)]


def _stored(about: Any, name: str) -> str:
    """A name as the database keeps it where it is not quoted."""
    quote = about.getIdentifierQuoteString().strip()
    if quote and name.startswith(quote):
        return name.strip(quote)
    if about.storesUpperCaseIdentifiers():
        return name.upper()
    return name.lower() if about.storesLowerCaseIdentifiers() else name


def save(df: DataFrame, connection_type: str, options: Mapping[str, Any]) -> None:
    """Append rows to a table.

    Raises as `load` does.
    """
    told = _told(df.sparkSession, connection_type, options) | {"dbtable": _table(options)}
    if batch := options.get("bulkSize") or options.get("batchsize"):
        told["batchsize"] = str(batch)
    df.write.format("jdbc").mode("append").options(**told).save()


def _told(session: SparkSession, connection_type: str, options: Mapping[str, Any]) -> dict[str, str]:
    url = str(options.get("url") or options.get("connectionUrl") or "")
    if not url.startswith("jdbc:"):
        raise ValueError(
            f"connection_options for {connection_type!r} need a 'url' that begins with jdbc: (or the "
            "'connectionName' of a connection in the catalog, with 'useConnectionProperties')."
        )
    named = options.get("customJdbcDriverClassName") or options.get("className") or options.get("driver")
    driver = str(named or JDBC.get(connection_type) or _DRIVERS.get(url.split(":")[1], ""))
    _require(session, driver, url)
    told = {"url": url, "driver": driver} if driver else {"url": url}
    for key in ("user", "password"):
        if options.get(key):
            told[key] = str(options[key])
    return told


def _require(session: SparkSession, driver: str, url: str) -> None:
    jvm: Any = session._jvm
    try:
        if driver:
            jvm.org.apache.spark.util.Utils.getContextOrSparkClassLoader().loadClass(driver)
        else:
            jvm.java.sql.DriverManager.getDriver(url)
    except Exception:
        kind = ":".join(url.split(":")[:2])
        raise unbuilt(
            f"A connection to {kind}",
            PAGE,
            f"Its JDBC driver ({driver or 'a class that takes this URL'}) is not on the class path: "
            "bring its jar along with --extra-jars.",
        ) from None


def _table(options: Mapping[str, Any]) -> str:
    table = _table_named(options)
    if not table:
        raise ValueError("connection_options have no 'dbtable': name the table.")
    return table


def _table_named(options: Mapping[str, Any]) -> str:
    """The table that the options name, or nothing."""
    return str(options.get("dbtable") or options.get("dbTable") or options.get("tableName") or "")


def _parts(options: Mapping[str, Any]) -> dict[str, str]:
    """Spark's options of a parallel read, where Glue's hash options leave them to us."""
    names = ("partitionColumn", "lowerBound", "upperBound", "numPartitions", "fetchsize")
    return {name: str(options[name]) for name in names if options.get(name)}


def connected(catalog: Catalog, options: Mapping[str, Any]) -> dict[str, Any]:
    """Connection options, with those of the catalog's connection that they name."""
    name = options.get("connectionName")
    if not name:
        return dict(options)
    conf = catalog.connection(str(name), options.get("catalogId"))
    rest = {key: value for key, value in options.items() if key != "useConnectionProperties"}
    keep = truth(options.get("useConnectionProperties", True))
    database = options.get("database")
    url = conf["fullUrl"] if not database else f"{conf['url']}/{database}"
    known = {"url": url, "user": conf["user"], "password": conf["password"]}
    return {**known, **rest} if keep else rest


def behind(table: Table) -> tuple[str, dict[str, str]] | None:
    """The connection type and the options that lead to a table which a crawler found in a database.

    AWS: https://docs.aws.amazon.com/glue/latest/dg/crawler-prereqs.html
    """
    kind, name = table.parameters.get("classification", "").lower(), table.parameters.get("connectionName")
    if kind not in JDBC or not name:
        return None
    # its location is database.schema.table, or database.table where there are no schemas
    return kind, {"connectionName": name, "dbtable": ".".join(table.location.split(".")[-2:])}
