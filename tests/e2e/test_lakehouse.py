"""The lakehouse end to end on the published counts, asserted through Athena.

Run with `make e2e-test`, or `pytest tests/e2e`. Needs no Docker and no network once Delta's jars are
in the cache. The workflow runs in both consent modes, the last job also with the course's join; each
time all tables and all queries of sql/queries are read by boto3 Athena and kept as a snapshot.
"""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest

from tests.e2e import claims
from tests.e2e.house import QUERIES, TABLES, House, Snapshot, generated
from tests.e2e.oracle import lakehouse, objects

AFTER = {
    "customer_landing_to_trusted": [],
    "accelerometer_landing_to_trusted_zone": [],
    "Customer_trusted_to_curated": ["customer_landing_to_trusted", "accelerometer_landing_to_trusted_zone"],
    "step_trainer_landing_to_trusted": ["Customer_trusted_to_curated"],
    "trainer_trusted_to_curated": ["step_trainer_landing_to_trusted"],
}
LANDING = {"customer_landing": 956, "accelerometer_landing": 81_273, "step_trainer_landing": 28_680}
PLAIN = {
    **LANDING,
    "customer_trusted": 482,
    "accelerometer_trusted": 40_981,
    "customers_curated": 482,
    "step_trainer_trusted": 14_460,
    "machine_learning_curated": 40_981,
}
SINCE = {
    **LANDING,
    "customer_trusted": 482,
    "accelerometer_trusted": 32_025,
    "customers_curated": 464,
    "step_trainer_trusted": 13_920,
    "machine_learning_curated": 32_025,
}


@pytest.fixture(scope="module")
def landing(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The default fixture."""
    return generated(tmp_path_factory.mktemp("landing"))


@pytest.fixture(scope="module")
def plain(house: House, landing: Path) -> Snapshot:
    """After the first run of the workflow in a fresh cloud."""
    house.fresh(landing)
    return house.snapshot(house.workflow())


@pytest.fixture(scope="module")
def plain_instant(house: House, plain: Snapshot) -> Snapshot:
    """After the last job has run once more, with the course's join."""
    return house.snapshot(
        {"trainer_trusted_to_curated": house.run("trainer_trusted_to_curated", join_on="instant")}
    )


@pytest.fixture(scope="module")
def since(house: House, plain_instant: Snapshot) -> Snapshot:
    """After a run of the workflow in the stricter consent mode."""
    return house.snapshot(house.workflow(consent_mode="since_consent"))


@pytest.fixture(scope="module")
def since_instant(house: House, since: Snapshot) -> Snapshot:
    """The stricter mode with the course's join."""
    return house.snapshot(
        {"trainer_trusted_to_curated": house.run("trainer_trusted_to_curated", join_on="instant")}
    )


@pytest.fixture(scope="module")
def again(house: House, since_instant: Snapshot) -> Snapshot:
    """After the workflow has run as at first."""
    return house.snapshot(house.workflow())


def test_each_job_succeeds_and_starts_when_those_it_waits_for_are_done(plain: Snapshot) -> None:
    assert {run.job: (run.state, run.error) for run in plain.runs.values()} == dict.fromkeys(
        AFTER, ("SUCCEEDED", "")
    )
    for job, others in AFTER.items():
        for other in others:
            assert plain.runs[job].started >= plain.runs[other].completed, f"{job} after {other}"


@pytest.mark.parametrize(
    ("moment", "counts"),
    [
        ("plain", PLAIN),
        ("plain_instant", PLAIN | {"machine_learning_curated": 43_681}),
        ("since", SINCE),
        ("since_instant", SINCE | {"machine_learning_curated": 34_437}),
    ],
)
def test_every_table_has_the_count_that_the_community_knows(
    request: pytest.FixtureRequest, moment: str, counts: dict[str, int]
) -> None:
    snapshot: Snapshot = request.getfixturevalue(moment)
    assert {run.state for run in snapshot.runs.values()} == {"SUCCEEDED"}
    assert {name: len(table.rows) for name, table in snapshot.tables.items()} == counts
    assert {name: snapshot.answers[f"count_{name}"] for name in TABLES} == {
        name: [(str(count),)] for name, count in counts.items()
    }


@pytest.mark.parametrize(
    ("moment", "consent_mode", "join_on"),
    [
        ("plain", "plain", "customer"),
        ("plain_instant", "plain", "instant"),
        ("since", "since_consent", "customer"),
        ("since_instant", "since_consent", "instant"),
    ],
)
def test_every_table_holds_the_rows_that_the_rules_say(
    request: pytest.FixtureRequest, landing: Path, moment: str, consent_mode: str, join_on: str
) -> None:
    snapshot: Snapshot = request.getfixturevalue(moment)
    claims.every_table_is_there(snapshot)
    claims.every_table_holds_exactly(snapshot, lakehouse(landing, consent_mode, join_on))


def test_every_column_has_its_type(plain: Snapshot) -> None:
    claims.every_column_has_its_type(plain)


def test_no_trusted_customer_has_a_blank_consent(plain: Snapshot) -> None:
    claims.no_trusted_customer_has_a_blank_consent(plain)
    assert len(plain.answers["customer_landing_blank_consent"]) == 474


@pytest.mark.parametrize("moment", ["plain", "plain_instant", "since", "since_instant"])
def test_no_personal_field_is_curated(request: pytest.FixtureRequest, moment: str) -> None:
    claims.no_personal_field_is_curated(request.getfixturevalue(moment))


def test_every_curated_reading_is_the_consenting_customers_own(plain: Snapshot, landing: Path) -> None:
    customers = {c["serialNumber"]: c for c in objects(landing / "customer" / "landing")}
    moves = Counter(
        (m["user"], m["timestamp"], m["x"], m["y"], m["z"])
        for m in objects(landing / "accelerometer" / "landing")
    )
    columns = ("serialnumber", "sensorreadingtime", "x", "y", "z")
    curated = plain.tables["machine_learning_curated"].select(*columns)
    assert all("shareWithResearchAsOfDate" in customers[serial] for serial, *_ in curated)
    own = Counter(
        (customers[serial]["email"], int(instant), float(x), float(y), float(z))
        for serial, instant, x, y, z in curated
    )
    assert own <= moves


def test_the_privacy_queries_return_no_rows(plain: Snapshot, since: Snapshot) -> None:
    claims.every_privacy_query_is_empty(plain)
    claims.every_privacy_query_is_empty(since, since_consent=True)


def test_the_privacy_query_shows_the_strangers_that_the_courses_join_lets_in(plain_instant: Snapshot) -> None:
    strangers = plain_instant.answers["privacy_machine_learning_same_customer"]
    assert 0 < len(strangers) <= 2_700


def test_every_query_file_is_run(plain: Snapshot) -> None:
    assert {file.stem for file in QUERIES.glob("*.sql")} == {
        *(f"count_{name}" for name in TABLES),
        *claims.ZERO_ROWS,
        "customer_landing_blank_consent",
        "privacy_accelerometer_since_consent",
    }


def test_a_rerun_leaves_the_same_rows(plain: Snapshot, again: Snapshot) -> None:
    assert set(again.tables) == set(plain.tables)
    for name, table in plain.tables.items():
        assert Counter(again.tables[name].select(*table.columns)) == Counter(table.rows), name


def test_trusted_files_are_named_as_glue_names_them(house: House, plain: Snapshot) -> None:
    for zone in ("customer", "accelerometer", "step_trainer"):
        names = [key.rsplit("/", 1)[1] for key in house.keys(f"{zone}/trusted/")]
        assert names, zone
        assert all(name.startswith("run-") and "-part-r-" in name for name in names), names


def test_curated_tables_are_delta_tables(house: House, plain: Snapshot) -> None:
    for table, zone in (("customers_curated", "customer"), ("machine_learning_curated", "step_trainer")):
        log = f"{zone}/curated/_delta_log/"
        assert f"{log}00000000000000000000.json" in house.keys(log)
        found = house.glue.get_table(DatabaseName=house.database, Name=table)["Table"]
        assert found["Parameters"]["spark.sql.sources.provider"].lower() == "delta"


def test_every_job_run_leaves_its_event_log(house: House, plain: Snapshot) -> None:
    logs = [house.body(key) for key in house.keys("sparkHistoryLogs/")]
    assert len(logs) >= len(AFTER)
    for log in logs:
        events = [json.loads(line)["Event"] for line in log.splitlines()]
        assert events[0] == "SparkListenerLogStart"
        assert events[-1] == "SparkListenerApplicationEnd"


def test_athena_leaves_each_result_with_its_metadata(house: House, plain: Snapshot) -> None:
    results = house.keys("athena/")
    tables = [key for key in results if key.endswith(".csv")]
    assert tables
    assert {f"{key}.metadata" for key in tables} <= set(results)
