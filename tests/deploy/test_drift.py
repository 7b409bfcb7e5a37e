"""What somebody changes by hand is shown field by field, and mended."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from boathouse.deploy.stamp import Stamp
from boathouse.pipeline import Pipeline
from tests.deploy.worlds import World

OPENX = "org.openx.data.jsonserde.JsonSerDe"


def spoil_jobs(world: World) -> None:
    """Every field of a job's definition, one that no pipeline has, and a tag."""
    glue = world.clients.glue
    update: Any = {
        "Role": "arn:aws:iam::123456789012:role/other",
        "Command": {"Name": "glueetl", "ScriptLocation": "s3://lake/old/clean.py", "PythonVersion": "3"},
        "DefaultArguments": {"--mode": "loose", "--extra": "1"},
        "GlueVersion": "4.0",
        "WorkerType": "G.2X",
        "NumberOfWorkers": 7,
        "Timeout": 99,
        "MaxRetries": 3,
        "ExecutionProperty": {"MaxConcurrentRuns": 4},
        "Connections": {"Connections": ["vpc"]},
    }
    glue.update_job(JobName="clean", JobUpdate=update)
    glue.untag_resource(ResourceArn=world.account.arn("glue", "job/audit"), TagsToRemove=["boathouse:commit"])


JOBS = {
    ("job", "clean"): [
        ("Role", "arn:aws:iam::123456789012:role/other", "ROLE"),
        ("Command.ScriptLocation", "s3://lake/old/clean.py", "s3://lake/scripts/clean.py"),
        ("DefaultArguments.--bucket", None, "lake"),
        ("DefaultArguments.--mode", "loose", "plain"),
        ("DefaultArguments.--extra", "1", None),
        ("GlueVersion", "4.0", "5.1"),
        ("WorkerType", "G.2X", "G.1X"),
        ("NumberOfWorkers", 7, 2),
        ("Timeout", 99, 5),
        ("MaxRetries", 3, 0),
        ("ExecutionProperty.MaxConcurrentRuns", 4, 1),
        ("Connections.Connections", ["vpc"], None),
    ],
    ("job", "audit"): [("Tags.boathouse:commit", None, "c0ffee")],
}


def spoil_workflow(world: World) -> None:
    """The workflow, and triggers in all that they have."""
    glue = world.clients.glue
    properties = {"debug": "yes"}
    glue.update_workflow(Name="shop", Description="mine now", DefaultRunProperties=properties)
    glue.update_trigger(Name="shop-start", TriggerUpdate={"Actions": [{"JobName": "clean"}]})
    condition = {"LogicalOperator": "EQUALS", "JobName": "audit", "State": "FAILED"}
    update: Any = {
        "Predicate": {"Logical": "ANY", "Conditions": [condition]},
        "Actions": [{"JobName": "report"}],
        "Description": "by hand",
    }
    glue.update_trigger(Name="shop-report", TriggerUpdate=update)
    glue.stop_trigger(Name="shop-report")


DESCRIPTION = "Deployed by Boathouse from jobs/workflow.toml; a change by hand is undone."
WORKFLOW = {
    ("workflow", "shop"): [
        (
            "Description",
            "mine now",
            "Deployed by Boathouse from jobs/workflow.toml; a change by hand is undone.",
        ),
        ("DefaultRunProperties.debug", "yes", None),
    ],
    ("trigger", "shop-start"): [
        ("Actions", [{"JobName": "clean"}], [{"JobName": "clean"}, {"JobName": "audit"}]),
    ],
    ("trigger", "shop-report"): [
        ("Predicate.Logical", "ANY", "AND"),
        ("Predicate.Conditions.clean", None, "SUCCEEDED"),
        ("Predicate.Conditions.audit", "FAILED", "SUCCEEDED"),
        ("State", "DEACTIVATED", "ACTIVATED"),
        ("Description", "by hand", None),
    ],
}


def spoil_catalog(world: World) -> None:
    """The database's location, and a table in all that it has."""
    glue = world.clients.glue
    moved: Any = {"Name": "shop", "LocationUri": "s3://lake/moved/"}
    glue.update_database(Name="shop", DatabaseInput=moved)
    old: Any = glue.get_table(DatabaseName="shop", Name="orders_landing")["Table"]
    storage = old["StorageDescriptor"]
    storage["Columns"] = [
        {"Name": "amount", "Type": "float", "Comment": "net"},
        {"Name": "new", "Type": "int"},
    ]
    storage["Location"], storage["InputFormat"] = "s3://lake/elsewhere/", "x.Input"
    storage["OutputFormat"] = "x.Output"
    storage["SerdeInfo"] = {"SerializationLibrary": "x.Serde", "Parameters": {"serialization.format": ","}}
    table: Any = {
        "Name": "orders_landing",
        "TableType": "MANAGED_TABLE",
        "PartitionKeys": [{"Name": "day", "Type": "string"}],
        "Parameters": {**old["Parameters"], "EXTERNAL": "FALSE", "crawled": "yes"},
        "StorageDescriptor": storage,
    }
    glue.update_table(DatabaseName="shop", TableInput=table)


TEXT = "org.apache.hadoop.mapred.TextInputFormat"
CATALOG = {
    ("database", "shop"): [("LocationUri", "s3://lake/moved/", "s3://lake/")],
    ("table", "orders_landing"): [
        ("TableType", "MANAGED_TABLE", "EXTERNAL_TABLE"),
        ("Location", "s3://lake/elsewhere/", "s3://lake/orders/landing/"),
        ("Columns.id", None, "bigint"),
        ("Columns.amount", "float -- net", "double"),
        ("Columns.new", "int", None),
        ("PartitionKeys.day", "string", None),
        ("InputFormat", "x.Input", TEXT),
        ("OutputFormat", "x.Output", "org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat"),
        ("SerializationLibrary", "x.Serde", OPENX),
        ("SerdeParameters.serialization.format", ",", "1"),
        ("Parameters.EXTERNAL", "FALSE", "TRUE"),
    ],
}


def spoil_athena(world: World) -> None:
    """The workgroup's settings, and the queries."""
    athena = world.clients.athena
    updates: Any = {
        "BytesScannedCutoffPerQuery": 99_000_000_000,
        "EnforceWorkGroupConfiguration": False,
        "PublishCloudWatchMetricsEnabled": False,
        "EngineVersion": {"SelectedEngineVersion": "AUTO"},
        "ResultConfigurationUpdates": {"OutputLocation": "s3://lake/results/"},
    }
    athena.update_work_group(WorkGroup="shop", ConfigurationUpdates=updates, State="DISABLED")
    identifiers = athena.list_named_queries(WorkGroup="shop")["NamedQueryIds"]
    for query in athena.batch_get_named_query(NamedQueryIds=identifiers)["NamedQueries"]:
        if query["Name"] == "dear":
            words = {"QueryString": "SELECT 2", "Description": "now cheap [boathouse:shop]"}
            athena.update_named_query(NamedQueryId=query["NamedQueryId"], Name="dear", **words)
        else:
            athena.delete_named_query(NamedQueryId=query["NamedQueryId"])


ATHENA = {
    ("workgroup", "shop"): [
        ("OutputLocation", "s3://lake/results/", "s3://lake/athena/"),
        ("BytesScannedCutoffPerQuery", 99_000_000_000, 10_000_000_000),
        ("EngineVersion", "AUTO", "Athena engine version 3"),
        ("EnforceWorkGroupConfiguration", False, True),
        ("PublishCloudWatchMetricsEnabled", False, True),
        ("State", "DISABLED", "ENABLED"),
    ],
    ("named query", "dear"): [
        ("QueryString", "SELECT 2", "SELECT * FROM shop.orders_landing WHERE amount > 100;"),
        ("Description", "now cheap [boathouse:shop]", "[boathouse:shop]"),
    ],
}


def spoil_bucket(world: World) -> None:
    """A script overwritten in place, a folder removed, and a tag."""
    s3 = world.clients.s3
    s3.put_object(Bucket="lake", Key="scripts/audit.py", Body=b"print('by hand')\n")
    s3.delete_object(Bucket="lake", Key="orders/trusted/")
    tags: Any = [{"Key": "boathouse:project", "Value": "shop"}, {"Key": "boathouse:commit", "Value": "beef"}]
    s3.put_bucket_tagging(Bucket="lake", Tagging={"TagSet": tags})
    if world.account.emulated:
        return
    s3.delete_public_access_block(Bucket="lake")
    kms: Any = [{"ApplyServerSideEncryptionByDefault": {"SSEAlgorithm": "aws:kms"}}]
    s3.put_bucket_encryption(Bucket="lake", ServerSideEncryptionConfiguration={"Rules": kms})
    s3.put_bucket_versioning(Bucket="lake", VersioningConfiguration={"Status": "Suspended"})


PRIVATE = ("BlockPublicAcls", "IgnorePublicAcls", "BlockPublicPolicy", "RestrictPublicBuckets")
BUCKET = {
    ("bucket", "lake"): [
        ("Tags.boathouse:content", None, "4bad1dea"),
        ("Tags.boathouse:gate", None, "passed"),
    ],
    ("script", "scripts/audit.py"): [
        ("SHA-256", None, "7b0a0ca73f838a147a21ac250d7b847e9844806f0321c9dc047c1f234a996762"),
        ("Tags.boathouse:project", None, "shop"),
        ("Tags.boathouse:commit", None, "c0ffee"),
        ("Tags.boathouse:content", None, "4bad1dea"),
        ("Tags.boathouse:gate", None, "passed"),
    ],
}
CLOSED = {
    ("bucket", "lake"): [
        # written for other reasons too, so with the commit of this time
        ("Tags.boathouse:commit", "beef", "c0ffee"),
        *BUCKET["bucket", "lake"],
        *((f"PublicAccessBlock.{name}", None, True) for name in PRIVATE),
        ("Encryption", "aws:kms", "AES256"),
        ("Versioning", "Suspended", "Enabled"),
    ],
}


def spoil_role(world: World) -> None:
    """Trust, policy, policies more than there should be, a tag."""
    iam, name = world.clients.iam, "boathouse-shop"
    everybody = {"Sid": "All", "Effect": "Allow", "Principal": "*", "Action": "sts:AssumeRole"}
    trust = {"Version": "2012-10-17", "Statement": [everybody]}
    iam.update_assume_role_policy(RoleName=name, PolicyDocument=json.dumps(trust))
    policy = iam.get_role_policy(RoleName=name, PolicyName="boathouse")["PolicyDocument"]
    assert isinstance(policy, dict)
    policy["Statement"][0]["Action"] = ["s3:*"]
    iam.put_role_policy(RoleName=name, PolicyName="boathouse", PolicyDocument=json.dumps(policy))
    iam.put_role_policy(RoleName=name, PolicyName="more", PolicyDocument=json.dumps(policy))
    created = iam.create_policy(PolicyName="everything", PolicyDocument=json.dumps(policy))
    iam.attach_role_policy(RoleName=name, PolicyArn=created["Policy"]["Arn"])
    iam.untag_role(RoleName=name, TagKeys=["boathouse:content"])


ROLE = {
    ("role", "boathouse-shop"): [
        "Trust.GlueOfThisAccount.Effect",
        "Trust.GlueOfThisAccount.Principal.Service",
        "Trust.GlueOfThisAccount.Action",
        "Trust.GlueOfThisAccount.Condition.StringEquals.aws:SourceAccount",
        "Trust.All.Effect",
        "Trust.All.Principal",
        "Trust.All.Action",
        "Policy.ListTheBucket.Action",
        "InlinePolicies",
        "Tags.boathouse:content",
        "AttachedPolicies",
    ],
}


def test_drift_of_every_field_is_shown_and_mended(world: World, root: Path) -> None:
    deployment = world.deployment(Pipeline.load(root))
    deployment.apply()
    sound = world.inventory()
    role = world.clients.glue.get_job(JobName="clean")["Job"]["Role"]
    for spoil in (spoil_jobs, spoil_workflow, spoil_catalog, spoil_athena, spoil_bucket):
        spoil(world)
    world.clients.glue.delete_job(JobName="report")

    plan = deployment.plan()
    shown = {
        (c.kind, c.name): [(f.path, f.old, role if f.new == role else f.new) for f in c.fields]
        for c in plan.changes
        if c.action == "update"
    }
    expected: Any = {**JOBS, **WORKFLOW, **CATALOG, **ATHENA, **BUCKET}
    expected |= {} if world.account.emulated else CLOSED
    expected = {
        key: [(path, old, role if new == "ROLE" else new) for path, old, new in fields]
        for key, fields in expected.items()
    }
    assert {key: sorted(map(repr, fields)) for key, fields in shown.items()} == {
        key: sorted(map(repr, fields)) for key, fields in expected.items()
    }
    assert [(c.kind, c.name) for c in plan.changes if c.action == "create"] == [
        ("prefix", "orders/trusted/"),
        ("job", "report"),
        ("named query", "count_orders"),
    ]

    deployment.apply_as_shown(plan)
    mended = world.inventory()
    # what a crawler has noted of a table stays
    assert mended["table shop.orders_landing"]["Parameters"].pop("crawled") == "yes"
    if world.account.emulated:  # a tag that differs in its commit alone is no drift
        for tag in mended["bucket lake"]["tags"]["TagSet"]:
            tag["Value"] = tag["Value"].replace("beef", "c0ffee")
    assert mended == sound
    assert deployment.plan().writes == ()


def test_drift_of_the_role_is_shown_and_mended(aws: World, root: Path) -> None:
    deployment = aws.deployment(Pipeline.load(root))
    deployment.apply()
    sound = aws.inventory()
    spoil_role(aws)
    shown = {(c.kind, c.name): [f.path for f in c.fields] for c in deployment.plan().changes if c.fields}
    assert {key: sorted(paths) for key, paths in shown.items()} == {
        key: sorted(paths) for key, paths in ROLE.items()
    }
    deployment.apply()
    assert aws.inventory() == sound
    assert deployment.plan().writes == ()


def test_a_role_with_policies_of_others_can_be_destroyed(aws: World, root: Path) -> None:
    before = aws.inventory()
    deployment = aws.deployment(Pipeline.load(root))
    deployment.apply()
    spoil_role(aws)
    deployment.remove_as_shown(deployment.removal())
    assert aws.inventory() == before


@pytest.mark.parametrize("gate", ["passed", "forced"])
def test_tags_tell_of_the_deployment_that_last_wrote_a_resource(aws: World, root: Path, gate: str) -> None:
    pipeline = Pipeline.load(root)
    aws.deployment(pipeline, stamp=Stamp("shop", "one", "content one", "forced")).apply()
    later = aws.deployment(pipeline, stamp=Stamp("shop", "two", "content two", gate))
    plan = later.plan()
    if gate == "forced":  # nothing about the resources has changed
        assert plan.writes == ()
        return
    # what was forced is tested now, and says so
    kinds = {step.change.kind for step in plan.writes}
    assert kinds == {
        "bucket",
        "script",
        "role",
        "database",
        "table",
        "job",
        "workflow",
        "trigger",
        "workgroup",
    }
    later.apply()
    tags = aws.clients.glue.get_tags(ResourceArn=aws.account.arn("glue", "job/clean"))["Tags"]
    assert tags == {
        "boathouse:project": "shop",
        "boathouse:commit": "two",
        "boathouse:content": "content two",
        "boathouse:gate": "passed",
    }
