"""IAM policies: what the jobs may do, who may run as their role, and what the deployer needs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from boathouse.deploy.account import Account
    from boathouse.pipeline import Pipeline

Document = dict[str, Any]
_CATALOG_READ = ["GetDatabase", "GetTable", "GetTables", "GetTableVersions", "GetPartition", "GetPartitions"]
_CATALOG_READ += ["BatchGetPartition", "GetUserDefinedFunction", "GetUserDefinedFunctions"]
_CATALOG_WRITE = ["CreateTable", "UpdateTable", "DeleteTable", "CreatePartition", "BatchCreatePartition"]
_CATALOG_WRITE += ["UpdatePartition", "BatchUpdatePartition", "DeletePartition", "BatchDeletePartition"]


def trust(account: Account) -> Document:
    """Who may use the role: Glue, on behalf of this account's own jobs."""
    return _document(
        {
            "Sid": "GlueOfThisAccount",
            "Effect": "Allow",
            "Principal": {"Service": "glue.amazonaws.com"},
            "Action": "sts:AssumeRole",
            "Condition": {"StringEquals": {"aws:SourceAccount": account.number}},
        }
    )


def job(account: Account, pipeline: Pipeline) -> Document:
    """What the jobs may do: this bucket, this database, Glue's own logs and metrics."""
    bucket, database = f"arn:{account.partition}:s3:::{pipeline.bucket}", pipeline.database.lower()
    catalog = account.arn("glue", "catalog")
    logs = account.arn("logs", "log-group:/aws-glue/jobs/*")
    return _document(
        _allow("ListTheBucket", ["s3:ListBucket", "s3:GetBucketLocation"], [bucket]),
        _allow(
            "ReadAndWriteTheBucket",
            [f"s3:{verb}" for verb in ("GetObject", "PutObject", "DeleteObject", "AbortMultipartUpload")],
            [f"{bucket}/*"],
        ),
        _allow(
            "ReadAndWriteTheDatabase",
            [f"glue:{verb}" for verb in (*_CATALOG_READ, *_CATALOG_WRITE)],
            [
                catalog,
                account.arn("glue", f"database/{database}"),
                account.arn("glue", f"table/{database}/*"),
                account.arn("glue", f"userDefinedFunction/{database}/*"),
            ],
        ),
        # Spark looks for these two whatever a job does, and makes `default` if there is none
        _allow(
            "LetSparkStart",
            ["glue:GetDatabase", "glue:CreateDatabase"],
            [
                catalog,
                account.arn("glue", "database/default"),
                account.arn("glue", "database/global_temp"),
            ],
        ),
        _allow(
            "WriteLogs",
            ["logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents"],
            [logs, f"{logs}:log-stream:*"],
        ),
        _allow("WriteMetrics", ["cloudwatch:PutMetricData"], ["*"])
        | {"Condition": {"StringEquals": {"cloudwatch:namespace": "Glue"}}},
    )


def deployer(account: Account, pipeline: Pipeline, role: str) -> Document:
    """What plan, deploy, run, diff, the end-to-end tests and destroy need, for this project and no other."""
    bucket, database, name = (
        f"arn:{account.partition}:s3:::{pipeline.bucket}",
        pipeline.database.lower(),
        pipeline.name,
    )
    triggers = [account.arn("glue", f"trigger/{name}-*")]
    jobs = [account.arn("glue", f"job/{job.name}") for job in pipeline.jobs]
    workflow = account.arn("glue", f"workflow/{name}")
    data = [
        account.arn("glue", "catalog"),
        account.arn("glue", f"database/{database}"),
        account.arn("glue", f"table/{database}/*"),
        account.arn("glue", f"userDefinedFunction/{database}/*"),
    ]
    logs = account.arn("logs", "log-group:/aws-glue/jobs/*")
    return _document(
        _allow("Bucket", [f"s3:{verb}" for verb in _BUCKET], [bucket]),
        _allow("Objects", [f"s3:{verb}" for verb in _OBJECTS], [f"{bucket}/*"]),
        _allow("RoleOfTheJobs", [f"iam:{verb}" for verb in _ROLE], [role]),
        _allow("PassItToGlue", ["iam:PassRole"], [role])
        | {"Condition": {"StringEquals": {"iam:PassedToService": "glue.amazonaws.com"}}},
        _allow("Catalog", [f"glue:{verb}" for verb in (*_CATALOG_READ, *_CATALOG_WRITE, *_DATABASE)], data),
        _allow("ListJobsAndTriggers", ["glue:ListJobs", "glue:ListTriggers"], ["*"]),
        _allow("Jobs", [f"glue:{verb}" for verb in _JOBS], [*jobs, workflow, *triggers]),
        _allow(
            "Queries",
            [f"athena:{verb}" for verb in _ATHENA],
            [account.arn("athena", f"workgroup/{name}")],
        ),
        _allow("ReadLogs", ["logs:GetLogEvents"], [logs, f"{logs}:log-stream:*"]),
    )


_BUCKET = ["CreateBucket", "DeleteBucket", "ListBucket", "ListBucketVersions", "GetBucketLocation"]
_BUCKET += [
    "GetBucketTagging",
    "PutBucketTagging",
    "GetBucketPublicAccessBlock",
    "PutBucketPublicAccessBlock",
]
_BUCKET += ["GetEncryptionConfiguration", "PutEncryptionConfiguration", "GetBucketVersioning"]
_BUCKET += ["PutBucketVersioning"]
_OBJECTS = ["GetObject", "PutObject", "DeleteObject", "DeleteObjectVersion", "AbortMultipartUpload"]
_ROLE = ["GetRole", "CreateRole", "DeleteRole", "UpdateAssumeRolePolicy", "TagRole", "ListRoleTags"]
_ROLE += ["GetRolePolicy", "PutRolePolicy", "DeleteRolePolicy", "ListRolePolicies"]
_ROLE += ["ListAttachedRolePolicies", "DetachRolePolicy"]
_DATABASE = ["CreateDatabase", "UpdateDatabase", "DeleteDatabase", "GetTags", "TagResource"]
_JOBS = ["BatchGetJobs", "CreateJob", "UpdateJob", "DeleteJob", "GetJob", "GetJobRun", "GetJobRuns"]
_JOBS += ["BatchGetTriggers", "GetTrigger", "CreateTrigger", "UpdateTrigger", "StartTrigger", "DeleteTrigger"]
_JOBS += ["GetWorkflow", "CreateWorkflow", "UpdateWorkflow", "DeleteWorkflow"]
_JOBS += ["StartWorkflowRun", "GetWorkflowRun", "GetWorkflowRuns", "StopWorkflowRun"]
_JOBS += ["StartJobRun", "BatchStopJobRun", "GetTags", "TagResource"]
_ATHENA = ["GetWorkGroup", "CreateWorkGroup", "UpdateWorkGroup", "DeleteWorkGroup", "ListTagsForResource"]
_ATHENA += ["TagResource", "ListNamedQueries", "BatchGetNamedQuery", "CreateNamedQuery", "UpdateNamedQuery"]
_ATHENA += ["DeleteNamedQuery", "StartQueryExecution", "GetQueryExecution", "GetQueryResults"]
_ATHENA += ["StopQueryExecution"]


def by_statement(document: Document) -> Document:
    """A policy as statements by their id, so that it can be compared and read line by line."""
    statements = document.get("Statement", [])
    named = statements if isinstance(statements, list) else [statements]
    return {
        statement.get("Sid", f"statement {number}"): {k: v for k, v in statement.items() if k != "Sid"}
        for number, statement in enumerate(named, start=1)
    }


def _allow(sid: str, actions: list[str], resources: list[str]) -> Document:
    return {"Sid": sid, "Effect": "Allow", "Action": actions, "Resource": resources}


def _document(*statements: Document) -> Document:
    return {"Version": "2012-10-17", "Statement": list(statements)}
