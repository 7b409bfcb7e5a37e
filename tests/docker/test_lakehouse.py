"""The lakehouse end to end in the containers: every test of the embedded one, and the two side by side."""

from __future__ import annotations

import os
import subprocess
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

import pytest

from boathouse import client
from boathouse.config import Settings
from tests.e2e.house import ROOT, TABLES, House, Snapshot
from tests.e2e.test_lakehouse import *  # noqa: F403 - its tests and fixtures, over this folder's `house`
from tests.e2e.test_lakehouse import PLAIN


@pytest.fixture(scope="module")
def beside(landing: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Future[Snapshot]]:
    """The embedded engine at work while the containers are: they leave a core idle most of the time."""
    home = tmp_path_factory.mktemp("embedded") / ".boathouse"

    def snapshot() -> Snapshot:
        with client.started(Settings(project=ROOT, home=home, port=4720, memory="2g")) as cloud:
            house = House(cloud)
            house.fresh(landing)
            return house.snapshot(house.workflow())

    with ThreadPoolExecutor(1) as pool:
        yield pool.submit(snapshot)


@pytest.fixture(scope="module")  # type: ignore[no-redef]
def plain(house: House, settings: Settings, beside: Future[Snapshot]) -> Snapshot:
    """After the user's own command, which finds an empty bucket and fills the landing zone by itself."""
    assert beside  # begun before
    house.wipe()
    command = ["make", "--no-print-directory", "local-run", "ENGINE=docker"]
    environment = {**os.environ, "BOATHOUSE_PORT": str(settings.port)}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    print(done.stdout, done.stderr)
    assert done.returncode == 0
    told = [line.split() for line in done.stdout.splitlines()]
    counted = {words[0]: int(words[1].replace(",", "")) for words in told if words and words[0] in PLAIN}
    assert counted == PLAIN
    return house.snapshot(house.last_workflow())


@pytest.fixture(scope="module")
def embedded(beside: Future[Snapshot]) -> Snapshot:
    """The same landing zone through the embedded engine."""
    return beside.result()


@pytest.mark.parametrize("table", TABLES)
def test_both_engines_make_the_same_table_row_for_row(
    plain: Snapshot, embedded: Snapshot, table: str
) -> None:
    ours, theirs = embedded.tables[table], plain.tables[table]
    assert dict(zip(theirs.columns, theirs.athena_types, strict=True)) == dict(
        zip(ours.columns, ours.athena_types, strict=True)
    )
    assert theirs.catalog_types == ours.catalog_types
    assert Counter(theirs.select(*ours.columns)) == Counter(ours.rows)
