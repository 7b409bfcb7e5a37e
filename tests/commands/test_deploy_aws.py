"""`boathouse deploy-aws`."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from boathouse.cli import main
from boathouse.commands.deploy_aws import policy
from boathouse.pipeline import Pipeline
from tests.clouds import ThreadCloud
from tests.commands.promoting import IDENTITY, Shell

ROOT = Path(__file__).parents[2]


def test_what_was_not_tested_is_refused_and_may_be_forced(shell: Shell) -> None:
    assert shell.run("deploy-aws", "--yes") == 1
    assert "the gate is closed: the end-to-end tests have not passed here yet." in shell.err
    assert "Run make e2e-test." in shell.err
    assert shell.world.proxy.writes == []

    assert shell.run("deploy-aws", "--yes", "--force") == 0
    assert "Gate forced: the end-to-end tests have not passed here yet." in shell.out
    arn = shell.world.account.arn("glue", "job/clean")
    tags = shell.world.clients.glue.get_tags(ResourceArn=arn)["Tags"]
    assert (tags["boathouse:project"], tags["boathouse:gate"]) == ("shop", "forced")
    assert re.fullmatch("[0-9a-f]{64}", tags["boathouse:content"])

    shell.tested()
    assert shell.run("deploy-aws", "--yes") == 0
    tags = shell.world.clients.glue.get_tags(ResourceArn=arn)["Tags"]
    assert tags["boathouse:gate"] == "passed"


def test_the_plan_is_shown_asked_about_and_done(shell: Shell) -> None:
    shell.tested()
    assert shell.run("deploy-aws", typed="no\n") == 1
    assert "not confirmed: nothing was changed. YES=1 deploys without asking." in shell.err
    assert shell.world.proxy.writes == []

    assert shell.run("deploy-aws", typed="yes\n") == 0
    assert shell.out.splitlines()[0] == IDENTITY
    assert "Deploy this? (yes) ✓ create  bucket      lake\n" in shell.out
    assert shell.out.endswith("✓ create  named query dear\nDeployed.\n")

    assert shell.run("deploy-aws") == 0  # and asks nothing
    assert shell.out.endswith("Nothing to do. 18 unchanged.\n")
    assert shell.world.proxy.writes == []


def test_the_fixture_is_uploaded_where_there_is_no_data(shell: Shell) -> None:
    shell.tested()
    assert shell.run("deploy-aws", "--yes", "--fixtures") == 0
    key = "orders/landing/orders.json"
    assert shell.world.clients.s3.get_object(Bucket="lake", Key=key)["Body"].read().count(b"\n") == 3
    assert shell.run("deploy-aws", "--yes", "--fixtures") == 0
    assert "already there: 1 file" in shell.out
    assert shell.world.proxy.writes == []


def test_somebody_elses_job_is_not_taken_over_unasked(shell: Shell) -> None:
    shell.tested()
    command = {"Name": "glueetl", "ScriptLocation": "s3://x/y.py"}
    shell.world.clients.glue.create_job(Name="clean", Role="x", Command=command)  # type: ignore[arg-type]
    assert shell.run("deploy-aws", "--yes") == 1
    assert "! job         clean: somebody else has made it" in shell.out
    assert "this project has not made, and so does not change: job clean." in shell.err
    assert "ADOPT=1" in shell.err
    assert shell.world.proxy.writes == []


def test_the_emulated_cloud_may_stand_for_aws(
    far: ThreadCloud, shop: Path, one_session: None, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["deploy-aws", "--project", str(shop), "--yes", "--force"]) == 0
    out = capsys.readouterr().out
    assert out.startswith("account 000000000000 (the emulated cloud), arn:aws:iam::000000000000:root, region")
    assert "role" not in out  # it has none, and says so in its account
    assert far.client("glue").get_job(JobName="clean")["Job"]["Role"].endswith(":role/boathouse")
    assert main(["plan-aws", "--project", str(shop), "--check"]) == 0
    assert "Nothing to do. 17 unchanged." in capsys.readouterr().out


def test_the_policy_needs_no_account(shell: Shell) -> None:
    assert shell.run("deploy-aws", "--policy", "--bucket", "other") == 0
    document = json.loads(shell.out)
    resources = {statement["Sid"]: statement["Resource"] for statement in document["Statement"]}
    assert resources["Bucket"] == ["arn:aws:s3:::other"]
    assert resources["PassItToGlue"] == ["arn:aws:iam::<account>:role/boathouse-shop"]
    assert shell.world.proxy.calls == []


def test_the_readme_has_the_reference_pipelines_policy() -> None:
    (shown,) = re.findall(r"```json\n(\{.*?\n\})\n```", (ROOT / "README.md").read_text(), re.DOTALL)
    assert json.loads(shown) == json.loads(policy(Pipeline.load(ROOT)))


def test_denied_is_one_paragraph_with_what_to_add(shell: Shell) -> None:
    shell.tested()
    shell.world.proxy.refuse("glue:CreateDatabase", "AccessDeniedException", "No.")
    assert shell.run_on("deploy-aws", "--yes") == 1
    who = "arn:aws:sts::123456789012:user/moto"
    assert shell.err.startswith(
        f"boathouse deploy-aws: {who} may not do glue:CreateDatabase on *. Let its policy"
    )
    assert shell.run("deploy-aws", "--yes") == 0
