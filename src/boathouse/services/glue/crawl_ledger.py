"""Crawls in the store: one row each, which says how far it is and what came of it."""

from __future__ import annotations

import secrets
import sqlite3
import uuid
from collections.abc import Callable
from statistics import median

from boathouse.services.glue.errors import CrawlerNotRunningError, CrawlerRunningError, CrawlerStoppingError
from boathouse.services.glue.records import Clock, Record, dump, load, now
from boathouse.store import Store

_DDL = """
create table if not exists glue_crawls (
  seq integer primary key autoincrement,
  crawler text not null, id text not null unique, state text not null, document text not null
);
create index if not exists glue_crawls_by_crawler on glue_crawls (crawler, seq);
"""
LAST = {"COMPLETED": "SUCCEEDED", "FAILED": "FAILED", "STOPPED": "CANCELLED"}
"""How a crawl that has ended is called where crawlers and workflows tell of it."""
_GROUP = "/aws-glue/crawlers"


class CrawlLedger:
    """What is known of crawls: RUNNING, STOPPING, then COMPLETED, FAILED or STOPPED.

    `on_end` is told of every crawl that has ended, in the same transaction.
    """

    def __init__(self, store: Store, clock: Clock = now) -> None:
        self._store, self._clock = store, clock
        self.on_end: Callable[[sqlite3.Connection, str], None] = lambda db, identifier: None
        store.create(_DDL)

    def open(self, db: sqlite3.Connection, crawler: str) -> str:
        """Begin a crawl and answer its id; CrawlerRunningException if one is under way."""
        if self.live(db, crawler) is not None:
            raise CrawlerRunningError(crawler)
        identifier = str(uuid.uuid4())
        document = {
            "CrawlId": identifier,
            "StartTime": self._clock(),
            "LogGroup": _GROUP,
            "LogStream": crawler,
            "MessagePrefix": secrets.token_hex(16),
        }
        db.execute(
            "insert into glue_crawls (crawler, id, state, document) values (?, ?, 'RUNNING', ?)",
            [crawler, identifier, dump(document)],
        )
        return identifier

    def stop(self, db: sqlite3.Connection, crawler: str) -> None:
        """Ask a crawl to end; the thread that it has takes note."""
        row = self.live(db, crawler)
        if row is None:
            raise CrawlerNotRunningError(crawler)
        if row["state"] == "STOPPING":
            raise CrawlerStoppingError(crawler)
        db.execute("update glue_crawls set state = 'STOPPING' where id = ?", [row["id"]])

    def stopping(self, identifier: str) -> bool:
        """Whether a crawl was asked to end, or has been ended."""
        with self._store.read() as db:
            row = db.execute("select state from glue_crawls where id = ?", [identifier]).fetchone()
        return row is None or row["state"] != "RUNNING"

    def close(self, db: sqlite3.Connection, identifier: str, state: str, **members: object) -> None:
        """End a crawl, if it has not ended yet."""
        row = db.execute("select * from glue_crawls where id = ?", [identifier]).fetchone()
        if row is None or row["state"] not in ("RUNNING", "STOPPING"):
            return
        document = load(row["document"]) | {"EndTime": self._clock()} | members
        db.execute(
            "update glue_crawls set state = ?, document = ? where id = ?", [state, dump(document), identifier]
        )
        self.on_end(db, identifier)

    def recover(self) -> None:
        """Give up the crawls of a server that is no more."""
        with self._store.write() as db:
            for identifier in self.under_way():
                self.close(db, identifier, "FAILED", ErrorMessage="The server ended while the crawler ran.")

    def under_way(self) -> dict[str, str]:
        """The crawls that have not ended: their crawlers by their ids, the oldest first."""
        with self._store.read() as db:
            rows = db.execute(
                "select id, crawler from glue_crawls where state in ('RUNNING', 'STOPPING') order by seq"
            )
            return {row["id"]: row["crawler"] for row in rows}

    def drop(self, db: sqlite3.Connection, crawler: str) -> None:
        """Forget the crawls of a crawler."""
        db.execute("delete from glue_crawls where crawler = ?", [crawler])

    def live(self, db: sqlite3.Connection, crawler: str) -> sqlite3.Row | None:
        """The crawl that is under way, if one is."""
        row: sqlite3.Row | None = db.execute(
            "select * from glue_crawls where crawler = ? and state in ('RUNNING', 'STOPPING')", [crawler]
        ).fetchone()
        return row

    def state(self, db: sqlite3.Connection, crawler: str) -> Record:
        """What a crawler tells of its crawls."""
        live = self.live(db, crawler)
        last = next(iter(self.ended(db, crawler)), None)
        elapsed = 0
        if live is not None:
            elapsed = round((self._clock() - load(live["document"])["StartTime"]).total_seconds() * 1000)
        told = {"State": live["state"] if live is not None else "READY", "CrawlElapsedTime": elapsed}
        if last is None:
            return told
        members = ("ErrorMessage", "LogGroup", "LogStream", "MessagePrefix", "StartTime")
        summary = {name: last[name] for name in members if name in last}
        return told | {"LastCrawl": {"Status": LAST[last["State"]], **summary}}

    def metrics(self, db: sqlite3.Connection, crawler: str) -> Record:
        """How long a crawler's crawls took, and what the last one did to tables."""
        ended = self.ended(db, crawler)
        seconds = [(crawl["EndTime"] - crawl["StartTime"]).total_seconds() for crawl in ended]
        counts = ended[0].get("Counts", {}) if ended else {}
        return {
            "CrawlerName": crawler,
            "TimeLeftSeconds": 0.0,
            "StillEstimating": self.live(db, crawler) is not None,
            "LastRuntimeSeconds": seconds[0] if seconds else 0.0,
            "MedianRuntimeSeconds": median(seconds) if seconds else 0.0,
            "TablesCreated": counts.get("ADD", 0),
            "TablesUpdated": counts.get("UPDATE", 0),
            "TablesDeleted": counts.get("DELETE", 0),
        }

    def ended(self, db: sqlite3.Connection, crawler: str) -> list[Record]:
        """The crawls that have ended, the newest first."""
        return [crawl for crawl in self.history(db, crawler) if crawl["State"] in LAST]

    def history(self, db: sqlite3.Connection, crawler: str, before: int = 2**62) -> list[Record]:
        """All crawls of a crawler, the newest first; `Number` is the order."""
        rows = db.execute(
            "select * from glue_crawls where crawler = ? and seq < ? order by seq desc", [crawler, before]
        )
        return [
            {"State": "RUNNING" if row["state"] == "STOPPING" else row["state"], "Number": row["seq"]}
            | load(row["document"])
            for row in rows.fetchall()
        ]
