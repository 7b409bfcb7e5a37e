"""What a failed script missed although the Data Catalog has it: Spark was not shown the catalog.

AWS: https://docs.aws.amazon.com/glue/latest/dg/aws-glue-programming-etl-glue-data-catalog-hive.html
"""

from __future__ import annotations

import importlib
import re
from collections.abc import Mapping

from boathouse.engine.spark import scripts

_MISSED = re.compile(r"\[(TABLE_OR_VIEW|SCHEMA)_NOT_FOUND\][^`\n]*((?:`[^`]+`\.?)+)")
_SPARKS_OWN = "spark_catalog"
_NOTE = "The Data Catalog has {}; the job parameter --enable-glue-datacatalog true shows it to spark.sql."

_NO_METASTORE = "Version information not found in metastore"
"""What Hive says where Hudi, to register a table, looks for a metastore that nobody has set up."""
_NO_OTHER = (
    "There is no Hive metastore but the Data Catalog, which the job parameter --enable-glue-datacatalog true "
    "makes the job's."
)


def note(message: str, environment: Mapping[str, str]) -> str:
    """Return what to say of an ErrorMessage of a run without the catalog; empty if it has no such thing."""
    if _NO_METASTORE in message:
        return _NO_OTHER
    found = _MISSED.search(message)
    if not found:
        return ""
    parts = re.findall("`([^`]+)`", found[2])
    parts = parts[1:] if parts[0] == _SPARKS_OWN else parts
    wanted = 2 if found[1] == "TABLE_OR_VIEW" else 1
    parts = ["default"] * (wanted - len(parts)) + parts
    if len(parts) > wanted:
        return ""  # in a catalog of the job's own
    return _NOTE.format(".".join(parts)) if _is_there(parts, environment) else ""


def _is_there(parts: list[str], environment: Mapping[str, str]) -> bool:
    exceptions = importlib.import_module("botocore.exceptions")
    glue = scripts.client("glue", environment)
    try:
        if len(parts) == 1:
            glue.get_database(Name=parts[0])
        else:
            glue.get_table(DatabaseName=parts[0], Name=parts[1])
    except (exceptions.BotoCoreError, exceptions.ClientError):
        return False
    return True
