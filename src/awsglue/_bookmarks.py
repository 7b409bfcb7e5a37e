"""Job bookmarks: what of a source earlier runs of the job have read, files or rows of a table.

The state belongs to the Glue service, which answers it by GetJobBookmark; the runtime reads it when the job
begins and has it advanced when the job commits, over an address of Boathouse's own: AWS has no public call
for that. For each transformation context of files it holds the moment up to which they were looked at, and
those that were read within the last minutes before it (`maxBand`), since those may have had neighbours that a
listing did not show yet; of a database's table it holds the key of the last row.

AWS: https://docs.aws.amazon.com/glue/latest/dg/monitor-continuations.html
"""

from __future__ import annotations

import hashlib
import json
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

import boto3

from awsglue._logger import Logger
from awsglue._paths import File
from awsglue._rowmarks import KIND, Keys, RowPosition, between, keys_of, latest

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

PAGE = "https://docs.aws.amazon.com/glue/latest/dg/monitor-continuations.html"
_PATH = "/_boathouse/bookmarks"
_SECONDS = 60
_BAND, _FILES_IN_BAND = 900_000, 1000  # AWS's defaults: milliseconds, files
_KIND = "HadoopDataSourceJobBookmarkState"


class Unkept(Exception):  # noqa: N818 - it is no error of the script's
    """The Glue endpoint of this run keeps no bookmarks."""


@dataclass(frozen=True)
class FilePosition:
    """All files up to `high - band` (ms since 1970) have been read, and from then on those in `read`."""

    high: int = 0
    band: int = _BAND
    read: frozenset[str] = frozenset()

    def has_read(self, file: File) -> bool:
        return _moment(file) <= self.high - self.band or _mark(file) in self.read

    def told(self, run: int) -> dict[str, Any]:
        """The position as AWS writes it into a job's bookmark."""
        began = datetime.fromtimestamp(self.high / 1000, UTC).isoformat(timespec="milliseconds")
        stamps = {
            "RUN": str(run),
            "HIGH_BAND": str(self.band),
            "CURR_LATEST_PARTITION": "0",
            "CURR_LATEST_PARTITIONS": "",
            "CURR_RUN_START_TIME": began.replace("+00:00", "Z"),
            "INCLUDE_LIST": ",".join(sorted(self.read)),
        }
        return {"jsonClass": _KIND, "timestamps": stamps}

    @classmethod
    def of(cls, told: Mapping[str, Any]) -> FilePosition:
        stamps = told["timestamps"]
        began = datetime.fromisoformat(stamps["CURR_RUN_START_TIME"])
        read = frozenset(filter(None, stamps["INCLUDE_LIST"].split(",")))
        return cls(round(began.timestamp() * 1000), int(stamps["HIGH_BAND"]), read)


Position = FilePosition | RowPosition
Positions = dict[str, Position]


@dataclass
class Reading:
    """What one listing of a source showed: what this run may read, what had been read, and the band."""

    fresh: list[File]
    old: list[File]
    band: int
    taken: list[File] = field(default_factory=list)

    def high(self, began: int) -> int:
        """The moment up to which nothing is left unread."""
        taken = {file.uri for file in self.taken}
        return min([began, *(_moment(file) - 1 for file in self.fresh if file.uri not in taken)])


class Bookmarks:
    """The ledger of a run that reads incrementally."""

    def __init__(self, keeper: Keeper, before: Positions, until: Positions | None = None) -> None:
        self._keeper, self._before, self._until = keeper, before, until
        self._began = int(time.time() * 1000)
        self._readings: dict[str, list[Reading]] = {}
        self._rows: dict[str, RowPosition] = {}

    def fresh(self, context: str, files: Sequence[File], options: Mapping[str, Any]) -> Sequence[File]:
        """Those of a source's files that no earlier run has read.

        Whatever has changed since this run began is left to the next one, as is what exceeds
        `maxFilesInBand` among the files of the last `maxBand` milliseconds.
        AWS: https://docs.aws.amazon.com/glue/latest/dg/aws-glue-programming-etl-connect-s3-home.html
        """
        position = _files(self._before, context)
        old = [file for file in files if position.has_read(file)]
        known = {file.uri for file in old}
        new = [file for file in files if file.uri not in known]
        reading = Reading(new, old, int(options.get("maxBand", _BAND)))
        self._readings.setdefault(context, []).append(reading)
        if self._until is not None:
            end = _files(self._until, context)
            return [file for file in new if end.has_read(file)]
        ripe = [file for file in new if _moment(file) <= self._began]
        return _within(ripe, self._began - reading.band, int(options.get("maxFilesInBand", _FILES_IN_BAND)))

    def took(self, context: str, files: Sequence[File]) -> None:
        """Note which of them this run reads."""
        self._readings[context][-1].taken += files

    def rows(
        self,
        context: str,
        rows: DataFrame,
        options: Mapping[str, Any],
        primary: Callable[[], Sequence[str]],
    ) -> DataFrame:
        """Those of a database table's rows that no earlier run has read, up to the last that is there now.

        Without a primary key and without `jobBookmarkKeys` all of them; after a change of the keys, too.
        AWS: https://docs.aws.amazon.com/glue/latest/dg/programming-etl-connect-bookmarks.html
        """
        keys = keys_of(context, rows, options, primary)
        if keys is None:
            return rows
        before = _row(self._before, context, keys)
        if self._until is not None:
            return between(rows, keys, before, _row(self._until, context, keys))
        known = self._rows.get(context)
        after = known if known and known.keys == keys else latest(rows, keys, before)
        if after:
            self._rows[context] = after
        return between(rows, keys, before, after)

    def commit(self) -> None:
        """Have the job's bookmark advanced past everything that this run has read."""
        files = {context: self._position(context) for context in self._readings}
        self._keeper.advance({**self._before, **files, **self._rows})

    def _position(self, context: str) -> FilePosition:
        readings = self._readings[context]
        high, band = min(r.high(self._began) for r in readings), readings[-1].band
        known = {_mark(file) for reading in readings for file in (*reading.old, *reading.taken)}
        # Files that this run did not list, of other partitions perhaps, stay read.
        known |= _files(self._before, context).read
        return FilePosition(high, band, frozenset(mark for mark in known if _moment_of(mark) > high - band))


class Paused(Bookmarks):
    """The ledger of a run that reads incrementally and leaves the bookmark where it is."""

    def commit(self) -> None:
        """Leave everything as it is."""


class Keeper:
    """The service's side of one job's bookmark."""

    def __init__(self, job: str, run: str | None) -> None:
        self._job, self._run = job, run
        endpoint = boto3.client(
            "glue", region_name=boto3.Session().region_name or "us-east-1"
        ).meta.endpoint_url
        self._address = f"{endpoint.rstrip('/')}{_PATH}"
        self._version, self._number = 0, 0

    def read(self) -> Positions:
        """How far the job's sources have been read; raises Unkept if the endpoint is not Boathouse's."""
        told = self._ask(urlencode({"job": self._job}))
        self._version = int(told["version"])
        return _positions(told)

    def read_after(self, run: str) -> Positions:
        """How far they had been read after a run."""
        return _positions(self._ask(urlencode({"job": self._job, "run": run})))

    def advance(self, positions: Positions) -> None:
        """Move the bookmark; RuntimeError if another run of the job has done so meanwhile."""
        if not self._run:
            raise RuntimeError("The job's bookmark cannot be moved: the run has no --JOB_RUN_ID.")
        bookmark = json.dumps({name: place.told(self._version + 1) for name, place in positions.items()})
        told = {"job": self._job, "run": self._run, "version": self._version, "bookmark": bookmark}
        self._version = int(self._ask("", json.dumps(told).encode())["version"])

    def _ask(self, query: str, body: bytes | None = None) -> dict[str, Any]:
        address = f"{self._address}?{query}" if query else self._address
        headers = {"Content-Type": "application/json"}
        request = urllib.request.Request(address, body, headers)  # noqa: S310 - the run's own endpoint
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        try:
            with opener.open(request, timeout=_SECONDS) as answer:
                told = json.load(answer)
                if not isinstance(told, dict) or "version" not in told:
                    raise Unkept(f"{self._address} answers something else")
                return told
        except urllib.error.HTTPError as error:
            with error:
                words = error.read().decode(errors="replace").strip()
            if error.code == 400 and error.headers.get_content_type() == "text/plain":
                raise RuntimeError(f"The bookmark of job {self._job}: {words}") from None
            raise Unkept(f"{self._address} answers HTTP {error.code}") from None
        except (OSError, ValueError) as error:
            raise Unkept(f"{self._address} does not answer ({error})") from None


def opened(job: str, args: Mapping[str, Any]) -> Bookmarks | None:
    """The ledger of a run by its resolved arguments; None if it reads everything.

    A Glue endpoint that is not Boathouse's keeps no bookmarks: the run then reads everything, and says so.
    """
    option = args.get("job_bookmark_option") or "job-bookmark-disable"
    if option == "job-bookmark-disable":
        return None
    keeper = Keeper(job, args.get("JOB_RUN_ID"))
    try:
        before = keeper.read()
        if option == "job-bookmark-enable":
            return Bookmarks(keeper, before)
        ends = args.get("job_bookmark_from"), args.get("job_bookmark_to")
        if not all(ends):
            return Paused(keeper, before)
        first, last = (keeper.read_after(str(end)) for end in ends)
        return Paused(keeper, first, last)
    except Unkept as unkept:
        Logger().warn(f"Every file is read, as if without a bookmark: {unkept}. See {PAGE}")
        return None


def _positions(told: Mapping[str, Any]) -> Positions:
    found = json.loads(told["bookmark"])
    return {
        context: RowPosition.of(place) if place["jsonClass"] == KIND else FilePosition.of(place)
        for context, place in found.items()
    }


def _files(positions: Positions, context: str) -> FilePosition:
    place = positions.get(context)
    return place if isinstance(place, FilePosition) else FilePosition()


def _row(positions: Positions, context: str, keys: Keys) -> RowPosition | None:
    """The last row that was read by these keys; other keys say nothing of it."""
    place = positions.get(context)
    if not isinstance(place, RowPosition):
        return None
    if place.keys == keys:
        return place
    Logger().warn(
        f"All rows of {context} are read: its bookmark is one of {', '.join(place.keys.names)}, not of "
        f"{', '.join(keys.names)}."
    )
    return None


def _within(files: Sequence[File], since: int, limit: int) -> Sequence[File]:
    """All files from before the band, and the oldest of the others up to the limit."""
    young = sorted((file for file in files if _moment(file) > since), key=lambda f: (_moment(f), f.uri))
    late = {file.uri for file in young[limit:]}
    return [file for file in files if file.uri not in late]


def _moment(file: File) -> int:
    return int(file.modified * 1000)


def _mark(file: File) -> str:
    """A file in the state that was read: the same name with a later moment is another."""
    return f"{_moment(file)}-{hashlib.md5(file.uri.encode(), usedforsecurity=False).hexdigest()}"


def _moment_of(mark: str) -> int:
    return int(mark.partition("-")[0])
