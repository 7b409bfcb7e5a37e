"""What a run is given of the environment that Boathouse was started in."""

from __future__ import annotations

from boathouse.engine.spark.run import inherited


def test_a_script_sees_other_emulators_and_nothing_of_the_users_account_or_spark() -> None:
    others = {"LANG": "C.UTF-8", "AWS_ENDPOINT_URL_SECRETS_MANAGER": "http://localhost:5000"}
    users = dict.fromkeys(["AWS_PROFILE", "AWS_ENDPOINT_URL", "AWS_ENDPOINT_URL_S3", "SPARK_HOME"], "mine")
    assert inherited(others | users) == others
