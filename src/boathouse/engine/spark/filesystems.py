"""File systems of Hadoop's that are made here, of classes with next to no body.

They are in a jar that is written once, since there is no Java compiler to ask.

* S3's file systems under the names that scripts set: `fs.s3a.impl` and the like, which Glue takes. On AWS
  those classes are there, and setting them changes little. Here they are the overlay of plain folders (see
  `boathouse.engine.spark.defaults`) by another name. Hadoop knows one of them by its FileContext, too, by
  which streams write their checkpoints.
* The lake's own, Hadoop's raw local one, but what it lists is in the order of the names, as from S3, and
  there are no permissions to set, which objects of S3's do not have either. For each file and folder that
  it makes Hadoop starts a `chmod` otherwise, some milliseconds of processor time.
"""

from __future__ import annotations

import os
import struct
import tempfile
import zipfile
from pathlib import Path

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
_PATH, _PERMISSION = "Lorg/apache/hadoop/fs/Path;", "Lorg/apache/hadoop/fs/permission/FsPermission;"
_STATUS = "Lorg/apache/hadoop/fs/FileStatus;"
_FILE_SYSTEM, _SETTINGS = "Lorg/apache/hadoop/fs/FileSystem;", "Lorg/apache/hadoop/conf/Configuration;"
_URI, _STRING = "Ljava/net/URI;", "Ljava/lang/String;"
_JAVA_8 = 52
_PUBLIC, _SUPER = 0x0001, 0x0020
_LOAD_THIS, _LOAD_FIRST, _LOAD_SECOND, _LOAD_CONSTANT, _FALSE = b"\x2a", b"\x2b", b"\x2c", b"\x13", b"\x03"
_NEW, _DUPLICATE, _CALL_STATIC = b"\xbb", b"\x59", b"\xb8"
_RETURN, _RETURN_REFERENCE = b"\xb1", b"\xb0"
_NAME = "file-systems-1.jar"


def jar(cache: Path) -> Path:
    """Return the jar of these classes, written if this is the first time.

    It is never written again: the class archive knows it by its time.
    """
    place = cache / "jars" / _NAME
    if not place.exists():
        place.parent.mkdir(parents=True, exist_ok=True)
        descriptor, file = tempfile.mkstemp(dir=place.parent, prefix=".made-")
        with os.fdopen(descriptor, "wb") as stream, zipfile.ZipFile(stream, "w") as made:
            for name in FILE_SYSTEMS:
                made.writestr(_place(name), overlay(name))
            made.writestr(_place(LAKE), lake())
            made.writestr(_place(_S3A), s3a_context())
        _put(Path(file), place)
    return place


def _put(made: Path, place: Path) -> None:
    try:
        os.link(made, place)  # whoever is first; the others use that one
    except FileExistsError:
        pass
    finally:
        made.unlink()


class _Class:
    """A class file in the making: its constants, each once, and its methods."""

    def __init__(self, name: str, parent: str) -> None:
        self._constants: dict[bytes, int] = {}
        self._methods: list[bytes] = []
        self._this, self._parent = self.class_(name), self.class_(parent)

    def method(self, name: str, descriptor: str, arguments: int, code: bytes, stack: int = 1) -> None:
        """Add a public method; `arguments` are counted with `this`."""
        body = struct.pack(">HHI", stack, arguments, len(code)) + code + struct.pack(">HH", 0, 0)
        head = struct.pack(">HHH", _PUBLIC, self._text(name), self._text(descriptor))
        self._methods.append(head + struct.pack(">HHI", 1, self._text("Code"), len(body)) + body)

    def class_(self, name: str) -> int:
        """The constant of a class."""
        return self._constant(7, struct.pack(">H", self._text(_path(name))))

    def string(self, text: str) -> int:
        """The constant of a string."""
        return self._constant(8, struct.pack(">H", self._text(text)))

    def called(self, owner: str, descriptor: str, name: str = "<init>") -> int:
        """The constant of a class's method, or constructor."""
        words = struct.pack(">HH", self._text(name), self._text(descriptor))
        return self._constant(10, struct.pack(">HH", self.class_(owner), self._constant(12, words)))

    def file(self) -> bytes:
        """The whole file, of Java 8: older ones need no map of the stack's frames."""
        head = struct.pack(">IHHH", 0xCAFEBABE, 0, _JAVA_8, len(self._constants) + 1)
        rest = struct.pack(">HHHHH", _PUBLIC | _SUPER, self._this, self._parent, 0, 0)
        methods = struct.pack(">H", len(self._methods)) + b"".join(self._methods)
        return head + b"".join(self._constants) + rest + methods + struct.pack(">H", 0)

    def _text(self, words: str) -> int:
        return self._constant(1, struct.pack(">H", len(words)) + words.encode())

    def _constant(self, kind: int, content: bytes) -> int:
        return self._constants.setdefault(bytes([kind]) + content, len(self._constants) + 1)


def overlay(name: str) -> bytes:
    """Return the class file of `public class NAME extends ViewFileSystemOverloadScheme {}`."""
    made = _Class(name, _OVERLAY)
    made.method("<init>", "()V", 1, _LOAD_THIS + _call(made.called(_OVERLAY, "()V")) + _RETURN)
    return made.file()


def lake() -> bytes:
    """Return the class file of the raw local file system whose `setPermission` does nothing.

    Its `listStatus` hands out what the parent's gives, sorted.
    """
    made = _Class(LAKE, _RAW_FILES)
    made.method("<init>", "()V", 1, _LOAD_THIS + _call(made.called(_RAW_FILES, "()V")) + _RETURN)
    made.method("setPermission", f"({_PATH}{_PERMISSION})V", 3, _RETURN)
    statuses = f"({_PATH})[{_STATUS}"
    listed = _LOAD_THIS + _LOAD_FIRST + _call(made.called(_RAW_FILES, statuses, "listStatus"))
    sort = made.called("java.util.Arrays", "([Ljava/lang/Object;)V", "sort")
    code = listed + _DUPLICATE + _CALL_STATIC + struct.pack(">H", sort) + _RETURN_REFERENCE
    made.method("listStatus", statuses, 2, code, stack=2)
    return made.file()


def s3a_context() -> bytes:
    """Return the class file of what Hadoop's FileContext asks for s3a: it hands all to the file system."""
    made = _Class(_S3A, _DELEGATE)
    parent = made.called(_DELEGATE, f"({_URI}{_FILE_SYSTEM}{_SETTINGS}{_STRING}Z)V")
    code = (
        _LOAD_THIS
        + _LOAD_FIRST
        + _NEW
        + struct.pack(">H", made.class_(_S3A_FILES))
        + _DUPLICATE
        + _call(made.called(_S3A_FILES, "()V"))
        + _LOAD_SECOND
        + _LOAD_CONSTANT
        + struct.pack(">H", made.string("s3a"))
        + _FALSE
        + _call(parent)
        + _RETURN
    )
    made.method("<init>", f"({_URI}{_SETTINGS})V", 3, code, stack=6)
    return made.file()


def _call(constructor: int) -> bytes:
    return b"\xb7" + struct.pack(">H", constructor)


def _path(name: str) -> str:
    return name.replace(".", "/")


def _place(name: str) -> str:
    return f"{_path(name)}.class"
