"""The deployer, against a cloud on a real socket."""

from __future__ import annotations

from pathlib import Path

import pytest

from boathouse.deploy import Change, Clients, Deployment, summary
from boathouse.errors import DeployError, PipelineError
from boathouse.pipeline import Pipeline
from tests.clouds import ThreadCloud
from tests.projects import DDL, WORKFLOW, write_project


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return write_project(tmp_path / "project")


@pytest.fixture
def clients(cloud: ThreadCloud) -> Clients:
    return Clients(cloud.client("s3"), cloud.client("glue"), cloud.client("athena"))


def deploy(clients: Clients, root: Path) -> list[Change]:
    return Deployment(clients, Pipeline.load(root)).apply()


def changed(changes: list[Change]) -> list[tuple[str, str, str]]:
    return [(c.action, c.kind, c.name) for c in changes if c.action != "unchanged"]


def test_the_first_deployment_creates_everything(clients: Clients, root: Path) -> None:
    assert changed(deploy(clients, root)) == [
        ("create", "bucket", "lake"),
        ("create", "prefix", "orders/landing/"),
        ("create", "prefix", "orders/trusted/"),
        ("create", "script", "scripts/clean.py"),
        ("create", "script", "scripts/audit.py"),
        ("create", "script", "scripts/report.py"),
        ("create", "database", "shop"),
        ("create", "table", "orders_landing"),
        ("create", "job", "clean"),
        ("create", "job", "audit"),
        ("create", "job", "report"),
        ("create", "workflow", "shop"),
        ("create", "trigger", "shop-start"),
        ("create", "trigger", "shop-report"),
    ]


def test_the_second_deployment_changes_nothing(clients: Clients, root: Path) -> None:
    deploy(clients, root)
    assert changed(deploy(clients, root)) == []


def test_a_job_is_defined_as_the_pipeline_says(clients: Clients, root: Path) -> None:
    deploy(clients, root)
    job = clients.glue.get_job(JobName="clean")["Job"]
    assert job["Command"] == {
        "Name": "glueetl",
        "ScriptLocation": "s3://lake/scripts/clean.py",
        "PythonVersion": "3",
    }
    assert job["DefaultArguments"] == {"--bucket": "lake", "--mode": "plain"}
    assert (job["GlueVersion"], job["Timeout"]) == ("5.1", 5)


def test_the_bytes_of_a_script_are_the_files(clients: Clients, root: Path) -> None:
    deploy(clients, root)
    stored = clients.s3.get_object(Bucket="lake", Key="scripts/clean.py")["Body"].read()
    assert stored == b"print('clean')\n"


def test_a_job_with_two_predecessors_waits_for_both(clients: Clients, root: Path) -> None:
    deploy(clients, root)
    trigger = clients.glue.get_trigger(Name="shop-report")["Trigger"]
    assert (trigger["Type"], trigger["State"]) == ("CONDITIONAL", "ACTIVATED")
    assert trigger["Predicate"]["Logical"] == "AND"
    waits = [(c["JobName"], c["State"]) for c in trigger["Predicate"]["Conditions"]]
    assert waits == [("clean", "SUCCEEDED"), ("audit", "SUCCEEDED")]


def test_the_start_trigger_starts_what_waits_for_nothing(clients: Clients, root: Path) -> None:
    deploy(clients, root)
    trigger = clients.glue.get_trigger(Name="shop-start")["Trigger"]
    assert trigger["Type"] == "ON_DEMAND"
    assert [action["JobName"] for action in trigger["Actions"]] == ["clean", "audit"]


def test_an_edited_script_is_uploaded_again(clients: Clients, root: Path) -> None:
    deploy(clients, root)
    (root / "jobs/audit.py").write_text("print('deeper')\n")
    assert changed(deploy(clients, root)) == [("update", "script", "scripts/audit.py")]


def test_a_changed_argument_updates_its_job_and_names_the_field(clients: Clients, root: Path) -> None:
    deploy(clients, root)
    write_project(root, WORKFLOW.replace('"--mode" = "plain"', '"--mode" = "strict"'))
    updates = [change for change in deploy(clients, root) if change.action == "update"]
    assert [(u.kind, u.name, u.fields) for u in updates] == [
        ("job", "clean", ("DefaultArguments",)),
        ("job", "audit", ("DefaultArguments",)),
        ("job", "report", ("DefaultArguments",)),
    ]


def test_edited_ddl_declares_its_table_anew(clients: Clients, root: Path) -> None:
    deploy(clients, root)
    (root / "sql/orders_landing.sql").write_text(DDL.replace("amount double", "amount double, note string"))
    assert changed(deploy(clients, root)) == [("update", "table", "orders_landing")]
    table = clients.glue.get_table(DatabaseName="shop", Name="orders_landing")["Table"]
    assert [column["Name"] for column in table["StorageDescriptor"]["Columns"]] == ["id", "amount", "note"]


def test_a_table_that_was_dropped_comes_back(clients: Clients, root: Path) -> None:
    deploy(clients, root)
    clients.glue.delete_table(DatabaseName="shop", Name="orders_landing")
    assert changed(deploy(clients, root)) == [("create", "table", "orders_landing")]


def test_the_trigger_of_a_removed_job_is_deleted(clients: Clients, root: Path) -> None:
    deploy(clients, root)
    write_project(root, WORKFLOW.partition("[jobs.report]")[0])
    assert changed(deploy(clients, root)) == [("delete", "trigger", "shop-report")]


def test_a_job_that_waits_for_another_one_now_gets_another_trigger(clients: Clients, root: Path) -> None:
    deploy(clients, root)
    write_project(root, WORKFLOW.replace('["clean", "audit"]', '["audit"]'))
    assert changed(deploy(clients, root)) == [("update", "trigger", "shop-report")]


def test_ddl_for_another_database_is_refused(clients: Clients, root: Path) -> None:
    (root / "sql/orders_landing.sql").write_text(DDL.replace("orders_landing (", "other.orders_landing ("))
    with pytest.raises(PipelineError, match=r"it declares other\.orders_landing, outside"):
        deploy(clients, root)


def test_ddl_that_athena_refuses_stops_with_athenas_words(clients: Clients, root: Path) -> None:
    (root / "sql/orders_landing.sql").write_text("CREATE EXTERNAL TABLE orders_landing (id bigint")
    with pytest.raises(DeployError, match="line 1"):
        deploy(clients, root)


def test_the_summary_counts_what_changed() -> None:
    changes = [
        Change("create", "bucket", "lake"),
        Change("create", "prefix", "a/"),
        Change("create", "prefix", "b/"),
        Change("unchanged", "job", "x"),
        Change("update", "job", "y", ("Timeout",)),
    ]
    assert summary(changes) == "created 1 bucket, 2 prefixes; updated 1 job"


def test_the_summary_of_nothing_says_so() -> None:
    assert summary([Change("unchanged", "bucket", "lake")]) == "nothing to change"
