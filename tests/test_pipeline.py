"""jobs/workflow.toml: what it means, and what each mistake in it is answered with."""

from __future__ import annotations

from pathlib import Path

import pytest

from boathouse.errors import PipelineError
from boathouse.pipeline import Pipeline, check_syntax
from tests.projects import WORKFLOW, write_project


def load(root: Path, workflow: str = WORKFLOW) -> Pipeline:
    return Pipeline.load(write_project(root, workflow))


def refused(root: Path, workflow: str) -> str:
    with pytest.raises(PipelineError) as caught:
        load(root, workflow)
    return str(caught.value)


def test_defaults_reach_every_job(tmp_path: Path) -> None:
    clean = load(tmp_path).jobs[0]
    assert (clean.name, clean.glue_version, clean.timeout, clean.workers) == ("clean", "5.1", 5, 2)
    assert dict(clean.arguments) == {"--bucket": "lake", "--mode": "plain"}


def test_a_job_overrides_the_defaults(tmp_path: Path) -> None:
    text = WORKFLOW.replace(
        "[jobs.audit]\n", '[jobs.audit.arguments]\n"--mode" = "strict"\n[jobs.audit]\ntimeout = 9\n'
    )
    audit = load(tmp_path, text).jobs[1]
    assert audit.timeout == 9
    assert dict(audit.arguments) == {"--bucket": "lake", "--mode": "strict"}


def test_another_bucket_reaches_arguments_and_sql(tmp_path: Path) -> None:
    pipeline = Pipeline.load(write_project(tmp_path), bucket="other")
    assert dict(pipeline.jobs[0].arguments)["--bucket"] == "other"
    assert "LOCATION 's3://other/orders/landing/'" in pipeline.sql(pipeline.ddl[0])
    assert pipeline.landing == ("orders/landing/",)


def test_jobs_come_after_what_they_wait_for(tmp_path: Path) -> None:
    text = WORKFLOW.replace('[jobs.clean]\nscript = "jobs/clean.py"\n', "")
    text += '[jobs.clean]\nscript = "jobs/clean.py"\n'
    names = [job.name for job in load(tmp_path, text).jobs]
    assert names == ["audit", "clean", "report"]


def test_an_unknown_key_is_named_with_its_line_and_the_nearest_one(tmp_path: Path) -> None:
    message = refused(tmp_path, WORKFLOW.replace("timeout = 5", "timeot = 5"))
    assert "workflow.toml, line 10: unknown key 'timeot' in [defaults] (did you mean 'timeout'?)." in message


def test_an_unknown_key_of_a_job_is_named_with_its_line(tmp_path: Path) -> None:
    message = refused(tmp_path, WORKFLOW + 'afterwards = ["clean"]\n')
    assert "line 25: unknown key 'afterwards' in [jobs.report]" in message


def test_a_value_of_the_wrong_kind_is_named(tmp_path: Path) -> None:
    message = refused(tmp_path, WORKFLOW.replace("timeout = 5", 'timeout = "5"'))
    assert "line 10: 'timeout' in [defaults] must be a whole number, not '5'." in message


def test_true_is_not_a_number(tmp_path: Path) -> None:
    message = refused(tmp_path, WORKFLOW.replace("timeout = 5", "timeout = true"))
    assert "must be a whole number, not True." in message


def test_an_argument_is_a_text(tmp_path: Path) -> None:
    message = refused(tmp_path, WORKFLOW.replace('"--mode" = "plain"', '"--mode" = true'))
    assert "line 14: argument '--mode' must be a text, as Glue takes it, not True." in message
    assert 'Write "--mode" = "true".' in message


def test_an_argument_begins_with_dashes(tmp_path: Path) -> None:
    message = refused(tmp_path, WORKFLOW.replace('"--mode"', '"mode"'))
    assert "argument 'mode' must begin with two dashes." in message


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        (
            "jobs/audit.py",
            "jobs/audt.py",
            "'script' in [jobs.audit] names jobs/audt.py, which does not exist.",
        ),
        ("sql/orders_landing.sql", "sql/no.sql", "line 5: 'ddl' names sql/no.sql, which does not exist."),
        ("fixtures/generate.py", "fixtures/no.py", "'fixtures' names fixtures/no.py, which does not exist."),
        (
            "fixtures/generate.py",
            "fixtures",
            "'fixtures' names fixtures, which is a folder. It must be a Python script that takes --out DIR",
        ),
    ],
)
def test_a_missing_file_is_named(tmp_path: Path, old: str, new: str, words: str) -> None:
    assert words in refused(tmp_path, WORKFLOW.replace(old, new))


def test_a_job_that_waits_for_no_job_is_named(tmp_path: Path) -> None:
    message = refused(tmp_path, WORKFLOW.replace('["clean", "audit"]', '["clean", "audits"]'))
    assert "job 'report' waits for 'audits', which is not a job (did you mean 'audit'?)." in message


def test_a_cycle_is_named_all_the_way_round(tmp_path: Path) -> None:
    text = WORKFLOW.replace('script = "jobs/clean.py"', 'script = "jobs/clean.py"\nafter = ["report"]')
    message = refused(tmp_path, text)
    assert "jobs wait for each other in a circle: clean → report → clean." in message


def test_a_job_that_waits_for_itself_is_a_cycle(tmp_path: Path) -> None:
    text = WORKFLOW.replace('script = "jobs/audit.py"', 'script = "jobs/audit.py"\nafter = ["audit"]')
    assert "audit → audit." in refused(tmp_path, text)


def test_the_same_job_twice_is_refused(tmp_path: Path) -> None:
    assert "not valid TOML" in refused(tmp_path, WORKFLOW + '[jobs.clean]\nscript = "jobs/clean.py"\n')


def test_names_that_differ_in_case_only_are_refused(tmp_path: Path) -> None:
    message = refused(tmp_path, WORKFLOW + '[jobs.Clean]\nscript = "jobs/clean.py"\n')
    assert "jobs 'clean' and 'Clean' differ in case only." in message


def test_text_that_is_not_toml_is_refused_with_its_line(tmp_path: Path) -> None:
    assert "not valid TOML" in refused(tmp_path, WORKFLOW + "after = [\n")


def test_no_pipeline_at_all_says_where_it_looked(tmp_path: Path) -> None:
    with pytest.raises(PipelineError, match=r"there is no such file\. Run inside a project") as caught:
        Pipeline.load(tmp_path)
    assert "jobs/workflow.toml" in str(caught.value)


def test_a_missing_key_is_named(tmp_path: Path) -> None:
    assert "'database' is missing." in refused(tmp_path, WORKFLOW.replace('database = "shop"\n', ""))
    assert "'jobs' is missing. Add it: [jobs.my_job]" in refused(tmp_path, WORKFLOW.partition("[jobs")[0])


def test_a_script_that_does_not_compile_is_named_with_its_line(tmp_path: Path) -> None:
    root = write_project(tmp_path)
    (root / "jobs/audit.py").write_text("import sys\nprint('unfinished'\n")
    with pytest.raises(PipelineError) as caught:
        Pipeline.load(root)
    assert "jobs/audit.py, line 2: the script does not compile" in str(caught.value)


def test_data_in_place_of_their_generator_is_told_what_a_generator_is(tmp_path: Path) -> None:
    root = write_project(tmp_path, WORKFLOW.replace("generate.py", "orders.csv"))
    (root / "fixtures/orders.csv").write_text("id,day\n1,2024-01-05\n")
    with pytest.raises(PipelineError) as caught:
        Pipeline.load(root)
    assert "fixtures/orders.csv, line 2: the script does not compile" in str(caught.value)
    assert "It must be a Python script that takes --out DIR" in str(caught.value)


def test_a_script_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    with pytest.raises(PipelineError, match=r"the script cannot be read \(Is a directory\)") as caught:
        check_syntax(tmp_path)
    assert str(tmp_path) in str(caught.value)


def test_sql_in_another_encoding_is_refused(tmp_path: Path) -> None:
    pipeline = load(tmp_path)
    pipeline.ddl[0].write_bytes("-- aus Köln\n".encode("latin-1"))
    with pytest.raises(PipelineError, match=r"orders_landing\.sql: the SQL cannot be read \('utf-8' codec"):
        pipeline.sql(pipeline.ddl[0])


def test_an_override_reaches_the_jobs_that_have_the_argument(tmp_path: Path) -> None:
    text = WORKFLOW.replace(
        'script = "jobs/audit.py"\n', 'script = "jobs/audit.py"\n[jobs.audit.arguments]\n"--deep" = "no"\n'
    )
    jobs = {
        job.name: dict(job.arguments) for job in load(tmp_path, text).with_arguments({"--deep": "yes"}).jobs
    }
    assert jobs["audit"]["--deep"] == "yes"
    assert "--deep" not in jobs["clean"]


def test_an_override_that_no_job_has_is_refused(tmp_path: Path) -> None:
    with pytest.raises(PipelineError, match=r"no job has an argument --mod \(did you mean '--mode'\?\)"):
        load(tmp_path).with_arguments({"--mod": "strict"})


def test_two_scripts_of_one_name_are_refused(tmp_path: Path) -> None:
    root = write_project(tmp_path, WORKFLOW.replace("jobs/audit.py", "more/clean.py"))
    (root / "more").mkdir()
    (root / "more/clean.py").write_text("print()\n")
    with pytest.raises(PipelineError, match="scripts of 'clean' and 'audit' have the same file name"):
        Pipeline.load(root)


def test_a_schedule_and_a_limit_are_read(tmp_path: Path) -> None:
    root = write_project(tmp_path, 'schedule = "cron(0 6 ? * MON-FRI *)"\nscan_limit = 3\n' + WORKFLOW)
    pipeline = Pipeline.load(root)
    assert (pipeline.schedule, pipeline.scan_limit) == ("cron(0 6 ? * MON-FRI *)", 3)
    plain = Pipeline.load(write_project(tmp_path))
    assert (plain.schedule, plain.scan_limit) == ("", 10)


def test_a_schedule_that_aws_would_refuse_is_refused_with_its_line(tmp_path: Path) -> None:
    write_project(tmp_path, 'schedule = "daily"\n' + WORKFLOW)
    with pytest.raises(PipelineError, match=r"workflow\.toml, line 1: 'schedule' must be a cron expression"):
        Pipeline.load(tmp_path)


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        (
            '"lake"',
            '"Shop_Lake"',
            "line 1: 'bucket' must be 3 to 63 lower-case letters, digits, hyphens and dots",
        ),
        (
            '"5.1"',
            '"Glue 5"',
            "line 9: 'glue_version' in [defaults] must be one of 0.9, 1.0, 2.0, 3.0, 4.0, 5.0, 5.1",
        ),
        ("timeout = 5", "timeout = 0", "line 10: 'timeout' in [defaults] must be 1 to 10080 minutes, not 0."),
        ("timeout = 5", "workers = 0", "line 10: 'workers' in [defaults] must be 1 or more, not 0."),
        ("timeout = 5", "retries = 11", "line 10: 'retries' in [defaults] must be 0 to 10, not 11."),
        (
            "timeout = 5",
            "concurrency = -1",
            "line 10: 'concurrency' in [defaults] must be 1 or more, not -1.",
        ),
        (
            "timeout = 5",
            'worker_type = "G1X"',
            "'worker_type' in [defaults] must be one of Standard, G.025X, G.1X",
        ),
        ('name = "shop"', "scan_limit = 0", "line 3: 'scan_limit' must be 1 or more, not 0."),
    ],
)
def test_a_value_that_aws_would_refuse_is_refused_with_its_line(
    tmp_path: Path, old: str, new: str, words: str
) -> None:
    assert words in refused(tmp_path, WORKFLOW.replace(old, new, 1))


def test_every_kind_of_worker_is_known(tmp_path: Path) -> None:
    for kind in ("Standard", "G.025X", "G.16X", "R.2X"):
        text = WORKFLOW.replace("timeout = 5", f'worker_type = "{kind}"')
        assert load(tmp_path, text).jobs[0].worker_type == kind


def test_another_bucket_that_cannot_be_is_refused(tmp_path: Path) -> None:
    with pytest.raises(PipelineError, match="'My_Lake' cannot be a bucket's name: it must be 3 to 63"):
        Pipeline.load(write_project(tmp_path), bucket="My_Lake")


def test_the_queries_are_the_files_of_their_folder_by_name(tmp_path: Path) -> None:
    root = write_project(tmp_path)
    assert Pipeline.load(root).queries == ()
    (root / "sql/queries").mkdir()
    for name in ("b.sql", "a.sql", "notes.txt"):
        (root / "sql/queries" / name).write_text("select 1")
    assert [file.name for file in Pipeline.load(root).queries] == ["a.sql", "b.sql"]
