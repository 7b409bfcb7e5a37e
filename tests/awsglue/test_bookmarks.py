"""Bookmarks from the script's side: what each run of a job reads, over the wire to a real service."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from awsglue.context import GlueContext
from awsglue.dynamicframe import DynamicFrame
from awsglue.job import Job
from awsglue.utils import getResolvedOptions
from tests.clouds import ThreadCloud

ENABLE, PAUSE = "job-bookmark-enable", "job-bookmark-pause"
HOUR = 3600.0


class Etl:
    """A job `etl` whose runs are this test's: it is the worker that has claimed them."""

    def __init__(self, cloud: ThreadCloud, context: GlueContext, folder: Path, uri: str) -> None:
        self.cloud, self.context, self.folder, self.uri = cloud, context, folder, uri
        self.glue = cloud.client("glue")
        command = {"Name": "glueetl", "ScriptLocation": "s3://lake/scripts/etl.py"}
        self.glue.create_job(
            Name="etl", Role="r", Command=command, ExecutionProperty={"MaxConcurrentRuns": 9}
        )

    def file(self, name: str, age: float = 0) -> None:
        """Write a file with one record, its name, as if so many seconds ago."""
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps({"n": name}) + "\n")
        moment = time.time() - age
        os.utime(path, (moment, moment))

    @contextmanager
    def run(self) -> Iterator[str]:
        """A run that is on while the block lasts."""
        run_id: str = self.glue.start_job_run(JobName="etl")["JobRunId"]
        told = {"worker": "test", "wait_seconds": 10}
        assert self.cloud.call("/_boathouse/workers/claim", told)[0] == 200
        yield run_id
        ending = {"worker": "test", "state": "SUCCEEDED", "seconds": 1}
        self.cloud.call(f"/_boathouse/runs/{run_id}/finish", ending)

    def begin(self, run_id: str, option: str = ENABLE, *words: str) -> Job:
        argv = ["etl.py", "--JOB_NAME", "etl", "--JOB_RUN_ID", run_id, "--job-bookmark-option", option]
        job = Job(self.context)
        job.init("etl", getResolvedOptions([*argv, *words], ["JOB_NAME"]))
        return job

    def frame(self, context: str = "source", **options: Any) -> DynamicFrame:
        return self.context.create_dynamic_frame.from_options(
            "s3", {"paths": [self.uri], "recurse": True, **options}, "json", transformation_ctx=context
        )

    def read(self, option: str = ENABLE, *words: str, **options: Any) -> list[str]:
        """Run the job whole: the names of the files that it has read."""
        with self.run() as run_id:
            job = self.begin(run_id, option, *words)
            names = names_of(self.frame(**options))
            job.commit()
        self.last = run_id
        return names


def names_of(frame: DynamicFrame) -> list[str]:
    return sorted(row.n for row in frame.toDF().collect())


@pytest.fixture
def etl(
    connected: ThreadCloud, glue: GlueContext, folder: Path, uri: str, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Etl]:
    monkeypatch.setattr("boathouse.engine.spark.supervisor.Supervisor.warm", lambda self: None)
    yield Etl(connected, glue, folder, uri)
    Job(glue).init("etl", {})


def test_each_run_reads_what_is_new_and_nothing_new_is_a_frame_without_schema(etl: Etl) -> None:
    etl.file("old", age=HOUR)
    etl.file("a")
    assert etl.read() == ["a", "old"]
    with etl.run() as run_id:
        job = etl.begin(run_id)
        frame = etl.frame()
        assert (frame.count(), frame.toDF().columns) == (0, [])
        job.commit()
    etl.file("b")
    etl.file("p=1/c")
    assert etl.read() == ["b", "p=1/c"]


def test_a_file_that_was_changed_is_read_again_whole(etl: Etl) -> None:
    etl.file("a")
    etl.file("b")
    assert etl.read() == ["a", "b"]
    time.sleep(0.01)
    etl.file("a")
    assert etl.read() == ["a"]


def test_a_run_that_does_not_commit_leaves_its_files_to_the_next(etl: Etl) -> None:
    etl.file("a")
    with etl.run() as run_id:
        etl.begin(run_id)
        assert names_of(etl.frame()) == ["a"]
    etl.file("b")
    assert etl.read() == ["a", "b"]


def test_what_comes_while_a_run_is_on_is_left_to_the_next(etl: Etl) -> None:
    etl.file("a")
    with etl.run() as run_id:
        job = etl.begin(run_id)
        etl.file("late", age=-1)
        assert names_of(etl.frame()) == ["a"]
        job.commit()
    time.sleep(1)
    assert etl.read() == ["late"]


def test_without_a_context_or_without_the_option_everything_is_read(etl: Etl) -> None:
    etl.file("a")
    assert etl.read() == ["a"]
    assert etl.read(context="") == ["a"]
    assert etl.read("job-bookmark-disable") == ["a"]
    assert etl.read(context="another") == ["a"]
    assert etl.read() == []


def test_a_pause_reads_what_is_new_and_leaves_the_bookmark(etl: Etl) -> None:
    etl.file("a")
    assert etl.read() == ["a"]
    etl.file("b")
    assert etl.read(PAUSE) == ["b"]
    assert etl.read(PAUSE) == ["b"]
    assert etl.read() == ["b"]


def test_a_pause_with_two_runs_reads_what_was_read_between_them(etl: Etl) -> None:
    runs = []
    for name in ("a", "b", "c", "d"):
        etl.file(name)
        assert etl.read() == [name]
        runs.append(etl.last)
    ends = ["--job-bookmark-from", runs[0], "--job-bookmark-to", runs[2]]
    assert etl.read(PAUSE, *ends) == ["b", "c"]
    with pytest.raises(RuntimeError, match="Job run jr_0 not found"), etl.run() as run_id:
        etl.begin(run_id, PAUSE, "--job-bookmark-from", "jr_0", "--job-bookmark-to", runs[2])


def test_a_reset_makes_the_next_run_read_everything_or_all_since_a_run(etl: Etl) -> None:
    etl.file("a")
    etl.read()
    first = etl.last
    etl.file("b")
    etl.read()
    etl.glue.reset_job_bookmark(JobName="etl", RunId=first)
    assert etl.read() == ["b"]
    etl.glue.reset_job_bookmark(JobName="etl")
    assert etl.read() == ["a", "b"]


def test_the_oldest_files_come_first_where_a_run_is_bounded(etl: Etl) -> None:
    for age, name in enumerate(["a", "b", "c", "d", "e"]):
        etl.file(name, age=10 * HOUR - age * HOUR)
    assert etl.read(boundedFiles="2") == ["a", "b"]
    assert etl.read(boundedFiles="2") == ["c", "d"]
    assert etl.read() == ["e"]
    assert etl.read() == []


def test_files_beyond_the_band_are_looked_at_no_more_and_those_in_it_are_limited(etl: Etl) -> None:
    for name in ("a", "b", "c"):
        etl.file(name, age=5)
    assert etl.read(maxBand=60_000, maxFilesInBand=2) == ["a", "b"]
    etl.file("missed", age=HOUR)
    etl.file("shown-late", age=30)
    assert etl.read(maxBand=60_000) == ["c", "shown-late"]


def test_files_that_a_run_did_not_list_stay_read(etl: Etl) -> None:
    etl.file("p=1/a")
    etl.file("p=2/b")
    day = [f"{etl.uri}p={n}/" for n in (1, 2)]
    assert etl.read(paths=day[:1]) == ["p=1/a"]
    assert etl.read(paths=day[1:]) == ["p=2/b"]
    assert etl.read(paths=day) == []


def test_a_table_is_read_incrementally_in_every_format(etl: Etl, cloud: ThreadCloud) -> None:
    etl.file("json/a")
    (etl.folder / "csv").mkdir()
    (etl.folder / "csv" / "a.csv").write_text("1,x\n")
    etl.context.sparkSession.range(2).write.parquet(f"{etl.uri}parquet")
    glue = cloud.client("glue")
    glue.create_database(DatabaseInput={"Name": "stedi"})
    columns = {"json": ["n"], "csv": ["a", "b"], "parquet": ["id"]}
    for kind, names in columns.items():
        table = {
            "Name": kind,
            "Parameters": {"classification": kind},
            "StorageDescriptor": {
                "Columns": [{"Name": name, "Type": "string"} for name in names],
                "Location": f"{etl.uri}{kind}/",
                "SerdeInfo": {"Parameters": {"field.delim": ","}},
            },
        }
        glue.create_table(DatabaseName="stedi", TableInput=table)

    def counts(formats: Sequence[str]) -> list[int]:
        with etl.run() as run_id:
            job = etl.begin(run_id)
            frames = [
                etl.context.create_dynamic_frame.from_catalog("stedi", name, transformation_ctx=name)
                for name in formats
            ]
            found = [frame.count() for frame in frames]
            job.commit()
        return found

    assert counts(list(columns)) == [1, 1, 2]
    assert counts(list(columns)) == [0, 0, 0]
    (etl.folder / "csv" / "b.csv").write_text("2,y\n3,z\n")
    assert counts(list(columns)) == [0, 2, 0]
    answer = etl.glue.get_job_bookmark(JobName="etl")["JobBookmarkEntry"]
    assert (answer["Run"], sorted(json.loads(answer["JobBookmark"]))) == (3, ["csv", "json", "parquet"])


def test_each_commit_of_a_run_advances_the_bookmark(etl: Etl) -> None:
    etl.file("a/1.json", 2 * HOUR)
    etl.file("b/1.json", 2 * HOUR)
    with etl.run() as run_id:
        job = etl.begin(run_id)
        for source in ("a", "b"):
            assert names_of(etl.frame(source, paths=[f"{etl.uri}{source}"])) == [f"{source}/1.json"]
            job.commit()
    etl.file("b/2.json")
    with etl.run() as run_id:
        etl.begin(run_id)
        assert names_of(etl.frame("a", paths=[f"{etl.uri}a"])) == []
        assert names_of(etl.frame("b", paths=[f"{etl.uri}b"])) == ["b/2.json"]


def test_of_two_runs_at_once_the_later_commit_fails(etl: Etl) -> None:
    with etl.run() as first, etl.run() as second:
        one = etl.begin(first)
        kept = Job._bookmarks
        two = etl.begin(second)
        two.commit()
        Job._bookmarks = kept
        with pytest.raises(RuntimeError, match="Continuation update failed due to version mismatch"):
            one.commit()


def test_an_endpoint_that_keeps_no_bookmarks_is_told_and_everything_is_read(
    etl: Etl, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    etl.file("a")
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")
    job = etl.begin("jr_1")
    assert names_of(etl.frame()) == ["a"]
    job.commit()
    assert "WARN GlueLogger: Every file is read, as if without a bookmark" in capsys.readouterr().err
