"""Job definitions."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from tests.services.glue.under_test import COMMAND, GlueUnderTest, refused


def test_a_job_answers_what_was_given_and_what_aws_fills_in(glue: GlueUnderTest) -> None:
    glue.client.create_job(
        Name="Customer Landing",
        Role="arn:aws:iam::000000000000:role/glue",
        Command={"Name": "glueetl", "ScriptLocation": "s3://lake/jobs/a.py"},
        DefaultArguments={"--enable-spark-ui": "true"},
        Connections={"Connections": ["vpc"]},
        WorkerType="G.2X",
        NumberOfWorkers=3,
    )

    assert glue.client.get_job(JobName="Customer Landing")["Job"] == {
        "Name": "Customer Landing",
        "Role": "arn:aws:iam::000000000000:role/glue",
        "Command": {"Name": "glueetl", "ScriptLocation": "s3://lake/jobs/a.py", "PythonVersion": "3"},
        "DefaultArguments": {"--enable-spark-ui": "true"},
        "Connections": {"Connections": ["vpc"]},
        "WorkerType": "G.2X",
        "NumberOfWorkers": 3,
        "MaxCapacity": 6.0,
        "AllocatedCapacity": 6,
        "MaxRetries": 0,
        "Timeout": 2880,
        "GlueVersion": "5.1",
        "ExecutionProperty": {"MaxConcurrentRuns": 1},
        "CreatedOn": datetime(2026, 1, 1, tzinfo=UTC),
        "LastModifiedOn": datetime(2026, 1, 1, tzinfo=UTC),
    }


@pytest.mark.parametrize(
    ("members", "words"),
    [
        (
            {"WorkerType": "G.1X", "NumberOfWorkers": 2},
            "Worker Type is not supported for Job Command pythonshell.",
        ),
        ({"MaxCapacity": 2.0}, "Max capacity of a Python shell job must be 0.0625 or 1 DPU."),
    ],
)
def test_a_python_shell_job_has_one_of_two_sizes(
    glue: GlueUnderTest, members: dict[str, object], words: str
) -> None:
    command = {**COMMAND, "Name": "pythonshell"}
    with refused() as refusal:
        glue.job("shell", Command=command, **members)
    assert (refusal.code, refusal.words) == ("InvalidInputException", words)
    glue.job("shell", Command=command, MaxCapacity=1.0)


def test_names_of_jobs_keep_their_case(glue: GlueUnderTest) -> None:
    glue.job("Load")
    glue.job("load")
    assert glue.client.list_jobs()["JobNames"] == ["Load", "load"]


def test_a_second_job_of_the_name_is_refused(glue: GlueUnderTest) -> None:
    glue.job("load")
    with refused() as refusal:
        glue.job("load")
    assert (refusal.code, refusal.words) == ("AlreadyExistsException", "Job already exists.")


def test_a_missing_job_is_not_found(glue: GlueUnderTest) -> None:
    calls: list[Callable[[], object]] = [
        lambda: glue.client.get_job(JobName="nope"),
        lambda: glue.client.update_job(JobName="nope", JobUpdate={"Role": "r", "Command": COMMAND}),
        lambda: glue.client.get_job_runs(JobName="nope"),
    ]
    for call in calls:
        with refused() as refusal:
            call()
        assert (refusal.code, refusal.words) == ("EntityNotFoundException", "Job nope not found.")


@pytest.mark.parametrize(
    ("members", "words"),
    [
        ({"Command": {"Name": "spark", "ScriptLocation": "s3://a/b.py"}}, "Command name must be one of"),
        ({"Command": {"Name": "glueetl"}}, "Script location cannot be null or empty."),
        ({"MaxRetries": 11}, "Max retries must be between 0 and 10."),
        ({"Timeout": 10081}, "Timeout must be between 1 and 10080 minutes."),
        ({"ExecutionProperty": {"MaxConcurrentRuns": 0}}, "Max concurrent runs must be at least 1."),
        ({"WorkerType": "G.1X"}, "Please set both Worker Type and Number of Workers."),
        (
            {"WorkerType": "G.1X", "NumberOfWorkers": 2, "MaxCapacity": 2.0},
            "Please do not set Max Capacity if using Worker Type and Number of Workers.",
        ),
    ],
)
def test_a_definition_that_cannot_be_is_refused(
    glue: GlueUnderTest, members: dict[str, object], words: str
) -> None:
    with refused() as refusal:
        glue.job("load", **members)
    assert refusal.code == "InvalidInputException"
    assert words in refusal.words


@pytest.mark.parametrize(
    ("worker", "units"),
    [("G.12X", 24), ("G.16X", 32), ("R.1X", 2), ("R.2X", 4), ("R.4X", 8), ("R.8X", 16)],
)
def test_worker_types_that_aws_documents_by_now_are_taken(
    glue: GlueUnderTest, worker: str, units: int
) -> None:
    glue.job("load", WorkerType=worker, NumberOfWorkers=2)
    job = glue.client.get_job(JobName="load")["Job"]
    assert (job["WorkerType"], job["MaxCapacity"]) == (worker, float(units))


def test_a_worker_type_that_aws_does_not_document_is_refused_with_all_that_it_does(
    glue: GlueUnderTest,
) -> None:
    with refused() as refusal:
        glue.job("load", WorkerType="R.9X", NumberOfWorkers=2)
    assert refusal.code == "ValidationException"
    assert "G.8X, Z.2X, G.12X, G.16X, R.1X, R.2X, R.4X, R.8X]" in refusal.words


def test_a_python_shell_job_has_a_sixteenth_of_a_unit(glue: GlueUnderTest) -> None:
    glue.job(
        "shell", Command={"Name": "pythonshell", "ScriptLocation": "s3://a/b.py", "PythonVersion": "3.9"}
    )
    job = glue.client.get_job(JobName="shell")["Job"]
    assert (job["MaxCapacity"], job["AllocatedCapacity"], job["Command"]["PythonVersion"]) == (
        0.0625,
        0,
        "3.9",
    )


def test_an_update_replaces_the_whole_definition(glue: GlueUnderTest) -> None:
    glue.job("load", Description="old", MaxRetries=2, DefaultArguments={"--a": "1"})
    glue.pass_time(hours=1)

    glue.client.update_job(
        JobName="load", JobUpdate={"Role": "r", "Command": COMMAND, "DefaultArguments": {"--b": "2"}}
    )

    job = glue.client.get_job(JobName="load")["Job"]
    assert "Description" not in job
    assert (job["MaxRetries"], job["DefaultArguments"]) == (0, {"--b": "2"})
    assert job["CreatedOn"] == datetime(2026, 1, 1, tzinfo=UTC)
    assert job["LastModifiedOn"] == datetime(2026, 1, 1, 1, tzinfo=UTC)


def test_an_update_without_a_command_is_refused(glue: GlueUnderTest) -> None:
    glue.job("load")
    with refused() as refusal:
        glue.client.update_job(JobName="load", JobUpdate={"Role": "r"})
    assert (refusal.code, refusal.words) == ("InvalidInputException", "Command is required.")


def test_deleting_a_job_that_is_not_there_is_no_error(glue: GlueUnderTest) -> None:
    glue.job("load")
    assert glue.client.delete_job(JobName="load")["JobName"] == "load"
    assert glue.client.delete_job(JobName="load")["JobName"] == "load"
    assert glue.client.get_jobs()["Jobs"] == []


def test_jobs_come_by_name_in_pages(glue: GlueUnderTest) -> None:
    for name in ("c", "a", "b"):
        glue.job(name)
    pages = glue.client.get_paginator("get_jobs").paginate(PaginationConfig={"PageSize": 2})
    assert [[j["Name"] for j in page["Jobs"]] for page in pages] == [["a", "b"], ["c"]]


def test_jobs_can_be_listed_by_tag(glue: GlueUnderTest) -> None:
    glue.job("a", Tags={"team": "x", "env": "dev"})
    glue.job("b", Tags={"team": "y"})
    assert glue.client.list_jobs(Tags={"team": "x"})["JobNames"] == ["a"]


def test_several_jobs_at_once(glue: GlueUnderTest) -> None:
    glue.job("a")
    answer = glue.client.batch_get_jobs(JobNames=["a", "nope"])
    assert [job["Name"] for job in answer["Jobs"]] == ["a"]
    assert answer["JobsNotFound"] == ["nope"]
