"""Where a command works when it may be run outside a project."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from botocore.exceptions import ClientError

from boathouse.pipeline import FILE, Pipeline

if TYPE_CHECKING:
    from pathlib import Path

    from mypy_boto3_s3 import S3Client


@dataclass(frozen=True)
class Place:
    """A bucket and a database: the pipeline's, or defaults where there is no pipeline."""

    bucket: str = "boathouse"
    database: str = "default"
    pipeline: Pipeline | None = None

    @classmethod
    def of(cls, project: Path) -> Place:
        """Read the project's pipeline, if it has one."""
        if not (project / FILE).exists():
            return cls()
        pipeline = Pipeline.load(project)
        return cls(pipeline.bucket, pipeline.database, pipeline)

    @property
    def results(self) -> str:
        """Where Athena writes."""
        return f"s3://{self.bucket}/athena/"

    def make_bucket(self, s3: S3Client) -> None:
        """Create the bucket unless it is there."""
        try:
            s3.head_bucket(Bucket=self.bucket)
        except ClientError:
            s3.create_bucket(Bucket=self.bucket)
