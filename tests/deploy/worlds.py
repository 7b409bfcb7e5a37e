"""An account to deploy to: moto's or our own, with everything in it as plain data."""

from __future__ import annotations

import urllib.request
from dataclasses import dataclass
from typing import Any

from botocore.exceptions import ClientError

from boathouse.deploy import Account, Clients, Deployment
from boathouse.deploy.stamp import Stamp
from boathouse.pipeline import Pipeline
from tests.deploy.proxy import Proxy

MOTO = "123456789012"
CALLER = f"arn:aws:iam::{MOTO}:user/jo"
STAMP = Stamp("shop", commit="c0ffee", content="4bad1dea", gate="passed")


@dataclass
class World:
    """One emulator behind the proxy."""

    name: str
    clients: Clients
    proxy: Proxy
    account: Account

    def deployment(self, pipeline: Pipeline, **more: Any) -> Deployment:
        """What deploys a pipeline to it."""
        given: dict[str, Any] = {"stamp": STAMP, "adopt": False} | more
        return Deployment(self.clients, pipeline, self.account, **given)

    def inventory(self) -> dict[str, Any]:
        """Everything that is in the account, without clocks and counters."""
        catalog, glue = self.clients, self.clients.glue
        found: dict[str, Any] = {}
        for bucket in catalog.s3.list_buckets()["Buckets"]:
            found[f"bucket {bucket['Name']}"] = self._bucket(bucket["Name"])
        for database in glue.get_databases()["DatabaseList"]:
            name = database["Name"]
            found[f"database {name}"] = [plain(database), self._tags(f"database/{name}")]
            for table in glue.get_tables(DatabaseName=name)["TableList"]:
                found[f"table {name}.{table['Name']}"] = plain(table)
        for job in glue.get_jobs()["Jobs"]:
            found[f"job {job['Name']}"] = [plain(job), self._tags(f"job/{job['Name']}")]
        for trigger in glue.get_triggers()["Triggers"]:
            found[f"trigger {trigger['Name']}"] = [plain(trigger), self._tags(f"trigger/{trigger['Name']}")]
        for name in glue.list_workflows()["Workflows"]:
            workflow = glue.get_workflow(Name=name)["Workflow"]
            found[f"workflow {name}"] = [plain(workflow), self._tags(f"workflow/{name}")]
        return found | self._athena() | self._roles()

    def _tags(self, resource: str) -> Any:
        return self.clients.glue.get_tags(ResourceArn=self.account.arn("glue", resource))["Tags"]

    def _bucket(self, name: str) -> Any:
        s3 = self.clients.s3
        objects = s3.list_objects_v2(Bucket=name).get("Contents", [])
        found: dict[str, Any] = {
            item["Key"]: s3.head_object(Bucket=name, Key=item["Key"])["Metadata"] for item in objects
        }
        reads: dict[str, Any] = {"tags": s3.get_bucket_tagging}
        if not self.account.emulated:
            reads |= {
                "block": s3.get_public_access_block,
                "encryption": s3.get_bucket_encryption,
                "versioning": s3.get_bucket_versioning,
            }
        for what, call in reads.items():
            try:
                found[what] = plain(call(Bucket=name))
            except ClientError as error:
                found[what] = error.response["Error"]["Code"]
        return found

    def _athena(self) -> dict[str, Any]:
        athena = self.clients.athena
        found: dict[str, Any] = {}
        for group in athena.list_work_groups()["WorkGroups"]:
            name = group["Name"]
            arn = self.account.arn("athena", f"workgroup/{name}")
            tags = athena.list_tags_for_resource(ResourceARN=arn)["Tags"]
            found[f"workgroup {name}"] = [plain(athena.get_work_group(WorkGroup=name)["WorkGroup"]), tags]
            queries = [
                plain(athena.get_named_query(NamedQueryId=identifier)["NamedQuery"])
                for identifier in athena.list_named_queries(WorkGroup=name)["NamedQueryIds"]
            ]
            found[f"queries of {name}"] = sorted(queries, key=lambda query: str(query["Name"]))
        return found

    def _roles(self) -> dict[str, Any]:
        if self.account.emulated:
            return {}
        iam, found = self.clients.iam, {}
        for role in iam.list_roles()["Roles"]:
            name = role["RoleName"]
            policies = {
                policy: iam.get_role_policy(RoleName=name, PolicyName=policy)["PolicyDocument"]
                for policy in iam.list_role_policies(RoleName=name)["PolicyNames"]
            }
            attached = iam.list_attached_role_policies(RoleName=name)["AttachedPolicies"]
            tags = iam.list_role_tags(RoleName=name)["Tags"]
            found[f"role {name}"] = [role["AssumeRolePolicyDocument"], policies, attached, tags]
        return found


CLOCKS = {
    "CreateTime",
    "UpdateTime",
    "CreatedOn",
    "LastModifiedOn",
    "CreationTime",
    "ResponseMetadata",
    "NamedQueryId",
    "VersionId",
    "transient_lastDdlTime",
}


def plain(value: Any) -> Any:
    """A value without what differs each time, and without members that say nothing."""
    if isinstance(value, dict):
        told = {key: plain(item) for key, item in value.items() if key not in CLOCKS}
        return {key: item for key, item in told.items() if item not in ("", {}, None)}
    return [plain(item) for item in value] if isinstance(value, list) else value


def reset(url: str) -> None:
    """Empty moto."""
    request = urllib.request.Request(f"{url}/moto-api/reset", method="POST")
    with urllib.request.urlopen(request, timeout=60):
        pass
