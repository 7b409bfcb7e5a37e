"""getResolvedOptions, to the letter."""

from __future__ import annotations

import argparse

import pytest

from awsglue.utils import GlueArgumentError, getResolvedOptions

ALWAYS = {
    "job_bookmark_option": "job-bookmark-disable",
    "job_bookmark_from": None,
    "job_bookmark_to": None,
    "JOB_ID": None,
    "JOB_RUN_ID": None,
    "SECURITY_CONFIGURATION": None,
    "encryption_type": None,
    "enable_data_lineage": None,
    "RedshiftTempDir": None,
    "TempDir": None,
}


def test_what_is_asked_for_and_what_glue_always_gives() -> None:
    argv = ["script.py", "--JOB_NAME", "j", "--my-table=t", "--unknown", "x", "--JOB_RUN_ID", "jr_1"]
    assert getResolvedOptions(argv, ["JOB_NAME", "my-table"]) == ALWAYS | {
        "JOB_NAME": "j",
        "my_table": "t",
        "JOB_RUN_ID": "jr_1",
    }


def test_missing_arguments_are_named_together() -> None:
    with pytest.raises(GlueArgumentError, match=r"^the following arguments are required: --A, --B$"):
        getResolvedOptions(["s"], ["A", "B"])


def test_a_unique_beginning_of_a_name_is_enough() -> None:
    assert getResolvedOptions(["s", "--long_na", "v"], ["long_name"])["long_name"] == "v"


@pytest.mark.parametrize("name", ["job-bookmark-option", "job-bookmark-from", "continuation-option"])
def test_reserved_names_are_refused(name: str) -> None:
    with pytest.raises(RuntimeError, match="Using reserved arguments"):
        getResolvedOptions(["s"], [name])


def test_asking_for_the_job_id_conflicts_as_on_glue() -> None:
    with pytest.raises(argparse.ArgumentError, match="conflicting option string"):
        getResolvedOptions(["s", "--JOB_ID", "j"], ["JOB_ID"])


def test_the_temporary_folder_is_optional_and_has_two_names() -> None:
    assert getResolvedOptions(["s"], ["TempDir"])["TempDir"] is None
    given = getResolvedOptions(["s", "--TempDir", "s3://b/t/"], ["RedshiftTempDir"])
    assert (given["TempDir"], given["RedshiftTempDir"]) == ("s3://b/t/", "s3://b/t/")


def test_bookmark_arguments_that_contradict_each_other_are_refused() -> None:
    pause = ["s", "--job-bookmark-option", "job-bookmark-pause"]
    with pytest.raises(RuntimeError):
        getResolvedOptions([*pause, "--job-bookmark-from", "1"], [])
    with pytest.raises(RuntimeError):
        getResolvedOptions(["s", "--job-bookmark-from", "1", "--job-bookmark-to", "2"], [])
    assert (
        getResolvedOptions([*pause, "--job-bookmark-from", "1", "--job-bookmark-to", "2"], [])[
            "job_bookmark_to"
        ]
        == "2"
    )


def test_an_older_word_for_bookmarks_is_translated() -> None:
    given = getResolvedOptions(["s", "--continuation-option", "continuation-enabled"], [])
    assert given["job_bookmark_option"] == "job-bookmark-enable"
    with pytest.raises(GlueArgumentError):
        getResolvedOptions(["s", "--job-bookmark-option", "perhaps"], [])
