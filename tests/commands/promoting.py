"""The commands that go to AWS, run in this process against moto."""

from __future__ import annotations

import io
from dataclasses import dataclass
from pathlib import Path

import pytest

from boathouse.cli import main
from boathouse.deploy import gate
from boathouse.pipeline import Pipeline
from tests.deploy.worlds import World

IDENTITY = "account 123456789012, arn:aws:sts::123456789012:user/moto, region us-east-1, bucket lake"


@dataclass
class Shell:
    """Where a user types."""

    world: World
    root: Path
    capsys: pytest.CaptureFixture[str]
    monkeypatch: pytest.MonkeyPatch
    out: str = ""
    err: str = ""

    def run(self, command: str, *arguments: str, typed: str = "") -> int:
        """Run a command and keep what it said; `typed` answers what it asks."""
        self.world.proxy.behave()
        return self.run_on(command, *arguments, typed=typed)

    def run_on(self, command: str, *arguments: str, typed: str = "") -> int:
        """The same, with the proxy as it is."""
        self.monkeypatch.setattr("sys.stdin", io.StringIO(typed))
        status = main([command, "--project", str(self.root), *arguments])
        self.out, self.err = self.capsys.readouterr()
        return status

    def tested(self) -> None:
        """Let the end-to-end tests have passed."""
        gate.record(self.root / ".boathouse", gate.content(Pipeline.load(self.root)), 71)
