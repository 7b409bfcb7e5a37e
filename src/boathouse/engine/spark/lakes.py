"""What a failed script missed of a lake format: its jars, its catalog, or its settings.

AWS: https://docs.aws.amazon.com/glue/latest/dg/aws-glue-programming-etl-datalake-native-frameworks.html
"""

from __future__ import annotations

import re

_GUIDE = "https://docs.aws.amazon.com/glue/latest/dg/aws-glue-programming-etl-format-"
_PAGES = {"delta": "delta-lake.html", "hudi": "hudi.html", "iceberg": "iceberg.html"}
_NO_SOURCE = re.compile(r"Failed to find the data source: (delta|hudi|iceberg)\b")
_NO_PLUGIN = re.compile(
    r"Cannot find catalog plugin class for catalog '[^']*': [\w.]*\b(delta|hudi|iceberg)\b"
)
_NO_CATALOG = re.compile(r"spark_catalog requires a single-part namespace, but got `([^`]+)`\.`")
_UNSET = "[DELTA_CONFIGURE_SPARK_SESSION_WITH_EXTENSION_AND_CATALOG]"
_DELTAS = (
    "--conf spark.sql.extensions=io.delta.sql.DeltaSparkSessionExtension "
    "--conf spark.sql.catalog.spark_catalog=org.apache.spark.sql.delta.catalog.DeltaCatalog"
)


def note(message: str) -> str:
    """Return which job parameter an ErrorMessage asks for; empty if none."""
    if found := _NO_SOURCE.search(message) or _NO_PLUGIN.search(message):
        page = _GUIDE + _PAGES[found[1]]
        return f"The job parameter --datalake-formats {found[1]} brings it along; see {page}"
    if found := _NO_CATALOG.search(message):
        return (
            f"Spark has a catalog {found[1]} once the job parameter --conf spark.sql.catalog.{found[1]}=… "
            f"says what it is; see {_GUIDE}{_PAGES['iceberg']}"
        )
    if _UNSET in message:
        return f"Beside --datalake-formats delta the job needs {_DELTAS}; see {_GUIDE}{_PAGES['delta']}"
    return ""
