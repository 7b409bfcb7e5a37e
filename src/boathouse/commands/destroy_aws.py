"""Remove from AWS what deploying has made; data stays unless you ask for its end by the bucket's name.

example:
  boathouse destroy-aws --bucket my-lake
  boathouse destroy-aws --bucket my-lake --data
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from boathouse.deploy import promotion

if TYPE_CHECKING:
    import argparse

    from rich.console import Console

    from boathouse.config import Settings


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's own flags."""
    promotion.add_arguments(parser, role=False)
    parser.add_argument("--yes", action="store_true", help="do not ask, unless data goes too")
    parser.add_argument(
        "--data", action="store_true", help="delete the bucket's data and all its versions too"
    )


def run(options: argparse.Namespace, settings: Settings, console: Console) -> int:
    """Plan, ask, remove."""
    with promotion.opened(options, settings, console) as promoted:
        promoted.introduce()
        deployment, bucket = promoted.deployment, promoted.pipeline.bucket
        plan = deployment.removal(data=options.data)
        promoted.show(plan)
        if not plan.writes:
            return 0
        if options.data:
            question = f"This deletes all data in {bucket} for good. Type the bucket's name to go on:"
            promotion.confirm(question, bucket, remedy="Without DATA=1 the data stays.")
        elif not options.yes:
            promotion.confirm("Remove this? (yes)", "yes", remedy="YES=1 removes without asking.")
        deployment.remove_as_shown(plan, data=options.data, told=promoted.done)
        promoted.say("Removed.")
    return 0
