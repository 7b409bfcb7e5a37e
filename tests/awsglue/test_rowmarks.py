"""Bookmarks of database tables: which rows each run of a job reads, over the wire to a real service."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import datetime
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from awsglue.context import GlueContext
from awsglue.dynamicframe import DynamicFrame
from awsglue.job import Job
from tests.awsglue.test_bookmarks import PAUSE, Etl
from tests.clouds import ThreadCloud

Table = Callable[[str], None]
_NUMBERS = count()


class Shop:
    """A database of its own in Derby, which PySpark brings along, and a job that reads its table `sales`."""

    def __init__(self, etl: Etl, url: str) -> None:
        self.etl, self.url = etl, url
        self.options: dict[str, Any] = {"url": url, "dbtable": "sales"}

    def sql(self, *statements: str) -> None:
        jvm: Any = self.etl.context.sparkSession._jvm
        connection = jvm.java.sql.DriverManager.getConnection(self.url)
        for statement in statements:
            connection.createStatement().execute(statement)
        connection.close()

    def frame(self, **options: Any) -> DynamicFrame:
        return self.etl.context.create_dynamic_frame.from_options(
            "jdbc", {**self.options, **options}, transformation_ctx="sales"
        )

    def read(self, option: str = "job-bookmark-enable", *words: str, **options: Any) -> list[str]:
        """Run the job whole: the items that it has read."""
        with self.etl.run() as run_id:
            job = self.etl.begin(run_id, option, *words)
            found = items(self.frame(**options))
            job.commit()
        self.last = run_id
        return found

    def kept(self) -> Any:
        entry = self.etl.glue.get_job_bookmark(JobName="etl")["JobBookmarkEntry"]
        return json.loads(entry["JobBookmark"])["sales"]["keys"]


def items(frame: DynamicFrame) -> list[str]:
    return sorted(row.ITEM for row in frame.toDF().collect())


@pytest.fixture
def shop(
    connected: ThreadCloud, glue: GlueContext, folder: Path, uri: str, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Shop]:
    monkeypatch.setattr("boathouse.engine.spark.supervisor.Supervisor.warm", lambda self: None)
    yield Shop(Etl(connected, glue, folder, uri), f"jdbc:derby:memory:shop{next(_NUMBERS)};create=true")
    Job(glue).init("etl", {})


def test_each_run_reads_the_rows_behind_the_last_primary_key(shop: Shop) -> None:
    shop.sql(
        "CREATE TABLE sales (id INT PRIMARY KEY, item VARCHAR(9))",
        "INSERT INTO sales VALUES (1, 'a'), (2, 'b')",
    )
    assert shop.read() == ["a", "b"]
    assert shop.kept() == {"ID": "2"}
    assert shop.read() == []
    shop.sql("INSERT INTO sales VALUES (7, 'd'), (4, 'c')", "UPDATE sales SET item = 'changed' WHERE id = 1")
    assert shop.read() == ["c", "d"]
    shop.etl.glue.reset_job_bookmark(JobName="etl")
    assert shop.read() == ["b", "c", "changed", "d"]


def test_a_frame_without_new_rows_keeps_its_columns(shop: Shop) -> None:
    shop.sql("CREATE TABLE sales (id INT PRIMARY KEY, item VARCHAR(9))")
    assert shop.read() == []
    with shop.etl.run() as run_id:
        shop.etl.begin(run_id)
        assert shop.frame().toDF().columns == ["ID", "ITEM"]


def test_keys_of_the_script_s_own_make_one_compound_key(shop: Shop) -> None:
    keys: dict[str, Any] = {"jobBookmarkKeys": ["day", "nr"]}
    shop.sql(
        "CREATE TABLE sales (day DATE, nr DECIMAL(9,2), item VARCHAR(9))",
        "INSERT INTO sales VALUES ('2024-01-01', 5, 'a'), ('2024-01-02', 1.5, 'b')",
    )
    assert shop.read(**keys) == ["a", "b"]
    assert shop.kept() == {"DAY": "2024-01-02", "NR": "1.50"}
    shop.sql(
        "INSERT INTO sales VALUES ('2024-01-01', 9, 'early'), ('2024-01-02', 1.25, 'low'),"
        " ('2024-01-02', 1.75, 'c'), ('2024-01-03', 0, 'd')"
    )
    assert shop.read(**keys) == ["c", "d"]
    assert shop.read(**keys) == []


def test_keys_may_fall(shop: Shop) -> None:
    order: dict[str, Any] = {"jobBookmarkKeys": "NR", "jobBookmarkKeysSortOrder": "DESC"}
    shop.sql("CREATE TABLE sales (nr INT, item VARCHAR(9))", "INSERT INTO sales VALUES (-1, 'a'), (-2, 'b')")
    assert shop.read(**order) == ["a", "b"]
    shop.sql("INSERT INTO sales VALUES (3, 'behind'), (-3, 'c')")
    assert shop.read(**order) == ["c"]


def test_moments_and_texts_are_keys_in_any_time_zone(shop: Shop) -> None:
    shop.sql(
        "CREATE TABLE sales (moment TIMESTAMP, code VARCHAR(9), item VARCHAR(9))",
        "INSERT INTO sales VALUES ('2024-03-10 02:30:00.000001', 'o''k', 'a')",
    )
    spark = shop.etl.context.sparkSession
    zone = spark.conf.get("spark.sql.session.timeZone")
    try:
        assert shop.read(jobBookmarkKeys=["moment", "code"]) == ["a"]
        spark.conf.set("spark.sql.session.timeZone", "Asia/Tokyo")
        shop.sql("INSERT INTO sales VALUES ('2024-03-10 02:30:00.000002', 'a', 'b')")
        assert shop.read(jobBookmarkKeys=["moment", "code"]) == ["b"]
    finally:
        spark.conf.set("spark.sql.session.timeZone", zone or "UTC")
    micros = int(datetime.fromisoformat("2024-03-10T02:30:00+00:00").timestamp()) * 1_000_000 + 2
    assert shop.kept() == {"MOMENT": str(micros), "CODE": "a"}


def test_rows_that_come_after_the_source_was_read_are_the_next_run_s(shop: Shop) -> None:
    shop.sql("CREATE TABLE sales (nr INT, item VARCHAR(9))", "INSERT INTO sales VALUES (1, 'a')")
    with shop.etl.run() as run_id:
        job = shop.etl.begin(run_id)
        frame = shop.frame(jobBookmarkKeys=["nr"])
        shop.sql("INSERT INTO sales VALUES (2, 'late')")
        again = shop.frame(jobBookmarkKeys=["nr"])
        assert (items(frame), items(again)) == (["a"], ["a"])
        job.commit()
    assert shop.read(jobBookmarkKeys=["nr"]) == ["late"]


def test_a_run_that_does_not_commit_leaves_its_rows_and_a_pause_the_bookmark(shop: Shop) -> None:
    keys: dict[str, Any] = {"jobBookmarkKeys": ["nr"]}
    shop.sql("CREATE TABLE sales (nr INT, item VARCHAR(9))", "INSERT INTO sales VALUES (1, 'a')")
    with shop.etl.run() as run_id:
        shop.etl.begin(run_id)
        assert items(shop.frame(**keys)) == ["a"]
    runs = []
    for nr, item in ((1, "a"), (2, "b"), (3, "c"), (4, "d")):
        if nr > 1:
            shop.sql(f"INSERT INTO sales VALUES ({nr}, '{item}')")
        assert shop.read(PAUSE, **keys) == [item]
        assert shop.read(**keys) == [item]
        runs.append(shop.last)
    ends = ["--job-bookmark-from", runs[0], "--job-bookmark-to", runs[2]]
    assert shop.read(PAUSE, *ends, **keys) == ["b", "c"]


def test_rows_without_a_key_are_read_until_one_with_a_key_was(shop: Shop) -> None:
    keys: dict[str, Any] = {"jobBookmarkKeys": ["nr"]}
    shop.sql("CREATE TABLE sales (nr INT, item VARCHAR(9))", "INSERT INTO sales VALUES (NULL, 'keyless')")
    assert shop.read(**keys) == ["keyless"]
    shop.sql("INSERT INTO sales VALUES (1, 'a')")
    assert shop.read(**keys) == ["a", "keyless"]  # no key was seen before
    shop.sql("INSERT INTO sales VALUES (2, 'b'), (NULL, 'never')")
    assert shop.read(**keys) == ["b"]


def test_without_any_key_everything_is_read_and_a_warning_says_so(
    shop: Shop, capsys: pytest.CaptureFixture[str]
) -> None:
    shop.sql("CREATE TABLE sales (nr INT, item VARCHAR(9))", "INSERT INTO sales VALUES (1, 'a')")
    assert (shop.read(), shop.read()) == (["a"], ["a"])
    assert "All rows of sales are read, as if without a bookmark" in capsys.readouterr().err
    assert shop.read(jobBookmarkKeys=["nr"]) == ["a"]
    assert shop.read(jobBookmarkKeys=["item"]) == ["a"]
    assert "its bookmark is one of NR, not of ITEM" in capsys.readouterr().err


def test_a_query_has_only_the_keys_that_the_script_names(shop: Shop) -> None:
    shop.sql(
        "CREATE TABLE sales (id INT PRIMARY KEY, item VARCHAR(9))",
        "INSERT INTO sales VALUES (1, 'a'), (2, 'b')",
    )
    shop.options = {"url": shop.url, "query": "SELECT id, item FROM sales WHERE id < 9"}
    assert (shop.read(), shop.read()) == (["a", "b"], ["a", "b"])
    assert shop.read(jobBookmarkKeys=["id"]) == ["a", "b"]
    assert shop.read(jobBookmarkKeys=["id"]) == []


def test_keys_that_cannot_be_are_told(shop: Shop) -> None:
    shop.sql("CREATE TABLE sales (nr INT, item VARCHAR(9))")
    with pytest.raises(ValueError, match="of sales: there is no column no; there are NR, ITEM"):
        shop.read(jobBookmarkKeys=["no", "nr"])
    with pytest.raises(ValueError, match="asc or desc, not 'up'"):
        shop.read(jobBookmarkKeys=["nr"], jobBookmarkKeysSortOrder="up")


def test_a_catalog_table_of_a_database_is_read_incrementally(shop: Shop) -> None:
    glue = shop.etl.glue
    shop.sql("CREATE TABLE sales (id INT PRIMARY KEY, item VARCHAR(9))", "INSERT INTO sales VALUES (1, 'a')")
    told = {"JDBC_CONNECTION_URL": shop.url, "USERNAME": "app", "PASSWORD": "app"}
    connection: Any = {"Name": "shop", "ConnectionType": "JDBC", "ConnectionProperties": told}
    glue.create_connection(ConnectionInput=connection)
    glue.create_database(DatabaseInput={"Name": "stedi"})
    table: Any = {
        "Name": "shop_sales",
        "Parameters": {"classification": "jdbc", "connectionName": "shop"},
        "StorageDescriptor": {"Columns": [{"Name": "id", "Type": "int"}], "Location": "shop.app.sales"},
    }
    glue.create_table(DatabaseName="stedi", TableInput=table)

    def read(**options: Any) -> list[str]:
        with shop.etl.run() as run_id:
            job = shop.etl.begin(run_id)
            frame = shop.etl.context.create_dynamic_frame.from_catalog(
                "stedi", "shop_sales", transformation_ctx="t", additional_options=options
            )
            found = items(frame)
            job.commit()
        return found

    assert (read(), read()) == (["a"], [])
    shop.sql("INSERT INTO sales VALUES (2, 'b')")
    assert read() == ["b"]
    assert read(jobBookmarkKeys=["item"], jobBookmarkKeysSortOrder="asc") == ["a", "b"]
