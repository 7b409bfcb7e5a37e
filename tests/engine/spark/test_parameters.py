"""Job arguments: which are Spark's, which the script's, which are refused."""

from __future__ import annotations

import pytest

from boathouse.engine.spark.parameters import Parameters
from boathouse.errors import NotEmulated, ServiceError


def test_a_chain_of_conf_settings_becomes_several() -> None:
    parameters = Parameters.of({"--conf": "spark.a=1 --conf spark.b=x=y --conf  spark.c=two words"})
    assert parameters.spark == {"spark.a": "1", "spark.b": "x=y", "spark.c": "two words"}


def test_a_chain_may_repeat_the_flag_at_its_start() -> None:
    assert Parameters.of({"--conf": "--conf spark.a=1"}).spark == {"spark.a": "1"}


def test_a_setting_without_a_value_is_refused_by_name() -> None:
    with pytest.raises(NotEmulated, match=r"--conf spark\.a is not emulated"):
        Parameters.of({"--conf": "spark.a"})


def test_the_scripts_own_arguments_reach_it_and_aws_switches_do_not() -> None:
    arguments = {
        "--bucket": "b",
        "--enable-metrics": "true",
        "--job-language": "python",
        "--TempDir": "s3://b/t/",
    }
    assert Parameters.of(arguments).script == {"--bucket": "b", "--TempDir": "s3://b/t/"}


@pytest.mark.parametrize("value", ["true", ""])
def test_the_catalog_switch_points_spark_at_the_metastore(value: str) -> None:
    assert Parameters.of({"--enable-glue-datacatalog": value}, "thrift://127.0.0.1:9").spark == {
        "spark.sql.catalogImplementation": "hive",
        "spark.hadoop.hive.metastore.uris": "thrift://127.0.0.1:9",
        "spark.sql.hive.metastore.sharedPrefixes": "org.apache.hadoop.hive,org.apache.thrift",
    }


def test_without_the_catalog_switch_spark_keeps_its_own_catalog() -> None:
    assert Parameters.of({"--enable-glue-datacatalog": "false"}, "thrift://127.0.0.1:9").spark == {}


def test_event_logs_need_both_the_switch_and_a_path() -> None:
    path = {"--spark-event-logs-path": "s3://b/logs/"}
    assert Parameters.of(path).spark == {}
    parameters = Parameters.of({**path, "--enable-spark-ui": "true"})
    assert parameters.spark == {"spark.eventLog.enabled": "true", "spark.eventLog.dir": "s3://b/logs/"}
    assert parameters.event_logs == "s3://b/logs/"


def test_an_event_log_path_outside_s3_is_an_error() -> None:
    with pytest.raises(ServiceError, match="'/tmp/logs' is not an S3 URI"):
        Parameters.of({"--spark-event-logs-path": "/tmp/logs", "--enable-spark-ui": "true"})


@pytest.mark.parametrize(
    "name",
    ["--extra-py-files", "--additional-python-modules", "--extra-jars", "--extra-files", "--user-jars-first"],
)
def test_what_would_change_the_run_is_refused_by_name(name: str) -> None:
    with pytest.raises(NotEmulated, match=f"The job parameter {name} is not emulated"):
        Parameters.of({name: "s3://b/x"})


def test_delta_is_the_only_lake_format() -> None:
    assert Parameters.of({"--datalake-formats": "delta"}).script == {}
    with pytest.raises(NotEmulated, match="--datalake-formats iceberg is not emulated"):
        Parameters.of({"--datalake-formats": "delta,iceberg"})


@pytest.mark.parametrize("value", ["job-bookmark-disable", "job-bookmark-pause"])
def test_bookmarks_that_do_not_advance_are_accepted(value: str) -> None:
    assert Parameters.of({"--job-bookmark-option": value}).script == {}


def test_enabled_bookmarks_are_refused() -> None:
    with pytest.raises(NotEmulated, match="--job-bookmark-option job-bookmark-enable is not emulated"):
        Parameters.of({"--job-bookmark-option": "job-bookmark-enable"})
