"""`python -m boathouse.server [--with-parent] [--warm]`: the server as a child of another command.

Settings come from `BOATHOUSE_…` variables. With `--with-parent` it ends when its standard input does,
so that it never outlives the command that started it; with `--warm` a worker starts at once.
"""

from __future__ import annotations

import atexit
import gc
import os
import sys

from boathouse.config import Settings
from boathouse.errors import BoathouseError
from boathouse.server.process import serve


def main() -> int:
    """Serve, and say on standard error why not."""
    atexit.register(gc.freeze)  # everything goes with the process: looking for rubbish first takes 0.15 s
    flags = set(sys.argv[1:])
    until = _parent_gone if "--with-parent" in flags else None
    try:
        serve(Settings.load({}), until=until, warm="--warm" in flags)
    except BoathouseError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def _parent_gone() -> None:
    """Wait for the end of standard input; unbuffered, for a lock held there would break the exit."""
    while os.read(0, 4096):
        pass


if __name__ == "__main__":
    raise SystemExit(main())
