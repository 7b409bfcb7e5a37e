"""What the commands that go to AWS share: their flags, who and where, and the deployment."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from rich.markup import escape

from boathouse import ddl
from boathouse.deploy import gate, rendering, stamp
from boathouse.deploy.account import Account, Clients, connect
from boathouse.deploy.deployment import Deployment
from boathouse.deploy.gate import Verdict
from boathouse.deploy.plan import Change, Plan
from boathouse.deploy.refusals import explained
from boathouse.errors import DeployError
from boathouse.pipeline import Pipeline

if TYPE_CHECKING:
    import argparse

    from rich.console import Console

    from boathouse.config import Settings


@dataclass(frozen=True)
class Promotion:
    """A pipeline, an account, and whether the one may go to the other."""

    deployment: Deployment
    verdict: Verdict
    console: Console

    @property
    def account(self) -> Account:
        """Who and where."""
        return self.deployment.account

    @property
    def clients(self) -> Clients:
        """How to talk to it."""
        return self.deployment.clients

    @property
    def pipeline(self) -> Pipeline:
        """What goes there."""
        return self.deployment.pipeline

    @property
    def identity(self) -> dict[str, Any]:
        """Who and where, for programs."""
        account = self.account
        return {
            "account": account.number,
            "arn": account.caller,
            "region": account.region,
            "bucket": self.pipeline.bucket,
        }

    def introduce(self) -> None:
        """Print who is about to do something, and where."""
        place = f"region {self.account.region}, bucket {self.pipeline.bucket}"
        emulated = " (the emulated cloud)" if self.account.emulated else ""
        self.say(f"account {self.account.number}{emulated}, {self.account.caller}, {place}")

    def show(self, plan: Plan) -> None:
        """Print a plan."""
        for text, style in rendering.lines(plan.changes):
            self.console.print(escape(text), style=style, highlight=False, soft_wrap=True)

    def say(self, text: str) -> None:
        """Print a line."""
        self.console.print(escape(text), highlight=False, soft_wrap=True)

    def done(self, change: Change) -> None:
        """Print that a change is made."""
        self.console.print(
            f"[green]✓[/] {change.action:<7} {change.kind:<12}{escape(change.name)}", highlight=False
        )


def add_arguments(parser: argparse.ArgumentParser, *, role: bool = True) -> None:
    """Declare the flags that every command to AWS has."""
    parser.add_argument("--bucket", metavar="NAME", help="the bucket on AWS; default: the pipeline's")
    if role:
        parser.add_argument(
            "--role", default="", metavar="ARN", help="a role of yours for the jobs; default: one is made"
        )
        parser.add_argument(
            "--adopt", action="store_true", help="take over what somebody else has made under these names"
        )


@contextmanager
def opened(
    options: argparse.Namespace, settings: Settings, console: Console, *, changes: bool = True
) -> Iterator[Promotion]:
    """Read and check the pipeline, then find out who is calling; refusals inside the block are explained.

    `changes` says whether the command may change anything there.
    """
    pipeline = Pipeline.load(settings.project, bucket=options.bucket)
    content = gate.content(pipeline)
    verdict = gate.verdict(settings.home, content)
    mark = stamp.PASSED if verdict.passed else stamp.FORCED
    made = stamp.Stamp(pipeline.name, stamp.commit(settings.project), content, mark)
    ddl.tables(pipeline)  # whatever is wrong with it is said before the first call
    with explained(bucket=pipeline.bucket, changes=changes):
        account, clients = connect()
    role, adopt = getattr(options, "role", ""), getattr(options, "adopt", False)
    deployment = Deployment(clients, pipeline, account, role, made, adopt)
    with explained(account.caller, pipeline.bucket, changes=changes):
        yield Promotion(deployment, verdict, console)


def confirm(question: str, answer: str, *, remedy: str) -> None:
    """Ask, and go on only if the answer is just that.

    Raises DeployError otherwise, or if there is nobody to ask.
    """
    print(f"{question} ", end="", flush=True)
    given = sys.stdin.readline().strip()
    if given != answer:
        raise DeployError("not confirmed: nothing was changed.", remedy=remedy)
