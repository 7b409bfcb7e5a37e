"""A job run as its script sees it.

AWS: https://docs.aws.amazon.com/glue/latest/dg/aws-glue-api-crawler-pyspark-extensions-job.html
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from pyspark.sql import SparkSession

from awsglue._bookmarks import Bookmarks, opened
from awsglue._listing import Everything
from awsglue.context import GlueContext


class Job:
    """Begins and commits a job run.

    AWS: https://docs.aws.amazon.com/glue/latest/dg/aws-glue-api-crawler-pyspark-extensions-job.html
    """

    _initialized: ClassVar[bool] = False
    _bookmarks: ClassVar[Bookmarks | None] = None

    def __init__(self, glue_context: GlueContext | SparkSession) -> None:
        if not isinstance(glue_context, GlueContext | SparkSession):
            raise Exception(
                f"Job needs a GlueContext or a SparkSession, not a {type(glue_context).__name__}."
            )
        self._context = glue_context

    def init(self, job_name: str, args: Mapping[str, Any] = {}) -> None:
        """Begin the run; sources with a transformation context are read incrementally from now on, if asked.

        AWS: https://docs.aws.amazon.com/glue/latest/dg/monitor-continuations.html
        Differs: bookmarks cover files and tables of databases; Relationalize keeps none, and sinks have no
        file names from them.
        """
        bookmarks = opened(job_name, args)
        if isinstance(self._context, GlueContext):
            self._context._ledger = bookmarks or Everything()
        type(self)._bookmarks, type(self)._initialized = bookmarks, True

    @classmethod
    def isInitialized(cls) -> bool:
        return cls._initialized

    def commit(self) -> None:
        """End the run, and advance its bookmark; a later commit advances it past what was read meanwhile.

        Raises RuntimeError if another run of the job has advanced it meanwhile.
        AWS: https://docs.aws.amazon.com/glue/latest/dg/monitor-continuations.html
        """
        if bookmarks := type(self)._bookmarks:
            bookmarks.commit()
        type(self)._initialized = False
