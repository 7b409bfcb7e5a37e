"""The crawls of chains: those that a trigger has ordered."""

from __future__ import annotations

import sqlite3

from boathouse.errors import ServiceError
from boathouse.services.glue.crawl_ledger import LAST, CrawlLedger
from boathouse.services.glue.crawlers import Crawlers
from boathouse.services.glue.records import Clock, Record, dump, load, now
from boathouse.store import Store

_DDL = """
create table if not exists glue_chain_crawls (
  seq integer primary key autoincrement,
  chain text not null,
  crawler text not null,
  crawl text,                         -- null if it could not begin
  refusal text                        -- why, as a crawl of the graph
);
create index if not exists glue_chain_crawls_by_chain on glue_chain_crawls (chain);
create index if not exists glue_chain_crawls_by_crawl on glue_chain_crawls (crawl);
"""
_STATES = {"RUNNING": "RUNNING", "STOPPING": "CANCELLING", **LAST}
LIVE = ("RUNNING", "CANCELLING")


class ChainCrawls:
    """Order, read and stop the crawls of a chain; a crawl that is ordered is RUNNING, as on AWS."""

    def __init__(self, store: Store, crawlers: Crawlers, ledger: CrawlLedger, clock: Clock = now) -> None:
        self._crawlers, self._ledger, self._clock = crawlers, ledger, clock
        store.create(_DDL)

    def order(self, db: sqlite3.Connection, chain: str, crawler: str) -> None:
        """Begin a crawl; one that cannot begin is an ERROR of the chain's."""
        crawl = refusal = None
        try:
            self._crawlers.find(db, crawler)
            crawl = self._ledger.open(db, crawler)
        except ServiceError as error:
            refusal = self._refused(error.message)
        db.execute(
            "insert into glue_chain_crawls (chain, crawler, crawl, refusal) values (?, ?, ?, ?)",
            [chain, crawler, crawl, refusal],
        )

    def of(self, db: sqlite3.Connection, chain: str) -> list[tuple[str, Record]]:
        """Read the crawls of a chain, oldest first, by crawler, as a workflow's graph shows them."""
        rows = db.execute(
            "select ordered.crawler, ordered.refusal, crawls.state, crawls.document"
            " from glue_chain_crawls ordered left join glue_crawls crawls on crawls.id = ordered.crawl"
            " where ordered.chain = ? and (ordered.refusal is not null or crawls.id is not null)"
            " order by ordered.seq",
            [chain],
        )
        return [(row["crawler"], load(row["refusal"]) if row["refusal"] else _shown(row)) for row in rows]

    def stop(self, db: sqlite3.Connection, chain: str) -> None:
        """Ask the crawls of a chain to end."""
        for crawler, crawl in self.of(db, chain):
            if crawl["State"] == "RUNNING":
                self._ledger.stop(db, crawler)

    def chain(self, db: sqlite3.Connection, crawl: str) -> str | None:
        """The chain that has ordered a crawl, if one has."""
        row = db.execute("select chain from glue_chain_crawls where crawl = ?", [crawl]).fetchone()
        return row["chain"] if row else None

    def _refused(self, reason: str) -> str:
        moment = self._clock()
        return dump({"State": "ERROR", "ErrorMessage": reason, "StartedOn": moment, "CompletedOn": moment})


def _shown(row: sqlite3.Row) -> Record:
    crawl = load(row["document"])
    named = {
        "StartTime": "StartedOn",
        "EndTime": "CompletedOn",
        "ErrorMessage": "ErrorMessage",
        "LogGroup": "LogGroup",
        "LogStream": "LogStream",
    }
    return {"State": _STATES[row["state"]], **{new: crawl[old] for old, new in named.items() if old in crawl}}
