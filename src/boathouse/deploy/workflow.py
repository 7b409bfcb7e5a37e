"""The Glue workflow that ties the jobs together."""

from __future__ import annotations

from boathouse.deploy.families import Family, Fields, Found, found
from boathouse.deploy.stamp import PROJECT, own


class Workflow(Family):
    """The one workflow; its jobs and their order are its triggers'."""

    kind = "workflow"

    def wanted(self) -> dict[str, Fields]:
        """One workflow."""
        words = "Deployed by Boathouse from jobs/workflow.toml; a change by hand is undone."
        return {self.pipeline.name: {"Description": words, "Tags": self.stamp.tags}}

    def found(self) -> dict[str, Found]:
        """The workflow, unless there is none."""
        glue, name = self.clients.glue, self.pipeline.name
        answer = found(lambda: glue.get_workflow(Name=name), "EntityNotFoundException")
        if answer is None:
            return {}
        tags = glue.get_tags(ResourceArn=self._arn)["Tags"]
        fields: Fields = {"Description": answer["Workflow"].get("Description"), "Tags": own(tags)}
        if properties := answer["Workflow"].get("DefaultRunProperties"):
            fields["DefaultRunProperties"] = properties
        return {name: Found(fields, tags.get(PROJECT) == self.stamp.project)}

    def create(self, name: str, wanted: Fields) -> None:
        """Make it, tagged."""
        self.clients.glue.create_workflow(Name=name, Description=wanted["Description"], Tags=wanted["Tags"])

    def update(self, name: str, wanted: Fields, found: Found) -> None:
        """Put what differs."""
        here = {key: value for key, value in wanted.items() if key != "Tags"}
        if here != {key: value for key, value in found.fields.items() if key != "Tags"}:
            words = wanted["Description"]
            self.clients.glue.update_workflow(Name=name, Description=words, DefaultRunProperties={})
        if wanted["Tags"] != found.fields["Tags"]:
            self.clients.glue.tag_resource(ResourceArn=self._arn, TagsToAdd=wanted["Tags"])

    def delete(self, name: str, found: Found | None = None) -> None:
        """Remove it with the history of its runs."""
        self.clients.glue.delete_workflow(Name=name)

    def told(self, wanted: Fields) -> str:
        """How it starts."""
        schedule = self.pipeline.schedule
        return f"starts at {schedule} UTC, and on demand" if schedule else "starts on demand"

    @property
    def _arn(self) -> str:
        return self.account.arn("glue", f"workflow/{self.pipeline.name}")
