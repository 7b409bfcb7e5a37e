"""Bring the Docker target up, take it down, follow its logs, or examine AWS's image.

up starts what is not up and waits until it works; down keeps the data, clean removes it too; doctor
checks every assumption about AWS's image and prints a report for a bug.

example:
  boathouse docker up && boathouse local-run --engine docker
  boathouse docker logs --lines 50
"""

from __future__ import annotations

import sys
import threading
from dataclasses import replace
from typing import TYPE_CHECKING

from boathouse import client
from boathouse.steps import Steps

if TYPE_CHECKING:
    import argparse

    from rich.console import Console

    from boathouse.config import Settings
    from boathouse.containers import Containers


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's own flags."""
    parser.add_argument("action", choices=["up", "down", "clean", "logs", "doctor"])
    parser.add_argument("--lines", type=int, default=200, metavar="N", help="of logs; default: 200")
    parser.add_argument("--follow", action="store_true", help="with logs: go on until Ctrl-C")


def run(options: argparse.Namespace, settings: Settings, console: Console) -> int:
    """Do one of the actions."""
    # Docker's SDK costs every other command a fifth of a second if it is imported with this module.
    from boathouse import examination  # noqa: PLC0415
    from boathouse.containers import SERVICES, Containers  # noqa: PLC0415

    settings = replace(settings, engine="docker")
    containers, steps = Containers(settings), Steps(console)
    if options.action == "up":
        with steps.step("up") as step:
            cloud = client.raised(settings, steps.running)
            step.detail = f"{', '.join(SERVICES)} are healthy, at {cloud.url}"
    elif options.action == "down":
        with steps.step("down") as step:
            containers.down()
            step.detail = "the containers are gone, their data stays"
    elif options.action == "clean":
        with steps.step("clean") as step:
            containers.down(with_data=True)
            step.detail = "the containers and their data are gone; the images stay"
    elif options.action == "logs":
        _copy_logs(containers, options.lines, follow=options.follow)
    else:
        return examination.report(settings, console)
    return 0


def _copy_logs(containers: Containers, lines: int, *, follow: bool) -> None:
    """Print every container's log, each line with its service; following, all at once."""

    def copy(service: str) -> None:
        for line in containers.log(service, lines, follow=follow):
            sys.stdout.write(f"{service:<10} | {line}\n")
            sys.stdout.flush()

    threads = [threading.Thread(target=copy, args=(name,), daemon=True) for name in containers.present()]
    for thread in threads:
        thread.start()
        if not follow:
            thread.join()
    for thread in threads:
        while thread.is_alive():
            thread.join(0.2)
