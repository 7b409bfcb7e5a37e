"""The arguments of this run, as the service hands them to the script."""

from __future__ import annotations

import sys


def argument(name: str) -> str | None:
    """The value of an argument; None if the run has none of this name.

    `getResolvedOptions` refuses a script that lacks an argument; to the library all of them are optional.
    """
    flag = f"--{name}"
    for position, word in enumerate(sys.argv):
        if word == flag and position + 1 < len(sys.argv):
            return sys.argv[position + 1]
        if word.startswith(flag + "="):
            return word.partition("=")[2]
    return None
