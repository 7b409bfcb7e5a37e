"""The role that the jobs run as, with the least that they need."""

from __future__ import annotations

import json
from typing import Any

from boathouse.deploy import policies
from boathouse.deploy.families import Family, Fields, Found, found
from boathouse.deploy.stamp import PROJECT, as_list, as_mapping, own

_POLICY = "boathouse"
_MISSING = "NoSuchEntity"


class Role(Family):
    """One role with one policy, unless the jobs run as a role that exists already."""

    kind = "role"
    given = ""
    """ROLE=: the ARN of the role to use instead."""

    @property
    def name(self) -> str:
        """What the project's own role is called."""
        return role_name(self.pipeline.name)

    def wanted(self) -> dict[str, Fields]:
        """The project's own role; none where one is given, or where there are no roles."""
        if self.given or self.account.emulated:
            return {}
        return {
            self.name: {
                "Trust": policies.by_statement(policies.trust(self.account)),
                "Policy": policies.by_statement(policies.job(self.account, self.pipeline)),
                "InlinePolicies": [_POLICY],
                "Tags": self.stamp.tags,
            }
        }

    def found(self) -> dict[str, Found]:
        """The role of that name, also if it is no longer wanted."""
        if self.account.emulated:
            return {}
        iam, name = self.clients.iam, self.name
        answer = found(lambda: iam.get_role(RoleName=name), _MISSING)
        if answer is None:
            return {}
        role = answer["Role"]
        policy = found(lambda: iam.get_role_policy(RoleName=name, PolicyName=_POLICY), _MISSING)
        attached = iam.list_attached_role_policies(RoleName=name)["AttachedPolicies"]
        tags = as_mapping(iam.list_role_tags(RoleName=name)["Tags"])
        fields: Fields = {
            "Trust": policies.by_statement(role["AssumeRolePolicyDocument"]),
            "Policy": policies.by_statement(policy["PolicyDocument"]) if policy else {},
            "InlinePolicies": iam.list_role_policies(RoleName=name)["PolicyNames"],
            "Tags": own(tags),
        }
        if attached:
            fields["AttachedPolicies"] = [item["PolicyArn"] for item in attached]
        return {name: Found(fields, tags.get(PROJECT) == self.stamp.project)}

    def create(self, name: str, wanted: Fields) -> None:
        """Make the role, then give it its policy."""
        self.clients.iam.create_role(
            RoleName=name,
            Description=f"The Glue jobs of {self.pipeline.name}, as Boathouse deploys them.",
            AssumeRolePolicyDocument=json.dumps(policies.trust(self.account)),
            Tags=as_list(wanted["Tags"]),
        )
        self._put_policy(name)

    def update(self, name: str, wanted: Fields, found: Found) -> None:
        """Put what differs; policies that somebody has added are taken away."""
        iam, there = self.clients.iam, found.fields
        if there["Trust"] != wanted["Trust"]:
            document = json.dumps(policies.trust(self.account))
            iam.update_assume_role_policy(RoleName=name, PolicyDocument=document)
        if there["Policy"] != wanted["Policy"]:
            self._put_policy(name)
        self._strip(name, there)
        if there["Tags"] != wanted["Tags"]:
            iam.tag_role(RoleName=name, Tags=as_list(wanted["Tags"]))

    def delete(self, name: str, found: Found | None = None) -> None:
        """Remove the role and its policies."""
        if found:
            self._strip(name, found.fields)
            if _POLICY in found.fields["InlinePolicies"]:
                self.clients.iam.delete_role_policy(RoleName=name, PolicyName=_POLICY)
        self.clients.iam.delete_role(RoleName=name)

    def told(self, wanted: Fields) -> str:
        """Its policy follows, field by field."""
        return "for Glue alone; it may"

    def _put_policy(self, name: str) -> None:
        document = json.dumps(policies.job(self.account, self.pipeline))
        self.clients.iam.put_role_policy(RoleName=name, PolicyName=_POLICY, PolicyDocument=document)

    def _strip(self, name: str, there: dict[str, Any]) -> None:
        iam = self.clients.iam
        for arn in there.get("AttachedPolicies", []):
            iam.detach_role_policy(RoleName=name, PolicyArn=arn)
        for policy in there["InlinePolicies"]:
            if policy != _POLICY:
                iam.delete_role_policy(RoleName=name, PolicyName=policy)


def role_name(project: str) -> str:
    """What a project's own role is called."""
    return f"boathouse-{project}"
