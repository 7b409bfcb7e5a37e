"""Crawls: a crawler at work, in a thread of its own."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from boathouse.errors import BoathouseError, NotEmulated
from boathouse.lake import Lake
from boathouse.services.glue.crawl_ledger import CrawlLedger
from boathouse.services.glue.crawlers import Crawlers
from boathouse.services.glue.databases import Databases
from boathouse.services.glue.pages import Page
from boathouse.services.glue.partitions import Partitions
from boathouse.services.glue.records import Clock, Record, now
from boathouse.services.glue.tables import Tables
from boathouse.store import Store

_AT_ONCE = 2
log = logging.getLogger(__name__)


class _StoppedError(Exception):
    """The crawl was asked to end."""


class Crawls:
    """Start and stop crawlers, and tell how their crawls went.

    `on_end` is called, outside any transaction, when a crawl has ended.
    """

    def __init__(
        self,
        store: Store,
        lake: Lake | None,
        crawlers: Crawlers,
        ledger: CrawlLedger,
        databases: Databases,
        tables: Tables,
        partitions: Partitions,
        clock: Clock = now,
    ) -> None:
        self._store, self._lake, self._crawlers, self._ledger = store, lake, crawlers, ledger
        self._databases, self._tables, self._partitions = databases, tables, partitions
        self._clock = clock
        self.on_end: Callable[[], None] = lambda: None
        self._pool: ThreadPoolExecutor | None = None
        self._begun: set[str] = set()
        self._closed = False
        self._guard = threading.Lock()

    def start_crawler(self, name: str) -> None:
        """Start a crawl and answer at once; it goes on in a thread of the server.

        AWS: https://docs.aws.amazon.com/glue/latest/webapi/API_StartCrawler.html
        Differs: files of other formats than JSON, delimited text, Parquet, ORC and Avro are tables of
        classification UNKNOWN. AWS documents its rules for tables, partitions and types by examples; where
        these are silent, ours are guesses. CRAWL_NEW_FOLDERS_ONLY looks at all folders, and writes new ones
        only. Nothing is logged to CloudWatch.
        """
        with self._store.write() as db:
            self._crawlers.find(db, name)
            self._ledger.open(db, name)
        self.begin()

    def begin(self) -> None:
        """Carry out what was ordered, here or by a trigger, and is not being carried out yet."""
        with self._guard:
            if self._closed:
                return
            for run, name in self._ledger.under_way().items():
                if run not in self._begun:
                    self._begun.add(run)
                    self._pool = self._pool or ThreadPoolExecutor(_AT_ONCE, thread_name_prefix="crawl")
                    self._pool.submit(self._carry_out, name, run)

    def stop_crawler(self, name: str) -> None:
        """Stop a crawl; it ends before the next file, and has changed nothing then.

        AWS: https://docs.aws.amazon.com/glue/latest/webapi/API_StopCrawler.html
        """
        with self._store.write() as db:
            self._crawlers.find(db, name)
            self._ledger.stop(db, name)

    def get_crawler_metrics(
        self,
        crawler_name_list: list[str] | None = None,
        max_results: int | None = None,
        next_token: str | None = None,
    ) -> Record:
        """Answer how long crawls took and what the last ones did, by the crawlers' names, page by page.

        AWS: https://docs.aws.amazon.com/glue/latest/webapi/API_GetCrawlerMetrics.html
        Differs: the time that is left is not estimated.
        """
        page = Page(next_token, max_results)
        with self._store.read() as db:
            names = self._crawlers.names(db, page.after or "")
            wanted = (name for name in names if not crawler_name_list or name in crawler_name_list)
            taken, more = page.cut(wanted, key=str)
            return {"CrawlerMetricsList": [self._ledger.metrics(db, name) for name in taken], **more}

    def list_crawls(
        self, crawler_name: str, max_results: int | None = None, next_token: str | None = None
    ) -> Record:
        """Answer a crawler's crawls, the newest first, page by page.

        AWS: https://docs.aws.amazon.com/glue/latest/webapi/API_ListCrawls.html
        Differs: filters are refused; there is no Summary, and no DPUHour.
        """
        page = Page(next_token, max_results, default=20, key=int)
        with self._store.read() as db:
            self._crawlers.find(db, crawler_name)
            history = self._ledger.history(db, crawler_name, page.after or 2**62)
        taken, more = page.cut(history, key=lambda crawl: crawl["Number"])
        hidden = ("Number", "Counts")
        return {"Crawls": [{k: v for k, v in crawl.items() if k not in hidden} for crawl in taken], **more}

    def alive(self) -> int:
        """Count the crawls that have not ended."""
        return len(self._ledger.under_way())

    def recover(self) -> None:
        """Give up the crawls of a server that is no more."""
        self._ledger.recover()

    def close(self) -> None:
        """End all crawls; they are FAILED, as after a crash."""
        with self._guard:
            pool, self._pool, self._closed = self._pool, None, True
        if pool is not None:
            self._ledger.recover()
            pool.shutdown(wait=True, cancel_futures=True)

    def _carry_out(self, name: str, run: str) -> None:
        state = "COMPLETED"
        members: Record = {}
        try:
            members = {"Counts": self._crawl(name, run)}
        except _StoppedError:
            state = "STOPPED"
        except BoathouseError as error:
            state, members = "FAILED", {"ErrorMessage": error.message}
        except Exception as error:  # a crawler must never stay RUNNING
            log.exception("crawler %s failed in an unforeseen way", name)
            state, members = "FAILED", {"ErrorMessage": f"{type(error).__name__}: {error}"}
        with self._store.write() as db:
            self._ledger.close(db, run, state, **members)
        with self._guard:  # or `begin` might know it from before its end, and begin it again
            self._begun.discard(run)
        if not self._closed:
            self.on_end()

    def _crawl(self, name: str, run: str) -> dict[str, int]:
        # not before the first crawl: it would make every start of the server slower
        from boathouse.services.glue.crawl_work import Catalog, crawl  # noqa: PLC0415

        def check() -> None:
            if self._ledger.stopping(run):
                raise _StoppedError

        if self._lake is None:
            raise NotEmulated("A crawler without a lake")
        with self._store.read() as db:
            crawler = self._crawlers.find(db, name)
            classifiers = self._crawlers.classifiers.named(db, crawler["Classifiers"])
        catalog = Catalog(self._store, self._databases, self._tables, self._partitions, self._clock)
        return crawl(crawler, classifiers, run, self._lake, catalog, check)
