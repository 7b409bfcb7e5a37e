"""Output committers that documentation names as defaults, so that scripts set them, made of plain ones.

Their own bring objects to S3 without renames. In the lake, which is folders, a rename costs next to nothing.

AWS: https://docs.aws.amazon.com/emr/latest/ReleaseGuide/emr-spark-s3-optimized-committer.html
Hadoop's and Spark's: https://hadoop.apache.org/docs/r3.3.4/hadoop-aws/tools/hadoop-aws/committers.html
    https://spark.apache.org/docs/3.5.4/cloud-integration.html
"""

from __future__ import annotations

from boathouse.engine.spark.classfile import (
    LOAD_FIRST,
    LOAD_SECOND,
    LOAD_THIS,
    RETURN,
    ClassFile,
    load_int,
    reference,
    subclass,
)

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
    """All of them, by name."""
    return {name: _committer(name) for name in _PARQUET} | {
        _PROTOCOL: _protocol(),
        _FACTORY: subclass(_FACTORY, _HADOOPS_OWN),
    }


def _committer(name: str) -> bytes:
    """Return the class file of a committer with the one constructor that Spark asks for."""
    made = ClassFile(name, _PARQUETS_OWN)
    taken = f"({_PATH}{_TASK})V"
    call = LOAD_THIS + LOAD_FIRST + LOAD_SECOND + made.special(_PARQUETS_OWN, taken)
    made.method("<init>", taken, 3, call + RETURN, stack=3)
    return made.file()


def _protocol() -> bytes:
    """Return the class file of Spark's own protocol with the constructor that Spark looks for first."""
    made = ClassFile(_PROTOCOL, _SPARKS_OWN)
    taken = f"({_STRING}{_STRING}Z)V"
    call = LOAD_THIS + LOAD_FIRST + LOAD_SECOND + load_int(3) + made.special(_SPARKS_OWN, taken)
    made.method("<init>", taken, 4, call + RETURN, stack=4)
    return made.file()
