"""`python -m boathouse.engine.container`: serve as the worker of the image that this runs in."""

from __future__ import annotations

import os
import signal
import sys
import threading
from pathlib import Path

from boathouse.engine.container.agent import Agent
from boathouse.engine.container.image import Image


def main() -> int:
    """Take runs until told to end."""
    image = Image.here(Path(os.environ["BOATHOUSE_OVERLAY"]), os.environ)
    if trouble := image.trouble():
        print(trouble, file=sys.stderr)
        return 1
    agent = Agent(image, Path(os.environ["BOATHOUSE_ADDRESS"]))
    ended = threading.Event()

    def end(*_: object) -> None:
        ended.set()
        if agent.waiting:
            sys.exit(0)  # a run that comes all the same is given up when the next agent begins

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, end)
    agent.serve(ended)
    return 0


if __name__ == "__main__":
    sys.exit(main())
