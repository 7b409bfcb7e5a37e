"""Which services there are, and which of their operations: those that do all they say by keeping state."""

from __future__ import annotations


class Companion:
    """One service: its names, and its operations in two lots."""

    name: str
    """The name of botocore's model."""
    host: str
    """The first part of the host's name."""
    signing: str
    """The service in a signature's scope."""
    reads: frozenset[str]
    """Operations that change nothing."""
    writes: frozenset[str]
    """Operations that are done once more when the server starts anew."""


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


class SecretsManager(Companion):
    """Secrets, their versions and stages.

    AWS: https://docs.aws.amazon.com/secretsmanager/latest/apireference/Welcome.html
    Differs: nothing is encrypted, rotated or replicated; policies are not kept. The account and the six
    letters at the end of an ARN are not looked at, so that a script may name its production's secret by it.
    """

    name = host = signing = "secretsmanager"
    reads = _words(
        """
        BatchGetSecretValue DescribeSecret GetRandomPassword GetSecretValue ListSecretVersionIds
        ListSecrets
        """
    )
    writes = _words(
        """
        CreateSecret DeleteSecret PutSecretValue RestoreSecret TagResource UntagResource
        UpdateSecret UpdateSecretVersionStage
        """
    )


class ParameterStore(Companion):
    """Systems Manager's parameters, and nothing else of it.

    AWS: https://docs.aws.amazon.com/systems-manager/latest/userguide/systems-manager-parameter-store.html
    Differs: a SecureString is kept as it is; parameter policies never act.
    """

    name = host = signing = "ssm"
    reads = _words(
        """
        DescribeParameters GetParameter GetParameterHistory GetParameters GetParametersByPath
        ListTagsForResource
        """
    )
    writes = _words(
        """
        AddTagsToResource DeleteParameter DeleteParameters LabelParameterVersion PutParameter
        RemoveTagsFromResource UnlabelParameterVersion
        """
    )


class Sns(Companion):
    """Topics, and what is published to them.

    AWS: https://docs.aws.amazon.com/sns/latest/api/welcome.html
    Differs: nothing is delivered; each message is a line of `outbox.jsonl` in Boathouse's home. Subscriptions
    by e-mail and SMS are kept, those of queues, functions and URLs are refused. The account of a topic's ARN
    is not looked at.
    """

    name = host = signing = "sns"
    reads = _words(
        """
        GetSubscriptionAttributes GetTopicAttributes ListSubscriptions ListSubscriptionsByTopic
        ListTagsForResource ListTopics
        """
    )
    writes = _words(
        """
        CreateTopic DeleteTopic Publish PublishBatch SetSubscriptionAttributes SetTopicAttributes
        Subscribe TagResource Unsubscribe UntagResource
        """
    )


class Ses(Companion):
    """Mail, by the first version of the API.

    AWS: https://docs.aws.amazon.com/ses/latest/APIReference/Welcome.html
    Differs: nothing is sent; each mail of a verified sender is a line of `outbox.jsonl` in Boathouse's home.
    An address is verified as soon as that is asked for.
    """

    name, host, signing = "ses", "email", "ses"
    reads = _words(
        """
        GetIdentityVerificationAttributes ListIdentities ListVerifiedEmailAddresses
        """
    )
    writes = _words(
        """
        DeleteIdentity SendEmail SendRawEmail VerifyDomainIdentity VerifyEmailAddress
        VerifyEmailIdentity
        """
    )


class EventBridge(Companion):
    """Event buses, and what is put on them.

    AWS: https://docs.aws.amazon.com/eventbridge/latest/APIReference/Welcome.html
    Differs: nothing is delivered; each call of PutEvents is a line of `outbox.jsonl` in Boathouse's home.
    There are no rules, archives and schedules.
    """

    name = host = signing = "events"
    reads = _words("DescribeEventBus ListEventBuses")
    writes = _words("CreateEventBus DeleteEventBus PutEvents")


class DynamoDb(Companion):
    """Tables and items, conditions, transactions and PartiQL.

    AWS: https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/Welcome.html
    Differs: there are no streams, backups, exports, imports or replicas; items do not expire, no capacity
    is ever exceeded. A server that starts anew repeats all writes at the first call of a companion.
    """

    name = host = signing = "dynamodb"
    reads = _words(
        """
        BatchGetItem DescribeContinuousBackups DescribeEndpoints DescribeTable DescribeTimeToLive
        GetItem ListTables ListTagsOfResource Query Scan TransactGetItems
        """
    )
    writes = _words(
        """
        BatchExecuteStatement BatchWriteItem CreateTable DeleteItem DeleteTable ExecuteStatement
        ExecuteTransaction PutItem TagResource TransactWriteItems UntagResource
        UpdateContinuousBackups UpdateItem UpdateTable UpdateTimeToLive
        """
    )


class CloudWatch(Companion):
    """Metrics.

    AWS: https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/Welcome.html
    Differs: there are the metrics that scripts put, none of Glue's own, and no alarms and dashboards.
    """

    name, host, signing = "cloudwatch", "monitoring", "monitoring"
    reads = _words(
        """
        GetMetricData GetMetricStatistics ListMetrics
        """
    )
    writes = _words(
        """
        PutMetricData
        """
    )


class Logs(Companion):
    """CloudWatch's log groups, streams and events.

    AWS: https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/Welcome.html
    Differs: there are the events that scripts put, none of Glue's own groups, no filters, queries and
    subscriptions.
    """

    name = host = signing = "logs"
    reads = _words(
        """
        DescribeLogGroups DescribeLogStreams FilterLogEvents GetLogEvents ListTagsForResource
        ListTagsLogGroup
        """
    )
    writes = _words(
        """
        CreateLogGroup CreateLogStream DeleteLogGroup DeleteLogStream DeleteRetentionPolicy
        PutLogEvents PutRetentionPolicy TagLogGroup TagResource UntagLogGroup UntagResource
        """
    )


COMPANIONS: dict[str, type[Companion]] = {
    known.signing: known
    for known in (SecretsManager, ParameterStore, Sns, Ses, EventBridge, DynamoDb, CloudWatch, Logs)
}
"""The services by their names in signatures."""
