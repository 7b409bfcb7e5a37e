"""File systems of Hadoop's that are made here, of classes with next to no body.

* S3's file systems under the names that scripts set: `fs.s3a.impl` and the like, which Glue takes. On AWS
  those classes are there, and setting them changes little. Here they are the overlay of plain folders (see
  `boathouse.engine.spark.defaults`) by another name. Hadoop knows one of them by its FileContext, too, by
  which streams write their checkpoints.
* The lake's own, Hadoop's raw local one, but what it lists is in the order of the names, as from S3, and
  there are no permissions to set, which objects of S3's do not have either. For each file and folder that
  it makes Hadoop starts a `chmod` otherwise, some milliseconds of processor time.
"""

from __future__ import annotations

from boathouse.engine.spark.classfile import (
    DUPLICATE,
    FALSE,
    LOAD_FIRST,
    LOAD_SECOND,
    LOAD_THIS,
    RETURN,
    RETURN_REFERENCE,
    ClassFile,
    reference,
    subclass,
)

_S3A_FILES = "org.apache.hadoop.fs.s3a.S3AFileSystem"
FILE_SYSTEMS = (
    _S3A_FILES,
    "org.apache.hadoop.fs.s3native.NativeS3FileSystem",
    "com.amazon.ws.emr.hadoop.fs.EmrFileSystem",
)
LAKE = "boathouse.LocalFileSystem"
_S3A = "org.apache.hadoop.fs.s3a.S3A"
_OVERLAY = "org.apache.hadoop.fs.viewfs.ViewFileSystemOverloadScheme"
_RAW_FILES = "org.apache.hadoop.fs.RawLocalFileSystem"
_DELEGATE = "org.apache.hadoop.fs.DelegateToFileSystem"
_PATH = reference("org.apache.hadoop.fs.Path")
_PERMISSION = reference("org.apache.hadoop.fs.permission.FsPermission")
_STATUS, _FILE_SYSTEM = (
    reference("org.apache.hadoop.fs.FileStatus"),
    reference("org.apache.hadoop.fs.FileSystem"),
)
_SETTINGS = reference("org.apache.hadoop.conf.Configuration")
_URI, _STRING = reference("java.net.URI"), reference("java.lang.String")


def classes() -> dict[str, bytes]:
    """All of them, by name."""
    return {**{name: subclass(name, _OVERLAY) for name in FILE_SYSTEMS}, LAKE: lake(), _S3A: s3a_context()}


def lake() -> bytes:
    """Return the class file of the raw local file system whose `setPermission` does nothing.

    Its `listStatus` hands out what the parent's gives, sorted.
    """
    made = ClassFile(LAKE, _RAW_FILES)
    made.constructor()
    made.method("setPermission", f"({_PATH}{_PERMISSION})V", 3, RETURN)
    statuses = f"({_PATH})[{_STATUS}"
    listed = LOAD_THIS + LOAD_FIRST + made.special(_RAW_FILES, statuses, "listStatus")
    sort = made.static("java.util.Arrays", "([Ljava/lang/Object;)V", "sort")
    made.method("listStatus", statuses, 2, listed + DUPLICATE + sort + RETURN_REFERENCE, stack=2)
    return made.file()


def s3a_context() -> bytes:
    """Return the class file of what Hadoop's FileContext asks for s3a: it hands all to the file system."""
    made = ClassFile(_S3A, _DELEGATE)
    code = (
        LOAD_THIS
        + LOAD_FIRST
        + made.new(_S3A_FILES)
        + DUPLICATE
        + made.special(_S3A_FILES, "()V")
        + LOAD_SECOND
        + made.text("s3a")
        + FALSE
        + made.special(_DELEGATE, f"({_URI}{_FILE_SYSTEM}{_SETTINGS}{_STRING}Z)V")
        + RETURN
    )
    made.method("<init>", f"({_URI}{_SETTINGS})V", 3, code, stack=6)
    return made.file()
