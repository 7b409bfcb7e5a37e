"""The Glue Parquet writer, which AWS's image does not have: Spark's own, and the catalog by boto3.

AWS: https://docs.aws.amazon.com/glue/latest/dg/develop-local-docker-image.html
Differs: files have Spark's names (part-…), not the Glue writer's (run-…-part-block-…).
"""

import functools
from typing import Any

from glue_shims.catalog import publish

_FORMATS = ("glueparquet", "parquet")


def patch(context: Any) -> None:
    """Make `GlueContext.getSink` of `context` give sinks that write Parquet."""
    original = context.getSink

    @functools.wraps(original)
    def get_sink(
        self: Any,
        connection_type: str,
        format: str | None = None,
        transformation_ctx: str = "",
        **options: Any,
    ) -> Any:
        if connection_type != "s3" or (format is not None and format != "glueparquet"):
            return original(self, connection_type, format, transformation_ctx, **options)
        real = None if format else original(self, connection_type, format, transformation_ctx, **options)
        return Sink(self, real, options, format)

    context.getSink = get_sink

    write = context.write_dynamic_frame_from_options

    @functools.wraps(write)
    def write_from_options(
        self: Any,
        frame: Any,
        connection_type: str,
        connection_options: dict[str, Any] | None = None,
        format: str | None = None,
        format_options: dict[str, Any] | None = None,
        transformation_ctx: str = "",
    ) -> Any:
        if format != "glueparquet":
            return write(
                self,
                frame,
                connection_type,
                connection_options or {},
                format,
                format_options or {},
                transformation_ctx,
            )
        sink = get_sink(self, connection_type, format, transformation_ctx, **(connection_options or {}))
        sink.setFormat(format, **(format_options or {}))
        return sink.writeFrame(frame)

    context.write_dynamic_frame_from_options = write_from_options


class Sink:
    """A DataSink that decides by its format who writes: the image's own sink, or this one."""

    def __init__(self, glue: Any, real: Any, options: dict[str, Any], format: str | None) -> None:
        self._glue, self._real, self._options, self._format = glue, real, options, format
        self._table: tuple[str, str] | None = None
        self._format_options: dict[str, Any] = {}

    def __getattr__(self, name: str) -> Any:
        return getattr(self._real, name)

    def setFormat(self, format: str, **options: Any) -> None:
        """Choose the format."""
        self._format, self._format_options = format, options
        if format not in _FORMATS:
            self._real.setFormat(format, **options)

    def setCatalogInfo(
        self,
        catalogDatabase: str,
        catalogTableName: str,
        catalogId: str = "",
    ) -> None:
        """Choose the table that the sink keeps in the catalog."""
        self._table = (catalogDatabase, catalogTableName)
        if self._real is not None:
            self._real.setCatalogInfo(catalogDatabase, catalogTableName, catalogId)

    def writeFrame(self, frame: Any, info: str = "") -> Any:
        """Write a DynamicFrame."""
        if self._format not in _FORMATS:
            return self._real.writeFrame(frame, info)
        self._write(frame.toDF())
        return frame

    def write(self, frame_or_dfc: Any, info: str = "") -> Any:
        """Write a DynamicFrame, or each of a collection."""
        if self._format not in _FORMATS:
            return self._real.write(frame_or_dfc, info)
        if hasattr(frame_or_dfc, "toDF"):
            return self.writeFrame(frame_or_dfc, info)
        path = self._options["path"]
        for name in frame_or_dfc.keys():  # noqa: SIM118 - a DynamicFrameCollection is no dict
            self._options = {**self._options, "path": f"{path.rstrip('/')}/{name}/"}
            self.writeFrame(frame_or_dfc[name], info)
        return frame_or_dfc

    def _write(self, df: Any) -> None:
        if not df.columns or df.isEmpty():
            return  # as on AWS: no file, and no table
        keys = list(self._options.get("partitionKeys") or [])
        given = self._format_options.get("compression") or self._options.get("compression") or "snappy"
        path = self._options["path"]
        df.write.mode("append").partitionBy(*keys).option("compression", given).parquet(path)
        if self._table and str(self._options.get("enableUpdateCatalog", "")).lower() == "true":
            behaviour = self._options.get("updateBehavior") or "UPDATE_IN_DATABASE"
            publish(df, self._table, path, keys, behaviour)
