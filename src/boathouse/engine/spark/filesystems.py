"""File systems of Hadoop's that are made here: of a class without a body of its own, or with an empty method.

They are in a jar that is written once, since there is no Java compiler to ask.

* S3's file systems under the names that scripts set: `fs.s3a.impl` and the like, which Glue takes. On AWS
  those classes are there, and setting them changes little. Here they are the overlay of plain folders (see
  `boathouse.engine.spark.defaults`) by another name.
* The lake's own, Hadoop's raw local one without permissions, which objects of S3's do not have either. For
  each file and folder that it makes Hadoop starts a `chmod` otherwise, some milliseconds of processor time.
"""

from __future__ import annotations

import os
import struct
import tempfile
import zipfile
from collections.abc import Sequence
from pathlib import Path

FILE_SYSTEMS = (
    "org.apache.hadoop.fs.s3a.S3AFileSystem",
    "org.apache.hadoop.fs.s3native.NativeS3FileSystem",
    "com.amazon.ws.emr.hadoop.fs.EmrFileSystem",
)
LAKE = "boathouse.LocalFileSystem"
_OVERLAY = "org.apache.hadoop.fs.viewfs.ViewFileSystemOverloadScheme"
_RAW_FILES = "org.apache.hadoop.fs.RawLocalFileSystem"
_SET_PERMISSION = (
    "setPermission",
    "(Lorg/apache/hadoop/fs/Path;Lorg/apache/hadoop/fs/permission/FsPermission;)V",
    3,
)
_JAVA_8 = 52  # older class files need no map of the stack's frames
_PUBLIC, _SUPER = 0x0001, 0x0020
_CALL_SUPER = b"\x2a\xb7\x00\x08\xb1"  # aload_0, invokespecial #8, return
_RETURN = b"\xb1"
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
                made.writestr(_place(name), subclass(name, _OVERLAY))
            made.writestr(_place(LAKE), subclass(LAKE, _RAW_FILES, [_SET_PERMISSION]))
        _put(Path(file), place)
    return place


def _put(made: Path, place: Path) -> None:
    try:
        os.link(made, place)  # whoever is first; the others use that one
    except FileExistsError:
        pass
    finally:
        made.unlink()


def subclass(name: str, parent: str, empty: Sequence[tuple[str, str, int]] = ()) -> bytes:
    """Return the class file of `public class NAME extends PARENT`.

    `empty` are methods that do nothing: name, descriptor, and the number of their arguments with `this`.
    """
    pool = [
        _text(_path(name)),  # 1
        _class(1),  # 2
        _text(_path(parent)),  # 3
        _class(3),  # 4
        _text("<init>"),  # 5
        _text("()V"),  # 6
        b"\x0c" + struct.pack(">HH", 5, 6),  # 7: a name and its type
        b"\x0a" + struct.pack(">HH", 4, 7),  # 8: the parent's constructor
        _text("Code"),  # 9
    ]
    methods = [_method(5, 6, 1, _CALL_SUPER)]
    for method, descriptor, arguments in empty:
        pool += [_text(method), _text(descriptor)]
        methods.append(_method(len(pool) - 1, len(pool), arguments, _RETURN))
    head = struct.pack(">IHHH", 0xCAFEBABE, 0, _JAVA_8, len(pool) + 1)
    rest = struct.pack(">HHHHHH", _PUBLIC | _SUPER, 2, 4, 0, 0, len(methods))
    return head + b"".join(pool) + rest + b"".join(methods) + struct.pack(">H", 0)


def _method(name: int, descriptor: int, arguments: int, code: bytes) -> bytes:
    body = struct.pack(">HHI", 1, arguments, len(code)) + code + struct.pack(">HH", 0, 0)
    return struct.pack(">HHHHHI", _PUBLIC, name, descriptor, 1, 9, len(body)) + body


def _path(name: str) -> str:
    return name.replace(".", "/")


def _place(name: str) -> str:
    return f"{_path(name)}.class"


def _text(words: str) -> bytes:
    return b"\x01" + struct.pack(">H", len(words)) + words.encode()


def _class(name: int) -> bytes:
    return b"\x07" + struct.pack(">H", name)
