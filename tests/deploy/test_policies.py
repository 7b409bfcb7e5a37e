"""Policies are checked by evaluating them: what is allowed, and what is not."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from boathouse.deploy import Account, policies
from boathouse.pipeline import Pipeline
from tests.deploy.iam import allowed
from tests.deploy.proxy import Call
from tests.deploy.worlds import CALLER, MOTO, World

ACCOUNT = Account(MOTO, "eu-central-1", CALLER)
GLUE = f"arn:aws:glue:eu-central-1:{MOTO}"
LOGS = f"arn:aws:logs:eu-central-1:{MOTO}:log-group"


@pytest.mark.parametrize(
    ("action", "resource"),
    [
        ("s3:ListBucket", "arn:aws:s3:::lake"),
        ("s3:GetObject", "arn:aws:s3:::lake/orders/landing/a.json"),
        ("s3:GetObject", "arn:aws:s3:::lake/scripts/clean.py"),
        ("s3:PutObject", "arn:aws:s3:::lake/orders/trusted/_delta_log/0.json"),
        ("s3:PutObject", "arn:aws:s3:::lake/sparkHistoryLogs/spark-1"),
        ("s3:DeleteObject", "arn:aws:s3:::lake/orders/trusted/part-0.parquet"),
        ("glue:GetTable", f"{GLUE}:table/shop/orders_landing"),
        ("glue:GetTable", f"{GLUE}:catalog"),
        ("glue:CreateTable", f"{GLUE}:table/shop/orders_trusted"),
        ("glue:UpdateTable", f"{GLUE}:table/shop/orders_trusted"),
        ("glue:BatchCreatePartition", f"{GLUE}:table/shop/orders_trusted"),
        ("glue:GetDatabase", f"{GLUE}:database/shop"),
        ("glue:GetDatabase", f"{GLUE}:database/default"),
        ("glue:GetUserDefinedFunctions", f"{GLUE}:userDefinedFunction/shop/*"),
        ("logs:PutLogEvents", f"{LOGS}:/aws-glue/jobs/output:log-stream:jr_1"),
        ("logs:CreateLogGroup", f"{LOGS}:/aws-glue/jobs/logs-v2"),
    ],
)
def test_the_jobs_may_do_what_they_do(pipeline: Pipeline, action: str, resource: str) -> None:
    assert allowed(policies.job(ACCOUNT, pipeline), action, resource)


@pytest.mark.parametrize(
    ("action", "resource"),
    [
        ("s3:GetObject", "arn:aws:s3:::lake-of-others/orders/a.json"),
        ("s3:ListBucket", "arn:aws:s3:::other"),
        ("s3:ListAllMyBuckets", "*"),
        ("s3:DeleteBucket", "arn:aws:s3:::lake"),
        ("s3:PutBucketPolicy", "arn:aws:s3:::lake"),
        ("s3:DeleteObjectVersion", "arn:aws:s3:::lake/orders/landing/a.json"),
        ("glue:GetTable", f"{GLUE}:table/shop2/orders_landing"),
        ("glue:GetTable", f"arn:aws:glue:us-east-1:{MOTO}:table/shop/orders_landing"),
        ("glue:CreateTable", f"{GLUE}:table/default/x"),
        ("glue:DeleteDatabase", f"{GLUE}:database/shop"),
        ("glue:UpdateDatabase", f"{GLUE}:database/default"),
        ("glue:CreateDatabase", f"{GLUE}:database/other"),
        ("glue:StartJobRun", f"{GLUE}:job/clean"),
        ("logs:GetLogEvents", f"{LOGS}:/aws-glue/jobs/output:log-stream:jr_1"),
        ("logs:PutLogEvents", f"{LOGS}:/aws/lambda/x:log-stream:y"),
        ("iam:PassRole", f"arn:aws:iam::{MOTO}:role/boathouse-shop"),
        ("kms:Decrypt", "*"),
    ],
)
def test_the_jobs_may_do_nothing_else(pipeline: Pipeline, action: str, resource: str) -> None:
    assert not allowed(policies.job(ACCOUNT, pipeline), action, resource)


def test_metrics_go_to_glues_namespace_alone(pipeline: Pipeline) -> None:
    document = policies.job(ACCOUNT, pipeline)
    assert allowed(document, "cloudwatch:PutMetricData", "*", {"cloudwatch:namespace": "Glue"})
    assert not allowed(document, "cloudwatch:PutMetricData", "*", {"cloudwatch:namespace": "AWS/Billing"})
    assert not allowed(document, "cloudwatch:PutMetricData", "*")


def test_only_glue_takes_the_role_and_only_for_this_account() -> None:
    (statement,) = policies.trust(ACCOUNT)["Statement"]
    assert statement["Principal"] == {"Service": "glue.amazonaws.com"}
    assert statement["Condition"] == {"StringEquals": {"aws:SourceAccount": MOTO}}


def test_a_policy_stays_within_what_iam_takes(pipeline: Pipeline) -> None:
    inline, managed = 10_240, 6_144  # characters without spaces
    role = ACCOUNT.role("boathouse-shop")
    assert len(json.dumps(policies.job(ACCOUNT, pipeline), separators=(",", ":"))) < inline
    assert len(json.dumps(policies.deployer(ACCOUNT, pipeline, role), separators=(",", ":"))) < managed


# IAM's name of an action where it is not the operation's, and what it is about.
ACTIONS = {
    "HeadBucket": "ListBucket",
    "ListObjectsV2": "ListBucket",
    "ListObjectVersions": "ListBucketVersions",
    "HeadObject": "GetObject",
    "DeleteObjects": "DeleteObjectVersion",
    "PutPublicAccessBlock": "PutBucketPublicAccessBlock",
    "GetPublicAccessBlock": "GetBucketPublicAccessBlock",
    "PutBucketEncryption": "PutEncryptionConfiguration",
    "GetBucketEncryption": "GetEncryptionConfiguration",
}


def permission(call: Call) -> tuple[str, list[str]]:
    """The action that IAM checks for a call, and the resources."""
    about = {"s3": _s3, "glue": _glue, "athena": _athena, "iam": _role}[call.service]
    return f"{call.service}:{ACTIONS.get(call.operation, call.operation)}", about(call)


def _s3(call: Call) -> list[str]:
    bucket = f"arn:aws:s3:::{call.members['Bucket']}"
    inside = "Object" in call.operation and not call.operation.startswith("List")
    return [f"{bucket}/{call.members['Key'] or 'any'}" if inside else bucket]


def _role(call: Call) -> list[str]:
    return [f"arn:aws:iam::{MOTO}:role/{call.members['RoleName']}"]


def _athena(call: Call) -> list[str]:
    arn = call.members.get("ResourceARN")
    return [arn or f"arn:aws:athena:us-east-1:{MOTO}:workgroup/shop"]


def _glue(call: Call) -> list[str]:
    members, base = call.members, f"arn:aws:glue:us-east-1:{MOTO}"
    if call.operation in ("ListJobs", "ListTriggers"):
        return ["*"]
    if "ResourceArn" in members:
        return [members["ResourceArn"]]
    if "Table" in call.operation:
        table = members.get("Name") or members.get("TableInput", {}).get("Name", "*")
        database = members["DatabaseName"]
        return [f"{base}:catalog", f"{base}:database/{database}", f"{base}:table/{database}/{table}"]
    if "Database" in call.operation:
        name = members.get("Name") or members["DatabaseInput"]["Name"]
        return [f"{base}:catalog", f"{base}:database/{name}", f"{base}:table/{name}/any"]
    kind = next(word for word in ("Trigger", "Workflow", "Job") if word in call.operation)
    names = members.get(f"{kind}Names") or [members.get("JobName") or members["Name"]]
    return [f"{base}:{kind.lower()}/{name}" for name in names]


def spoil(world: World, root: Path) -> None:
    """Change a bit of everything by hand, so that everything has to be mended."""
    glue = world.clients.glue
    update: Any = {"Role": "x", "Command": {"Name": "glueetl", "ScriptLocation": "s3://x/y"}}
    glue.update_job(JobName="clean", JobUpdate=update)
    glue.untag_resource(ResourceArn=world.account.arn("glue", "job/audit"), TagsToRemove=["boathouse:gate"])
    glue.stop_trigger(Name="shop-report")
    glue.update_workflow(Name="shop", Description="other")
    glue.update_database(Name="shop", DatabaseInput={"Name": "shop"})
    glue.update_table(DatabaseName="shop", TableInput=_stub())
    world.clients.athena.update_work_group(WorkGroup="shop", State="DISABLED")
    world.clients.iam.delete_role_policy(RoleName="boathouse-shop", PolicyName="boathouse")
    (root / "sql/queries/dear.sql").write_text("SELECT 3")
    (root / "sql/queries/count_orders.sql").unlink()
    world.proxy.behave()


def _stub() -> Any:
    return {"Name": "orders_landing", "Parameters": {"boathouse:project": "shop"}}


def test_the_deployers_policy_covers_every_call_that_it_makes(aws: World, root: Path) -> None:
    pipeline = Pipeline.load(root)
    document = policies.deployer(aws.account, pipeline, aws.account.role("boathouse-shop"))
    deployment = aws.deployment(pipeline)
    deployment.apply()
    deployment.removal()
    made = list(aws.proxy.calls)
    spoil(aws, root)
    deployment = aws.deployment(Pipeline.load(root))
    deployment.apply_as_shown(deployment.plan())
    deployment.remove_as_shown(deployment.removal(data=True), data=True)
    made += aws.proxy.calls
    assert len({call.name for call in made}) > 40
    for call in made:
        action, resources = permission(call)
        for resource in resources:
            assert allowed(document, action, resource), f"{action} on {resource}"


def test_the_deployer_touches_nothing_else(pipeline: Pipeline) -> None:
    role = ACCOUNT.role("boathouse-shop")
    document = policies.deployer(ACCOUNT, pipeline, role)
    passing = {"iam:PassedToService": "glue.amazonaws.com"}
    assert allowed(document, "iam:PassRole", role, passing)
    assert not allowed(document, "iam:PassRole", role, {"iam:PassedToService": "ec2.amazonaws.com"})
    for action, resource in [
        ("iam:CreateRole", ACCOUNT.role("admin")),
        ("iam:PassRole", ACCOUNT.role("admin")),
        ("iam:AttachRolePolicy", role),
        ("iam:CreateUser", "*"),
        ("s3:GetObject", "arn:aws:s3:::lake-of-others/x"),
        ("s3:PutBucketPolicy", "arn:aws:s3:::lake"),
        ("glue:DeleteJob", f"{GLUE}:job/cleaner"),
        ("glue:DeleteTable", f"{GLUE}:table/shop2/x"),
        ("athena:DeleteWorkGroup", f"arn:aws:athena:eu-central-1:{MOTO}:workgroup/primary"),
    ]:
        assert not allowed(document, action, resource, passing), action
