"""The server's end of a worker, with a worker that is a few lines of Python."""

from __future__ import annotations

import json
import queue
import sys
from pathlib import Path

import pytest

from boathouse.config import Settings
from boathouse.engine.spark.supervisor import Supervisor

PATIENT = (
    "import sys; order = sys.stdin.readline(); open(sys.argv[1], 'w').write(order); sys.stdin.readline()"
)
DYING = "import sys; sys.stdin.readline(); print('out of luck', file=sys.stderr); sys.exit(3)"


def supervisor(
    tmp_path: Path, source: str, *arguments: str
) -> tuple[Supervisor, queue.Queue[tuple[str, str]]]:
    deaths: queue.Queue[tuple[str, str]] = queue.Queue()
    command = (sys.executable, "-c", source, *arguments)
    settings = Settings(home=tmp_path)
    made = Supervisor(
        settings, lambda: "http://127.0.0.1:1", "secret", lambda w, r: deaths.put((w, r)), command
    )
    return made, deaths


def test_a_worker_gets_token_and_settings_on_its_standard_input(tmp_path: Path) -> None:
    made, _ = supervisor(tmp_path, PATIENT, str(tmp_path / "order"))
    made.warm()
    assert made.running
    made.stop()
    order = json.loads((tmp_path / "order").read_text())
    assert order["token"] == "secret"
    assert order["settings"]["home"] == str(tmp_path)
    assert order["settings"]["isolated"] is False


def test_stopping_ends_the_worker_and_blames_nobody(tmp_path: Path) -> None:
    made, deaths = supervisor(tmp_path, PATIENT, str(tmp_path / "order"))
    made.warm()
    made.stop()
    assert not made.running
    assert deaths.empty()
    made.warm()
    assert not made.running


def test_a_worker_that_dies_is_reported_with_its_last_words(tmp_path: Path) -> None:
    made, deaths = supervisor(tmp_path, DYING)
    made.warm()
    worker, reason = deaths.get(timeout=20)
    made.stop()
    assert worker.startswith("worker-")
    assert reason == "The worker process ended with exit status 3. Its last words: out of luck"


def test_after_a_few_deaths_in_a_row_only_new_work_starts_another(tmp_path: Path) -> None:
    made, deaths = supervisor(tmp_path, DYING)
    made.warm()
    workers = {deaths.get(timeout=20)[0] for _ in range(4)}
    assert len(workers) == 4
    assert not made.running
    made.warm()
    assert deaths.get(timeout=20)[0] not in workers
    made.stop()


def test_a_passing_worker_that_leaves_is_told_of_and_not_replaced(tmp_path: Path) -> None:
    deaths: queue.Queue[tuple[str, str]] = queue.Queue()
    command = (sys.executable, "-c", "import sys; assert 'true' in sys.stdin.readline()")
    made = Supervisor(
        Settings(home=tmp_path),
        lambda: "http://127.0.0.1:1",
        "secret",
        lambda worker, reason: deaths.put((worker, reason)),
        command,
        passing=True,
    )
    made.warm()
    assert deaths.get(timeout=20)[1] == "The worker process ended with exit status 0."
    with pytest.raises(queue.Empty):
        deaths.get(timeout=0.5)
    made.stop()


def test_stopping_without_a_worker_does_nothing(tmp_path: Path) -> None:
    made, _ = supervisor(tmp_path, PATIENT)
    made.stop()
    assert not made.running
