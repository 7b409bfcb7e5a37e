"""The containers at work: what scripts see, what happens when something dies, what comes back."""

from __future__ import annotations

import json
import time
import urllib.request
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from botocore.exceptions import ClientError

from boathouse import client, examination
from boathouse.config import Settings
from boathouse.containers import SERVICES, Containers
from tests.docker.conftest import PORT
from tests.e2e.house import SMALL, House

JOB = "customer_landing_to_trusted"
LOOPING = """
import time
from awsglue.context import GlueContext
from pyspark.context import SparkContext
spark = GlueContext(SparkContext()).spark_session
print("reading", flush=True)
while True:
    spark.read.text("s3://{bucket}/customer/landing/").count()
    time.sleep(0.5)
"""


@pytest.fixture(scope="module")
def small(house: House) -> House:
    """The lakehouse over the miniature, deployed and not run."""
    house.fresh(SMALL)
    return house


def started(house: House, text: str) -> str:
    house.put(f"scripts/{JOB}.py", text.encode())
    return str(house.glue.start_job_run(JobName=JOB)["JobRunId"])


def eventually(true: Callable[[], object], seconds: float = 120) -> None:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if true():
            return
        time.sleep(0.3)
    raise TimeoutError


@contextmanager
def absent(house: House, table: str) -> Iterator[None]:
    """Take a table away again, and leave its files."""
    try:
        yield
    finally:
        house.glue.delete_table(DatabaseName=house.database, Name=table)


def said(house: House, run: str, words: str) -> bool:
    return words in b"".join(house.cloud.log(run, "stdout")).decode()


def ended(house: House, run: str) -> dict[str, Any]:
    def is_over() -> bool:
        return house.glue.get_job_run(JobName=JOB, RunId=run)["JobRun"]["JobRunState"] in (
            "SUCCEEDED",
            "FAILED",
            "STOPPED",
            "TIMEOUT",
        )

    eventually(is_over)
    return dict(house.glue.get_job_run(JobName=JOB, RunId=run)["JobRun"])


def healthy(containers: Containers) -> bool:
    found = [containers.container(name) for name in SERVICES]
    return all(one and one.attrs["State"].get("Health", {}).get("Status") == "healthy" for one in found)


def holds(house: House, keys: Collection[str]) -> bool:
    """Whether the bucket has these objects; it may not be back itself."""
    try:
        return set(keys) <= set(house.keys())
    except ClientError:
        return False


def test_all_services_are_healthy(containers: Containers) -> None:
    assert healthy(containers)


def test_a_script_that_raises_is_told_in_its_own_words(small: House) -> None:
    run = ended(small, started(small, "def zone():\n    raise KeyError('north')\n\nzone()\n"))
    assert run["JobRunState"] == "FAILED"
    assert run["ErrorMessage"].startswith(
        "KeyError: 'north'\n  File \"customer_landing_to_trusted.py\", line 4"
    )


def test_a_script_that_tries_aws_itself_gets_an_error_that_names_the_endpoint(small: House) -> None:
    text = """
import boto3
from botocore.config import Config
once = Config(retries={"total_max_attempts": 1}, connect_timeout=20)
boto3.client("s3", endpoint_url="https://s3.us-east-1.amazonaws.com", config=once).list_buckets()
"""
    run = ended(small, started(small, text))
    assert run["ErrorMessage"].startswith(
        'EndpointConnectionError: Could not connect to the endpoint URL: "https://s3.us-east-1.amazonaws.com/"'
    )


def test_the_cloud_has_no_way_out_either(containers: Containers) -> None:
    text = "import socket; socket.create_connection(('52.94.133.131', 443), timeout=3)"
    status, told = containers.execute("boathouse", ["python", "-c", text])
    assert status == 1
    assert "Error" in told


@pytest.mark.parametrize("kind", ["PARQUET", "ORC", "JSON", "TEXTFILE"])
def test_a_table_of_athenas_is_written_read_and_crawled(small: House, kind: str) -> None:
    name = f"made_{kind.lower()}"
    place = f"s3://{small.bucket}/made/{name}/"
    properties = f"format = '{kind}', external_location = '{place}'"
    with absent(small, name):
        small.execute(f"CREATE TABLE {name} WITH ({properties}) AS SELECT 1 a, 'x' b UNION ALL SELECT 2, 'y'")
        assert small.query(f"SELECT b, a FROM {name} ORDER BY a")[1] == [("x", "1"), ("y", "2")]
    crawler = f"of_{name}"
    small.glue.create_crawler(
        Name=crawler, Role="any", DatabaseName=small.database, Targets={"S3Targets": [{"Path": place}]}
    )
    with absent(small, name):
        small.glue.start_crawler(Name=crawler)
        eventually(lambda: small.glue.get_crawler(Name=crawler)["Crawler"]["State"] == "READY")
        assert small.glue.get_crawler(Name=crawler)["Crawler"]["LastCrawl"]["Status"] == "SUCCEEDED"
        table = small.glue.get_table(DatabaseName=small.database, Name=name)["Table"]
        names = [column["Name"] for column in table["StorageDescriptor"]["Columns"]]
        assert names == (["col0", "col1"] if kind == "TEXTFILE" else ["a", "b"])


def test_stop_job_run_stops_the_script(small: House) -> None:
    run = started(small, "print('here', flush=True)\nimport time\ntime.sleep(600)\n")
    eventually(lambda: said(small, run, "here"))
    small.glue.batch_stop_job_run(JobName=JOB, JobRunIds=[run])
    assert ended(small, run)["JobRunState"] == "STOPPED"


def test_an_agent_killed_in_the_middle_fails_its_run_and_the_next_one_works(
    small: House, containers: Containers
) -> None:
    run = started(small, "print('here', flush=True)\nimport time\ntime.sleep(600)\n")
    eventually(lambda: said(small, run, "here"))
    glue = containers.container("glue")
    assert glue
    glue.restart(timeout=0)
    found = ended(small, run)
    assert found["JobRunState"] == "FAILED"
    assert "the middle of this run" in found["ErrorMessage"]
    assert ended(small, started(small, "print('next')\n"))["JobRunState"] == "SUCCEEDED"


def test_a_restarted_localstack_fails_the_run_clearly_and_has_its_objects_back(
    small: House, containers: Containers
) -> None:
    before = small.keys()
    run = started(small, LOOPING.format(bucket=small.bucket))
    eventually(lambda: said(small, run, "reading"))
    localstack = containers.container("localstack")
    assert localstack
    localstack.stop(timeout=1)  # until the run has failed: Spark's client sits out a shorter outage
    found = ended(small, run)
    localstack.start()
    assert found["JobRunState"] == "FAILED"
    assert any(word in found["ErrorMessage"] for word in ("localstack:4566", "NoSuchBucket", small.bucket))
    eventually(lambda: healthy(containers))
    eventually(lambda: holds(small, before))
    small.fresh(SMALL)
    assert small.run(JOB).state == "SUCCEEDED"


def test_data_outlives_the_containers(small: House, containers: Containers, settings: Settings) -> None:
    small.put("kept/object", b"kept")
    containers.down()
    list(containers.up())
    cloud = client.find(settings)  # the same data, a server with another token
    assert cloud
    small.cloud = cloud
    assert small.body("kept/object") == "kept"
    assert small.tables()


def test_the_history_server_shows_the_runs(small: House, containers: Containers) -> None:
    if not small.keys("sparkHistoryLogs/"):  # as when this test runs alone
        small.run(JOB)
    containers.compose("--profile", "history", "up", "--detach", "history")

    def applications() -> list[Any]:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{PORT + 1}/api/v1/applications") as answer:
                return list(json.loads(answer.read()))
        except OSError:
            return []

    eventually(applications)
    assert applications()[0]["name"].startswith("nativespark-")


def test_every_assumption_about_the_image_holds(containers: Containers, house: House) -> None:
    found = [*examination.inside(containers), *examination.probed(containers, house.cloud)]
    assert [one for one in found if not one.good] == []
    assert {one.what for one in found} >= {
        "user",
        "Spark",
        "from_catalog",
        "from_options over S3A",
        "no way out",
    }
