"""A plan as people and programs read it."""

from __future__ import annotations

import json
from pathlib import Path

from boathouse.deploy import rendering, summary
from boathouse.deploy.plan import Change, Difference
from boathouse.pipeline import Pipeline
from tests.deploy.test_drift import spoil_bucket, spoil_jobs, spoil_workflow
from tests.deploy.worlds import World
from tests.projects import WORKFLOW

GOLDEN = Path(__file__).parent / "golden"


def text(changes: tuple[Change, ...]) -> str:
    return "".join(f"{line}\n" for line, _ in rendering.lines(changes))


def golden(name: str) -> str:
    return (GOLDEN / name).read_text(encoding="utf-8")


def test_a_first_plan_reads_as_recorded(aws: World, pipeline: Pipeline) -> None:
    assert text(aws.deployment(pipeline).plan().changes) == golden("first_plan.txt")


def test_a_plan_of_every_sort_reads_as_recorded(aws: World, root: Path) -> None:
    (root / "jobs/workflow.toml").write_text(WORKFLOW + '[jobs.old]\nscript = "jobs/clean.py"\n')
    aws.deployment(Pipeline.load(root)).apply()
    (root / "jobs/workflow.toml").write_text(WORKFLOW)
    spoil_jobs(aws)
    spoil_workflow(aws)
    spoil_bucket(aws)
    arn = aws.account.arn("athena", "workgroup/shop")
    aws.clients.athena.untag_resource(ResourceARN=arn, TagKeys=["boathouse:project"])
    assert text(aws.deployment(Pipeline.load(root)).plan().changes) == golden("mixed_plan.txt")


def test_a_removal_reads_as_recorded(aws: World, pipeline: Pipeline) -> None:
    deployment = aws.deployment(pipeline)
    deployment.apply()
    aws.clients.s3.put_object(Bucket="lake", Key="orders/landing/a.json", Body=b"{}\n")
    assert text(deployment.removal().changes) == golden("removal.txt")


def test_nothing_to_do_says_so() -> None:
    assert text((Change("unchanged", "bucket", "lake"),)) == "Nothing to do. 1 unchanged.\n"
    assert text(()) == "Nothing to do.\n"


def test_json_has_every_field_of_everything() -> None:
    change = Change("update", "job", "clean", (Difference("Timeout", 5, 9),))
    made = Change("create", "prefix", "a/")
    assert json.loads(rendering.as_json([change, made], account="1")) == {
        "account": "1",
        "changes": [
            {
                "action": "update",
                "kind": "job",
                "name": "clean",
                "fields": [{"path": "Timeout", "old": 5, "new": 9}],
                "note": "",
            },
            {"action": "create", "kind": "prefix", "name": "a/", "fields": [], "note": ""},
        ],
    }


def test_the_summary_counts_what_changed() -> None:
    changes = [
        Change("create", "bucket", "lake"),
        Change("create", "prefix", "a/"),
        Change("create", "prefix", "b/"),
        Change("unchanged", "job", "x"),
        Change("update", "job", "y"),
        Change("delete", "named query", "z"),
    ]
    assert summary(changes) == "created 1 bucket, 2 prefixes; updated 1 job; deleted 1 named query"


def test_the_summary_of_nothing_says_so() -> None:
    assert summary([Change("unchanged", "bucket", "lake")]) == "nothing to change"
