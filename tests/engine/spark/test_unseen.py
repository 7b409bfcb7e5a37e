"""Spark's error for what only the Data Catalog has goes with a note on the parameter that shows it."""

from __future__ import annotations

import pytest

from boathouse.engine.spark import unseen
from tests.clouds import ThreadCloud

TABLE = "AnalysisException: [TABLE_OR_VIEW_NOT_FOUND] The table or view {} cannot be found. Verify it"
SCHEMA = "AnalysisException: [SCHEMA_NOT_FOUND] The schema {} cannot be found. Verify it"


@pytest.fixture
def environment(cloud: ThreadCloud) -> dict[str, str]:
    """What a run is told of a cloud with the tables `Sales.Orders` and `default.t`."""
    glue = cloud.client("glue")
    for database, table in (("sales", "orders"), ("default", "t")):
        glue.create_database(DatabaseInput={"Name": database})
        glue.create_table(DatabaseName=database, TableInput={"Name": table})
    return {
        "AWS_ENDPOINT_URL": cloud.url,
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
    }


@pytest.mark.parametrize(
    ("message", "name"),
    [
        (TABLE.format("`Sales`.`Orders`"), "Sales.Orders"),
        (TABLE.format("`spark_catalog`.`sales`.`orders`"), "sales.orders"),
        (TABLE.format("`t`"), "default.t"),
        (SCHEMA.format("`sales`"), "sales"),
        (SCHEMA.format("`spark_catalog`.`sales`"), "sales"),
    ],
)
def test_what_the_catalog_has_is_named_with_the_parameter(
    environment: dict[str, str], message: str, name: str
) -> None:
    told = unseen.note(message, environment)
    assert told.startswith(f"The Data Catalog has {name}; ")
    assert told.endswith(" --enable-glue-datacatalog true shows it to spark.sql.")


def test_a_metastore_that_is_missed_is_the_catalog() -> None:
    message = (
        "HoodieMetaSyncException: …\nMetaException(message:Version information not found in metastore. )"
    )
    assert unseen.note(message, {}).startswith("There is no Hive metastore but the Data Catalog, which")


@pytest.mark.parametrize(
    "message",
    [
        "",
        "ValueError: `sales`.`orders`",
        TABLE.format("`sales`.`nothing`"),
        TABLE.format("`nothing`"),
        TABLE.format("`glue_catalog`.`sales`.`orders`"),
        SCHEMA.format("`nothing`"),
    ],
)
def test_of_any_other_error_nothing_is_said(environment: dict[str, str], message: str) -> None:
    assert unseen.note(message, environment) == ""


def test_a_catalog_that_does_not_answer_says_nothing() -> None:
    nobody = {
        "AWS_ENDPOINT_URL": "http://127.0.0.1:1",
        "AWS_ACCESS_KEY_ID": "x",
        "AWS_SECRET_ACCESS_KEY": "x",
    }
    assert unseen.note(SCHEMA.format("`sales`"), nobody) == ""
