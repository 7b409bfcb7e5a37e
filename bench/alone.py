"""In the Glue container, in the agent's place: claim runs and time their spark-submits alone.

python3.11 alone.py COUNT
"""

import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

from boathouse.engine.container.image import Image
from boathouse.engine.container.submission import Submission
from boathouse.engine.spark.claim import Claim
from boathouse.engine.spark.protocol import ServerLink


def main(count: int) -> None:
    """Print the seconds that all spark-submits took together."""
    image = Image.here(Path(os.environ["BOATHOUSE_OVERLAY"]), os.environ)
    told = json.loads(Path(os.environ["BOATHOUSE_ADDRESS"]).read_text())
    server = ServerLink(told["url"], told["token"], "bench")
    taken = 0.0
    for _ in range(count):
        claim = next(Claim(given) for given in iter(lambda: server.claim(10), ()) if given)
        taken += timed(claim, image, server)
    print(json.dumps({"seconds": round(taken, 1)}), flush=True)


def timed(claim: Claim, image: Image, server: ServerLink) -> float:
    """Run one claim; the seconds of its spark-submit."""
    folder = Path(tempfile.mkdtemp())
    over = threading.Event()
    threading.Thread(target=beat, args=(claim, server, over), daemon=True).start()
    submission = Submission.of(claim, image, folder)
    began = time.monotonic()
    done = subprocess.run(
        submission.command, cwd=folder, env=submission.environment, capture_output=True, check=False
    )
    seconds = time.monotonic() - began
    over.set()
    state = "FAILED" if done.returncode else "SUCCEEDED"
    server.finish(claim.run_id, state, done.stderr[-2000:].decode() if done.returncode else "", seconds)
    return seconds


def beat(claim: Claim, server: ServerLink, over: threading.Event) -> None:
    """Keep the lease."""
    while not over.wait(2):
        server.heartbeat(claim.run_id)


if __name__ == "__main__":
    main(int(sys.argv[1]))
