"""What a run is given of the environment that Boathouse was started in."""

from __future__ import annotations

from boathouse.engine.spark.run import inherited


def test_a_script_sees_other_emulators_and_nothing_of_the_users_account_or_spark() -> None:
    others = {"LANG": "C.UTF-8", "AWS_ENDPOINT_URL_SECRETS_MANAGER": "http://localhost:5000"}
    users = dict.fromkeys(["AWS_PROFILE", "AWS_ENDPOINT_URL", "AWS_ENDPOINT_URL_S3", "SPARK_HOME"], "mine")
    assert inherited(others | users) == others


def test_a_script_goes_to_this_machine_without_the_users_proxy() -> None:
    seen = inherited({"HTTP_PROXY": "http://proxy:3128", "NO_PROXY": "example.org"})
    assert seen["HTTP_PROXY"] == "http://proxy:3128"
    assert seen["no_proxy"] == seen["NO_PROXY"] == "example.org,127.0.0.1,localhost"
