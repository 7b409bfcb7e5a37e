"""The claims of the end-to-end tests over the lakehouse on AWS: `make e2e-test TARGET=aws BUCKET=…`.

Looks only: starts no job and writes nothing but Athena's results. Run the workflow before, by `make run-aws`.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from boathouse.deploy.account import connect
from boathouse.deploy.refusals import explained
from boathouse.pipeline import Pipeline
from tests.e2e import claims
from tests.e2e.house import ROOT, Snapshot, View
from tests.e2e.oracle import Lakehouse, lakehouse


@pytest.fixture(scope="module")
def view(request: pytest.FixtureRequest) -> Iterator[View]:
    """The lakehouse of the account that the environment leads to."""
    pipeline = Pipeline.load(ROOT, bucket=request.config.getoption("--bucket"))
    with explained(bucket=pipeline.bucket):
        account, clients = connect()
        print(
            f"account {account.number}, {account.caller}, region {account.region}, bucket {pipeline.bucket}"
        )
        yield View(clients, pipeline, pipeline.name)


@pytest.fixture(scope="module")
def snapshot(view: View) -> Snapshot:
    """All tables and answers as they are now."""
    return view.snapshot()


@pytest.fixture(scope="module")
def arguments(view: View) -> dict[str, str]:
    """What the jobs there were told."""
    jobs = [view.glue.get_job(JobName=job.name)["Job"] for job in view.pipeline.jobs]
    return {key: value for job in jobs for key, value in job.get("DefaultArguments", {}).items()}


@pytest.fixture(scope="module")
def expected(view: View, arguments: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Lakehouse:
    """What the rules make of the feeds that are there."""
    landing = tmp_path_factory.mktemp("landing")
    for prefix in view.pipeline.landing:
        for key in view.keys(prefix):
            file = landing / key
            file.parent.mkdir(parents=True, exist_ok=True)
            view.s3.download_file(view.bucket, key, str(file))
    return lakehouse(landing, arguments["--consent_mode"], arguments["--join_on"])


def test_every_table_is_there(snapshot: Snapshot) -> None:
    claims.every_table_is_there(snapshot)


def test_every_column_has_its_type(snapshot: Snapshot) -> None:
    claims.every_column_has_its_type(snapshot)


def test_every_table_holds_the_rows_that_the_rules_say(snapshot: Snapshot, expected: Lakehouse) -> None:
    claims.every_table_holds_exactly(snapshot, expected)


def test_the_queries_count_the_same(snapshot: Snapshot, expected: Lakehouse) -> None:
    claims.counting_queries_count(snapshot, expected)


def test_no_trusted_customer_has_a_blank_consent(snapshot: Snapshot) -> None:
    claims.no_trusted_customer_has_a_blank_consent(snapshot)


def test_no_personal_field_is_curated(snapshot: Snapshot) -> None:
    claims.no_personal_field_is_curated(snapshot)


def test_every_privacy_query_is_empty(snapshot: Snapshot, arguments: dict[str, str]) -> None:
    since = arguments["--consent_mode"] == "since_consent"
    claims.every_privacy_query_is_empty(snapshot, since_consent=since)
