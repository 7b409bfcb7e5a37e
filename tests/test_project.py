"""Where a command works outside a project, and inside one."""

from __future__ import annotations

from pathlib import Path

from boathouse.project import Place
from tests.clouds import ThreadCloud
from tests.projects import write_project


def test_outside_a_project_there_are_defaults(tmp_path: Path) -> None:
    place = Place.of(tmp_path)
    assert (place.bucket, place.database, place.pipeline) == ("boathouse", "default", None)


def test_inside_a_project_it_is_the_pipelines(tmp_path: Path) -> None:
    place = Place.of(write_project(tmp_path))
    assert (place.bucket, place.database, place.results) == ("lake", "shop", "s3://lake/athena/")


def test_the_bucket_is_made_once(cloud: ThreadCloud) -> None:
    s3 = cloud.client("s3")
    Place().make_bucket(s3)
    Place().make_bucket(s3)
    assert [bucket["Name"] for bucket in s3.list_buckets()["Buckets"]] == ["boathouse"]
