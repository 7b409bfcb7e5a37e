"""An image with nothing in it but a spark-submit that runs the script with this Python."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from boathouse.engine.container.agent import Agent
from boathouse.engine.container.image import Image
from tests.clouds import ThreadCloud
from tests.remote.conftest import Forgetful, running, server

__all__ = ["running", "server"]

ROOT = Path(__file__).parents[3]
# As spark-submit: settings first, then the script and its arguments. It keeps its words for the tests.
SUBMIT = f"""#!/bin/bash
printf '%s\\n' "$@" > "$WORDS"
while [[ "$1" == --* ]]; do shift 2; done
exec {sys.executable} "$@"
"""


class Glue:
    """A cloud whose jobs an agent runs, in this process and over real sockets."""

    def __init__(self, cloud: ThreadCloud, image: Image, words: Path) -> None:
        self.cloud, self.image, self._words = cloud, image, words
        self.s3, self.glue = cloud.client("s3"), cloud.client("glue")
        self.address = cloud.settings.home / "worker" / "address.json"
        self.s3.create_bucket(Bucket="scripts")

    def start_agent(self) -> threading.Event:
        """An agent in a thread; setting the event ends it."""
        ended = threading.Event()
        threading.Thread(target=Agent(self.image, self.address).serve, args=(ended,), daemon=True).start()
        return ended

    def start_container(self, temporary: Path) -> subprocess.Popen[bytes]:
        """An agent in a process of its own, as the container has it."""
        environment = {
            **os.environ,
            "BOATHOUSE_OVERLAY": str(self.image.overlay),
            "BOATHOUSE_ADDRESS": str(self.address),
            "SPARK_HOME": str(self.image.submit.parents[1]),
            "S3_ENDPOINT": self.cloud.settings.s3_endpoint or "",
            "TMPDIR": str(temporary),
        }
        return subprocess.Popen([sys.executable, "-m", "boathouse.engine.container"], env=environment)

    def start(self, text: str, **arguments: str) -> str:
        """Start a run of a script; an argument is named without its dashes."""
        self.s3.put_object(Bucket="scripts", Key="job.py", Body=text.encode())
        if not self.glue.list_jobs()["JobNames"]:
            command = {"Name": "glueetl", "ScriptLocation": "s3://scripts/job.py", "PythonVersion": "3"}
            self.glue.create_job(Name="job", Role="arn:aws:iam::000000000000:role/x", Command=command)
        given = {f"--{name}": value for name, value in arguments.items()}
        started = self.glue.start_job_run(JobName="job", Arguments=given)
        return str(started["JobRunId"])

    def state(self, run: str) -> dict[str, Any]:
        return dict(self.glue.get_job_run(JobName="job", RunId=run)["JobRun"])

    def until(self, run: str, *states: str) -> dict[str, Any]:
        """Wait for one of the states."""
        for _ in range(600):
            found = self.state(run)
            if found["JobRunState"] in states:
                return found
            time.sleep(0.05)
        raise TimeoutError(f"{run} is {found['JobRunState']}")

    def ended(self, run: str) -> dict[str, Any]:
        return self.until(run, "SUCCEEDED", "FAILED", "STOPPED", "TIMEOUT")

    def log(self, run: str, stream: str = "stdout") -> str:
        return self.cloud.call(f"/_boathouse/runs/{run}/log/{stream}", method="GET")[1].decode()

    def words(self) -> list[str]:
        """What spark-submit was called with."""
        return self._words.read_text().splitlines()

    def settings(self) -> dict[str, str]:
        words = self.words()
        pairs = [words[i + 1].partition("=") for i, word in enumerate(words) if word == "--conf"]
        return {name: value for name, _, value in pairs}


@pytest.fixture
def glue(server: Forgetful, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Glue]:
    """The cloud and its image; no agent yet."""
    monkeypatch.setenv("WORDS", str(tmp_path / "words"))
    home = tmp_path / "spark"
    (home / "bin").mkdir(parents=True)
    (home / "conf").mkdir()
    (home / "conf" / "spark-defaults.conf").write_text(
        "# preset\nspark.driver.extraClassPath   /usr/share/aws/*:/usr/lib/hive/*\n"
        "spark.driver.extraJavaOptions -Dpreset=yes\n"
    )
    submit = home / "bin" / "spark-submit"
    submit.write_text(SUBMIT)
    submit.chmod(0o755)
    # the overlay where the compose file mounts it, beside the emulator's own modules
    (tmp_path / "overlay" / "lib").mkdir(parents=True)
    (tmp_path / "overlay" / "glue").symlink_to(ROOT / "docker" / "glue")
    (tmp_path / "overlay" / "lib" / "boathouse").symlink_to(ROOT / "src" / "boathouse")
    (tmp_path / "overlay" / "studio").symlink_to(ROOT / "src" / "awsglue" / "_studio")
    cloud = ThreadCloud(tmp_path / ".boathouse")
    cloud.settings = replace(cloud.settings, engine="docker", s3_endpoint=server.url)
    cloud.open()
    image = Image(home, tmp_path / "overlay" / "glue", server.url, "glue", "/preset/python", "-XX:Own")
    yield Glue(cloud, image, tmp_path / "words")
    cloud.close()


@pytest.fixture
def agent(glue: Glue) -> Iterator[Glue]:
    """The same with an agent at work."""
    ended = glue.start_agent()
    yield glue
    ended.set()
