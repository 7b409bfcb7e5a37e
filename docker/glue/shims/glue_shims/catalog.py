"""A Parquet table in the Data Catalog, as the Glue Parquet writer leaves it there.

AWS: https://docs.aws.amazon.com/glue/latest/dg/update-from-job.html
"""

import sys
from typing import Any

import boto3
from botocore.exceptions import ClientError

_HIVE = "org.apache.hadoop.hive.ql.io.parquet"
_STORAGE = {
    "InputFormat": f"{_HIVE}.MapredParquetInputFormat",
    "OutputFormat": f"{_HIVE}.MapredParquetOutputFormat",
    "SerdeInfo": {"SerializationLibrary": f"{_HIVE}.serde.ParquetHiveSerDe", "Parameters": {}},
}
_BATCH = 100  # BatchCreatePartition's most


def publish(df: Any, table: tuple[str, str], path: str, keys: list[str], behaviour: str) -> None:
    """Create or update the table, and register the partitions that `df` has rows of."""
    glue: Any = boto3.client("glue")
    database, name = (part.lower() for part in table)
    fields = {field.name: field.dataType.simpleString().lower() for field in df.schema.fields}
    wanted = _definition(name, fields, keys, path)
    try:
        there = glue.get_table(DatabaseName=database, Name=name)["Table"]
    except ClientError as error:
        if error.response["Error"]["Code"] != "EntityNotFoundException":
            raise
        glue.create_table(DatabaseName=database, TableInput=wanted)
    else:
        if behaviour == "UPDATE_IN_DATABASE" and _columns(there) != _columns(wanted):
            storage = there["StorageDescriptor"] | {"Columns": wanted["StorageDescriptor"]["Columns"]}
            glue.update_table(DatabaseName=database, TableInput=wanted | {"StorageDescriptor": storage})
    if keys:
        _register(glue, database, wanted, df.select(*keys).distinct().collect())


def _definition(name: str, fields: dict[str, str], keys: list[str], path: str) -> dict[str, Any]:
    columns = [{"Name": field.lower(), "Type": kind} for field, kind in fields.items() if field not in keys]
    return {
        "Name": name,
        "TableType": "EXTERNAL_TABLE",
        "Parameters": {
            "CreatedByJob": _argument("--JOB_NAME"),
            "CreatedByJobRun": _argument("--JOB_RUN_ID"),
            "classification": "parquet",
            "useGlueParquetWriter": "true",
        },
        "PartitionKeys": [{"Name": key.lower(), "Type": fields[key]} for key in keys],
        "StorageDescriptor": _STORAGE | {"Columns": columns, "Location": path},
    }


def _columns(table: dict[str, Any]) -> list[tuple[str, str]]:
    return [(column["Name"], column["Type"]) for column in table["StorageDescriptor"]["Columns"]]


def _register(glue: Any, database: str, table: dict[str, Any], rows: list[Any]) -> None:
    storage, keys = table["StorageDescriptor"], [key["Name"] for key in table["PartitionKeys"]]
    partitions = []
    for row in rows:
        values = ["__HIVE_DEFAULT_PARTITION__" if value is None else str(value) for value in row]
        folder = "/".join(f"{key}={value}" for key, value in zip(keys, values, strict=True))
        location = f"{storage['Location'].rstrip('/')}/{folder}/"
        partitions.append({"Values": values, "StorageDescriptor": storage | {"Location": location}})
    for start in range(0, len(partitions), _BATCH):
        # Partitions that are there already are told in the answer, and are no failure.
        glue.batch_create_partition(
            DatabaseName=database,
            TableName=table["Name"],
            PartitionInputList=partitions[start : start + _BATCH],
        )


def _argument(name: str) -> str:
    words = sys.argv
    return words[words.index(name) + 1] if name in words[:-1] else ""
