"""Amazon Athena: queries over the lake, workgroups and named queries."""

from __future__ import annotations

from boathouse.engine.sql import Engine
from boathouse.lake import Lake
from boathouse.services.athena.catalog import GlueTables
from boathouse.services.athena.ddl import Ddl
from boathouse.services.athena.executions import Executions
from boathouse.services.athena.ledger import Ledger
from boathouse.services.athena.metadata import Metadata
from boathouse.services.athena.named import NamedQueries
from boathouse.services.athena.output import Output
from boathouse.services.athena.prepared import PreparedStatements
from boathouse.services.athena.results import Results
from boathouse.services.athena.runner import Runner
from boathouse.services.athena.workgroups import WorkGroups
from boathouse.services.athena.writes import Writes
from boathouse.services.glue import Glue
from boathouse.store import Store


class Athena:
    """The service: one object per resource family over one query engine."""

    def __init__(self, store: Store, lake: Lake, glue: Glue) -> None:
        self._engine = Engine(lake.root, lake.scratch)
        tables = GlueTables(glue, lake)
        ledger = Ledger(store)
        ledger.recover()
        ddl, writes = Ddl(glue, tables, lake), Writes(glue, tables, lake)
        self.work_groups = WorkGroups(store)
        prepared = PreparedStatements(store, self.work_groups)
        self._runner = Runner(ledger, self._engine, tables, ddl, writes, prepared, Output(lake))
        self.executions = Executions(ledger, self.work_groups, prepared, self._runner, lake)
        self.families: tuple[object, ...] = (
            self.executions,
            Results(ledger, lake),
            self.work_groups,
            self.work_groups.tags,
            NamedQueries(store, self.work_groups),
            prepared,
            Metadata(glue),
        )

    def close(self) -> None:
        """Stop the queries that run; they are FAILED, as after a crash."""
        self._runner.close()
        self._engine.close()
