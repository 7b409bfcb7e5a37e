"""A job run as its script sees it.

AWS: https://docs.aws.amazon.com/glue/latest/dg/aws-glue-api-crawler-pyspark-extensions-job.html
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from pyspark.sql import SparkSession

from awsglue.context import GlueContext

_BOOKMARKS = "https://docs.aws.amazon.com/glue/latest/dg/monitor-continuations.html"


class Job:
    """Begins and commits a job run.

    AWS: https://docs.aws.amazon.com/glue/latest/dg/aws-glue-api-crawler-pyspark-extensions-job.html
    Differs: bookmarks are not built; a run with them enabled or paused stops at init.
    """

    _initialized: ClassVar[bool] = False

    def __init__(self, glue_context: GlueContext | SparkSession) -> None:
        if not isinstance(glue_context, GlueContext | SparkSession):
            raise Exception(
                f"Job needs a GlueContext or a SparkSession, not a {type(glue_context).__name__}."
            )
        self._context = glue_context

    def init(self, job_name: str, args: Mapping[str, Any] = {}) -> None:
        """Begin the run.

        Raises NotImplementedError if it is to read incrementally.
        """
        option = args.get("job_bookmark_option", "job-bookmark-disable")
        if option not in (None, "job-bookmark-disable"):
            raise NotImplementedError(
                f"--job-bookmark-option {option} is not built: run {job_name} with job-bookmark-disable. "
                f"See {_BOOKMARKS}"
            )
        type(self)._initialized = True

    @classmethod
    def isInitialized(cls) -> bool:
        return cls._initialized

    def commit(self) -> None:
        """End the run."""
        type(self)._initialized = False
