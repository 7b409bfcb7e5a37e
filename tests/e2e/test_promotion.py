"""The tests for AWS are themselves tested: they pass over a sound lakehouse, and fail over a spoilt one."""

from __future__ import annotations

import os
import re
import subprocess
import sys

from boathouse import client
from tests.e2e.house import ROOT, SMALL, House


def claims_on_aws(house: House) -> str:
    """The last line of those tests, led to the emulated cloud by the environment alone."""
    command = [sys.executable, "-m", "pytest", "-q", "tests/e2e", "--target", "aws", "-p", "no:cacheprovider"]
    variables = os.environ | client.environment(house.cloud.url)
    done = subprocess.run(command, check=False, capture_output=True, text=True, cwd=ROOT, env=variables)
    return done.stdout.strip().splitlines()[-1]


def test_the_claims_of_the_promoted_lakehouse_hold_and_can_fail(house: House) -> None:
    house.fresh(SMALL)
    runs = house.workflow()
    assert {run.state for run in runs.values()} == {"SUCCEEDED"}
    assert re.match(r"7 passed", claims_on_aws(house))
    (key,) = house.keys("customer/landing/")
    feed = house.body(key).splitlines(keepends=True)
    silent = [line for line in feed if "shareWithResearchAsOfDate" not in line]
    house.put(
        key, "".join(silent).encode()
    )  # the jobs have trusted customers who, it turns out, never agreed
    assert re.match(r"2 failed, 5 passed", claims_on_aws(house))
