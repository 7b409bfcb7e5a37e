"""AWS Glue: the Data Catalog, crawlers, jobs and their runs, triggers and workflows."""

from __future__ import annotations

from boathouse.lake import Lake
from boathouse.services.glue.bookmarks import Bookmarks
from boathouse.services.glue.chain_crawls import ChainCrawls
from boathouse.services.glue.chains import Chains
from boathouse.services.glue.classifiers import Classifiers
from boathouse.services.glue.connections import Connections
from boathouse.services.glue.crawl_ledger import CrawlLedger
from boathouse.services.glue.crawler_schedules import CrawlerSchedules
from boathouse.services.glue.crawlers import Crawlers
from boathouse.services.glue.crawls import Crawls
from boathouse.services.glue.databases import Databases
from boathouse.services.glue.entity_types import EntityTypes
from boathouse.services.glue.functions import Functions
from boathouse.services.glue.jobs import Jobs
from boathouse.services.glue.ledger import Ledger
from boathouse.services.glue.partition_indexes import PartitionIndexes
from boathouse.services.glue.partitions import Partitions
from boathouse.services.glue.quality_results import QualityResults
from boathouse.services.glue.quality_rulesets import QualityRulesets
from boathouse.services.glue.quality_runs import QualityRuns
from boathouse.services.glue.queue import WorkQueue
from boathouse.services.glue.records import Clock, now
from boathouse.services.glue.runs import Runs
from boathouse.services.glue.table_search import TableSearch
from boathouse.services.glue.tables import Tables
from boathouse.services.glue.tags import Tags
from boathouse.services.glue.triggers import Triggers
from boathouse.services.glue.versions import Versions
from boathouse.services.glue.workflow_runs import WorkflowRuns
from boathouse.services.glue.workflows import Workflows
from boathouse.store import Store


class Glue:
    """The service: one object per resource family, all on one store."""

    name = "glue"

    def __init__(self, store: Store, lake: Lake | None = None, *, clock: Clock = now) -> None:
        """Keep everything in `store`; crawlers look into `lake`, and are refused without one."""
        self.tags = Tags(store)
        self.databases = Databases(store, self.tags, clock)
        self.tables = Tables(store, self.databases, clock)
        self.versions = Versions(store, self.tables)
        self.partitions = Partitions(store, self.tables, clock)
        self.partition_indexes = PartitionIndexes(store, self.tables)
        self.functions = Functions(store, self.databases, clock)
        self.connections = Connections(store, self.tags, clock)
        crawl_ledger = CrawlLedger(store, clock)
        self.classifiers = Classifiers(store, clock)
        self.crawlers = Crawlers(store, self.tags, crawl_ledger, self.classifiers, clock)
        self.crawls = Crawls(
            store, lake, self.crawlers, crawl_ledger, self.databases, self.tables, self.partitions, clock
        )
        self.entity_types = EntityTypes(store, self.tags)
        self.jobs = Jobs(store, self.tags, clock)
        ledger = Ledger(store, clock)
        self.bookmarks = Bookmarks(store, ledger)
        self.jobs.on_delete = self.bookmarks.drop
        self.queue = WorkQueue(store, ledger, self.jobs, clock)
        self.runs = Runs(store, self.jobs, ledger, self.queue)
        chain_crawls = ChainCrawls(store, self.crawlers, crawl_ledger, clock)
        chains = Chains(store, self.jobs, ledger, chain_crawls, clock)
        crawl_ledger.on_end = chains.crawl_ended
        self.queue.on_orders, self.crawls.on_end = self.crawls.begin, self.queue.announce
        self.workflows = Workflows(store, chains, self.tags, clock)
        self.workflow_runs = WorkflowRuns(store, self.workflows, chains, ledger, chain_crawls, self.queue)
        self.triggers = Triggers(
            store, self.jobs, self.crawlers, self.workflows, chains, self.queue, self.tags
        )
        self.rulesets = QualityRulesets(store, self.tags, clock)
        self.quality_results = QualityResults(store)
        self.quality_runs = QualityRuns(
            store, self.tables, self.rulesets, self.quality_results, ledger, self.queue
        )
        self.families: tuple[object, ...] = (
            self.databases,
            self.tables,
            self.versions,
            self.partitions,
            self.partition_indexes,
            TableSearch(store),
            self.functions,
            self.connections,
            self.classifiers,
            self.crawlers,
            CrawlerSchedules(store, self.crawlers),
            self.crawls,
            self.entity_types,
            self.jobs,
            self.runs,
            self.bookmarks,
            self.workflows,
            self.workflow_runs,
            self.triggers,
            self.rulesets,
            self.quality_results,
            self.quality_runs,
            self.tags,
        )

    def alive(self) -> int:
        """Count the job runs and crawls that have not ended."""
        return self.queue.alive() + self.crawls.alive()

    def recover(self) -> None:
        """Take up what the last server left."""
        self.crawls.recover()  # first: the queue's recovery begins what triggers have ordered
        self.queue.recover()

    def close(self) -> None:
        """End what goes on in this process."""
        self.crawls.close()
