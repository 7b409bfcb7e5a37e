"""Unfinished multipart uploads: rows in the store, their parts as files; both survive a restart."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

from boathouse.errors import ServiceError, StoreError
from boathouse.store import Store

_DDL = """
create table if not exists s3_uploads (
  id text primary key, bucket text not null, key text not null,
  created text not null, properties text not null
) without rowid;
create table if not exists s3_parts (
  upload text not null references s3_uploads(id) on delete cascade, number integer not null,
  file text not null, size integer not null, etag text not null,
  modified text not null, checksums text not null,
  primary key (upload, number)
) without rowid
"""


@dataclass(frozen=True)
class Upload:
    """One unfinished upload; `properties` become the object's, `algorithm` is its parts' checksum."""

    id: str
    bucket: str
    key: str
    created: datetime
    properties: dict[str, Any]


@dataclass(frozen=True)
class Part:
    """One part that has arrived."""

    number: int
    path: Path
    size: int
    etag: str
    modified: datetime
    checksums: dict[str, str]


class Parts:
    """The table of uploads and the folder of their parts."""

    def __init__(self, store: Store, folder: Path) -> None:
        self.store, self.folder = store, folder
        store.create(_DDL)
        self._sweep()

    def begin(self, bucket: str, key: str, properties: dict[str, Any]) -> Upload:
        """Note a new upload."""
        upload = Upload(uuid4().hex, bucket, key, datetime.now(UTC), properties)
        with self.store.write() as db:
            created = upload.created.isoformat()
            row = (upload.id, bucket, key, created, json.dumps(properties))
            db.execute("insert into s3_uploads values (?, ?, ?, ?, ?)", row)
        return upload

    def get(self, bucket: str, key: str, upload_id: str) -> Upload:
        """Find an upload.

        Raises ServiceError NoSuchUpload (404).
        """
        with self.store.read() as db:
            row = db.execute(
                "select * from s3_uploads where (id, bucket, key) = (?, ?, ?)", (upload_id, bucket, key)
            )
            found = row.fetchone()
        if not found:
            raise ServiceError(
                "NoSuchUpload",
                "The specified upload does not exist. The upload ID may be invalid, or the upload may have "
                "been aborted or completed.",
                status=404,
                UploadId=upload_id,
            )
        return _upload(found)

    def uploads(self, bucket: str, prefix: str, after: tuple[str, str]) -> Iterator[Upload]:
        """Walk the uploads to a bucket by key and time, from the first after a key and an upload's id."""
        with self.store.read() as db:
            rows = db.execute(
                "select * from s3_uploads where bucket = ? and key >= ? order by key, created, id",
                (bucket, prefix),
            ).fetchall()
        key, upload_id = after
        seen = False
        for row in rows:
            if row["key"] < key or (row["key"] == key and not (upload_id and seen)):
                seen = seen or (row["key"] == key and row["id"] == upload_id)
                continue
            if row["key"].startswith(prefix):
                yield _upload(row)

    def add(self, upload: Upload, number: int, staged: Path, etag: str, checksums: dict[str, str]) -> Part:
        """Keep a part, in place of an earlier one of its number."""
        path = self.folder / upload.id / f"{number}-{uuid4().hex}"
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            size = staged.stat().st_size
            staged.rename(path)
            handle = os.open(path.parent, os.O_RDONLY)
            os.fsync(handle)
            os.close(handle)
        except OSError as error:
            raise StoreError(
                f"a part of an upload cannot be kept ({error.strerror}).", where=str(path)
            ) from error
        part = Part(number, path, size, etag, datetime.now(UTC), checksums)
        with self.store.write() as db:
            old = db.execute(
                "select file from s3_parts where (upload, number) = (?, ?)", (upload.id, number)
            ).fetchone()
            row = (upload.id, number, path.name, size, etag, part.modified.isoformat(), json.dumps(checksums))
            db.execute("insert or replace into s3_parts values (?, ?, ?, ?, ?, ?, ?)", row)
        if old:
            (path.parent / old["file"]).unlink(missing_ok=True)
        return part

    def of(self, upload: Upload, after: int = 0) -> list[Part]:
        """Give the parts that have arrived, by number."""
        with self.store.read() as db:
            rows = db.execute(
                "select * from s3_parts where upload = ? and number > ? order by number", (upload.id, after)
            ).fetchall()
        return [
            Part(
                row["number"],
                self.folder / upload.id / row["file"],
                row["size"],
                row["etag"],
                datetime.fromisoformat(row["modified"]),
                json.loads(row["checksums"]),
            )
            for row in rows
        ]

    def drop(self, upload: Upload) -> None:
        """Forget an upload and throw its parts away."""
        with self.store.write() as db:
            db.execute("delete from s3_uploads where id = ?", (upload.id,))
        shutil.rmtree(self.folder / upload.id, ignore_errors=True)

    def drop_bucket(self, bucket: str) -> None:
        """Forget all uploads to a bucket."""
        for upload in list(self.uploads(bucket, "", ("", ""))):
            self.drop(upload)

    def _sweep(self) -> None:
        """Throw away parts that no upload or no row knows: a killed server was between the two."""
        with self.store.read() as db:
            known = {(row["upload"], row["file"]) for row in db.execute("select upload, file from s3_parts")}
            alive = {row["id"] for row in db.execute("select id from s3_uploads")}
        for folder in self.folder.iterdir() if self.folder.is_dir() else ():
            if folder.name not in alive:
                shutil.rmtree(folder, ignore_errors=True)
                continue
            for file in folder.iterdir():
                if (folder.name, file.name) not in known:
                    file.unlink(missing_ok=True)


def _upload(row: Any) -> Upload:
    created = datetime.fromisoformat(row["created"])
    return Upload(row["id"], row["bucket"], row["key"], created, json.loads(row["properties"]))
