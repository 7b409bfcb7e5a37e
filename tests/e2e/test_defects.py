"""The defects of the feed's older editions, and feeds that are not there: known rows, or a clear error.

All on the miniature, but for the serial numbers, whose fan-out is known in the published size.
"""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

from tests.e2e import claims
from tests.e2e.house import ROOT, SMALL, TABLES, House, QueryFailedError, Run, Snapshot, generated
from tests.e2e.oracle import lakehouse

MADE_BY_JOBS = TABLES[3:]
CUSTOMER_FILE = "customer/landing/customer-1709600000000.json"
ACCELEROMETER_FILE = "accelerometer/landing/accelerometer-1709600000000.json"
STEP_TRAINER_FILE = "step_trainer/landing/step_trainer-1709600000000.json"


def miniature(house: House, out: Path, defect: str) -> Path:
    """A fresh lakehouse over the miniature with a defect; its landing folder."""
    landing = generated(out, "--scale", "0.04", "--defect", defect)
    house.fresh(landing)
    return landing


def made(house: House) -> Snapshot:
    """What the jobs have made."""
    return Snapshot({name: house.table(name) for name in MADE_BY_JOBS}, {})


def states(runs: dict[str, Run]) -> dict[str, str]:
    return {job: run.state for job, run in runs.items()}


@pytest.mark.parametrize("defect", ["null-consent", "time-stamp", "trailing-comma"])
def test_the_jobs_see_through_a_defect_of_spelling(house: House, tmp_path: Path, defect: str) -> None:
    landing = miniature(house, tmp_path, defect)
    runs = house.workflow()
    assert set(states(runs).values()) == {"SUCCEEDED"}
    claims.every_table_holds_exactly(made(house), lakehouse(landing), MADE_BY_JOBS)
    claims.every_column_has_its_type(made(house), MADE_BY_JOBS)


def test_a_filter_for_not_zero_keeps_the_nulls_and_a_claim_notices(house: House, tmp_path: Path) -> None:
    landing = miniature(house, tmp_path, "null-consent")
    job = "customer_landing_to_trusted"
    text = (ROOT / "jobs" / f"{job}.py").read_text()
    naive = text.replace("given is not None and given > 0", "given != 0")
    assert naive != text
    with house.script(job, naive):
        assert house.run(job).state == "SUCCEEDED"
    with pytest.raises(AssertionError, match="rows of customer_trusted"):
        claims.every_table_holds_exactly(
            house.glance("customer_trusted"), lakehouse(landing), ["customer_trusted"]
        )


def test_float_consents_pass_and_become_double_columns(house: House, tmp_path: Path) -> None:
    landing = miniature(house, tmp_path, "float-consent")
    runs = house.workflow(consent_mode="since_consent")
    assert set(states(runs).values()) == {"SUCCEEDED"}
    snapshot = made(house)
    expected = lakehouse(landing, "since_consent")
    assert {name: len(table.rows) for name, table in snapshot.tables.items()} == {
        name: expected.counts()[name] for name in MADE_BY_JOBS
    }
    rest = [name for name in MADE_BY_JOBS if "customer" not in name]
    claims.every_table_holds_exactly(snapshot, expected, rest)
    trusted = snapshot.tables["customer_trusted"].catalog_types
    assert {column for column, kind in trusted.items() if kind == "double"} == {
        "sharewithresearchasofdate",
        "sharewithpublicasofdate",
        "sharewithfriendsasofdate",
    }


def test_a_cut_off_file_stops_its_job_and_is_named(house: House, tmp_path: Path) -> None:
    miniature(house, tmp_path, "cut-off")
    runs = house.workflow()
    assert states(runs) == {
        "customer_landing_to_trusted": "SUCCEEDED",
        "accelerometer_landing_to_trusted_zone": "FAILED",
    }
    error = runs["accelerometer_landing_to_trusted_zone"].error
    assert error.startswith(
        "RuntimeError: Malformed records below s3://stedi-jivd/accelerometer/landing/: 1, "
        f"the first in s3://stedi-jivd/{ACCELEROMETER_FILE}. Mend the file, then run this job again."
    )
    assert "accelerometer_trusted" not in house.tables()
    assert house.keys("accelerometer/trusted/") == []
    with pytest.raises(QueryFailedError, match=ACCELEROMETER_FILE):
        house.query("SELECT count(x) FROM stedi.accelerometer_landing")


def test_cut_off_objects_among_others_stop_the_jobs_and_the_file_is_named(
    house: House, tmp_path: Path
) -> None:
    miniature(house, tmp_path, "concatenated")
    runs = house.workflow()
    assert set(states(runs).values()) == {"FAILED"}
    assert set(runs) == {"customer_landing_to_trusted", "accelerometer_landing_to_trusted_zone"}
    assert CUSTOMER_FILE in runs["customer_landing_to_trusted"].error
    assert ACCELEROMETER_FILE in runs["accelerometer_landing_to_trusted_zone"].error
    assert house.keys("customer/trusted/") == []


def test_concatenated_objects_that_are_whole_are_all_read(house: House, tmp_path: Path) -> None:
    house.fresh(SMALL)
    for key in (CUSTOMER_FILE, ACCELEROMETER_FILE, STEP_TRAINER_FILE):
        lines = (SMALL / key).read_text().splitlines()
        house.put(key, "".join(line + ("" if n % 3 else "\n") for n, line in enumerate(lines)).encode())
    assert set(states(house.workflow()).values()) == {"SUCCEEDED"}
    claims.every_table_holds_exactly(made(house), lakehouse(SMALL), MADE_BY_JOBS)


def test_shared_serial_numbers_fan_out_as_the_community_knows_and_the_log_says_so(
    house: House, tmp_path: Path
) -> None:
    landing = generated(tmp_path, "--defect", "serial-number")
    house.fresh(landing)
    runs = house.workflow()
    assert set(states(runs).values()) == {"SUCCEEDED"}
    found = {name: int(house.query(f"SELECT count(*) FROM stedi.{name}")[1][0][0]) for name in TABLES}
    assert found == lakehouse(landing).counts() | {"customer_landing": 999, "step_trainer_trusted": 495_120}
    assert (
        "WARNING: 30 serial numbers in stedi.customers_curated belong to more than one customer."
        in house.log(runs["step_trainer_landing_to_trusted"])
    )


def test_an_empty_landing_zone_stops_the_job_and_leaves_the_old_table(house: House) -> None:
    house.fresh(SMALL)
    job = "customer_landing_to_trusted"
    assert house.run(job).state == "SUCCEEDED"
    house.s3.delete_object(Bucket=house.bucket, Key=CUSTOMER_FILE)
    run = house.run(job)
    assert run.state == "FAILED"
    assert run.error.startswith("RuntimeError: s3://stedi-jivd/customer/landing/ holds no records.")
    wanted = dataclasses.replace(lakehouse(SMALL), customer_landing=[])
    claims.every_table_holds_exactly(house.glance("customer_trusted"), wanted, ["customer_trusted"])


def test_an_argument_that_is_none_is_refused_by_name(house: House) -> None:
    house.fresh(SMALL)
    run = house.run("accelerometer_landing_to_trusted_zone", consent_mode="sometimes")
    assert run.state == "FAILED"
    assert run.error.startswith("ValueError: --consent_mode is 'sometimes': expected plain or since_consent.")
