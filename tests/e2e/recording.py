"""Notes in the state folder that all of these tests have passed, and for which bytes: the gate to AWS."""

from __future__ import annotations

from pathlib import Path

import pytest

from boathouse.config import Settings
from boathouse.deploy import gate
from boathouse.pipeline import Pipeline

HERE = Path(__file__).parent
ON_AWS = "test_promoted.py"


class Recording:
    """Watches a run of the tests; one of only some of them, or with a failure or a skip, does not count."""

    def __init__(self, root: Path, home: Path | None = None) -> None:
        self.root = root
        self.home = home or Settings.load({"project": root}).home
        self.content = gate.content(Pipeline.load(root))
        self.passed, self.whole = 0, True

    def pytest_deselected(self, items: list[pytest.Item]) -> None:
        """Some were left out."""
        self.whole = self.whole and not items

    def pytest_collection_finish(self, session: pytest.Session) -> None:
        """Every file must be there, and no part of one must have been asked for."""
        files = {item.path for item in session.items}
        wanted = {path for path in HERE.glob("test_*.py") if path.name != ON_AWS}
        self.whole = self.whole and wanted <= files and not any("::" in word for word in session.config.args)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Count what passes, and notice what does not."""
        self.passed += report.when == "call" and report.passed
        self.whole = self.whole and report.passed

    def pytest_sessionfinish(self, exitstatus: int) -> None:
        """Note it, unless the files have changed meanwhile."""
        unchanged = gate.content(Pipeline.load(self.root)) == self.content
        if self.whole and self.passed and exitstatus == 0 and unchanged:
            gate.record(self.home, self.content, self.passed)
