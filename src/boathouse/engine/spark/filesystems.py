"""File systems of Hadoop's that are made here, of classes with next to no body.

* S3's file systems under the names that scripts set: `fs.s3a.impl` and the like, which Glue takes. On AWS
  those classes are there, and setting them changes little. Here they are the overlay of plain folders (see
  `boathouse.engine.spark.defaults`) by another name. Hadoop knows one of them by its FileContext, too, by
  which streams write their checkpoints.
* That overlay is Hadoop's own, but needs no mount table by buckets: it links whatever bucket it is opened
  for, also one that is still to be made.
* The lake's own, Hadoop's raw local one, but what it lists is in the order of the names, as from S3, and
  there are no permissions to set, which objects of S3's do not have either. For each file and folder that
  it makes Hadoop starts a `chmod` otherwise, some milliseconds of processor time. While a
  bucket is not there, each path in it is an error in S3's words, and nothing is made.

A bucket's overlay hands everything to one further overlay, whose link leads to the folder of all buckets.
Without that second one a bucket's root could not be read by `sc.textFile` or a Hive table: Hadoop's local
file system is asked for the permissions of what it has listed, and the overlay's root renames that first.
"""

from __future__ import annotations

from boathouse.engine.spark.classfile import (
    DUPLICATE,
    FALSE,
    GET,
    JAVA_5,
    LOAD_FIRST,
    LOAD_SECOND,
    LOAD_THIS,
    PUT,
    RETURN,
    RETURN_REFERENCE,
    THROW,
    ClassFile,
    load,
    reference,
    store,
    subclass,
    unless,
)

_S3A_FILES = "org.apache.hadoop.fs.s3a.S3AFileSystem"
FILE_SYSTEMS = (
    _S3A_FILES,
    "org.apache.hadoop.fs.s3native.NativeS3FileSystem",
    "com.amazon.ws.emr.hadoop.fs.EmrFileSystem",
)
LAKE = "boathouse.LocalFileSystem"
OVERLAY = "boathouse.viewfs.BucketFileSystem"
_MOUNTS = "fs.viewfs.mounttable."
BUCKETS_LINK = f"{_MOUNTS}fs.link./buckets"
"""Hadoop's setting that says where the folder of all buckets is."""
_BUCKETS = "viewfs://fs/buckets/"  # the further overlay's name is too short for a bucket's
_S3A = "org.apache.hadoop.fs.s3a.S3A"
_HADOOPS_OVERLAY = "org.apache.hadoop.fs.viewfs.ViewFileSystemOverloadScheme"
_RAW_FILES = "org.apache.hadoop.fs.RawLocalFileSystem"
_NO_SUCH_BUCKET = (
    "The specified bucket does not exist "
    "(Service: Amazon S3; Status Code: 404; Error Code: NoSuchBucket; Bucket: "
)
_DELEGATE = "org.apache.hadoop.fs.DelegateToFileSystem"
_PATH = reference("org.apache.hadoop.fs.Path")
_PERMISSION = reference("org.apache.hadoop.fs.permission.FsPermission")
_STATUS, _FILE_SYSTEM = (
    reference("org.apache.hadoop.fs.FileStatus"),
    reference("org.apache.hadoop.fs.FileSystem"),
)
_CONFIGURATION, _NET_URI, _TEXT = "org.apache.hadoop.conf.Configuration", "java.net.URI", "java.lang.String"
_SETTINGS, _URI, _STRING = reference(_CONFIGURATION), reference(_NET_URI), reference(_TEXT)
_FILE, _IO_EXCEPTION = "java.io.File", "java.io.IOException"


def classes() -> dict[str, bytes]:
    """All of them, by name."""
    named = {name: subclass(name, OVERLAY) for name in FILE_SYSTEMS}
    return {**named, OVERLAY: overlay(), LAKE: lake(), _S3A: s3a_context()}


def overlay() -> bytes:
    """Return the class file of Hadoop's overlay that, before it is opened, links its bucket."""
    made = ClassFile(OVERLAY, _HADOOPS_OVERLAY)
    made.constructor()
    join = made.virtual(_TEXT, f"({_STRING}){_STRING}", "concat")
    words = made.static(_TEXT, f"(Ljava/lang/Object;){_STRING}", "valueOf")  # of a path without a bucket, too
    bucket = LOAD_FIRST + made.virtual(_NET_URI, f"(){_STRING}", "getAuthority") + words
    quoted = LOAD_FIRST + made.virtual(_NET_URI, f"(){_STRING}", "getRawAuthority") + words
    name = made.text(_MOUNTS) + bucket + join + made.text(".linkFallback") + join
    target = made.text(_BUCKETS) + quoted + join
    link = LOAD_SECOND + name + target + made.virtual(_CONFIGURATION, f"({_STRING}{_STRING})V", "set")
    call = LOAD_THIS + LOAD_FIRST + LOAD_SECOND
    call += made.special(_HADOOPS_OVERLAY, f"({_URI}{_SETTINGS})V", "initialize")
    made.method("initialize", f"({_URI}{_SETTINGS})V", 3, link + call + RETURN, stack=4)
    return made.file()


def lake() -> bytes:
    """Return the class file of the raw local file system whose `setPermission` does nothing.

    Its `listStatus` hands out what the parent's gives, sorted.
    """
    made = ClassFile(LAKE, _RAW_FILES, JAVA_5)
    made.constructor()
    made.method("setPermission", f"({_PATH}{_PERMISSION})V", 3, RETURN)
    statuses = f"({_PATH})[{_STATUS}"
    listed = LOAD_THIS + LOAD_FIRST + made.special(_RAW_FILES, statuses, "listStatus")
    sort = made.static("java.util.Arrays", "([Ljava/lang/Object;)V", "sort")
    made.method("listStatus", statuses, 2, listed + DUPLICATE + sort + RETURN_REFERENCE, stack=2)
    _refuse_missing_buckets(made)
    return made.file()


def _refuse_missing_buckets(made: ClassFile) -> None:
    """The parent's pathToFile, which all its methods ask first, or an error if the bucket is not there."""
    field = made.member("root", _STRING)
    root = LOAD_THIS + GET + field
    join = made.virtual(_TEXT, f"({_STRING}){_STRING}", "concat")
    get = made.virtual(_CONFIGURATION, f"({_STRING}{_STRING}){_STRING}", "get")
    link = LOAD_SECOND + made.text(BUCKETS_LINK) + made.text("") + get
    uri = link + made.static(_NET_URI, f"({_STRING}){_URI}", "create")
    folder = uri + made.virtual(_NET_URI, f"(){_STRING}", "getPath") + made.text("/") + join
    call = LOAD_THIS + LOAD_FIRST + LOAD_SECOND
    call += made.special(_RAW_FILES, f"({_URI}{_SETTINGS})V", "initialize")
    code = call + LOAD_THIS + folder + PUT + field + RETURN
    made.method("initialize", f"({_URI}{_SETTINGS})V", 3, code, stack=4)

    file, path, bucket = range(2, 5)
    parents = LOAD_THIS + LOAD_FIRST + made.special(_RAW_FILES, f"({_PATH}){reference(_FILE)}", "pathToFile")
    inside = load(path) + root + made.virtual(_TEXT, f"({_STRING})Z", "startsWith")
    start = root + made.virtual(_TEXT, "()I", "length")
    end = load(path) + made.text("/") + join + made.text("/") + start
    end += made.virtual(_TEXT, f"({_STRING}I)I", "indexOf")
    there = made.new(_FILE) + DUPLICATE + root + load(bucket) + made.special(_FILE, f"({_STRING}{_STRING})V")
    there += made.virtual(_FILE, "()Z", "isDirectory")
    words = made.text(_NO_SUCH_BUCKET) + load(bucket) + join + made.text(")") + join
    error = made.new(_IO_EXCEPTION) + DUPLICATE + words + made.special(_IO_EXCEPTION, f"({_STRING})V")
    code = (
        parents
        + store(file)
        + load(file)
        + made.virtual(_FILE, f"(){_STRING}", "getPath")
        + store(path)
        + inside
        + unless(load(file) + RETURN_REFERENCE)
        + load(path)
        + start
        + end
        + made.virtual(_TEXT, f"(II){_STRING}", "substring")
        + store(bucket)
        + there
        + unless(error + THROW)
        + load(file)
        + RETURN_REFERENCE
    )
    made.method("pathToFile", f"({_PATH}){reference(_FILE)}", 5, code, stack=5)


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
