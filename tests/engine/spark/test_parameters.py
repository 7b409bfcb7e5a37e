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
        "spark.hadoop.hive.metastore.client.connect.retry.delay": "0s",
        "spark.hadoop.iceberg.hive.lock-creation-timeout-ms": "1",
        "spark.sql.hive.metastore.sharedPrefixes": "org.apache.hadoop.hive,org.apache.thrift",
    }


def test_without_the_catalog_switch_spark_keeps_its_own_catalog() -> None:
    assert Parameters.of({"--enable-glue-datacatalog": "false"}, "thrift://127.0.0.1:9").spark == {}


@pytest.mark.parametrize("where", ["script", "conf"])
def test_awss_client_of_the_catalog_is_the_switch_too(where: str) -> None:
    uri, client = (
        "thrift://127.0.0.1:9",
        "com.amazonaws.glue.catalog.metastore.AWSGlueDataCatalogHiveClientFactory",
    )
    conf = f"spark.hadoop.hive.metastore.client.factory.class={client}"
    parameters = Parameters.of({"--conf": conf} if where == "conf" else {}, uri)
    parameters = parameters.of_script(client.encode() if where == "script" else b"pass", uri)
    assert parameters.spark["spark.hadoop.hive.metastore.uris"] == uri
    assert Parameters.of({}, uri).of_script(b"pass", uri).spark == {}


@pytest.mark.parametrize("where", ["script", "conf"])
def test_an_iceberg_catalog_of_lake_formation_has_a_role_to_ask_for(where: str) -> None:
    setting = "spark.sql.catalog.lake.glue.lakeformation-enabled"
    script = f'conf.set("{setting}", "true")'.encode()
    parameters = Parameters.of({"--conf": f"{setting}=true"} if where == "conf" else {})
    parameters = parameters.of_script(script if where == "script" else b"pass", "")
    for catalog in ("lake", "glue_catalog"):  # the second for a script that puts the name together
        role = parameters.spark[f"spark.sql.catalog.{catalog}.client.assume-role.arn"]
        assert role.startswith("arn:aws:iam::000000000000:role/")
    assert Parameters.of({}).of_script(b"pass", "").spark == {}


def test_event_logs_need_both_the_switch_and_a_path() -> None:
    path = {"--spark-event-logs-path": "s3://b/logs/"}
    assert Parameters.of(path).spark == {}
    parameters = Parameters.of({**path, "--enable-spark-ui": "true"})
    assert parameters.spark == {"spark.eventLog.enabled": "true", "spark.eventLog.dir": "s3://b/logs/"}
    assert parameters.event_logs == "s3://b/logs/"


def test_an_event_log_path_outside_s3_is_an_error() -> None:
    with pytest.raises(ServiceError, match="'/tmp/logs' is not an S3 URI"):
        Parameters.of({"--spark-event-logs-path": "/tmp/logs", "--enable-spark-ui": "true"})


def test_lists_from_s3_are_split_at_their_commas() -> None:
    parameters = Parameters.of(
        {
            "--extra-py-files": "s3://b/a.py, s3://b/c.zip",
            "--extra-files": "s3://b/f.json",
            "--extra-jars": "s3://b/x.jar,s3://b/y.jar,",
            "--user-jars-first": "true",
            "--additional-python-modules": "scikit-learn==1.5.2,s3://b/m.whl",
            "--python-modules-installer-option": "--no-cache-dir --index-url 'https://a/simple'",
            "--scriptLocation": "s3://b/other.py",
        }
    )
    assert parameters.py_files == ("s3://b/a.py", "s3://b/c.zip")
    assert parameters.files == ("s3://b/f.json",)
    assert (parameters.jars, parameters.jars_first) == (("s3://b/x.jar", "s3://b/y.jar"), True)
    assert parameters.modules == ("scikit-learn==1.5.2", "s3://b/m.whl")
    assert parameters.installer_options == ("--no-cache-dir", "--index-url", "https://a/simple")
    assert parameters.script_location == "s3://b/other.py"
    assert parameters.script == {}


def test_aws_s_serde_for_json_is_not_fetched() -> None:
    public = "s3://crawler-public/json/serde/json-serde.jar"
    regional = "https://s3.us-west-2.amazonaws.com/crawler-public-us-west-2/json/serde/json-serde.jar"
    parameters = Parameters.of({"--extra-jars": f"{public},s3://b/my-serde.jar,{regional}"})
    assert parameters.jars == ("s3://b/my-serde.jar",)
    assert [note.split()[1] for note in parameters.notes()] == [public, regional]


def test_glue_studios_own_modules_are_told_from_the_jobs() -> None:
    studio = "s3://aws-glue-studio-transforms-510798373988-prod-us-east-1/gs_"
    given = f"{studio}common.py,s3://b/mine.py, {studio}now.py,s3://b/gs_mine.py"
    parameters = Parameters.of({"--extra-py-files": given})
    assert parameters.py_files == ("s3://b/mine.py", "s3://b/gs_mine.py")
    assert parameters.studio == (f"{studio}common.py", f"{studio}now.py")
    assert parameters.notes() == [
        "--extra-py-files: gs_common.py, gs_now.py of Glue Studio's are not fetched; the runtime has its own."
    ]
    assert Parameters.of({"--extra-py-files": "s3://b/mine.py"}).notes() == []


def test_variables_of_driver_and_executors_are_read_quotes_included() -> None:
    parameters = Parameters.of(
        {
            "--customer-driver-env-vars": 'CUSTOMER_A=1,CUSTOMER_B="two, three", CUSTOMER_C=',
            "--customer-executor-env-vars": "KEY=v",
        }
    )
    assert parameters.variables == {"CUSTOMER_A": "1", "CUSTOMER_B": "two, three", "CUSTOMER_C": ""}
    assert parameters.spark == {"spark.executorEnv.KEY": "v"}


@pytest.mark.parametrize("value", ["PATH=/bin", "CUSTOMER_A=1,PATH=/bin", "CUSTOMER_A"])
def test_a_drivers_variable_needs_awss_prefix_and_a_value(value: str) -> None:
    with pytest.raises(NotEmulated, match="A variable is written CUSTOMER_NAME=value"):
        Parameters.of({"--customer-driver-env-vars": value})


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("--job-language", "scala"),
        ("--datalake-formats", "paimon"),
        ("--job-bookmark-option", "job-bookmark-perhaps"),
    ],
)
def test_a_value_that_would_change_the_run_is_refused_by_name(name: str, value: str) -> None:
    with pytest.raises(NotEmulated, match=f"^{name} {value} is not emulated"):
        Parameters.of({name: value})


def test_fine_grained_access_is_refused_when_it_is_on() -> None:
    name = "--enable-lakeformation-fine-grained-access"
    assert Parameters.of({name: "false"}).script == {}
    with pytest.raises(NotEmulated, match=f"The job parameter {name} is not emulated"):
        Parameters.of({name: "true"})


def test_delta_hudi_and_iceberg_are_the_lake_formats() -> None:
    formats = Parameters.of({"--datalake-formats": "delta, Iceberg,hudi"}).formats
    assert formats == {"delta", "hudi", "iceberg"}
    with pytest.raises(NotEmulated, match="--datalake-formats paimon is not emulated"):
        Parameters.of({"--datalake-formats": "delta,paimon"})


@pytest.mark.parametrize("value", ["job-bookmark-disable", "job-bookmark-pause", "job-bookmark-enable"])
def test_the_bookmark_option_is_glues_own_to_pass_on(value: str) -> None:
    assert Parameters.of({"--job-bookmark-option": value}).script == {}


def test_a_run_range_of_a_bookmark_reaches_the_script() -> None:
    ends = {"--job-bookmark-from": "jr_1", "--job-bookmark-to": "jr_2"}
    assert Parameters.of(ends).script == ends


def test_what_spark_submit_would_fetch_is_brought_along() -> None:
    parameters = Parameters.of(
        {
            "--extra-jars": "s3://b/x.jar",
            "--conf": "spark.jars=s3://b/y.jar --conf spark.jars.packages=a:b:1,c:d:2"
            " --conf spark.submit.pyFiles=s3://b/z.zip --conf spark.a=1",
        }
    )
    assert parameters.jars == ("s3://b/x.jar", "s3://b/y.jar")
    assert parameters.packages == ("a:b:1", "c:d:2")
    assert parameters.py_files == ("s3://b/z.zip",)
    assert parameters.spark == {"spark.a": "1"}


@pytest.mark.parametrize("name", ["spark.master", "spark.jars.repositories"])
def test_a_setting_that_is_the_engines_own_is_refused_by_name(name: str) -> None:
    with pytest.raises(NotEmulated, match=f"--conf {name} is not emulated"):
        Parameters.of({"--conf": f"{name}=x"})
