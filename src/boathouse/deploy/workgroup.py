"""The Athena workgroup: where results go, and how much a query may scan."""

from __future__ import annotations

from typing import Any, cast

from botocore.exceptions import ClientError

from boathouse.deploy.families import Family, Fields, Found
from boathouse.deploy.named_queries import NamedQueries
from boathouse.deploy.stamp import PROJECT, as_list, as_mapping, own

_ENGINE = "Athena engine version 3"
_GB = 1_000_000_000


class WorkGroup(Family):
    """The one workgroup; its settings hold whatever a client asks for."""

    kind = "workgroup"

    def wanted(self) -> dict[str, Fields]:
        """One workgroup."""
        return {
            self.pipeline.name: {
                "OutputLocation": f"s3://{self.pipeline.bucket}/athena/",
                "BytesScannedCutoffPerQuery": self.pipeline.scan_limit * _GB,
                "EngineVersion": _ENGINE,
                "EnforceWorkGroupConfiguration": True,
                "PublishCloudWatchMetricsEnabled": True,
                "State": "ENABLED",
                "Tags": self.stamp.tags,
            }
        }

    def found(self) -> dict[str, Found]:
        """The workgroup, unless there is none."""
        athena, name = self.clients.athena, self.pipeline.name
        try:
            group = athena.get_work_group(WorkGroup=name).get("WorkGroup")
        except ClientError as error:
            if "not found" not in error.response["Error"].get("Message", ""):
                raise
            return {}
        if not group:
            return {}
        tags = as_mapping(athena.list_tags_for_resource(ResourceARN=self._arn).get("Tags", []))
        fields = {**_fields(group), "Tags": own(tags)}
        return {name: Found(fields, tags.get(PROJECT) == self.stamp.project)}

    def create(self, name: str, wanted: Fields) -> None:
        """Make it, tagged."""
        self.clients.athena.create_work_group(
            Name=name,
            Description="Deployed by Boathouse from jobs/workflow.toml; a change by hand is undone.",
            Configuration=cast(
                Any,
                {
                    **_settings(wanted),
                    "ResultConfiguration": {"OutputLocation": wanted["OutputLocation"]},
                },
            ),
            Tags=cast(Any, as_list(wanted["Tags"])),
        )

    def update(self, name: str, wanted: Fields, found: Found) -> None:
        """Put what differs."""
        here = {key: value for key, value in wanted.items() if key != "Tags"}
        if here != {key: value for key, value in found.fields.items() if key != "Tags"}:
            results = {"OutputLocation": wanted["OutputLocation"]}
            updates = cast(Any, {**_settings(wanted), "ResultConfigurationUpdates": results})
            self.clients.athena.update_work_group(
                WorkGroup=name, ConfigurationUpdates=updates, State=wanted["State"]
            )
        if wanted["Tags"] != found.fields["Tags"]:
            tags = cast(Any, as_list(wanted["Tags"]))
            self.clients.athena.tag_resource(ResourceARN=self._arn, Tags=tags)

    def delete(self, name: str, found: Found | None = None) -> None:
        """Remove it with the history of its queries."""
        self.clients.athena.delete_work_group(WorkGroup=name, RecursiveDeleteOption=True)

    def kept(self, name: str, found: Found, *, data: bool) -> str:
        """It stays if somebody has saved a query in it."""
        saved = NamedQueries(self.clients, self.account, self.pipeline, self.stamp).found()
        others = [query for query, there in saved.items() if not there.owned]
        return f"somebody has saved queries in it: {', '.join(others)}" if others else ""

    def told(self, wanted: Fields) -> str:
        """Its limit."""
        return f"results in {wanted['OutputLocation']}, at most {self.pipeline.scan_limit} GB a query"

    @property
    def _arn(self) -> str:
        return self.account.arn("athena", f"workgroup/{self.pipeline.name}")


def _settings(wanted: Fields) -> dict[str, Any]:
    names = (
        "BytesScannedCutoffPerQuery",
        "EnforceWorkGroupConfiguration",
        "PublishCloudWatchMetricsEnabled",
    )
    version = {"EngineVersion": {"SelectedEngineVersion": wanted["EngineVersion"]}}
    return {**{name: wanted[name] for name in names}, **version}


def _fields(group: Any) -> Fields:
    configuration = group["Configuration"]
    return {
        "OutputLocation": configuration.get("ResultConfiguration", {}).get("OutputLocation"),
        "BytesScannedCutoffPerQuery": configuration.get("BytesScannedCutoffPerQuery"),
        "EngineVersion": configuration.get("EngineVersion", {}).get("SelectedEngineVersion"),
        "EnforceWorkGroupConfiguration": configuration.get("EnforceWorkGroupConfiguration"),
        "PublishCloudWatchMetricsEnabled": configuration.get("PublishCloudWatchMetricsEnabled"),
        "State": group.get("State"),
    }
