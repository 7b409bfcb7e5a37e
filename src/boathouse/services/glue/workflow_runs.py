"""Runs of workflows."""

from __future__ import annotations

import sqlite3
from collections import defaultdict

from boathouse.calls import current
from boathouse.services.glue.chain_crawls import ChainCrawls
from boathouse.services.glue.chains import Chains
from boathouse.services.glue.errors import EntityNotFoundError, IllegalWorkflowStateError
from boathouse.services.glue.graph import graph
from boathouse.services.glue.ledger import Ledger
from boathouse.services.glue.pages import Page
from boathouse.services.glue.queue import WorkQueue
from boathouse.services.glue.records import Record, load
from boathouse.services.glue.workflows import Workflows
from boathouse.store import Store

_NEWEST = 2**62


class WorkflowRuns:
    """Start, read and stop runs of workflows."""

    def __init__(
        self,
        store: Store,
        workflows: Workflows,
        chains: Chains,
        ledger: Ledger,
        crawls: ChainCrawls,
        queue: WorkQueue,
    ) -> None:
        self._store, self._workflows, self._chains = store, workflows, chains
        self._ledger, self._crawls, self._queue = ledger, crawls, queue

    def start_workflow_run(self, name: str, run_properties: dict[str, str] | None = None) -> Record:
        """Start a workflow by its on-demand trigger and answer at once.

        AWS: https://docs.aws.amazon.com/glue/latest/webapi/API_StartWorkflowRun.html
        Differs: the run follows the triggers as they are now; later changes are for later runs. A
        conditional trigger fires once in a run.
        """
        with self._store.write() as db:
            run_id = self._workflows.begin(db, name, run_properties or {})
        self._queue.announce(current.get().run)
        return {"RunId": run_id}

    def get_workflow_run(self, name: str, run_id: str, include_graph: bool = False) -> Record:
        """Answer one run of a workflow, with its graph and job runs if asked for.

        AWS: https://docs.aws.amazon.com/glue/latest/webapi/API_GetWorkflowRun.html
        Differs: TotalActions counts the actions that were started so far.
        """
        with self._store.read() as db:
            return {"Run": self._answer(db, self._find(db, name, run_id), include_graph)}

    def get_workflow_runs(
        self,
        name: str,
        include_graph: bool = False,
        next_token: str | None = None,
        max_results: int | None = None,
    ) -> Record:
        """Answer a workflow's runs, the newest first, page by page.

        AWS: https://docs.aws.amazon.com/glue/latest/webapi/API_GetWorkflowRuns.html
        """
        page = Page(next_token, max_results, default=1000, key=int)
        with self._store.read() as db:
            self._workflows.find(db, name)
            rows = db.execute(
                "select * from glue_chains where workflow = ? and seq < ? order by seq desc",
                [name, page.after or _NEWEST],
            )
            taken, more = page.cut(rows, key=lambda row: row["seq"])
            return {"Runs": [self._answer(db, row, include_graph) for row in taken], **more}

    def stop_workflow_run(self, name: str, run_id: str) -> None:
        """Stop a workflow's run, and every job run and crawl of it.

        AWS: https://docs.aws.amazon.com/glue/latest/webapi/API_StopWorkflowRun.html
        """
        with self._store.write() as db:
            row = self._find(db, name, run_id)
            if row["status"] != "RUNNING":
                raise IllegalWorkflowStateError(f"Workflow run {run_id} is {row['status']}, not RUNNING.")
            self._chains.stop(db, run_id)

    def get_workflow_run_properties(self, name: str, run_id: str) -> Record:
        """Answer the properties that the jobs of a run share.

        AWS: https://docs.aws.amazon.com/glue/latest/webapi/API_GetWorkflowRunProperties.html
        """
        with self._store.read() as db:
            document = load(self._find(db, name, run_id)["document"])
        return {"RunProperties": document["WorkflowRunProperties"]}

    def put_workflow_run_properties(self, name: str, run_id: str, run_properties: dict[str, str]) -> None:
        """Add properties to a run, or change their values.

        AWS: https://docs.aws.amazon.com/glue/latest/webapi/API_PutWorkflowRunProperties.html
        """
        with self._store.write() as db:
            self._chains.put_properties(db, self._find(db, name, run_id), run_properties)

    def _find(self, db: sqlite3.Connection, name: str, run_id: str) -> sqlite3.Row:
        self._workflows.find(db, name)
        row = self._chains.find(db, run_id)
        if row["workflow"] != name:
            raise EntityNotFoundError(f"Workflow run {run_id} not found.")
        return row

    def _answer(self, db: sqlite3.Connection, row: sqlite3.Row, include_graph: bool) -> Record:
        run = {**load(row["document"]), "Statistics": self._chains.statistics(db, row["id"])}
        if include_graph:
            runs: dict[str, list[Record]] = defaultdict(list)
            for job_run in self._ledger.of_chain(db, row["id"]):
                runs[job_run["job"]].append(load(job_run["document"]))
            crawls: dict[str, list[Record]] = defaultdict(list)
            for crawler, crawl in self._crawls.of(db, row["id"]):
                crawls[crawler].append(crawl)
            run["Graph"] = graph(load(row["triggers"])["Triggers"], runs, crawls)
        return run
