"""A source that a script sets up step by step.

AWS: https://docs.aws.amazon.com/glue/latest/dg/aws-glue-api-crawler-pyspark-extensions-glue-context.html
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from pyspark.sql import DataFrame

from awsglue._ansi import lenient
from awsglue._frame.state import Frame
from awsglue.dynamicframe import DynamicFrame


@lenient(lambda source: source._sql_ctx.sparkSession)
class DataSource:
    """Where a frame comes from; nothing is read before `getFrame`.

    AWS: https://docs.aws.amazon.com/glue/latest/dg/aws-glue-api-crawler-pyspark-extensions-glue-context.html
    """

    def __init__(
        self, j_source: Callable[[str | None, Mapping[str, Any]], Frame], sql_ctx: Any, name: str
    ) -> None:
        self._read, self._sql_ctx, self.name = j_source, sql_ctx, name
        self._format: str | None = None
        self._options: dict[str, Any] = {}

    def setFormat(self, format: str, **options: Any) -> None:
        """Say in which format the files are."""
        self._format, self._options = format, options

    def getFrame(self, **options: Any) -> DynamicFrame:
        """Read a frame; options other than the numbers of partitions are ignored, as on AWS.

        Without them it has as many partitions, at least, as the context was made with.
        """
        frame = self._read(self._format, self._options)
        given = options.get("minPartitions") or options.get("targetPartitions")
        wanted = int(given or self._sql_ctx._partitions)
        if wanted and frame.df.rdd.getNumPartitions() < wanted:
            frame = frame.next(frame.df.repartition(wanted), frame.schema)
        return DynamicFrame(frame, self._sql_ctx, self.name)

    def getSampleFrame(self, num: int, **options: Any) -> DynamicFrame:
        """Read the first records only."""
        whole = self.getFrame(**options)
        return DynamicFrame(
            whole._frame.next(whole._frame.df.limit(num), whole._frame.schema), self._sql_ctx, self.name
        )

    def getDataFrame(self) -> DataFrame:
        """Read a DataFrame."""
        return self.getFrame().toDF()
