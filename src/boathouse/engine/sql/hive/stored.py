"""What Athena stores in the catalog for a CREATE EXTERNAL TABLE, member by member.

https://docs.aws.amazon.com/athena/latest/ug/create-table.html
"""

from __future__ import annotations

import time
from typing import Any

from boathouse.engine.sql.hive.statements import ColumnDefinition, CreateTable


def table_input(statement: CreateTable) -> dict[str, Any]:
    """The statement as Glue's CreateTable takes it."""
    parameters = {"EXTERNAL": "TRUE", "transient_lastDdlTime": str(int(time.time())), **statement.properties}
    if statement.comment:
        parameters["comment"] = statement.comment
    return {
        "Name": statement.name.table,
        "Owner": "hadoop",
        "TableType": "EXTERNAL_TABLE",
        "Parameters": parameters,
        "PartitionKeys": [column(c) for c in statement.partition_keys],
        "StorageDescriptor": {
            "Columns": [column(c) for c in statement.columns],
            "Location": statement.location,
            "InputFormat": statement.input_format,
            "OutputFormat": statement.output_format,
            "Compressed": False,
            "NumberOfBuckets": -1,
            "SerdeInfo": {
                "SerializationLibrary": statement.serde,
                "Parameters": statement.serde_parameters,
            },
            "BucketColumns": [],
            "SortColumns": [],
            "Parameters": {},
            "SkewedInfo": {
                "SkewedColumnNames": [],
                "SkewedColumnValues": [],
                "SkewedColumnValueLocationMaps": {},
            },
            "StoredAsSubDirectories": False,
        },
    }


def column(definition: ColumnDefinition) -> dict[str, str]:
    """A column as Glue stores it."""
    found = {"Name": definition.name, "Type": definition.kind}
    return found if definition.comment is None else {**found, "Comment": definition.comment}
