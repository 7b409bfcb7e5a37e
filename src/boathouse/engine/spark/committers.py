"""Output committers that documentation names as defaults, so that scripts set them, made of plain ones.

Their own bring objects to S3 without renames. In the lake, which is folders, a rename costs next to nothing.

AWS: https://docs.aws.amazon.com/emr/latest/ReleaseGuide/emr-spark-s3-optimized-committer.html
Hadoop's and Spark's: https://hadoop.apache.org/docs/r3.3.4/hadoop-aws/tools/hadoop-aws/committers.html
    https://spark.apache.org/docs/3.5.4/cloud-integration.html
"""

from __future__ import annotations

from boathouse.engine.spark.classfile import reference, subclass

_PARQUET = (
    "com.amazon.emr.committer.EmrOptimizedSparkSqlParquetOutputCommitter",
    "org.apache.spark.internal.io.cloud.BindingParquetOutputCommitter",
)
_PROTOCOL = "org.apache.spark.internal.io.cloud.PathOutputCommitProtocol"
_FACTORY = "org.apache.hadoop.fs.s3a.commit.S3ACommitterFactory"
_PARQUETS_OWN = "org.apache.parquet.hadoop.ParquetOutputCommitter"
_SPARKS_OWN = "org.apache.spark.internal.io.HadoopMapReduceCommitProtocol"
_HADOOPS_OWN = "org.apache.hadoop.mapreduce.lib.output.PathOutputCommitterFactory"
_PATH = reference("org.apache.hadoop.fs.Path")
_TASK = reference("org.apache.hadoop.mapreduce.TaskAttemptContext")
_STRING = reference("java.lang.String")


def classes() -> dict[str, bytes]:
    """All of them, by name; each has the constructor that Spark looks for first."""
    return {name: subclass(name, _PARQUETS_OWN, _PATH, _TASK) for name in _PARQUET} | {
        _PROTOCOL: subclass(_PROTOCOL, _SPARKS_OWN, _STRING, _STRING, "Z"),
        _FACTORY: subclass(_FACTORY, _HADOOPS_OWN),
    }
