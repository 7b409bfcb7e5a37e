"""The tests for AWS are themselves tested: they pass over a sound lakehouse, and fail over a spoilt one."""

from __future__ import annotations

import os
import re
import subprocess
import sys

from boathouse import client
from tests.e2e.house import ROOT, SMALL, House


def broken_on_aws(house: House) -> set[str]:
    """Which of those tests fail, led to the emulated cloud by the environment alone."""
    command = [sys.executable, "-m", "pytest", "-q", "-rf", "tests/e2e", "--target", "aws"]
    variables = os.environ | client.environment(house.cloud.url)
    done = subprocess.run(
        [*command, "-p", "no:cacheprovider"],
        check=False,
        capture_output=True,
        text=True,
        cwd=ROOT,
        env=variables,
    )
    broken = set(re.findall(r"^FAILED \S+::(\w+)", done.stdout, re.MULTILINE))
    assert f"{7 - len(broken)} passed" in done.stdout.splitlines()[-1], done.stdout
    return broken


def test_the_claims_of_the_promoted_lakehouse_hold_and_can_fail(house: House) -> None:
    house.fresh(SMALL)
    runs = house.workflow()
    assert {run.state for run in runs.values()} == {"SUCCEEDED"}
    assert broken_on_aws(house) == set()
    (key,) = house.keys("customer/landing/")
    feed = house.body(key).splitlines(keepends=True)
    silent = [line for line in feed if "shareWithResearchAsOfDate" not in line]
    house.put(key, "".join(silent).encode())  # those whom the jobs have trusted never agreed, it turns out
    assert broken_on_aws(house) == {
        "test_every_table_holds_the_rows_that_the_rules_say",
        "test_the_queries_count_the_same",
        "test_every_privacy_query_is_empty",
    }
