"""Deploy to AWS what the end-to-end tests have passed for: shows the plan, asks, and does just that.

Interrupted anywhere, it finishes when it is run again.

example:
  boathouse deploy-aws --bucket my-lake
  boathouse deploy-aws --bucket my-lake --policy     # what your own account must be allowed to do
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from boathouse import landing
from boathouse.deploy import policies, promotion
from boathouse.deploy.account import Account
from boathouse.deploy.role import role_name
from boathouse.errors import DeployError
from boathouse.pipeline import Pipeline
from boathouse.steps import Steps

if TYPE_CHECKING:
    import argparse

    from rich.console import Console

    from boathouse.config import Settings
    from boathouse.deploy.promotion import Promotion

_ANYBODY = Account("<account>", "<region>")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's own flags."""
    promotion.add_arguments(parser)
    parser.add_argument("--yes", action="store_true", help="do not ask")
    parser.add_argument("--force", action="store_true", help="untested too; the tags will say so")
    parser.add_argument(
        "--fixtures", action="store_true", help="upload the landing fixture if there is no data"
    )
    parser.add_argument(
        "--policy",
        action="store_true",
        help="only print the IAM policy that deploying needs, without any call",
    )


def run(options: argparse.Namespace, settings: Settings, console: Console) -> int:
    """Plan, ask, apply."""
    if options.policy:
        pipeline = Pipeline.load(settings.project, bucket=options.bucket)
        print(policy(pipeline, options.role))
        return 0
    with promotion.opened(options, settings, console) as promoted:
        promoted.introduce()
        _gate(promoted, force=options.force)
        plan = promoted.deployment.plan()
        promoted.show(plan)
        if plan.writes or plan.conflicts:
            if not options.yes and not plan.conflicts:
                promotion.confirm("Deploy this? (yes)", "yes", remedy="YES=1 deploys without asking.")
            promoted.deployment.apply_as_shown(plan, promoted.done)
            promoted.say("Deployed.")
        if options.fixtures:
            _fill(promoted, Steps(console))
    return 0


def policy(pipeline: Pipeline, role: str = "") -> str:
    """The deployer's policy for a pipeline, with <account> and <region> to be filled in."""
    document = policies.deployer(_ANYBODY, pipeline, _ANYBODY.role(role or role_name(pipeline.name)))
    return json.dumps(document, indent=2)


def _gate(promoted: Promotion, *, force: bool) -> None:
    if promoted.verdict.passed:
        promoted.say(f"Gate open: {promoted.verdict.words}.")
    elif force:
        promoted.say(f"Gate forced: {promoted.verdict.words}. The tags of what is written say so.")
    else:
        raise DeployError(
            f"the gate is closed: {promoted.verdict.words}.",
            remedy="Run make e2e-test. FORCE=1 deploys all the same, and says so in the tags.",
        )


def _fill(promoted: Promotion, steps: Steps) -> None:
    with steps.step("fixture") as step:
        filled = landing.fill(promoted.clients.s3, promoted.pipeline, landing.Fixture(), replace=False)
        step.detail = filled.reason or f"uploaded {landing.counted(filled.files)}"
