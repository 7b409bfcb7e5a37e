"""What must be true of the lakehouse; each claim is an assertion over a snapshot.

The sound lakehouse is held to them, and every mutated job must break at least one: the tests of the
mutations show that these very assertions notice.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from typing import Any

from tests.e2e.house import TABLES, Snapshot
from tests.e2e.oracle import Lakehouse

CUSTOMER = {
    "customername": "string",
    "email": "string",
    "phone": "string",
    "birthday": "string",
    "serialnumber": "string",
    "registrationdate": "bigint",
    "lastupdatedate": "bigint",
    "sharewithresearchasofdate": "bigint",
    "sharewithpublicasofdate": "bigint",
    "sharewithfriendsasofdate": "bigint",
}
ACCELEROMETER = {"user": "string", "timestamp": "bigint", "x": "double", "y": "double", "z": "double"}
STEP_TRAINER = {"sensorreadingtime": "bigint", "serialnumber": "string", "distancefromobject": "int"}
TYPES = {
    "customer_landing": CUSTOMER,
    "accelerometer_landing": ACCELEROMETER,
    "step_trainer_landing": STEP_TRAINER,
    "customer_trusted": CUSTOMER,
    "accelerometer_trusted": ACCELEROMETER,
    "customers_curated": CUSTOMER,
    "step_trainer_trusted": STEP_TRAINER,
    "machine_learning_curated": {
        **STEP_TRAINER,
        "timestamp": "bigint",
        "x": "double",
        "y": "double",
        "z": "double",
    },
}
# A Delta table's schema is in its log, where Athena finds it. Spark registers a new one with a column that
# stands for all, on AWS too, and tells the catalog the columns only when it writes the table again.
DELTA = ("customers_curated", "machine_learning_curated")
PLACEHOLDER = {"col": "array<string>"}
ATHENA = {"string": "varchar", "bigint": "bigint", "double": "double", "int": "integer"}
PERSONAL = {"customername", "email", "user", "phone", "birthday"}

# What each query in sql/queries answers: a table to count, or the number of rows.
ZERO_ROWS = (
    "customer_trusted_blank_consent",
    "privacy_accelerometer_consent",
    "privacy_customers_curated",
    "privacy_step_trainer_consent",
    "privacy_machine_learning_same_customer",
    "privacy_machine_learning_no_personal_field",
)


def every_table_is_there(snapshot: Snapshot) -> None:
    """Landing tables by DDL, trusted by the sinks' catalog update, curated by saveAsTable."""
    assert sorted(snapshot.tables) == sorted(TABLES)


def every_column_has_its_type(snapshot: Snapshot, names: Collection[str] = TABLES) -> None:
    """In the catalog and in Athena's results; no column too many or too few."""
    for name in names:
        assert name in snapshot.tables, f"{name} is missing"
        table, types = snapshot.tables[name], TYPES[name]
        assert dict(zip(table.columns, table.athena_types, strict=True)) == {
            column: ATHENA[kind] for column, kind in types.items()
        }, name
        known = (types, PLACEHOLDER) if name in DELTA else (types,)
        assert table.catalog_types in known, name


def every_table_holds_exactly(
    snapshot: Snapshot, expected: Lakehouse, names: Collection[str] = TABLES
) -> None:
    """Row for row, as often as it should be there: the right customers, each with the right readings."""
    for name in names:
        assert name in snapshot.tables, f"{name} is missing"
        columns = tuple(TYPES[name])
        found = Counter(snapshot.tables[name].select(*columns))
        wanted = Counter(_texts(row, columns) for row in vars(expected)[name])
        assert found.total() == wanted.total(), f"rows of {name}"
        assert not (wanted - found), f"{name} lacks rows"


def counting_queries_count(snapshot: Snapshot, expected: Lakehouse) -> None:
    """The queries count_<table>."""
    for name, count in expected.counts().items():
        assert snapshot.answers.get(f"count_{name}") == [(str(count),)], name


def no_trusted_customer_has_a_blank_consent(snapshot: Snapshot) -> None:
    """Landing shows blank ones, trusted none."""
    blank = snapshot.answers["customer_landing_blank_consent"]
    assert blank
    assert {consent for *_, consent in blank} == {""}
    assert snapshot.answers["customer_trusted_blank_consent"] == []
    assert "" not in [consent for (consent,) in snapshot.tables["customer_trusted"].select(CONSENT)]


def no_personal_field_is_curated(snapshot: Snapshot) -> None:
    """Neither a column that names a person, nor a value that does."""
    learning = snapshot.tables["machine_learning_curated"]
    assert not PERSONAL & set(learning.columns)
    names = {
        value for row in snapshot.tables["customer_landing"].select("customername", "email") for value in row
    }
    assert not names & {value for row in learning.rows for value in row}


def every_privacy_query_is_empty(snapshot: Snapshot, since_consent: bool = False) -> None:
    """The queries privacy_<rule> return no rows; that on time only where consent by time is in force."""
    for name in ZERO_ROWS:
        assert snapshot.answers.get(name) == [], name
    too_early = snapshot.answers["privacy_accelerometer_since_consent"]
    assert bool(too_early) is not since_consent


CONSENT = "sharewithresearchasofdate"


def _texts(row: dict[str, Any], columns: tuple[str, ...]) -> tuple[str, ...]:
    values = {key.lower(): value for key, value in row.items()}
    return tuple("" if values.get(column) is None else str(values[column]) for column in columns)
