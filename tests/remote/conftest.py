"""An S3 server that keeps its objects in memory, as LocalStack does: moto's, in a process of its own."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
from collections.abc import Iterator

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import BotoCoreError
from mypy_boto3_s3 import S3Client


class Forgetful:
    """A server that has lost everything when it is started again, on the same port."""

    def __init__(self) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self.s3: S3Client = boto3.Session(
            aws_access_key_id="a", aws_secret_access_key="b", region_name="us-east-1"
        ).client("s3", endpoint_url=self.url, config=Config(s3={"addressing_style": "path"}, proxies={}))

    def start(self) -> None:
        command = [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(self.port)]
        self.process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        for _ in range(600):
            try:
                self.s3.list_buckets()
                return
            except BotoCoreError:
                time.sleep(0.1)
        raise RuntimeError("the S3 server did not start")

    def stop(self) -> None:
        self.process.kill()
        self.process.wait()

    def restart(self) -> None:
        self.stop()
        time.sleep(1.1)  # a bucket's age is told in whole seconds, and no real server is back in one
        self.start()

    def clear(self) -> None:
        for bucket in self.s3.list_buckets()["Buckets"]:
            for found in self.s3.list_objects_v2(Bucket=bucket["Name"]).get("Contents", []):
                self.s3.delete_object(Bucket=bucket["Name"], Key=found["Key"])
            self.s3.delete_bucket(Bucket=bucket["Name"])


@pytest.fixture(scope="session")
def running() -> Iterator[Forgetful]:
    """One server for all tests."""
    server = Forgetful()
    server.start()
    yield server
    server.stop()


@pytest.fixture
def server(running: Forgetful) -> Forgetful:
    """The server, empty."""
    running.clear()
    return running
