"""Keep the emulated cloud up until Ctrl-C, for any AWS client.

example:
  boathouse serve --port 4566
  eval "$(boathouse serve --env)"    # in another terminal: point its AWS clients here
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from boathouse import client
from boathouse.errors import ServerError
from boathouse.server import serve

if TYPE_CHECKING:
    import argparse

    from rich.console import Console

    from boathouse.config import Settings
    from boathouse.server.service import Server


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's own flags."""
    parser.add_argument("--env", action="store_true", help="print the running server's variables, and leave")


def run(options: argparse.Namespace, settings: Settings, console: Console) -> int:
    """Serve in the foreground, or print the environment of the server that is up."""
    if options.env:
        cloud = client.find(settings)
        if cloud is None:
            where = str(settings.home)
            raise ServerError("no server is up.", where=where, remedy="Start one: boathouse serve.")
        print(exports(cloud.url))
        return 0

    def ready(server: Server) -> None:
        console.print(f"Boathouse is up at {server.url}", highlight=False)
        if server.port != settings.port:
            console.print(f"(port {settings.port} is in use by another program; this is the next free one)")
        console.print(f"The lake is {settings.home / 's3'}, a folder for each bucket.\n", highlight=False)
        console.print("Point any AWS client at it:\n")
        print(exports(server.url), flush=True)
        console.print("\nCtrl-C stops it; the lake stays.")

    serve(settings, ready=ready)
    return 0


def exports(url: str) -> str:
    """Shell lines that point AWS clients at a server."""
    return "\n".join(f"export {name}={value}" for name, value in client.environment(url).items())
