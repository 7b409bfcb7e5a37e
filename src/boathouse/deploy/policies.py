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
    bucket = f"arn:{account.partition}:s3:::{pipeline.bucket}"
    return _document(
        _allow("ListTheBucket", "s3", ["ListBucket", "GetBucketLocation"], [bucket]),
        _allow("ReadAndWriteTheBucket", "s3", _JOBS_OBJECTS, [f"{bucket}/*"]),
        _allow(
            "ReadAndWriteTheDatabase",
            "glue",
            [*_CATALOG_READ, *_CATALOG_WRITE],
            _catalog(account, pipeline),
        ),
        # Spark looks for these two whatever a job does, and makes `default` if there is none
        _allow(
            "LetSparkStart",
            "glue",
            ["GetDatabase", "CreateDatabase"],
            [account.arn("glue", what) for what in ("catalog", "database/default", "database/global_temp")],
        ),
        _allow("WriteLogs", "logs", ["CreateLogGroup", "CreateLogStream", "PutLogEvents"], _logs(account)),
        _allow("WriteMetrics", "cloudwatch", ["PutMetricData"], ["*"])
        | {"Condition": {"StringEquals": {"cloudwatch:namespace": "Glue"}}},
    )


def deployer(account: Account, pipeline: Pipeline, role: str) -> Document:
    """What plan, deploy, run, diff, the end-to-end tests and destroy need, for this project and no other."""
    bucket = f"arn:{account.partition}:s3:::{pipeline.bucket}"
    names = [f"job/{job.name}" for job in pipeline.jobs]
    names += [f"workflow/{pipeline.name}", f"trigger/{pipeline.name}-*"]
    return _document(
        _allow("Bucket", "s3", _BUCKET, [bucket]),
        _allow("Objects", "s3", _OBJECTS, [f"{bucket}/*"]),
        _allow("RoleOfTheJobs", "iam", _ROLE, [role]),
        _allow("PassItToGlue", "iam", ["PassRole"], [role])
        | {"Condition": {"StringEquals": {"iam:PassedToService": "glue.amazonaws.com"}}},
        _allow("Catalog", "glue", [*_CATALOG_READ, *_CATALOG_WRITE, *_DATABASE], _catalog(account, pipeline)),
        _allow("ListJobsAndTriggers", "glue", ["ListJobs", "ListTriggers"], ["*"]),
        _allow("Jobs", "glue", _JOBS, [account.arn("glue", name) for name in names]),
        _allow("Queries", "athena", _ATHENA, [account.arn("athena", f"workgroup/{pipeline.name}")]),
        _allow("ReadLogs", "logs", ["GetLogEvents"], _logs(account)),
    )


def _catalog(account: Account, pipeline: Pipeline) -> list[str]:
    """The database and what is in it; the catalog's own ARN is asked for beside theirs."""
    database = pipeline.database.lower()
    inside = (f"database/{database}", f"table/{database}/*", f"userDefinedFunction/{database}/*")
    return [account.arn("glue", what) for what in ("catalog", *inside)]


def _logs(account: Account) -> list[str]:
    """The log groups that Glue's jobs write to."""
    groups = account.arn("logs", "log-group:/aws-glue/jobs/*")
    return [groups, f"{groups}:log-stream:*"]


_JOBS_OBJECTS = ["GetObject", "PutObject", "DeleteObject", "AbortMultipartUpload"]
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


def _allow(sid: str, service: str, verbs: list[str], resources: list[str]) -> Document:
    actions = [f"{service}:{verb}" for verb in verbs]
    return {"Sid": sid, "Effect": "Allow", "Action": actions, "Resource": resources}


def _document(*statements: Document) -> Document:
    return {"Version": "2012-10-17", "Statement": list(statements)}
