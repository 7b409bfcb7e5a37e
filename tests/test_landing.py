"""The landing zone is filled by the generator, and a user's own files are never touched."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from boathouse.errors import FixtureError
from boathouse.landing import Fixture, fill, generate
from boathouse.pipeline import Pipeline
from tests.clouds import ThreadCloud
from tests.projects import GENERATOR, WORKFLOW, write_project

KEY = "orders/landing/orders.json"


@pytest.fixture
def pipeline(tmp_path: Path) -> Pipeline:
    return Pipeline.load(write_project(tmp_path / "project"))


@pytest.fixture
def s3(cloud: ThreadCloud) -> Any:
    client = cloud.client("s3")
    client.create_bucket(Bucket="lake")
    return client


def lines(s3: Any, key: str = KEY) -> int:
    content: bytes = s3.get_object(Bucket="lake", Key=key)["Body"].read()
    return content.count(b"\n")


def test_an_empty_landing_zone_is_filled(s3: Any, pipeline: Pipeline) -> None:
    filled = fill(s3, pipeline, Fixture(), replace=False)
    assert (filled.files, filled.bytes, filled.reason) == (1, 75, "")
    assert lines(s3) == 3


def test_a_folder_object_is_not_data(s3: Any, pipeline: Pipeline) -> None:
    s3.put_object(Bucket="lake", Key="orders/landing/", Body=b"")
    assert fill(s3, pipeline, Fixture(), replace=False).files == 1


def test_data_that_is_there_stays(s3: Any, pipeline: Pipeline) -> None:
    s3.put_object(Bucket="lake", Key="orders/landing/mine.json", Body=b"{}\n")
    filled = fill(s3, pipeline, Fixture(), replace=False)
    assert (filled.files, filled.reason) == (0, "already there: 1 file")
    assert s3.list_objects_v2(Bucket="lake", Prefix="orders/landing/")["KeyCount"] == 1


def test_an_earlier_fixture_is_replaced_when_asked(s3: Any, pipeline: Pipeline) -> None:
    fill(s3, pipeline, Fixture(), replace=False)
    fill(s3, pipeline, Fixture(scale="2"), replace=True)
    assert lines(s3) == 6


class InterruptedUploadError(Exception):
    """The process ended here."""


def test_an_interrupted_upload_is_done_again(
    s3: Any, pipeline: Pipeline, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(s3, pipeline, Fixture(scale="2"), replace=False)

    def interrupted(*_: Any, **__: Any) -> None:
        raise InterruptedUploadError

    with monkeypatch.context() as patch:
        patch.setattr(s3, "upload_file", interrupted)
        with pytest.raises(InterruptedUploadError):
            fill(s3, pipeline, Fixture(), replace=True)
    s3.put_object(Bucket="lake", Key=KEY, Body=b"{}\n", Metadata={"boathouse-fixture": "default"})

    assert fill(s3, pipeline, Fixture(), replace=False).files == 1
    assert lines(s3) == 3
    keys = [item["Key"] for item in s3.list_objects_v2(Bucket="lake", Prefix="orders/")["Contents"]]
    assert keys == [KEY]


def test_the_same_fixture_is_not_uploaded_again(s3: Any, pipeline: Pipeline) -> None:
    fill(s3, pipeline, Fixture(scale="2"), replace=True)
    filled = fill(s3, pipeline, Fixture(scale="2"), replace=True)
    assert (filled.files, filled.reason) == (0, "already there: this fixture's 1 file")


def test_a_users_file_is_never_replaced(s3: Any, pipeline: Pipeline) -> None:
    fill(s3, pipeline, Fixture(), replace=False)
    s3.put_object(Bucket="lake", Key="orders/landing/mine.json", Body=b"{}\n")
    with pytest.raises(FixtureError, match=r"landing/mine\.json: the landing zone holds 1 file"):
        fill(s3, pipeline, Fixture(scale="2"), replace=True)
    assert lines(s3) == 3
    assert lines(s3, "orders/landing/mine.json") == 1


def test_a_pipeline_without_a_generator_fills_nothing(s3: Any, tmp_path: Path) -> None:
    text = WORKFLOW.replace('fixtures = "fixtures/generate.py"\n', "")
    bare = Pipeline.load(write_project(tmp_path / "bare", text))
    filled = fill(s3, bare, Fixture(), replace=False)
    words = "the pipeline has no generator, and nothing lies in orders/landing/"
    assert (filled.reason, filled.empty) == (words, ("orders/landing/",))
    s3.put_object(Bucket="lake", Key="orders/landing/mine.json", Body=b"{}\n")
    filled = fill(s3, bare, Fixture(), replace=False)
    assert (filled.reason, filled.empty) == ("the pipeline has no generator", ())
    with pytest.raises(FixtureError, match="the pipeline has no generator"):
        generate(bare, Fixture(), tmp_path / "out")


def test_a_generator_that_fails_is_quoted(pipeline: Pipeline, tmp_path: Path) -> None:
    with pytest.raises(FixtureError, match=r"generate\.py: no defect moon"):
        generate(pipeline, Fixture(defect="moon"), tmp_path / "out")


def test_a_generator_may_not_write_outside_the_landing_zone(pipeline: Pipeline, tmp_path: Path) -> None:
    (pipeline.root / "fixtures/generate.py").write_text(GENERATOR.replace("orders/landing", "orders/trusted"))
    with pytest.raises(FixtureError, match=r"it wrote orders/trusted/orders\.json, outside the landing zone"):
        generate(pipeline, Fixture(), tmp_path / "out")
