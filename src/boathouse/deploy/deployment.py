"""A deployment: the families of one pipeline in one account, planned, applied, removed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from boathouse.deploy.account import LOCAL_ROLE, Account, Clients
from boathouse.deploy.bucket import Bucket
from boathouse.deploy.data import Data
from boathouse.deploy.database import Database
from boathouse.deploy.families import Family, Found
from boathouse.deploy.jobs import Jobs
from boathouse.deploy.named_queries import NamedQueries
from boathouse.deploy.plan import Change, Plan, Step, compare, removal
from boathouse.deploy.prefixes import Prefixes
from boathouse.deploy.role import Role, role_name
from boathouse.deploy.scripts import Scripts
from boathouse.deploy.stamp import Stamp
from boathouse.deploy.tables import Tables
from boathouse.deploy.triggers import Triggers
from boathouse.deploy.workflow import Workflow
from boathouse.deploy.workgroup import WorkGroup
from boathouse.errors import DeployError

if TYPE_CHECKING:
    from boathouse.pipeline import Pipeline

FAMILIES: tuple[type[Family], ...] = (
    Bucket,
    Prefixes,
    Scripts,
    Role,
    Database,
    Tables,
    Jobs,
    Workflow,
    Triggers,
    WorkGroup,
    NamedQueries,
)
"""In the order in which each comes after what it depends on."""

JOB_ALONE = (Bucket, Scripts, Database, Jobs)
"""What a single job needs."""

_READERS = 6  # families that are looked at at the same time


@dataclass
class Deployment:
    """Brings an account to what a pipeline says; doing it again changes nothing.

    `role` names one that exists instead of the project's own. `adopt` takes over what somebody else has made
    under the pipeline's names; the local cloud belongs to one user, who may.
    """

    clients: Clients
    pipeline: Pipeline
    account: Account = field(default_factory=Account)
    role: str = ""
    stamp: Stamp | None = None
    adopt: bool | None = None
    kinds: tuple[type[Family], ...] = FAMILIES

    @cached_property
    def families(self) -> list[Family]:
        """One of each kind, in order."""
        return [self._family(kind) for kind in self.kinds]

    @property
    def results(self) -> str:
        """Where Athena writes."""
        return f"s3://{self.pipeline.bucket}/athena/"

    def plan(self, *, prune: bool = True) -> Plan:
        """Look at everything and say what has to change; `prune` deletes what is no longer wanted.

        Deletions come last, the last made first. Raises PipelineError before the first call.
        """
        for family in self.families:
            family.wanted()
        there = self._there()
        adopt = self.account.emulated if self.adopt is None else self.adopt
        bucket_is_ours = any(found.owned for found in there.get("bucket", {}).values())
        steps: list[Step] = []
        for family in self.families:
            # whatever stands in a bucket of this project where a script belongs is a script that has drifted
            mine = adopt or (bucket_is_ours and isinstance(family, Scripts))
            steps += compare(family, there[family.kind], self._stamp, adopt=mine, prune=prune)
        doomed = [step for step in steps if step.change.action == "delete"]
        return Plan((*(step for step in steps if step not in doomed), *reversed(doomed)))

    def apply(self, *, prune: bool = True) -> list[Change]:
        """Plan and do it at once."""
        plan = self.plan(prune=prune)
        carry_out(plan)
        return list(plan.changes)

    def apply_as_shown(self, plan: Plan, told: Callable[[Change], object] = lambda change: None) -> None:
        """Do what a plan showed.

        Raises DeployError, and does nothing, if the account has changed since.
        """
        _unchanged(plan, self.plan())
        carry_out(plan, told)

    def removal(self, *, data: bool = False) -> Plan:
        """What takes away everything that this project has made; data only on request."""
        kinds = list(reversed(self.kinds))
        if data:
            kinds.insert(kinds.index(Bucket), Data)
        return removal(map(self._family, kinds), data=data)

    def remove_as_shown(
        self, plan: Plan, *, data: bool = False, told: Callable[[Change], object] = lambda change: None
    ) -> None:
        """Remove what a plan showed.

        Raises DeployError, and does nothing, if the account has changed since.
        """
        _unchanged(plan, self.removal(data=data))
        carry_out(plan, told)

    @property
    def _stamp(self) -> Stamp:
        return self.stamp or Stamp(self.pipeline.name)

    def _family(self, kind: type[Family]) -> Family:
        family = kind(self.clients, self.account, self.pipeline, self._stamp)
        if isinstance(family, Jobs):
            own = LOCAL_ROLE if self.account.emulated else role_name(self.pipeline.name)
            family.role = self.account.role(self.role or own)
        if isinstance(family, Role):
            family.given = self.role
        return family

    def _there(self) -> Mapping[str, Mapping[str, Found]]:
        with ThreadPoolExecutor(_READERS) as pool:
            found = list(pool.map(lambda family: family.found(), self.families))
        return {family.kind: there for family, there in zip(self.families, found, strict=True)}


def carry_out(plan: Plan, told: Callable[[Change], object] = lambda change: None) -> None:
    """Make the plan's changes in order; `told` hears of each that is done.

    Raises DeployError for a conflict, before anything is written.
    """
    if plan.conflicts:
        names = ", ".join(f"{change.kind} {change.name}" for change in plan.conflicts)
        raise DeployError(
            f"this project has not made, and so does not change: {names}.",
            remedy="Give the pipeline another name, remove them yourself, or take them over with ADOPT=1.",
        )
    for step in plan.writes:
        if step.change.action == "create":
            step.family.create(step.change.name, step.wanted)
        elif step.change.action == "delete":
            step.family.delete(step.change.name, step.found)
        elif step.found is not None:
            step.family.update(step.change.name, step.wanted, step.found)
        told(step.change)


def _unchanged(shown: Plan, now: Plan) -> None:
    if shown == now:
        return
    differing = [c for c in shown.changes if c not in now.changes]
    differing += [c for c in now.changes if c not in shown.changes]
    names = ", ".join(dict.fromkeys(f"{change.kind} {change.name}" for change in differing))
    raise DeployError(
        f"the account has changed since the plan was made: {names}. Nothing was written.",
        remedy="Look at the new plan and deploy again.",
    )
