"""The worker's process and its JVM: started, replaced, ended, whoever is killed."""

from __future__ import annotations

import os
import select
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from boathouse.config import Settings
from boathouse.engine.spark import jars
from boathouse.engine.spark.supervisor import Supervisor
from tests.engine.spark.fake_server import TOKEN, FakeServer, one_worker

PIDS = "import os; print(os.getpid(), os.getppid())\n"
JVM = (
    "from pyspark.context import SparkContext\n"
    "print(SparkContext()._jvm.java.lang.ProcessHandle.current().pid())\n"
)
SERVER = """
import sys, threading
from pathlib import Path
from boathouse.config import Settings
from boathouse.engine.spark.supervisor import Supervisor
settings = Settings(home=Path(sys.argv[2]), cache=Path(sys.argv[3]), memory="1g")
Supervisor(settings, lambda: sys.argv[1], "a-token", lambda *_: None).warm()
threading.Event().wait()
"""


def eventually(holds: Callable[[], bool], seconds: float = 30) -> bool:
    deadline = time.monotonic() + seconds
    while not holds() and time.monotonic() < deadline:
        time.sleep(0.1)
    return holds()


def gone(pid: int) -> bool:
    """Whether a process has ended; one that nobody has collected yet has."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except FileNotFoundError:
        return True


def test_killing_the_server_ends_the_worker_the_script_and_the_jvm(
    tmp_path: Path, spark_settings: Settings
) -> None:
    fake = FakeServer(tmp_path / "s3")
    arguments = [fake.url, str(tmp_path), str(spark_settings.cache)]
    server = subprocess.Popen([sys.executable, "-c", SERVER, *arguments])
    run_id = fake.submit(PIDS + JVM + "import time; time.sleep(600)")
    assert eventually(lambda: fake.logs[run_id, "stdout"].count(b"\n") == 2, 90)
    pids = list(map(int, fake.logs[run_id, "stdout"].split()))
    assert not any(map(gone, pids))
    server.kill()
    server.wait()
    assert eventually(lambda: all(map(gone, pids)))
    fake.close()


def test_killing_the_worker_is_noticed_and_the_next_run_gets_a_new_one(
    tmp_path: Path, spark_settings: Settings
) -> None:
    script = "import os, pathlib\nparent = os.getppid()\n"
    script += "stat = pathlib.Path(f'/proc/{parent}/stat').read_text()\n"
    script += "os.kill(int(stat.rpartition(')')[2].split()[1]), 9)\n"  # the zygote's parent is the worker
    with one_worker(replace(spark_settings, home=tmp_path)) as fake:
        fake.submit(script)
        assert fake.abandoned.get(timeout=60) == "The worker process was killed by signal 9."
        assert fake.run("print('again')")["stdout"] == "again\n"


def test_a_zygote_whose_answer_is_never_read_leaves_without_a_word() -> None:
    ours, theirs = socket.socketpair()
    command = [sys.executable, "-P", "-m", "boathouse.engine.spark.zygote"]
    with theirs:
        zygote = subprocess.Popen(command, stdin=theirs.fileno(), stderr=subprocess.PIPE)
    assert select.select([ours], [], [], 60)[0], "it never said that it was ready"
    ours.close()
    _, words = zygote.communicate(timeout=60)
    assert (zygote.returncode, words) == (0, b"")


def test_an_isolated_run_has_a_jvm_of_its_own(tmp_path: Path, spark_settings: Settings) -> None:
    with one_worker(replace(spark_settings, home=tmp_path, isolated=True)) as fake:
        first, second = fake.run(JVM)["stdout"], fake.run(JVM)["stdout"]
    assert first.strip().isdigit()
    assert first != second
    assert gone(int(second))


def test_an_archive_that_is_broken_does_not_stop_a_jvm(tmp_path: Path, spark_settings: Settings) -> None:
    settings = replace(spark_settings, home=tmp_path / "home", cache=tmp_path / "cache")
    (tmp_path / "cache").mkdir()
    (tmp_path / "cache" / "jars").symlink_to(spark_settings.cache / "jars")
    archive = jars.archive(settings, jars.prepare(settings))
    archive.file.parent.mkdir(parents=True, exist_ok=True)
    archive.file.write_bytes(os.urandom(1 << 20))
    with one_worker(settings) as fake:
        ending = fake.run(JVM)
    assert ending["state"] == "SUCCEEDED", ending


def test_a_stop_signal_to_the_worker_leaves_no_jvm(tmp_path: Path, spark_settings: Settings) -> None:
    fake = FakeServer(tmp_path / "s3")
    settings = replace(spark_settings, home=tmp_path)
    deaths: list[str] = []
    supervisor = Supervisor(settings, lambda: fake.url, TOKEN, lambda _, reason: deaths.append(reason))
    supervisor.warm()
    zygote, jvm = fake.run("import os; print(os.getppid())")["stdout"], fake.run(JVM)["stdout"]
    worker = int(Path(f"/proc/{int(zygote)}/stat").read_text().rpartition(")")[2].split()[1])
    os.kill(worker, signal.SIGTERM)
    assert eventually(lambda: gone(int(jvm)) and gone(int(zygote)))
    supervisor.stop()
    fake.close()
    assert deaths[0].startswith("The worker process was killed by signal 15")
