"""Deployments to both emulators: plan, apply, apply again, destroy; neighbours survive."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from boathouse.deploy import Change, Clients, Deployment
from boathouse.deploy.jobs import Jobs
from boathouse.deploy.scripts import Scripts
from boathouse.errors import DeployError, PipelineError
from boathouse.pipeline import Job, Pipeline
from tests.clouds import ThreadCloud
from tests.deploy.worlds import World
from tests.projects import DDL, WORKFLOW

EVERYTHING = [
    ("create", "bucket", "lake"),
    ("create", "prefix", "orders/landing/"),
    ("create", "prefix", "orders/trusted/"),
    ("create", "script", "scripts/clean.py"),
    ("create", "script", "scripts/audit.py"),
    ("create", "script", "scripts/report.py"),
    ("create", "role", "boathouse-shop"),
    ("create", "database", "shop"),
    ("create", "table", "orders_landing"),
    ("create", "job", "clean"),
    ("create", "job", "audit"),
    ("create", "job", "report"),
    ("create", "workflow", "shop"),
    ("create", "trigger", "shop-start"),
    ("create", "trigger", "shop-report"),
    ("create", "workgroup", "shop"),
    ("create", "named query", "count_orders"),
    ("create", "named query", "dear"),
]


def changed(changes: Any) -> list[tuple[str, str, str]]:
    return [(c.action, c.kind, c.name) for c in changes if c.action != "unchanged"]


def deploy(world: World, root: Path, **more: Any) -> list[tuple[str, str, str]]:
    return changed(world.deployment(Pipeline.load(root), **more).apply())


def plant_neighbours(world: World) -> None:
    """Somebody else's things, with names that are close."""
    clients = world.clients
    clients.s3.create_bucket(Bucket="lake-of-others")
    clients.s3.put_object(Bucket="lake-of-others", Key="scripts/clean.py", Body=b"print('theirs')\n")
    clients.glue.create_database(DatabaseInput={"Name": "shop2"})
    table: Any = {"Name": "orders_landing", "Parameters": {"theirs": "yes"}}
    clients.glue.create_table(DatabaseName="shop2", TableInput=table)
    command: Any = {"Name": "glueetl", "ScriptLocation": "s3://lake-of-others/scripts/clean.py"}
    clients.glue.create_job(Name="cleaner", Role="x", Command=command, Tags={"boathouse:project": "other"})
    clients.glue.create_trigger(Name="shop-reporter", Type="ON_DEMAND", Actions=[{"JobName": "cleaner"}])
    clients.athena.create_work_group(Name="shoppers", Configuration={})
    clients.athena.create_named_query(Name="dear", Database="shop2", QueryString="SELECT 1")
    if not world.account.emulated:
        clients.iam.create_role(RoleName="boathouse-shopper", AssumeRolePolicyDocument="{}")


def test_plan_apply_apply_destroy_leaves_an_account_as_it_was(world: World, root: Path) -> None:
    plant_neighbours(world)
    before = world.inventory()
    deployment = world.deployment(Pipeline.load(root))
    world.proxy.behave()

    plan = deployment.plan()
    expected = [item for item in EVERYTHING if item[1] != "role" or not world.account.emulated]
    assert changed(plan.changes) == expected
    assert world.proxy.writes == []

    deployment.apply_as_shown(plan)
    after = world.inventory()
    assert {name: after[name] for name in before if name != "queries of primary"} == {
        name: before[name] for name in before if name != "queries of primary"
    }
    assert len(after) > len(before)

    world.proxy.behave()
    again = deployment.plan()
    assert changed(again.changes) == []
    deployment.apply_as_shown(again)
    assert world.proxy.writes == []

    deployment.remove_as_shown(deployment.removal())
    assert world.inventory() == before
    assert deployment.removal().steps == ()


def test_data_stays_and_keeps_its_bucket_and_database_until_asked_for(world: World, root: Path) -> None:
    before = world.inventory()
    deployment = world.deployment(Pipeline.load(root))
    deployment.apply()
    world.clients.s3.put_object(Bucket="lake", Key="orders/trusted/part-0.parquet", Body=b"rows")
    world.clients.s3.put_object(Bucket="lake", Key="orders/trusted/part-0.parquet", Body=b"new rows")
    made: Any = {"Name": "orders_trusted", "StorageDescriptor": {"Location": "s3://lake/orders/trusted/"}}
    world.clients.glue.create_table(DatabaseName="shop", TableInput=made)

    kept = deployment.removal()
    assert [(c.kind, c.name, c.note) for c in kept.changes if c.action == "keep"] == [
        ("database", "shop", "it has tables of the jobs (orders_trusted), which only DATA=1 deletes"),
        ("bucket", "lake", "it holds data, which only DATA=1 deletes"),
    ]
    deployment.remove_as_shown(kept)
    left = world.inventory()
    assert sorted(set(left) - set(before)) == ["bucket lake", "database shop", "table shop.orders_trusted"]
    assert "orders/trusted/part-0.parquet" in left["bucket lake"]
    assert "scripts/clean.py" not in left["bucket lake"]

    deployment.remove_as_shown(deployment.removal(data=True), data=True)
    assert world.inventory() == before


def test_a_bucket_and_a_database_that_were_there_are_used_and_stay(world: World, root: Path) -> None:
    world.clients.s3.create_bucket(Bucket="lake")
    world.clients.s3.put_object(Bucket="lake", Key="mine.txt", Body=b"mine")
    world.clients.glue.create_database(DatabaseInput={"Name": "shop", "Description": "mine"})
    before = world.inventory()
    deployment = world.deployment(Pipeline.load(root))
    notes = [(c.kind, c.note) for c in deployment.plan().changes if c.note and c.action == "unchanged"]
    assert notes == [
        ("bucket", "used as it is: this project has not made it"),
        ("database", "used as it is: this project has not made it"),
    ]
    deployment.apply()
    assert [(c.kind, c.action) for c in deployment.removal(data=True).changes if c.kind == "data"] == [
        ("data", "keep")
    ]
    deployment.remove_as_shown(deployment.removal())
    assert world.inventory() == before


def test_what_somebody_else_has_made_under_a_wanted_name_stops_everything(world: World, root: Path) -> None:
    command: Any = {"Name": "glueetl", "ScriptLocation": "s3://elsewhere/clean.py"}
    world.clients.glue.create_job(Name="clean", Role="theirs", Command=command)
    world.clients.athena.create_work_group(Name="shop", Configuration={})
    before = world.inventory()
    with pytest.raises(DeployError, match="not made, and so does not change: job clean, workgroup shop"):
        deploy(world, root)
    assert world.inventory() == before

    assert ("update", "job", "clean") in deploy(world, root, adopt=True)
    assert deploy(world, root) == []
    job = world.clients.glue.get_job(JobName="clean")["Job"]
    assert job["Command"]["ScriptLocation"] == "s3://lake/scripts/clean.py"


def test_saved_queries_of_others_keep_the_workgroup(world: World, root: Path) -> None:
    deployment = world.deployment(Pipeline.load(root))
    deployment.apply()
    saved = {"Name": "my own", "Database": "shop", "QueryString": "SELECT 1"}
    world.clients.athena.create_named_query(**saved, WorkGroup="shop")
    assert changed(deployment.plan().changes) == []
    deployment.remove_as_shown(deployment.removal())
    left = world.inventory()
    assert [query["Name"] for query in left["queries of shop"]] == ["my own"]


def test_everything_is_as_the_pipeline_says(world: World, root: Path) -> None:
    deploy(world, root)
    job_is_defined(world)
    script_is_whole(world)
    triggers_wait(world)
    table_is_stored(world)
    queries_are_saved(world)


def job_is_defined(world: World) -> None:
    job = world.clients.glue.get_job(JobName="clean")["Job"]
    assert job["Command"] == {
        "Name": "glueetl",
        "ScriptLocation": "s3://lake/scripts/clean.py",
        "PythonVersion": "3",
    }
    assert job["DefaultArguments"] == {"--bucket": "lake", "--mode": "plain"}
    assert (job["GlueVersion"], job["Timeout"], job["MaxRetries"]) == ("5.1", 5, 0)
    assert (job["WorkerType"], job["NumberOfWorkers"]) == ("G.1X", 2)
    assert job["ExecutionProperty"] == {"MaxConcurrentRuns": 1}


def script_is_whole(world: World) -> None:
    stored = world.clients.s3.get_object(Bucket="lake", Key="scripts/clean.py")
    assert stored["Body"].read() == b"print('clean')\n"
    assert stored["Metadata"] == {
        # sha256sum of those bytes
        "sha256": "952bd1d943bd00bd73721823be4a35aeec13315866dc42ffac3e7ee6091a4962",
        "boathouse-project": "shop",
        "boathouse-commit": "c0ffee",
        "boathouse-content": "4bad1dea",
        "boathouse-gate": "passed",
    }


def test_a_script_bears_a_name_beyond_ascii(cloud: ThreadCloud, root: Path) -> None:
    """The name of a job that is deployed alone is its project's; metadata of S3's objects are ASCII."""
    clients = Clients(cloud.client("s3"), cloud.client("glue"), cloud.client("athena"))
    clients.s3.create_bucket(Bucket="lake")
    job = Job("Müller 100%", root / "jobs/clean.py")
    alone = Pipeline(root, "lake", "shop", job.name, jobs=(job,))

    def deployment() -> Deployment:
        return Deployment(clients, alone, kinds=(Scripts, Jobs))

    deployment().apply(prune=False)
    head = clients.s3.head_object(Bucket="lake", Key="scripts/clean.py")
    assert head["Metadata"]["boathouse-project"] == "M%C3%BCller 100%25"
    assert deployment().plan().writes == ()


def triggers_wait(world: World) -> None:
    start = world.clients.glue.get_trigger(Name="shop-start")["Trigger"]
    assert start["Type"] == "ON_DEMAND"
    assert [action["JobName"] for action in start["Actions"]] == ["clean", "audit"]
    trigger = world.clients.glue.get_trigger(Name="shop-report")["Trigger"]
    assert (trigger["Type"], trigger["State"]) == ("CONDITIONAL", "ACTIVATED")
    assert trigger["Predicate"]["Logical"] == "AND"
    waits = [(c["JobName"], c["State"]) for c in trigger["Predicate"]["Conditions"]]
    assert waits == [("clean", "SUCCEEDED"), ("audit", "SUCCEEDED")]


def table_is_stored(world: World) -> None:
    table = world.clients.glue.get_table(DatabaseName="shop", Name="orders_landing")["Table"]
    assert (table["TableType"], table["Owner"]) == ("EXTERNAL_TABLE", "hadoop")
    assert table["Parameters"]["EXTERNAL"] == "TRUE"
    assert int(table["Parameters"]["transient_lastDdlTime"]) > 1_700_000_000
    storage = table["StorageDescriptor"]
    assert storage["Columns"] == [{"Name": "id", "Type": "bigint"}, {"Name": "amount", "Type": "double"}]
    assert storage["Location"] == "s3://lake/orders/landing/"
    assert storage["InputFormat"] == "org.apache.hadoop.mapred.TextInputFormat"
    assert storage["SerdeInfo"] == {
        "SerializationLibrary": "org.openx.data.jsonserde.JsonSerDe",
        "Parameters": {"serialization.format": "1"},
    }
    assert (storage["NumberOfBuckets"], storage["Compressed"]) == (-1, False)


def queries_are_saved(world: World) -> None:
    saved = world.inventory()["queries of shop"]
    assert [(query["Name"], query["Description"]) for query in saved] == [
        ("count_orders", "How many there are. [boathouse:shop]"),
        ("dear", "[boathouse:shop]"),
    ]
    assert saved[0]["QueryString"].endswith("SELECT count(*) FROM shop.orders_landing;")


def test_another_bucket_replaces_the_one_in_the_files(aws: World, root: Path) -> None:
    aws.deployment(Pipeline.load(root, bucket="other")).apply()
    table = aws.clients.glue.get_table(DatabaseName="shop", Name="orders_landing")["Table"]
    assert table["StorageDescriptor"]["Location"] == "s3://other/orders/landing/"
    job = aws.clients.glue.get_job(JobName="clean")["Job"]
    assert job["DefaultArguments"]["--bucket"] == "other"


def test_edits_update_just_what_they_touch(world: World, root: Path) -> None:
    deploy(world, root)
    (root / "jobs/audit.py").write_text("print('deeper')\n")
    assert deploy(world, root) == [("update", "script", "scripts/audit.py")]

    (root / "sql/orders_landing.sql").write_text(DDL.replace("amount double", "amount double, note string"))
    assert deploy(world, root) == [("update", "table", "orders_landing")]
    table = world.clients.glue.get_table(DatabaseName="shop", Name="orders_landing")["Table"]
    assert [column["Name"] for column in table["StorageDescriptor"]["Columns"]] == ["id", "amount", "note"]

    (root / "sql/queries/dear.sql").write_text("SELECT 1;\n")
    assert deploy(world, root) == [("update", "named query", "dear")]

    write_workflow(root, WORKFLOW.replace('"--mode" = "plain"', '"--mode" = "strict"'))
    changes = world.deployment(Pipeline.load(root)).apply()
    fields = [(c.name, [(f.path, f.old, f.new) for f in c.fields]) for c in changes if c.action == "update"]
    assert fields == [
        (job, [("DefaultArguments.--mode", "plain", "strict")]) for job in ("clean", "audit", "report")
    ]


def test_what_is_no_longer_wanted_is_deleted_last_made_first(world: World, root: Path) -> None:
    deploy(world, root)
    (root / "sql/queries/dear.sql").unlink()
    (root / "sql/orders_landing.sql").write_text(DDL.replace("orders_landing (", "orders_in ("))
    write_workflow(root, WORKFLOW.partition("[jobs.report]")[0])
    assert deploy(world, root) == [
        ("create", "table", "orders_in"),
        ("delete", "named query", "dear"),
        ("delete", "trigger", "shop-report"),
        ("delete", "job", "report"),
        ("delete", "table", "orders_landing"),
        ("delete", "script", "scripts/report.py"),
    ]
    assert deploy(world, root) == []


def test_a_job_that_waits_for_another_one_now_gets_another_trigger(world: World, root: Path) -> None:
    deploy(world, root)
    write_workflow(root, WORKFLOW.replace('["clean", "audit"]', '["audit"]'))
    assert deploy(world, root) == [("update", "trigger", "shop-report")]


def test_a_schedule_makes_the_start_trigger_another_one_and_back(world: World, root: Path) -> None:
    deploy(world, root)
    write_workflow(root, 'schedule = "cron(0 6 * * ? *)"\n' + WORKFLOW)
    assert deploy(world, root) == [("update", "trigger", "shop-start")]
    start = world.clients.glue.get_trigger(Name="shop-start")["Trigger"]
    assert (start["Type"], start["Schedule"], start["State"]) == (
        "SCHEDULED",
        "cron(0 6 * * ? *)",
        "ACTIVATED",
    )
    write_workflow(root, WORKFLOW)
    assert deploy(world, root) == [("update", "trigger", "shop-start")]
    assert world.clients.glue.get_trigger(Name="shop-start")["Trigger"]["Type"] == "ON_DEMAND"


def test_a_role_that_exists_takes_the_place_of_the_projects_own(aws: World, root: Path) -> None:
    deploy(aws, root)
    given = "arn:aws:iam::123456789012:role/theirs"
    assert deploy(aws, root, role=given) == [
        *(("update", "job", name) for name in ("clean", "audit", "report")),
        ("delete", "role", "boathouse-shop"),
    ]
    assert aws.clients.glue.get_job(JobName="clean")["Job"]["Role"] == given
    assert deploy(aws, root, role="theirs") == []


def test_a_change_in_between_stops_everything(aws: World, root: Path) -> None:
    deployment = aws.deployment(Pipeline.load(root))
    plan = deployment.plan()
    aws.clients.glue.create_database(DatabaseInput={"Name": "shop"})
    aws.proxy.behave()
    with pytest.raises(
        DeployError, match=r"changed since the plan was made: database shop\. Nothing was written"
    ):
        deployment.apply_as_shown(plan)
    assert aws.proxy.writes == []


def test_each_change_is_told_when_it_is_made(aws: World, root: Path) -> None:
    deployment, told = aws.deployment(Pipeline.load(root)), list[Change]()
    plan = deployment.plan()
    deployment.apply_as_shown(plan, told.append)
    assert told == list(plan.changes)


@pytest.mark.parametrize(
    ("sql", "words"),
    [
        (
            DDL.replace("orders_landing (", "other.orders_landing ("),
            r"it declares other\.orders_landing, outside",
        ),
        (DDL.replace("double", "dubble"), r"orders_landing\.sql: SYNTAX_ERROR: line 4:10: .*'dubble'"),
    ],
)
def test_a_wrong_pipeline_is_refused_before_the_first_call(
    aws: World, root: Path, sql: str, words: str
) -> None:
    (root / "sql/orders_landing.sql").write_text(sql)
    with pytest.raises(PipelineError, match=words):
        deploy(aws, root)
    assert aws.proxy.calls == []


def write_workflow(root: Path, text: str) -> None:
    """Another workflow for the same files."""
    (root / "jobs/workflow.toml").write_text(text)
