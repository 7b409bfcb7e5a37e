"""The laptop end of an AWS lakehouse: S3, Glue, Athena and the Spark that runs the jobs."""

__version__ = "0.1.0"
