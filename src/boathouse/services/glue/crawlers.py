"""Crawlers: what they look at and what they do to the catalog; a crawl itself is `crawls`."""

from __future__ import annotations

import sqlite3

from boathouse.services.glue.classifiers import Classifiers
from boathouse.services.glue.crawl_ledger import CrawlLedger
from boathouse.services.glue.crawler_settings import defined, scheduled
from boathouse.services.glue.errors import AlreadyExistsError, CrawlerRunningError, EntityNotFoundError
from boathouse.services.glue.pages import Page
from boathouse.services.glue.records import Clock, Record, dump, given, load, now
from boathouse.services.glue.tags import Tags
from boathouse.store import Store

_DDL = "create table if not exists glue_crawlers (name text primary key, document text not null);"


class Crawlers:
    """Create, read, update and delete crawlers."""

    def __init__(
        self, store: Store, tags: Tags, ledger: CrawlLedger, classifiers: Classifiers, clock: Clock = now
    ) -> None:
        self._store, self._tags, self._ledger, self._clock = store, tags, ledger, clock
        self.classifiers = classifiers
        store.create(_DDL)

    def create_crawler(
        self,
        name: str,
        role: str,
        targets: Record,
        database_name: str | None = None,
        description: str | None = None,
        schedule: str | None = None,
        classifiers: list[str] | None = None,
        table_prefix: str | None = None,
        schema_change_policy: Record | None = None,
        recrawl_policy: Record | None = None,
        lineage_configuration: Record | None = None,
        lake_formation_configuration: Record | None = None,
        configuration: str | None = None,
        crawler_security_configuration: str | None = None,
        tags: dict[str, str] | None = None,
    ) -> None:
        """Create a crawler.

        AWS: https://docs.aws.amazon.com/glue/latest/webapi/API_CreateCrawler.html
        Differs: S3Targets, CatalogTargets and DeltaTargets with CreateNativeDeltaTable only; JDBC, DynamoDB,
        MongoDB, Iceberg and Hudi targets, event queues and custom classifiers but those of CSV are refused. A
        schedule is stored and never fires. Role, lineage, Lake Formation and security configuration are
        stored, not obeyed.
        """
        moment = self._clock()
        members = {
            "Name": name,
            "Role": role,
            "Targets": targets,
            "DatabaseName": database_name,
            "Description": description,
            "Schedule": scheduled(schedule),
            "Classifiers": classifiers,
            "TablePrefix": table_prefix,
            "SchemaChangePolicy": schema_change_policy,
            "RecrawlPolicy": recrawl_policy,
            "LineageConfiguration": lineage_configuration,
            "LakeFormationConfiguration": lake_formation_configuration,
            "Configuration": configuration,
            "CrawlerSecurityConfiguration": crawler_security_configuration,
        }
        document = defined(given(members)) | {"CreationTime": moment, "LastUpdated": moment, "Version": 1}
        with self._store.write() as db:
            if _look_up(db, name) is not None:
                raise AlreadyExistsError(f"Crawler with name {name} already exists")
            self.classifiers.named(db, document["Classifiers"])
            db.execute("insert into glue_crawlers values (?, ?)", [name, dump(document)])
            self._tags.put(db, f"crawler/{name}", tags)

    def update_crawler(
        self,
        name: str,
        role: str | None = None,
        targets: Record | None = None,
        database_name: str | None = None,
        description: str | None = None,
        schedule: str | None = None,
        classifiers: list[str] | None = None,
        table_prefix: str | None = None,
        schema_change_policy: Record | None = None,
        recrawl_policy: Record | None = None,
        lineage_configuration: Record | None = None,
        lake_formation_configuration: Record | None = None,
        configuration: str | None = None,
        crawler_security_configuration: str | None = None,
    ) -> None:
        """Change what a crawler is told; what is not given stays.

        AWS: https://docs.aws.amazon.com/glue/latest/webapi/API_UpdateCrawler.html
        Differs: as with CreateCrawler.
        """
        members = {
            "Role": role,
            "Targets": targets,
            "DatabaseName": database_name,
            "Description": description,
            "Schedule": scheduled(schedule),
            "Classifiers": classifiers,
            "TablePrefix": table_prefix,
            "SchemaChangePolicy": schema_change_policy,
            "RecrawlPolicy": recrawl_policy,
            "LineageConfiguration": lineage_configuration,
            "LakeFormationConfiguration": lake_formation_configuration,
            "Configuration": configuration,
            "CrawlerSecurityConfiguration": crawler_security_configuration,
        }
        with self._store.write() as db:
            document = self._resting(db, name)
            changed = defined(document | given(members))
            self.classifiers.named(db, changed["Classifiers"])
            changed |= {"LastUpdated": self._clock(), "Version": document["Version"] + 1}
            self.save(db, changed)

    def get_crawler(self, name: str) -> Record:
        """Answer one crawler, its state and its last crawl.

        AWS: https://docs.aws.amazon.com/glue/latest/webapi/API_GetCrawler.html
        """
        with self._store.read() as db:
            return {"Crawler": self._shown(db, self.find(db, name))}

    def get_crawlers(self, max_results: int | None = None, next_token: str | None = None) -> Record:
        """Answer crawlers by name, page by page.

        AWS: https://docs.aws.amazon.com/glue/latest/webapi/API_GetCrawlers.html
        """
        page = Page(next_token, max_results)
        with self._store.read() as db:
            taken, more = page.cut(_behind(db, page.after or ""), key=lambda crawler: crawler["Name"])
            return {"Crawlers": [self._shown(db, crawler) for crawler in taken], **more}

    def batch_get_crawlers(self, crawler_names: list[str]) -> Record:
        """Answer several crawlers, and the names that are unknown.

        AWS: https://docs.aws.amazon.com/glue/latest/webapi/API_BatchGetCrawlers.html
        """
        with self._store.read() as db:
            found = {name: _look_up(db, name) for name in crawler_names}
            return {
                "Crawlers": [self._shown(db, crawler) for crawler in found.values() if crawler],
                "CrawlersNotFound": [name for name, crawler in found.items() if not crawler],
            }

    def list_crawlers(
        self,
        max_results: int | None = None,
        next_token: str | None = None,
        tags: dict[str, str] | None = None,
    ) -> Record:
        """Answer the names of crawlers, those that carry all the tags, page by page.

        AWS: https://docs.aws.amazon.com/glue/latest/webapi/API_ListCrawlers.html
        """
        page = Page(next_token, max_results)
        with self._store.read() as db:
            names = self.names(db, page.after or "")
            wanted = (name for name in names if self._tags.match(db, f"crawler/{name}", tags))
            taken, more = page.cut(wanted, key=str)
        return {"CrawlerNames": taken, **more}

    def delete_crawler(self, name: str) -> None:
        """Delete a crawler and its history; the tables that it made stay.

        AWS: https://docs.aws.amazon.com/glue/latest/webapi/API_DeleteCrawler.html
        """
        with self._store.write() as db:
            self._resting(db, name)
            db.execute("delete from glue_crawlers where name = ?", [name])
            self._ledger.drop(db, name)
            self._tags.drop(db, f"crawler/{name}")

    def find(self, db: sqlite3.Connection, name: str) -> Record:
        """Read a crawler; EntityNotFoundException if there is none of this name."""
        crawler = _look_up(db, name)
        if crawler is None:
            raise EntityNotFoundError(f"Crawler entry with name {name} does not exist")
        return crawler

    def save(self, db: sqlite3.Connection, crawler: Record) -> None:
        """Replace a crawler's document."""
        db.execute("update glue_crawlers set document = ? where name = ?", [dump(crawler), crawler["Name"]])

    def names(self, db: sqlite3.Connection, after: str) -> list[str]:
        """The names of all crawlers behind one."""
        return [crawler["Name"] for crawler in _behind(db, after)]

    def _resting(self, db: sqlite3.Connection, name: str) -> Record:
        crawler = self.find(db, name)
        if self._ledger.live(db, name) is not None:
            raise CrawlerRunningError(name)
        return crawler

    def _shown(self, db: sqlite3.Connection, crawler: Record) -> Record:
        return crawler | self._ledger.state(db, crawler["Name"])


def _behind(db: sqlite3.Connection, name: str) -> list[Record]:
    rows = db.execute("select document from glue_crawlers where name > ? order by name", [name])
    return [load(row["document"]) for row in rows.fetchall()]


def _look_up(db: sqlite3.Connection, name: str) -> Record | None:
    row = db.execute("select document from glue_crawlers where name = ?", [name]).fetchone()
    return load(row["document"]) if row else None
