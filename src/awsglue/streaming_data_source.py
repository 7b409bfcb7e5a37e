"""A streaming source; not built."""

from __future__ import annotations

from typing import Any

from awsglue._unbuilt import unbuilt


class StreamingDataSource:
    """A stream of Kinesis or Kafka.

    AWS: https://docs.aws.amazon.com/glue/latest/dg/aws-glue-programming-etl-connect-kinesis-home.html
    Differs: not built; making one raises NotImplementedError.
    """

    def __init__(self, j_source: Any, sql_ctx: Any, name: str) -> None:
        raise unbuilt("Reading a stream", "aws-glue-programming-etl-connect-kinesis-home.html")
