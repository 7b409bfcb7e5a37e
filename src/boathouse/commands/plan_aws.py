"""Show what deploying to AWS would change, and what a run would cost; changes nothing.

example:
  boathouse plan-aws --bucket my-lake
  boathouse plan-aws --bucket my-lake --json > plan.json
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from boathouse.deploy import costs, promotion, rendering

if TYPE_CHECKING:
    import argparse

    from rich.console import Console

    from boathouse.config import Settings

_PENDING = 2  # exit status


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's own flags."""
    promotion.add_arguments(parser)
    parser.add_argument("--json", action="store_true", help="the whole plan, every field, for a program")
    parser.add_argument("--check", action="store_true", help="exit status 2 if anything would change")


def run(options: argparse.Namespace, settings: Settings, console: Console) -> int:
    """Plan and print."""
    with promotion.opened(options, settings, console, changes=False) as promoted:
        if not options.json:
            promoted.introduce()
        plan = promoted.deployment.plan()
        seconds = costs.durations(promoted.clients, promoted.pipeline)
        if options.json:
            about = {**promoted.identity, "gate": vars(promoted.verdict)}
            print(rendering.as_json(plan.changes, **about, cost=costs.figures(promoted.pipeline, seconds)))
        else:
            promoted.show(plan)
            promoted.say(f"Gate {'open' if promoted.verdict.passed else 'closed'}: {promoted.verdict.words}.")
            for line in costs.lines(promoted.pipeline, seconds):
                promoted.say(line)
    return _PENDING if options.check and (plan.writes or plan.conflicts) else 0
