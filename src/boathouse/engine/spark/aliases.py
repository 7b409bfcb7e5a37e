"""S3's file systems under the names that scripts set: `fs.s3a.impl` and the like, which Glue takes.

On AWS those classes are there, and setting them changes little. Here they are the overlay of plain folders
(see `boathouse.engine.spark.defaults`) by another name: a class without a body of its own, in a jar that is
written once, since there is no Java compiler to ask.
"""

from __future__ import annotations

import os
import struct
import tempfile
import zipfile
from pathlib import Path

FILE_SYSTEMS = (
    "org.apache.hadoop.fs.s3a.S3AFileSystem",
    "org.apache.hadoop.fs.s3native.NativeS3FileSystem",
    "com.amazon.ws.emr.hadoop.fs.EmrFileSystem",
)
_OVERLAY = "org/apache/hadoop/fs/viewfs/ViewFileSystemOverloadScheme"
_JAVA_8 = 52  # older class files need no map of the stack's frames
_PUBLIC, _SUPER = 0x0001, 0x0020
_CALL_SUPER = b"\x2a\xb7\x00\x08\xb1"  # aload_0, invokespecial #8, return
_NAME = "s3-aliases-1.jar"


def jar(cache: Path) -> Path:
    """Return the jar of these classes, written if this is the first time.

    It is never written again: the class archive knows it by its time.
    """
    place = cache / "jars" / _NAME
    if not place.exists():
        place.parent.mkdir(parents=True, exist_ok=True)
        descriptor, file = tempfile.mkstemp(dir=place.parent, prefix=".alias-")
        with os.fdopen(descriptor, "wb") as stream, zipfile.ZipFile(stream, "w") as made:
            for name in FILE_SYSTEMS:
                made.writestr(f"{name.replace('.', '/')}.class", subclass(name))
        _put(Path(file), place)
    return place


def _put(made: Path, place: Path) -> None:
    try:
        os.link(made, place)  # whoever is first; the others use that one
    except FileExistsError:
        pass
    finally:
        made.unlink()


def subclass(name: str) -> bytes:
    """Return the class file of `public class NAME extends ViewFileSystemOverloadScheme {}`."""
    pool = [
        _text(name.replace(".", "/")),  # 1
        _class(1),  # 2
        _text(_OVERLAY),  # 3
        _class(3),  # 4
        _text("<init>"),  # 5
        _text("()V"),  # 6
        b"\x0c" + struct.pack(">HH", 5, 6),  # 7: a name and its type
        b"\x0a" + struct.pack(">HH", 4, 7),  # 8: the overlay's constructor
        _text("Code"),  # 9
    ]
    body = struct.pack(">HHI", 1, 1, len(_CALL_SUPER)) + _CALL_SUPER + struct.pack(">HH", 0, 0)
    constructor = struct.pack(">HHHHHI", _PUBLIC, 5, 6, 1, 9, len(body)) + body
    head = struct.pack(">IHHH", 0xCAFEBABE, 0, _JAVA_8, len(pool) + 1)
    rest = struct.pack(">HHHHHH", _PUBLIC | _SUPER, 2, 4, 0, 0, 1)
    return head + b"".join(pool) + rest + constructor + struct.pack(">H", 0)


def _text(words: str) -> bytes:
    return b"\x01" + struct.pack(">H", len(words)) + words.encode()


def _class(name: int) -> bytes:
    return b"\x07" + struct.pack(">H", name)
