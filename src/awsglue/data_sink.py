"""A sink that a script sets up step by step.

AWS: https://docs.aws.amazon.com/glue/latest/dg/update-from-job.html
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from pyspark.sql import DataFrame

from awsglue._ansi import lenient
from awsglue._catalog import BEHAVIORS, STORAGE, MadeTable
from awsglue._formats.sinks import Target, check_format, write
from awsglue._formats.writtentypes import as_written
from awsglue._frame.state import Frame
from awsglue._paths import truth
from awsglue.dynamicframe import DynamicFrame, DynamicFrameCollection

if TYPE_CHECKING:
    from awsglue.context import GlueContext


@lenient(lambda sink: sink._sql_ctx.sparkSession)
class DataSink:
    """Where a frame goes; nothing happens before a write, and a write only ever adds.

    AWS: https://docs.aws.amazon.com/glue/latest/dg/update-from-job.html
    Differs: UPDATE_IN_DATABASE replaces nested columns, and those of tables without partitions, too; AWS's
        page says that it does not.
    Differs: the SerDe of a CSV or Avro table that it makes is a guess (LazySimpleSerDe, AvroSerDe).
    Differs: the type that a JSON or CSV table which it makes has for a choice is a guess: one that holds all
        values (the larger integer, double, string).
    """

    def __init__(self, j_sink: Mapping[str, Any], sql_ctx: GlueContext) -> None:
        self._options, self._sql_ctx = dict(j_sink), sql_ctx
        self._format, self._format_options = "", dict[str, Any]()
        self._catalog: tuple[str, str, str] | None = None

    def setFormat(self, format: str, **options: Any) -> None:
        """Say in which format to write: json, csv, avro, orc, glueparquet, or parquet with the same writer.

        Raises ValueError for a format that Glue does not write, and AWS's error for plain parquet, which this
        kind of sink does not have.
        """
        wanted = format.lower()
        if wanted == "parquet" and not truth(options.get("useGlueParquetWriter", False)):
            raise RuntimeError(
                "ClassNotFoundException: Failed to load format with name parquet. "
                "A sink that can update the catalog writes Parquet as format 'glueparquet', "
                "or 'parquet' with useGlueParquetWriter=True."
            )
        wanted = "parquet" if wanted == "glueparquet" else wanted
        check_format(wanted)
        self._format, self._format_options = wanted, options

    def setCatalogInfo(self, catalogDatabase: str, catalogTableName: str, catalogId: str = "") -> None:
        """Say which table of the Data Catalog to make or update."""
        self._catalog = (catalogDatabase, catalogTableName, catalogId)

    def setAccumulableSize(self, size: int) -> None:
        """Say how many error records to keep; all are counted, whatever the number.

        Differs: the number is not obeyed.
        """

    def writeFrame(self, frame: DynamicFrame, info: str = "") -> DynamicFrame:
        """Write a frame; the answer is the frame of its error records.

        AWS: https://docs.aws.amazon.com/glue/latest/dg/update-from-job.html
        """
        if not isinstance(frame, DynamicFrame):
            raise TypeError(f"writeFrame takes a DynamicFrame, not a {type(frame).__name__}.")
        self._write(frame._frame, self._path())
        return self._errors(frame)

    def writeDataFrame(self, df: DataFrame, glue_context: GlueContext, info: str = "") -> DynamicFrame:
        """Write a DataFrame."""
        return self.writeFrame(DynamicFrame.fromDF(df, glue_context, "dataframe"), info)

    def write(self, dynamic_frame_or_dfc: DynamicFrame | DynamicFrameCollection, info: str = "") -> Any:
        """Write a frame, or each frame of a collection into a folder of its name.

        Raises TypeError for anything else.
        """
        given = dynamic_frame_or_dfc
        if isinstance(given, DynamicFrame):
            return self.writeFrame(given, info)
        if not isinstance(given, DynamicFrameCollection):
            raise TypeError(
                f"write takes a DynamicFrame or a DynamicFrameCollection, not a {type(given).__name__}."
            )
        results = {}
        for name in given.keys():  # noqa: SIM118 - it is no mapping
            self._write(given[name]._frame, f"{self._path().rstrip('/')}/{name}/")
            results[name] = self._errors(given[name])
        return DynamicFrameCollection(results, self._sql_ctx)

    def _path(self) -> str:
        path = str(self._options.get("path") or "")
        if not path:
            raise ValueError("The sink has no path: give getSink(path=…) or connection_options={'path': …}.")
        return path

    def _keys(self) -> tuple[str, ...]:
        keys = self._options.get("partitionKeys") or ()
        return (keys,) if isinstance(keys, str) else tuple(keys)

    def _errors(self, frame: DynamicFrame) -> DynamicFrame:
        errors = frame.errorsAsDynamicFrame()
        errors.name = f"{frame.name}_errors"
        return errors

    def _write(self, frame: Frame, path: str) -> None:
        if not self._format:
            raise ValueError("The sink has no format: call setFormat, or give format='json'.")
        target = Target(
            path,
            self._format,
            self._keys(),
            self._format_options,
            str(self._options.get("compression") or ""),
        )
        made = self._table(frame, path)
        written = write(self._sql_ctx._storage, frame, target)
        if made is not None and self._catalog is not None and written.files:
            database, name, catalog_id = self._catalog
            ready = replace(made, partitions=written.partitions)
            self._sql_ctx._catalog.publish(ready, database, name, self._behavior(), catalog_id or None)

    def _csv(self) -> dict[str, Any]:
        """What a CSV table's SerDe must know of the files; AWS does not tell what it stores."""
        if self._format != "csv":
            return {}
        given = {key.lower(): value for key, value in self._format_options.items()}
        header = truth(given.get("writeheader", True))
        return {"separator": str(given.get("separator") or ","), "header": header}

    def _behavior(self) -> str:
        behavior = str(self._options.get("updateBehavior") or "UPDATE_IN_DATABASE").upper()
        if behavior not in BEHAVIORS:
            raise ValueError(f"updateBehavior {behavior!r} is none of {', '.join(BEHAVIORS)}.")
        return behavior

    def _table(self, frame: Frame, path: str) -> MadeTable | None:
        """The table to make, if the script asks for one; its database must be there before the write."""
        if self._catalog is None or not truth(self._options.get("enableUpdateCatalog", False)):
            return None
        if self._format not in STORAGE:
            raise ValueError(
                f"enableUpdateCatalog works with json, csv, avro and parquet, not with {self._format}."
            )
        self._behavior()
        database, name, catalog_id = self._catalog
        schema = as_written(frame.schema, self._format, self._format_options, self._keys())
        made = MadeTable(schema, self._format, path.rstrip("/") + "/", self._keys(), **self._csv())
        old = self._sql_ctx._catalog.find(database, name, catalog_id or None)
        if old is not None:
            made.check_keys(old)
        return made
