"""A deployment, or a removal, that is cut off after any of its writes is finished by the next one."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from botocore.exceptions import BotoCoreError

from boathouse.deploy import Deployment
from boathouse.deploy.deployment import carry_out
from boathouse.pipeline import Pipeline
from tests.deploy.test_deployment import plant_neighbours
from tests.deploy.worlds import World, reset
from tests.projects import WORKFLOW

# Something of every kind, and not more: each write is one more deployment to interrupt.
SMALL = (
    WORKFLOW.replace('"orders/landing/", ', "")
    .replace('[jobs.audit]\nscript = "jobs/audit.py"\n', "")
    .replace('["clean", "audit"]', '["clean"]')
)


@pytest.fixture
def small(root: Path) -> Pipeline:
    """A pipeline of two jobs."""
    (root / "jobs/workflow.toml").write_text(SMALL)
    (root / "sql/queries/dear.sql").unlink()
    return Pipeline.load(root)


def test_cut_after_every_single_write_a_second_deployment_converges(
    aws: World, small: Pipeline, moto: str
) -> None:
    deployment = aws.deployment(small)
    deployment.apply()
    whole, writes = aws.inventory(), aws.proxy.writes
    assert len(writes) == 19

    for count in range(1, len(writes)):
        reset(moto)
        aws.proxy.cut_after(count, answered=False)  # the write is done, and nobody hears of it
        with pytest.raises(BotoCoreError):
            deployment.apply()
        assert aws.proxy.writes == writes[:count]
        aws.proxy.behave()
        deployment.apply()
        assert aws.inventory() == whole, f"cut after {writes[count - 1]}, write {count}"


def test_one_write_at_a_time_gets_there_and_back(world: World, small: Pipeline) -> None:
    plant_neighbours(world)
    before = world.inventory()
    deployment = world.deployment(small)
    deploys = until_done(world, deployment, lambda: deployment.apply())
    assert deployment.plan().writes == ()
    assert len(world.inventory()) > len(before)
    removals = until_done(world, deployment, lambda: carry_out(deployment.removal()))
    assert world.inventory() == before
    assert (deploys, removals) == ((14, 13) if world.account.emulated else (19, 15))


def test_an_update_that_is_cut_off_is_finished_too(aws: World, small: Pipeline) -> None:
    deployment = aws.deployment(small)
    deployment.apply()
    whole = aws.inventory()
    aws.clients.s3.put_bucket_versioning(Bucket="lake", VersioningConfiguration={"Status": "Suspended"})
    aws.clients.s3.delete_public_access_block(Bucket="lake")
    aws.clients.glue.stop_trigger(Name="shop-report")
    aws.clients.iam.delete_role_policy(RoleName="boathouse-shop", PolicyName="boathouse")
    # what is written is tagged too, if its tags differ, which here they do not
    assert until_done(aws, deployment, lambda: deployment.apply()) == 4
    assert aws.inventory() == whole


def until_done(world: World, deployment: Deployment, do: Callable[[], object]) -> int:
    """Do something that is cut off after each write, again and again; how often that took."""
    for count in range(1, 100):
        world.proxy.cut_after(1)
        try:
            do()
        except BotoCoreError:
            continue
        finally:
            world.proxy.behave()
        return count
    raise AssertionError(f"{deployment.pipeline.name} is never done")
