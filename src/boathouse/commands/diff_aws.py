"""Compare the tables here with those on AWS, side by side: columns and row counts.

example:
  boathouse diff-aws --bucket my-lake
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.markup import escape

from boathouse import client, comparison
from boathouse.deploy import promotion
from boathouse.deploy.families import found
from boathouse.errors import DeployError
from boathouse.pipeline import Pipeline

if TYPE_CHECKING:
    import argparse

    from rich.console import Console

    from boathouse.config import Settings
    from boathouse.deploy import Clients


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's own flags."""
    promotion.add_arguments(parser, role=False)


def run(options: argparse.Namespace, settings: Settings, console: Console) -> int:
    """Look at both and print; 1 if anything differs."""
    local = Pipeline.load(settings.project)
    database = local.database.lower()
    with promotion.opened(options, settings, console, changes=False) as promoted:
        promoted.introduce()
        output, group = promoted.deployment.results, promoted.pipeline.name
        _require(promoted.clients, database, "on AWS", "Deploy it first: make deploy-aws.")
        there = comparison.look(promoted.clients, database, output, group)
    with client.connected(settings) as cloud:
        _require(cloud.clients, database, "here", "Make it first: boathouse local-run.")
        here = comparison.look(cloud.clients, database, f"s3://{local.bucket}/athena/")
    compared = comparison.pairs(here, there)
    console.print(*map(escape, comparison.lines(compared)), sep="\n", highlight=False, soft_wrap=True)
    return 0 if all(pair.same for pair in compared) else 1


def _require(clients: Clients, database: str, where: str, remedy: str) -> None:
    if found(lambda: clients.glue.get_database(Name=database), "EntityNotFoundException") is None:
        raise DeployError(f"there is no database '{database}' {where}.", remedy=remedy)
