"""GlueContext: where a script gets frames and sinks from.

AWS: https://docs.aws.amazon.com/glue/latest/dg/aws-glue-api-crawler-pyspark-extensions-glue-context.html
"""

from __future__ import annotations

import time
import uuid
import warnings
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from os.path import commonprefix
from typing import Any, ClassVar

from pyspark import SparkContext
from pyspark.sql import DataFrame, SparkSession, SQLContext

from awsglue import _batches, _iceberg, _jdbc, _purging, _reading
from awsglue._catalog import Catalog, Table
from awsglue._connections import (
    DYNAMODB,
    FILES,
    JDBC,
    SPARK,
    ConnectionUtils,
    check_files,
    connector,
    refused,
)
from awsglue._dynamodb import options as _of_dynamodb
from awsglue._dynamodb.sink import DynamoSink
from awsglue._dynamodb.source import read as _read_dynamodb
from awsglue._formats.readers import COLUMNAR
from awsglue._frame.hivetypes import scalar_of
from awsglue._frame.sparktypes import public_ddl
from awsglue._frame.state import Frame
from awsglue._listing import Everything, Ledger, Listing, sampled
from awsglue._logger import Logger
from awsglue._paths import Storage, paths_of, truth
from awsglue._unbuilt import unbuilt
from awsglue._writing import write_by_spark
from awsglue.data_sink import DataSink
from awsglue.data_source import DataSource
from awsglue.dataframereader import DataFrameReader
from awsglue.dataframewriter import DataFrameWriter
from awsglue.dynamicframe import DynamicFrame, DynamicFrameCollection, DynamicFrameReader, DynamicFrameWriter
from awsglue.gluetypes import DataType

_PAGE = "aws-glue-api-crawler-pyspark-extensions-glue-context.html"
Options = Mapping[str, Any]


def register(sc: SparkContext) -> None:
    """Prepare a SparkContext for Glue; this engine needs no preparation."""


class GlueContext(SQLContext):
    """An SQLContext that also reads and writes DynamicFrames.

    AWS: https://docs.aws.amazon.com/glue/latest/dg/aws-glue-api-crawler-pyspark-extensions-glue-context.html
    """

    Spark_SQL_Formats: ClassVar[set[str]] = {"parquet", "orc"}
    Unsupported_Compression_Types: ClassVar[set[str]] = {"lzo"}

    def __init__(
        self, sparkContext: SparkContext | SparkSession | SQLContext | None = None, **options: Any
    ) -> None:
        given = sparkContext.sparkSession if isinstance(sparkContext, SQLContext) else sparkContext
        session = given if isinstance(given, SparkSession) else None
        sc = session.sparkContext if session else given or SparkContext.getOrCreate()
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", FutureWarning)
            super().__init__(sc, session or SparkSession(sc))  # type: ignore[arg-type]
        register(self._sc)
        jvm: Any = self._jvm
        jvm.AWSConnectionUtils = ConnectionUtils()
        self._partitions = int(options.get("minPartitions") or options.get("targetPartitions") or 0)
        self._storage, self._catalog = Storage(self.sparkSession), Catalog()
        self._ledger: Ledger = Everything()
        self.create_dynamic_frame = DynamicFrameReader(self)
        self.create_data_frame = DataFrameReader(self)
        self.write_dynamic_frame = DynamicFrameWriter(self)
        self.write_data_frame = DataFrameWriter(self)
        self.spark_session = self.sparkSession

    @classmethod
    def getOrCreate(cls, sc: SparkContext) -> GlueContext:
        """The context of this SparkContext."""
        known = SQLContext._instantiatedContext
        return known if isinstance(known, cls) and known._sc is sc else cls(sc)

    # Sources

    def getSource(
        self,
        connection_type: str,
        format: str | None = None,
        transformation_ctx: str = "",
        push_down_predicate: str = "",
        **options: Any,
    ) -> DataSource:
        """A source of files, of DynamoDB, or of a database whose JDBC driver the job brings along.

        AWS: https://docs.aws.amazon.com/glue/latest/dg/aws-glue-programming-etl-connect.html
        Differs: of the connection types only s3, file, parquet, orc, dynamodb, JDBC with a driver of the
        job's own, and Spark's own sources work; the others raise NotImplementedError.
        Differs: groupFiles and groupSize change nothing: Spark packs small files into tasks by itself.
        Differs: files have no storage class here, so that excludeStorageClasses has nothing to exclude.
        Differs: a JDBC source is read by one task, whatever hashfield, hashexpression and hashpartitions say.
        Differs: attachTimestamp gives milliseconds since 1970, a long; AWS does not tell its type.
        Differs: a table of DynamoDB is scanned once, when its frame is made, in no more segments than Spark
        has cores, whatever dynamodb.splits says; dynamodb.throughput.read.percent is checked, not obeyed.
        Differs: some types of DynamoDB's attributes are a guess: a set is an array, what a list holds keeps
        its type, a NULL is an explicit null, a whole number beyond 64 bits is a double.
        Differs: a new export of DynamoDB is a scan of the table as it is now, whatever dynamodb.exportTime
        says; nothing goes to dynamodb.s3.bucket, and point-in-time recovery need not be enabled.
        """
        kind = connection_type.lower()
        if kind in COLUMNAR:
            format = kind
        elif kind in JDBC or kind in SPARK or kind == DYNAMODB:
            return DataSource(
                self._foreign(kind, options, transformation_ctx), self, str(options.get("dbtable") or kind)
            )
        elif kind not in FILES:
            raise refused(connection_type, "Reading")

        def read(chosen: str | None, format_options: Options) -> Frame:
            name = chosen or format
            if not name:
                raise ValueError("The source has no format: give format='json', 'csv' or 'parquet'.")
            listing = self._listing(transformation_ctx)
            frame = _reading.read_paths(self.sparkSession, listing, name, options, format_options)
            return _reading.where(frame, push_down_predicate)

        return DataSource(read, self, _frame_name(options))

    def _foreign(self, kind: str, options: Options, context: str) -> Callable[[str | None, Options], Frame]:
        """What reads a source that is no folder of files."""

        def read(format: str | None, format_options: Options) -> Frame:
            if kind == DYNAMODB:
                return _read_dynamodb(self.sparkSession, self._storage, options)
            if kind in SPARK:
                name, rest = connector(kind, options, "Reading")
                return Frame.of(self.sparkSession.read.format(name).options(**rest).load())
            told = _jdbc.connected(self._catalog, options)
            rows = _jdbc.load(self.sparkSession, kind, told)
            if context:
                key = partial(_jdbc.primary_key, self.sparkSession, kind, told)
                rows = self._ledger.rows(context, rows, told, key)
            return Frame.of(rows)

        return read

    def getStreamingSource(
        self,
        connection_type: str,
        format: str | None = None,
        transformation_ctx: str = "",
        push_down_predicate: str = "",
        **options: Any,
    ) -> Any:
        """Say that it is not built.

        AWS: https://docs.aws.amazon.com/glue/latest/dg/aws-glue-programming-etl-connect-kinesis-home.html
        Differs: not built; raises NotImplementedError.
        """
        raise unbuilt("Reading a stream", "aws-glue-programming-etl-connect-kinesis-home.html")

    def get_catalog_schema_as_spark_schema(
        self, database: str | None = None, table_name: str | None = None, catalog_id: str | None = None
    ) -> Any:
        """A table's schema as Spark's StructType."""
        table = self._entry(database, table_name, {}, catalog_id)
        parts = []
        for name, kind in table.columns + table.keys:
            scalar = scalar_of(kind)
            parts.append(f"`{name}` {public_ddl(scalar) if scalar else kind}")
        return self.sparkSession.createDataFrame([], ", ".join(parts)).schema

    def create_dynamic_frame_from_rdd(
        self,
        data: Any,
        name: str,
        schema: Any = None,
        sample_ratio: float | None = None,
        transformation_ctx: str = "",
    ) -> DynamicFrame:
        """A frame of an RDD's rows.

        AWS: https://docs.aws.amazon.com/glue/latest/dg/aws-glue-api-crawler-pyspark-extensions-glue-context.html
        """
        df = self.sparkSession.createDataFrame(data, schema, sample_ratio)
        return DynamicFrame.fromDF(df, self, name)

    def create_dynamic_frame_from_catalog(
        self,
        database: str | None = None,
        table_name: str | None = None,
        redshift_tmp_dir: str = "",
        transformation_ctx: str = "",
        push_down_predicate: str = "",
        additional_options: Options = {},
        catalog_id: str | None = None,
        **kwargs: Any,
    ) -> DynamicFrame:
        """A frame of a table: names in lower case, as the catalog has them, or a database.

        AWS: https://docs.aws.amazon.com/glue/latest/dg/aws-glue-api-crawler-pyspark-extensions-glue-context.html
        Differs: files in folders below a table's, or below a partition's, are read with `recurse` among the
        additional options only; AWS does not tell. A Parquet or ORC table, and a JSON table for which a
        crawler has noted `paths`, has the files' own names, and its fields are found by the catalog's, too;
        any other has the catalog's. A table of DynamoDB has its attributes' own names and types; they are
        found by the catalog's names, too. `paths` among the additional options are read instead of the
        table's location. A partition key of strings has the text __HIVE_DEFAULT_PARTITION__ where its folder
        says so, keys of other types are null there.
        """
        table = self._entry(database, table_name, kwargs, catalog_id)
        if table.parameters.get("classification", "").lower() == DYNAMODB:
            told = _of_dynamodb.of_table(table.location, additional_options)
            items = self._foreign(DYNAMODB, told, transformation_ctx)
            return DataSource(lambda *given: replace(items(*given), folded=True), self, table.name).getFrame(
                **kwargs
            )
        if behind := _jdbc.behind(table):
            kind, options = behind
            rows = self._foreign(kind, {**options, **additional_options}, transformation_ctx)
            return DataSource(
                lambda *given: _reading.where(rows(*given), push_down_predicate), self, table.name
            ).getFrame(**kwargs)
        check_files(table)

        def read(format: str | None, options: Options) -> Frame:
            return _reading.read_table(
                self.sparkSession,
                self._listing(transformation_ctx),
                self._catalog,
                table,
                push_down_predicate,
                additional_options,
            )

        return DataSource(read, self, table.name).getFrame(**kwargs)

    def create_data_frame_from_catalog(
        self,
        database: str | None = None,
        table_name: str | None = None,
        redshift_tmp_dir: str = "",
        transformation_ctx: str = "",
        push_down_predicate: str = "",
        additional_options: Options = {},
        catalog_id: str | None = None,
        **kwargs: Any,
    ) -> DataFrame:
        """A DataFrame of a table; for Delta, Hudi and Iceberg, additional options are their reader's.

        So they are with useSparkDataSource, for tables of Avro, CSV, JSON, ORC, Parquet, text and binary
        files, whose columns are then found in the data, or are the catalog's with useCatalogSchema.

        AWS: https://docs.aws.amazon.com/glue/latest/dg/aws-glue-api-crawler-pyspark-extensions-glue-context.html
        Differs: what is read with useSparkDataSource is no part of a bookmark.
        """
        table = self._entry(database, table_name, kwargs, catalog_id)
        if table.format in _reading.LAKES:
            df = _reading.lake(self.sparkSession, table.format, table.location, additional_options)
        elif table.format == "iceberg":
            df = _iceberg.read(self.sparkSession, table, additional_options)
        elif truth(additional_options.get("useSparkDataSource", False)):
            df = _reading.by_spark(self.sparkSession, table, additional_options)
        else:
            return self.create_dynamic_frame_from_catalog(
                database,
                table_name,
                redshift_tmp_dir,
                transformation_ctx,
                push_down_predicate,
                additional_options,
                catalog_id,
                **kwargs,
            ).toDF()
        return df.where(push_down_predicate) if push_down_predicate else df

    def create_dynamic_frame_from_options(
        self,
        connection_type: str,
        connection_options: Options = {},
        format: str | None = None,
        format_options: Options = {},
        transformation_ctx: str = "",
        push_down_predicate: str = "",
        **kwargs: Any,
    ) -> DynamicFrame:
        """A frame of files.

        AWS: https://docs.aws.amazon.com/glue/latest/dg/aws-glue-api-crawler-pyspark-extensions-glue-context.html
        Differs: a JSON line that is not wholly JSON gives one error record, and the objects that stand whole
        on it are kept; a line that is an array is read as the objects in it.
        Differs: a JSON integer of more than 64 bits is read as a double.
        """
        source = self.getSource(
            connection_type, format, transformation_ctx, push_down_predicate, **dict(connection_options)
        )
        if format:
            source.setFormat(format, **dict(format_options))
        return source.getFrame(**kwargs)

    def create_data_frame_from_options(
        self,
        connection_type: str,
        connection_options: Options = {},
        format: str | None = None,
        format_options: Options = {},
        transformation_ctx: str = "",
        push_down_predicate: str = "",
        **kwargs: Any,
    ) -> DataFrame:
        """A DataFrame of files, Delta and Hudi folders included.

        AWS: https://docs.aws.amazon.com/glue/latest/dg/aws-glue-api-crawler-pyspark-extensions-glue-context.html
        """
        kind = (format or connection_type).lower()
        if kind in _reading.LAKES:
            paths = paths_of(connection_options)
            rest = {k: v for k, v in connection_options.items() if k not in ("path", "paths")}
            return _reading.lake(self.sparkSession, kind, paths[0], {**rest, **format_options})
        return self.create_dynamic_frame_from_options(
            connection_type,
            connection_options,
            format,
            format_options,
            transformation_ctx,
            push_down_predicate,
            **kwargs,
        ).toDF()

    def create_sample_dynamic_frame_from_catalog(
        self,
        database: str | None = None,
        table_name: str | None = None,
        num: int | None = None,
        sample_options: Options = {},
        redshift_tmp_dir: str = "",
        transformation_ctx: str = "",
        push_down_predicate: str = "",
        additional_options: Options = {},
        catalog_id: str | None = None,
        erieTxId: str = "",
        asOfTime: str = "",
        **kwargs: Any,
    ) -> DynamicFrame:
        """The first records of a table, out of some files of some partitions.

        AWS: https://docs.aws.amazon.com/glue/latest/dg/aws-glue-api-crawler-pyspark-extensions-glue-context.html
        Differs: erieTxId and asOfTime are not looked at: no table here is governed by Lake Formation.
        """
        options = {**additional_options, **sampled(sample_options)}
        frame = self.create_dynamic_frame_from_catalog(
            database,
            table_name,
            redshift_tmp_dir,
            transformation_ctx,
            push_down_predicate,
            options,
            catalog_id,
            **kwargs,
        )
        return _first(frame, num)

    def create_sample_dynamic_frame_from_options(
        self,
        connection_type: str,
        connection_options: Options = {},
        num: int | None = None,
        sample_options: Options = {},
        format: str | None = None,
        format_options: Options = {},
        transformation_ctx: str = "",
        push_down_predicate: str = "",
        **kwargs: Any,
    ) -> DynamicFrame:
        """The first records of files, out of some of them.

        AWS: https://docs.aws.amazon.com/glue/latest/dg/aws-glue-api-crawler-pyspark-extensions-glue-context.html
        """
        options = {**connection_options, **sampled(sample_options)}
        frame = self.create_dynamic_frame_from_options(
            connection_type,
            options,
            format,
            format_options,
            transformation_ctx,
            push_down_predicate,
            **kwargs,
        )
        return _first(frame, num)

    def _entry(
        self, database: str | None, table_name: str | None, legacy: Options, catalog_id: str | None
    ) -> Table:
        """A table of the catalog, wherever its rows lie."""
        return self._catalog.table(*_table_name(database, table_name, legacy), catalog_id)

    def _table(self, database: str | None, table_name: str | None, catalog_id: str | None) -> Table:
        """A table of files.

        Raises NotImplementedError for one of a database or a stream.
        """
        table = self._entry(database, table_name, {}, catalog_id)
        check_files(table)
        return table

    def _listing(self, transformation_ctx: str) -> Listing:
        """How the files of a source are found; the ledger of the moment decides which were read before."""
        return Listing(self._storage, transformation_ctx, self._ledger)

    # Sinks

    def getSink(
        self, connection_type: str, format: str | None = None, transformation_ctx: str = "", **options: Any
    ) -> DataSink:
        """A sink for files or a table of DynamoDB's; nothing is written before its `writeFrame`.

        AWS: https://docs.aws.amazon.com/glue/latest/dg/update-from-job.html
        Differs: of the connection types only s3, file and dynamodb; JDBC is written by
        `write_dynamic_frame.from_options` and `from_jdbc_conf`, with a driver of the job's own, and Spark's
        own sources by the former.
        Differs: dynamodb.throughput.write.percent and dynamodb.output.numParallelTasks are checked, not
        obeyed.
        Differs: the types of DynamoDB's items are a guess: a field that is null is left out, a null in a list
        is NULL; a struct is a map, an array a list, a date or timestamp the string that Spark casts it to; of
        a choice goes in what each record holds.
        """
        kind = connection_type.lower()
        if kind == DYNAMODB:
            return DynamoSink(options, self)
        if kind not in FILES:
            raise refused(connection_type, "Writing")
        self._check_compression(options)
        sink = DataSink(options, self)
        if format:
            sink.setFormat(format)
        return sink

    def _check_compression(self, *given: Options) -> None:
        """Raises NotImplementedError for a compression that there is nobody to do."""
        for options in given:
            compression = str(options.get("compression") or "").lower()
            if compression in self.Unsupported_Compression_Types:
                raise unbuilt(f"Compression {compression!r}", "aws-glue-programming-etl-connect-s3-home.html")

    def write_dynamic_frame_from_options(
        self,
        frame: DynamicFrame | DynamicFrameCollection,
        connection_type: str,
        connection_options: Options = {},
        format: str | None = None,
        format_options: Options = {},
        transformation_ctx: str = "",
    ) -> Any:
        """Write a frame as files, appending.

        Raises TypeError for anything but a frame or a collection.
        AWS: https://docs.aws.amazon.com/glue/latest/dg/aws-glue-api-crawler-pyspark-extensions-dynamic-frame-writer.html
        """
        return self.write_from_options(
            frame, connection_type, connection_options, format, format_options, transformation_ctx
        )

    def write_from_options(
        self,
        frame_or_dfc: DynamicFrame | DynamicFrameCollection,
        connection_type: str,
        connection_options: Options = {},
        format: Any = {},
        format_options: Options = {},
        transformation_ctx: str = "",
        **kwargs: Any,
    ) -> Any:
        """Write a frame, or each frame of a collection into a folder of its name, appending.

        Raises TypeError for anything but a frame or a collection.
        AWS: https://docs.aws.amazon.com/glue/latest/dg/aws-glue-api-crawler-pyspark-extensions-glue-context.html
        """
        if not isinstance(frame_or_dfc, DynamicFrame | DynamicFrameCollection):
            raise TypeError(
                f"Expected a DynamicFrame or a DynamicFrameCollection, not a {type(frame_or_dfc).__name__}."
            )
        name, kind = str(format or connection_type), connection_type.lower()
        if kind in JDBC:
            self._write_rows(frame_or_dfc, kind, connection_options)
            return _errors(frame_or_dfc, self)
        if kind in SPARK:
            self._write_by_connector(frame_or_dfc, kind, connection_options)
            return _errors(frame_or_dfc, self)
        if kind == DYNAMODB:
            return self.getSink(kind, **dict(connection_options)).write(frame_or_dfc)
        if kind not in FILES and kind not in COLUMNAR:
            raise refused(connection_type, "Writing")
        if not format and kind in FILES:
            raise ValueError("The files to write have no format: give format='json', 'csv' or 'glueparquet'.")
        self._check_compression(connection_options, format_options)
        if name.lower() in self.Spark_SQL_Formats and not truth(
            format_options.get("useGlueParquetWriter", False)
        ):
            return self._write_by_spark(frame_or_dfc, name.lower(), connection_options, format_options)
        sink = self.getSink(
            "s3" if kind in COLUMNAR else kind,
            transformation_ctx=transformation_ctx,
            **dict(connection_options),
        )
        sink.setFormat(name, **dict(format_options))
        return sink.write(frame_or_dfc)

    def _write_rows(
        self, frame_or_dfc: DynamicFrame | DynamicFrameCollection, kind: str, options: Options
    ) -> None:
        """Append to the table `dbtable`; a collection goes to a table of each frame's name."""
        told = _jdbc.connected(self._catalog, options)
        if isinstance(frame_or_dfc, DynamicFrame):
            _jdbc.save(frame_or_dfc.toDF(), kind, told)
            return
        for name in frame_or_dfc.keys():  # noqa: SIM118 - it is no mapping
            _jdbc.save(frame_or_dfc[name].toDF(), kind, {**told, "dbtable": name})

    def _write_by_connector(
        self, frame_or_dfc: DynamicFrame | DynamicFrameCollection, kind: str, options: Options
    ) -> None:
        """Append each frame by the data source of Spark's that the options name."""
        name, own = connector(kind, options, "Writing")
        frames = [frame_or_dfc] if isinstance(frame_or_dfc, DynamicFrame) else frame_or_dfc.values()
        for frame in frames:
            frame.toDF().write.format(name).mode("append").options(**own).save()

    def _write_by_spark(
        self,
        frame_or_dfc: DynamicFrame | DynamicFrameCollection,
        format: str,
        connection_options: Options,
        format_options: Options,
    ) -> Any:
        """Parquet and ORC go through Spark's own writer, with its file names."""
        if isinstance(frame_or_dfc, DynamicFrameCollection):
            made, path = {}, str(connection_options.get("path") or "")
            for name in frame_or_dfc.keys():  # noqa: SIM118 - it is no mapping
                inner = {**connection_options, "path": path and f"{path.rstrip('/')}/{name}"}
                made[name] = self._write_by_spark(frame_or_dfc[name], format, inner, format_options)
            return DynamicFrameCollection(made, self)
        write_by_spark(self._storage, frame_or_dfc.toDF(), format, connection_options, format_options)
        return frame_or_dfc.errorsAsDynamicFrame()

    def write_dynamic_frame_from_catalog(
        self,
        frame: DynamicFrame | DynamicFrameCollection,
        database: str | None = None,
        table_name: str | None = None,
        redshift_tmp_dir: str = "",
        transformation_ctx: str = "",
        additional_options: Options = {},
        catalog_id: str | None = None,
        **kwargs: Any,
    ) -> Any:
        """Write a frame to the place of a table, in its format, appending; to a database's, as rows.

        AWS: https://docs.aws.amazon.com/glue/latest/dg/aws-glue-api-crawler-pyspark-extensions-dynamic-frame-writer.html
        Differs: enableUpdateCatalog for a Parquet table without useGlueParquetWriter writes the rows, warns
        and leaves the catalog as it is; AWS's page only says that the property must be set.
        """
        if not isinstance(frame, DynamicFrame | DynamicFrameCollection):
            raise TypeError(
                f"Expected a DynamicFrame or a DynamicFrameCollection, not a {type(frame).__name__}."
            )
        table = self._entry(database, table_name, kwargs, catalog_id)
        if behind := _jdbc.behind(table):
            self._write_rows(frame, behind[0], {**behind[1], **additional_options})
            return _errors(frame, self)
        check_files(table)
        keys = [name for name, _ in table.keys]
        options = {"partitionKeys": keys, **additional_options, "path": table.location}
        format = table.format
        ours = truth(table.parameters.get("useGlueParquetWriter", "false"))
        if format in self.Spark_SQL_Formats and not ours:
            if truth(options.get("enableUpdateCatalog", False)):
                self.get_logger().warn(
                    f"Table {table.name} is not written by Glue's Parquet writer, so that a job does not "
                    "change it in the catalog: set its property useGlueParquetWriter=true."
                )
            return self._write_by_spark(frame, format, options, {})
        sink = self.getSink("s3", transformation_ctx=transformation_ctx, **options)
        sink.setCatalogInfo(str(table.data["DatabaseName"]), table.name, catalog_id or "")
        sink.setFormat("glueparquet" if format == "parquet" else format, **_reading.written_as(table))
        return sink.write(frame)

    def write_data_frame_from_catalog(
        self,
        frame: DataFrame,
        database: str | None = None,
        table_name: str | None = None,
        redshift_tmp_dir: str = "",
        transformation_ctx: str = "",
        additional_options: Options = {},
        catalog_id: str | None = None,
        **kwargs: Any,
    ) -> Any:
        """Append a DataFrame to a table; for Delta, Hudi and Iceberg, additional options are their writer's.

        AWS: https://docs.aws.amazon.com/glue/latest/dg/aws-glue-programming-etl-format-delta-lake.html
        """
        table = self._entry(database, table_name, kwargs, catalog_id)
        if table.format in _reading.LAKES:
            options = {key: str(value) for key, value in additional_options.items()}
            frame.write.format(table.format).mode("append").options(**options).save(table.location)
            return None
        if table.format == "iceberg":
            return _iceberg.append(frame, table, additional_options)
        return self.write_dynamic_frame_from_catalog(
            DynamicFrame.fromDF(frame, self, table.name),
            database,
            table_name,
            redshift_tmp_dir,
            transformation_ctx,
            additional_options,
            catalog_id,
            **kwargs,
        )

    def write_dynamic_frame_from_jdbc_conf(
        self,
        frame: DynamicFrame | DynamicFrameCollection,
        catalog_connection: str,
        connection_options: Options = {},
        redshift_tmp_dir: str = "",
        transformation_ctx: str = "",
        catalog_id: str | None = None,
    ) -> None:
        """Append to tables of the database of a connection in the catalog.

        AWS: https://docs.aws.amazon.com/glue/latest/dg/aws-glue-programming-etl-connect-jdbc-home.html
        Differs: the driver is one that the job brings along.
        """
        told = {**connection_options, "connectionName": catalog_connection, "catalogId": catalog_id}
        self._write_rows(frame, "jdbc", told)

    def write_from_jdbc_conf(
        self,
        frame_or_dfc: DynamicFrame | DynamicFrameCollection,
        catalog_connection: str,
        connection_options: Options = {},
        redshift_tmp_dir: str = "",
        transformation_ctx: str = "",
        catalog_id: str | None = None,
    ) -> None:
        """Append to tables of the database of a connection in the catalog.

        AWS: https://docs.aws.amazon.com/glue/latest/dg/aws-glue-programming-etl-connect-jdbc-home.html
        Differs: the driver is one that the job brings along.
        """
        told = {**connection_options, "connectionName": catalog_connection, "catalogId": catalog_id}
        self._write_rows(frame_or_dfc, "jdbc", told)

    def convert_resolve_option(self, path: str, action: str, target: DataType | None) -> tuple[str, str]:
        """A ResolveOption as a spec of resolveChoice.

        Raises ValueError for an action other than KeepAsStruct, and Project with a type.
        """
        if action == "KeepAsStruct":
            return path, "make_struct"
        if action == "Project" and isinstance(target, DataType):
            return path, f"project:{target.typeName()}"
        raise ValueError(
            f"ResolveOption for {path}: {action!r} is neither KeepAsStruct nor Project with a target type."
        )

    def extract_jdbc_conf(self, connection_name: str, catalog_id: str | None = None) -> dict[str, str]:
        """The user, password, vendor and URL of a connection in the catalog.

        AWS: https://docs.aws.amazon.com/glue/latest/dg/aws-glue-api-crawler-pyspark-extensions-glue-context.html
        """
        return self._catalog.connection(connection_name, catalog_id)

    # Purging and moving

    def purge_table(
        self,
        database: str,
        table_name: str,
        options: Options = {},
        transformation_ctx: str = "",
        catalog_id: str | None = None,
    ) -> None:
        """Delete a table's files older than `retentionPeriod` hours (168), and partitions left empty.

        AWS: https://docs.aws.amazon.com/glue/latest/dg/aws-glue-api-crawler-pyspark-extensions-glue-context.html
        """
        table = self._table(database, table_name, catalog_id)
        _purging.purge_table(self.sparkSession, self._storage, self._catalog, table, options, catalog_id)

    def purge_s3_path(self, s3_path: str, options: Options = {}, transformation_ctx: str = "") -> None:
        """Delete the files under a path that are older than `retentionPeriod` hours (168).

        AWS: https://docs.aws.amazon.com/glue/latest/dg/aws-glue-api-crawler-pyspark-extensions-glue-context.html
        Differs: files have no storage class here, so that excludeStorageClasses has nothing to exclude.
        """
        _purging.purge_path(self._storage, s3_path, options)

    def transition_table(
        self,
        database: str,
        table_name: str,
        transition_to: str,
        options: Options = {},
        transformation_ctx: str = "",
        catalog_id: str | None = None,
    ) -> None:
        """Log what AWS would move to another storage class; the files stay as they are.

        Raises ValueError if accountId or roleArn is missing, and for a class that S3 does not have.
        AWS: https://docs.aws.amazon.com/glue/latest/dg/aws-glue-api-crawler-pyspark-extensions-glue-context.html
        Differs: nothing moves, and no manifest is written: files here have no storage class.
        """
        table = self._table(database, table_name, catalog_id)
        self.transition_s3_path(table.location, transition_to, options, transformation_ctx)

    def transition_s3_path(
        self, s3_path: str, transition_to: str, options: Options = {}, transformation_ctx: str = ""
    ) -> None:
        """Log what AWS would move to another storage class; the files stay as they are.

        Raises ValueError if accountId or roleArn is missing, and for a class that S3 does not have.
        AWS: https://docs.aws.amazon.com/glue/latest/dg/aws-glue-api-crawler-pyspark-extensions-glue-context.html
        Differs: nothing moves, and no manifest is written: files here have no storage class.
        """
        number = _purging.transitioned(self._storage, s3_path, transition_to, options)
        self.get_logger().info(
            f"{number} files under {s3_path} would move to {transition_to} on AWS; here they have no class."
        )

    # The rest

    def get_logger(self) -> Logger:
        """A logger that writes to the run's log.

        AWS: https://docs.aws.amazon.com/glue/latest/dg/aws-glue-api-crawler-pyspark-extensions-glue-context.html
        """
        return Logger()

    def currentTimeMillis(self) -> int:
        """Milliseconds since 1970."""
        return int(time.time() * 1000)

    def getSampleStreamingDynamicFrame(
        self, frame: DataFrame, options: Options = {}, batch_function: Callable[..., Any] | None = None
    ) -> DynamicFrame:
        """Say that it is not built.

        AWS: https://docs.aws.amazon.com/glue/latest/dg/aws-glue-api-crawler-pyspark-extensions-glue-context.html
        Differs: not built; raises NotImplementedError.
        """
        raise unbuilt("getSampleStreamingDynamicFrame", _PAGE)

    def forEachBatch(
        self, frame: DataFrame, batch_function: Callable[..., Any], options: Options = {}
    ) -> None:
        """Hand each batch of a streaming DataFrame to a function; returns when the stream ends.

        AWS: https://docs.aws.amazon.com/glue/latest/dg/aws-glue-api-crawler-pyspark-extensions-glue-context.html
        Differs: the stream is one of Spark's own sources; Kinesis and Kafka are not there.
        """
        _batches.for_each_batch(frame, batch_function, options)

    def add_ingestion_time_columns(self, frame: DataFrame, time_granularity: str) -> DataFrame:
        """The rows with columns ingest_year, ingest_month, ingest_day, and ingest_hour and ingest_minute.

        AWS: https://docs.aws.amazon.com/glue/latest/dg/aws-glue-api-crawler-pyspark-extensions-glue-context.html
        Differs: the columns are ints; AWS does not tell their type.
        """
        return _batches.with_ingestion_time(frame, time_granularity)

    def start_transaction(self, read_only: bool) -> str:
        """Say that it is not built.

        AWS: https://docs.aws.amazon.com/glue/latest/dg/aws-glue-api-crawler-pyspark-extensions-glue-context.html
        Differs: not built; raises NotImplementedError.
        """
        raise unbuilt("start_transaction", _PAGE)

    def commit_transaction(self, transaction_id: str, wait_for_commit: bool = True) -> bool:
        """Say that it is not built.

        AWS: https://docs.aws.amazon.com/glue/latest/dg/aws-glue-api-crawler-pyspark-extensions-glue-context.html
        Differs: not built; raises NotImplementedError.
        """
        raise unbuilt("commit_transaction", _PAGE)

    def cancel_transaction(self, transaction_id: str) -> bool:
        """Say that it is not built.

        AWS: https://docs.aws.amazon.com/glue/latest/dg/aws-glue-api-crawler-pyspark-extensions-glue-context.html
        Differs: not built; raises NotImplementedError.
        """
        raise unbuilt("cancel_transaction", _PAGE)


def _errors(
    written: DynamicFrame | DynamicFrameCollection, context: GlueContext
) -> DynamicFrame | DynamicFrameCollection:
    """What a write answers: the error records of each frame."""
    if isinstance(written, DynamicFrame):
        return written.errorsAsDynamicFrame()
    names = list(written.keys())
    return DynamicFrameCollection({name: written[name].errorsAsDynamicFrame() for name in names}, context)


def _first(frame: DynamicFrame, number: int | None) -> DynamicFrame:
    """The first records of a frame, or all."""
    if number is None:
        return frame
    return DynamicFrame(
        frame._frame.next(frame._frame.df.limit(number), frame._frame.schema), frame.glue_ctx, frame.name
    )


def _frame_name(options: Options) -> str:
    """The common beginning of the paths, as AWS names a frame of files."""
    paths = options.get("paths") or ([options["path"]] if options.get("path") else [])
    common = commonprefix([paths] if isinstance(paths, str) else list(paths))
    name = common.partition("://")[2] if "://" in common else common
    return "".join(char for char in name if char not in ":/.") or str(uuid.uuid4())


def _table_name(database: str | None, table_name: str | None, legacy: Options) -> tuple[str, str]:
    """Database and table; `name_space` is the database's old name.

    Raises Exception if one is missing or the database is given twice.
    """
    old = legacy.get("name_space")
    if database is not None and old is not None:
        raise Exception("Parameter name_space and database are both specified, choose one.")
    chosen = database if database is not None else old
    if chosen is None:
        raise Exception("Parameter name_space or database is missing.")
    if table_name is None:
        raise Exception("Parameter table_name is missing.")
    return str(chosen), table_name
