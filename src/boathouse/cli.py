"""The `boathouse` command: flags, settings, and errors as one paragraph."""

from __future__ import annotations

import argparse
import atexit
import gc
import importlib
import signal
import sys
import traceback
from collections.abc import Sequence
from dataclasses import fields
from types import FrameType, ModuleType
from typing import NoReturn

from botocore.exceptions import BotoCoreError, ClientError
from rich.console import Console

from boathouse import __version__
from boathouse.config import Settings, documentation
from boathouse.errors import BoathouseError

COMMANDS = (
    "serve",
    "run",
    "local-run",
    "query",
    "docker",
    "fixtures",
    "clean",
    "doctor",
    "plan-aws",
    "deploy-aws",
    "run-aws",
    "diff-aws",
    "destroy-aws",
)
_NO_EDGE = 10_000  # columns
_METAVARS = {"Path": "DIR", "int": "N", "str": "TEXT"}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit status."""
    words = sys.argv[1:] if arguments is None else arguments
    # A command's module is imported if it may be the one that is meant: all of them take a while.
    options = _parsed(parser(words[:1] if words and words[0] in COMMANDS else COMMANDS), words)
    signal.signal(signal.SIGTERM, _terminated)
    atexit.register(gc.freeze)  # everything goes with the process: looking for rubbish first takes 0.15 s
    try:
        settings = Settings.load({f.name: getattr(options, f.name, None) for f in fields(Settings)})
        status: int = _module(options.command).run(options, settings, _console())
    except KeyboardInterrupt:
        print("Interrupted.", file=sys.stderr)
        return 130
    except BrokenPipeError:  # `boathouse query … | head`
        sys.stderr.close()
        return 141
    except Exception as error:
        if not isinstance(error, _known()):
            raise
        if getattr(options, "debug", False):
            traceback.print_exc()
        print(f"boathouse {options.command}: {_paragraph(error)}", file=sys.stderr)
        return 1
    return status


def parser(names: Sequence[str] = COMMANDS) -> argparse.ArgumentParser:
    """Build the command line of these commands; each adds its own part."""
    top = argparse.ArgumentParser(
        prog="boathouse",
        description="The laptop end of an AWS lakehouse: unchanged Glue jobs, S3, Data Catalog and Athena.",
        epilog="example:\n  boathouse local-run && boathouse query 'select 1'",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    top.add_argument("--version", action="version", version=f"boathouse {__version__}")
    _add_settings(top)
    commands = top.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for name in names:
        module = _module(name)
        summary, _, rest = module.__doc__.strip().partition("\n") if module.__doc__ else ("", "", "")
        command = commands.add_parser(
            name,
            help=summary,
            description=summary,
            epilog=rest.strip(),
            formatter_class=argparse.RawDescriptionHelpFormatter,
            allow_abbrev=False,
        )
        module.add_arguments(command)
        _add_settings(command)
    return top


def _parsed(whole: argparse.ArgumentParser, words: Sequence[str]) -> argparse.Namespace:
    """Parse the words; a command may say more to flags that it does not know."""
    options, unknown = whole.parse_known_args(words)
    if unknown:
        more = getattr(_module(options.command), "UNKNOWN", "")
        whole.error(" ".join(filter(None, [f"unrecognized arguments: {' '.join(unknown)}", more])))
    return options


def _module(command: str) -> ModuleType:
    return importlib.import_module(f"boathouse.commands.{command.replace('-', '_')}")


def _add_settings(to: argparse.ArgumentParser) -> None:
    """Every setting is a flag, before or after the command."""
    group = to.add_argument_group(
        "settings",
        "Each may stand in the environment (BOATHOUSE_PORT=4600) and in the project's\n"
        "boathouse.toml (port = 4600), too; flags count before variables, these before the file.",
    )
    words, defaults = documentation(), vars(Settings())
    for setting in fields(Settings):
        flag = f"--{setting.name.replace('_', '-')}"
        if setting.type == "bool":
            group.add_argument(flag, action="store_true", default=argparse.SUPPRESS, help=words[setting.name])
        else:
            kind, default = _METAVARS[str(setting.type)], defaults[setting.name]
            text = words[setting.name] + ("" if default == "" else f" (default: {default})")
            group.add_argument(flag, metavar=kind, default=argparse.SUPPRESS, help=text)
    group.add_argument(
        "--debug", action="store_true", default=argparse.SUPPRESS, help="Show the traceback of an error."
    )


def _console() -> Console:
    """A terminal as wide as it is; a pipe or a file without an edge to wrap at. A path may hold :x:."""
    return Console(width=None if sys.stdout.isatty() else _NO_EDGE, emoji=False)


def _known() -> tuple[type[Exception], ...]:
    """The errors that are the user's to read; boto3's only if something has imported it, for it is slow."""
    boto3 = sys.modules.get("boto3.exceptions")
    return (BoathouseError, BotoCoreError, ClientError, *([boto3.Boto3Error] if boto3 else []))


def _paragraph(error: Exception) -> str:
    """What a user reads of an error."""
    if isinstance(error, ClientError):
        told = error.response["Error"]
        return f"{error.operation_name} answered {told.get('Code')}: {told.get('Message')}"
    return str(error)


def _terminated(number: int, frame: FrameType | None) -> NoReturn:
    """Leave by way of every `finally`, so that a server started for this command goes too."""
    sys.exit(128 + number)


if __name__ == "__main__":
    sys.exit(main())
