"""Write the pipeline's fixture into a folder, laid out as the bucket is.

example:
  boathouse fixtures --out /tmp/landing --scale 10
  boathouse fixtures --out /tmp/landing --defect null-consent
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from boathouse import landing
from boathouse.errors import FixtureError
from boathouse.pipeline import Pipeline
from boathouse.steps import Steps

if TYPE_CHECKING:
    import argparse

    from rich.console import Console

    from boathouse.config import Settings


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's own flags."""
    parser.add_argument("--out", type=Path, required=True, metavar="DIR", help="an empty or new folder")
    add_fixture_arguments(parser)


def add_fixture_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the flags that go to the generator; `local-run` has them too."""
    parser.add_argument("--scale", metavar="N", help="N times the rows; below 1, a miniature")
    parser.add_argument("--seed", metavar="N", help="other data of the same counts")
    parser.add_argument(
        "--defect", metavar="NAME", help="one of the defects that the generator's own --help lists"
    )


def chosen(options: argparse.Namespace) -> landing.Fixture:
    """The fixture that the flags ask for."""
    return landing.Fixture(options.scale, options.seed, options.defect)


def run(options: argparse.Namespace, settings: Settings, console: Console) -> int:
    """Run the generator into a folder of the user's."""
    pipeline = Pipeline.load(settings.project)
    out = options.out.absolute()
    if out.exists() and not out.is_dir():
        raise FixtureError("it is no folder.", where=str(out), remedy="Name a new one with --out.")
    if out.exists() and any(out.iterdir()):
        raise FixtureError("the folder is not empty.", where=str(out), remedy="Name a new one with --out.")
    with Steps(console).step("fixture") as step:
        files = landing.generate(pipeline, chosen(options), out)
        size = sum(file.stat().st_size for file in files)
        step.detail = f"{landing.counted(len(files))}, {size / 1e6:.1f} MB, in {out}"
    return 0
