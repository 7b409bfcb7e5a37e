"""The services beside the lake, through boto3 on a real socket."""

from __future__ import annotations

import json
import time
from typing import Any

import pytest
from botocore.exceptions import ClientError

from tests.clouds import CloudUnderTest, ProcessCloud


def code(raised: Any) -> str:
    found: str = raised.value.response["Error"]["Code"]
    return found


def sent(cloud: CloudUnderTest) -> list[dict[str, Any]]:
    """The lines of the outbox."""
    return [json.loads(line) for line in (cloud.settings.home / "outbox.jsonl").read_text().splitlines()]


def table(cloud: CloudUnderTest, name: str) -> Any:
    client = cloud.client("dynamodb")
    client.create_table(
        TableName=name,
        KeySchema=[{"AttributeName": "day", "KeyType": "HASH"}, {"AttributeName": "n", "KeyType": "RANGE"}],
        AttributeDefinitions=[
            {"AttributeName": "day", "AttributeType": "S"},
            {"AttributeName": "n", "AttributeType": "N"},
        ],
        BillingMode="PAY_PER_REQUEST",
    )
    return client


def test_a_secret_is_read_by_its_name_and_by_the_arn_that_production_gave_it(cloud: CloudUnderTest) -> None:
    client = cloud.client("secretsmanager")
    arn = client.create_secret(Name="prod/db-secret", SecretString='{"user": "me"}')["ARN"]
    client.put_secret_value(SecretId="prod/db-secret", SecretString='{"user": "you"}')

    elsewhere = "arn:aws:secretsmanager:us-east-1:123456789012:secret:prod/db-secret"
    for name in ("prod/db-secret", arn, f"{elsewhere}-AbCdEf", elsewhere):
        assert client.get_secret_value(SecretId=name)["SecretString"] == '{"user": "you"}'


def test_a_missing_secret_and_a_missing_parameter_are_told_as_aws_tells_them(cloud: CloudUnderTest) -> None:
    with pytest.raises(ClientError) as secret:
        cloud.client("secretsmanager").get_secret_value(SecretId="none")
    with pytest.raises(ClientError) as parameter:
        cloud.client("ssm").get_parameter(Name="/none")

    assert (code(secret), code(parameter)) == ("ResourceNotFoundException", "ParameterNotFound")


def test_parameters_are_found_by_path(cloud: CloudUnderTest) -> None:
    client = cloud.client("ssm")
    client.put_parameter(Name="/etl/bucket", Value="lake", Type="String")
    client.put_parameter(Name="/etl/db/password", Value="hush", Type="SecureString")

    found = client.get_parameters_by_path(Path="/etl", Recursive=True, WithDecryption=True)["Parameters"]

    assert {one["Name"]: one["Value"] for one in found} == {"/etl/bucket": "lake", "/etl/db/password": "hush"}


def test_what_is_published_stands_in_the_outbox(cloud: CloudUnderTest) -> None:
    client = cloud.client("sns")
    client.create_topic(Name="alerts")

    topic = "arn:aws:sns:us-east-1:123456789012:alerts"
    client.publish(TopicArn=topic, Subject="Done", Message=f"all 5 rows & more, see {topic}")

    (line,) = sent(cloud)
    assert (line["service"], line["operation"]) == ("sns", "Publish")
    assert line["members"] == {
        "TopicArn": "arn:aws:sns:us-east-1:000000000000:alerts",
        "Subject": "Done",
        "Message": f"all 5 rows & more, see {topic}",
    }


def test_a_topic_that_nobody_made_is_not_found_and_nothing_is_sent(cloud: CloudUnderTest) -> None:
    with pytest.raises(ClientError) as raised:
        cloud.client("sns").publish(TopicArn="arn:aws:sns:us-east-1:000000000000:none", Message="x")

    assert code(raised) == "NotFound"
    assert not (cloud.settings.home / "outbox.jsonl").exists()


def test_a_subscription_that_would_have_to_be_delivered_is_refused(cloud: CloudUnderTest) -> None:
    client = cloud.client("sns")
    topic = client.create_topic(Name="alerts")["TopicArn"]
    client.subscribe(TopicArn=topic, Protocol="email", Endpoint="me@example.com")

    with pytest.raises(ClientError, match="subscribers by https is not emulated") as raised:
        client.subscribe(TopicArn=topic, Protocol="https", Endpoint="https://example.com/hook")

    assert code(raised) == "NotEmulated"
    assert len(client.list_subscriptions_by_topic(TopicArn=topic)["Subscriptions"]) == 1


def test_mail_of_a_verified_sender_stands_in_the_outbox(cloud: CloudUnderTest) -> None:
    client = cloud.client("ses")
    mail = {"Subject": {"Data": "Done"}, "Body": {"Text": {"Data": "5 rows"}}}
    to = {"ToAddresses": ["you@example.com"]}
    with pytest.raises(ClientError) as raised:
        client.send_email(Source="me@example.com", Destination=to, Message=mail)
    client.verify_email_identity(EmailAddress="me@example.com")

    client.send_email(Source="me@example.com", Destination=to, Message=mail)

    assert code(raised) == "MessageRejected"
    (line,) = sent(cloud)
    assert line["members"]["Message.Body.Text.Data"] == "5 rows"


def test_events_stand_in_the_outbox_and_rules_are_refused(cloud: CloudUnderTest) -> None:
    client = cloud.client("events")
    event = {"Source": "etl", "DetailType": "done", "Detail": '{"rows": 5}'}
    client.create_event_bus(Name="jobs")
    buses = {None, "default", "arn:aws:events:us-east-1:123456789012:event-bus/jobs"}
    given = [event | ({"EventBusName": bus} if bus else {}) for bus in sorted(buses, key=str)]

    answer = client.put_events(Entries=given)
    with pytest.raises(ClientError) as raised:
        client.put_rule(Name="each", ScheduleExpression="rate(1 hour)")

    assert answer["FailedEntryCount"] == 0
    (line,) = sent(cloud)
    assert (line["service"], line["operation"]) == ("events", "PutEvents")
    assert line["members"] == {"Entries": given}
    assert code(raised) == "NotEmulated"


def test_items_are_put_queried_and_changed_on_a_condition(cloud: CloudUnderTest) -> None:
    client = table(cloud, "runs")
    for n in range(3):
        client.put_item(TableName="runs", Item={"day": {"S": "monday"}, "n": {"N": str(n)}})
    with pytest.raises(ClientError) as raised:
        client.put_item(
            TableName="runs",
            Item={"day": {"S": "monday"}, "n": {"N": "1"}},
            ConditionExpression="attribute_not_exists(#d)",
            ExpressionAttributeNames={"#d": "day"},
        )
    found = client.query(
        TableName="arn:aws:dynamodb:us-east-1:123456789012:table/runs",
        KeyConditionExpression="#d = :d and n > :n",
        ExpressionAttributeNames={"#d": "day"},
        ExpressionAttributeValues={":d": {"S": "monday"}, ":n": {"N": "0"}},
    )["Items"]

    assert code(raised) == "ConditionalCheckFailedException"
    assert [item["n"]["N"] for item in found] == ["1", "2"]


def test_metrics_and_events_are_there_again(cloud: CloudUnderTest) -> None:
    metrics, logs = cloud.client("cloudwatch"), cloud.client("logs")
    many = [{"MetricName": f"rows-{n}", "Value": 1.0, "Unit": "Count"} for n in range(500)]
    metrics.put_metric_data(Namespace="Etl", MetricData=many)  # packed by gzip, so many of them
    logs.create_log_group(logGroupName="/etl")
    logs.create_log_stream(logGroupName="/etl", logStreamName="a")
    now = int(time.time() * 1000)
    logs.put_log_events(
        logGroupName="/etl", logStreamName="a", logEvents=[{"timestamp": now, "message": "done"}]
    )

    assert metrics.list_metrics(Namespace="Etl", MetricName="rows-499")["Metrics"]
    events = logs.get_log_events(logGroupName="/etl", logStreamName="a")["events"]
    assert [event["message"] for event in events] == ["done"]


@pytest.mark.parametrize(
    ("service", "operation", "members"),
    [
        ("ssm", "send_command", {"DocumentName": "AWS-RunShellScript"}),
        ("secretsmanager", "rotate_secret", {"SecretId": "x"}),
        ("dynamodb", "list_exports", {}),
        ("cloudwatch", "describe_alarms", {}),
    ],
)
def test_what_does_more_than_keep_state_is_not_emulated(
    cloud: CloudUnderTest, service: str, operation: str, members: Any
) -> None:
    with pytest.raises(ClientError, match=f"It is an operation of AWS's {service}") as raised:
        getattr(cloud.client(service), operation)(**members)

    assert code(raised) == "NotEmulated"


def test_other_services_are_not_emulated_and_the_answer_says_which_are(cloud: CloudUnderTest) -> None:
    with pytest.raises(ClientError, match=r"Services here: athena, cloudwatch, dynamodb, events, glue, logs"):
        cloud.client("stepfunctions").list_state_machines()


def test_regions_are_apart(cloud: CloudUnderTest) -> None:
    cloud.client("ssm").put_parameter(Name="p", Value="v", Type="String")

    with pytest.raises(ClientError) as raised:
        cloud._client("ssm", region_name="eu-west-1").get_parameter(Name="p")

    assert code(raised) == "ParameterNotFound"


def test_everything_is_there_after_a_kill_under_the_same_names(process_cloud: ProcessCloud) -> None:
    cloud = process_cloud
    secrets = cloud.client("secretsmanager")
    secrets.create_secret(Name="first", SecretString="1")
    secrets.delete_secret(SecretId="first", ForceDeleteWithoutRecovery=True)
    arn = secrets.create_secret(Name="second", SecretString="2")["ARN"]
    topic = cloud.client("sns").create_topic(Name="alerts")["TopicArn"]
    about = {"TopicArn": topic, "Protocol": "email", "Endpoint": "me@example.com"}
    subscription = cloud.client("sns").subscribe(**about, ReturnSubscriptionArn=True)["SubscriptionArn"]
    client = table(cloud, "runs")
    client.put_item(TableName="runs", Item={"day": {"S": "d"}, "n": {"N": "1"}, "b": {"B": b"\x00\xff"}})
    add = {"Key": {"day": {"S": "d"}, "n": {"N": "1"}}, "UpdateExpression": "add summed :one"}
    for _ in range(3):
        client.update_item(TableName="runs", **add, ExpressionAttributeValues={":one": {"N": "1"}})
    cloud.client("sns").publish(TopicArn=topic, Message="once")

    cloud.kill()
    cloud.open()

    assert [one["ARN"] for one in cloud.client("secretsmanager").list_secrets()["SecretList"]] == [arn]
    assert cloud.client("sns").get_subscription_attributes(SubscriptionArn=subscription)
    item = cloud.client("dynamodb").scan(TableName="runs")["Items"]
    assert item == [{"day": {"S": "d"}, "n": {"N": "1"}, "b": {"B": b"\x00\xff"}, "summed": {"N": "3"}}]
    assert len(sent(cloud)) == 1
