"""The database of the Data Catalog."""

from __future__ import annotations

from typing import Any, cast

from boathouse.deploy.families import Family, Fields, Found, found, pages, said
from boathouse.deploy.stamp import PROJECT, own

_READ_ONLY = ("CatalogId", "CreateTime", "FederatedDatabase")


class Database(Family):
    """The one database; one that was there before is used as it is."""

    kind = "database"
    shared = True

    @property
    def name(self) -> str:
        """The name as the catalog spells it."""
        return self.pipeline.database.lower()

    def wanted(self) -> dict[str, Fields]:
        """One database."""
        # Spark registers no table in a database without a location, not even one that has a path of its own
        return {self.name: {"LocationUri": f"s3://{self.pipeline.bucket}/", "Tags": self.stamp.tags}}

    def found(self) -> dict[str, Found]:
        """The database, unless there is none."""
        glue = self.clients.glue
        answer = found(lambda: glue.get_database(Name=self.name), "EntityNotFoundException")
        if answer is None:
            return {}
        tags = glue.get_tags(ResourceArn=self._arn)["Tags"]
        raw = answer["Database"]
        fields = {"LocationUri": raw.get("LocationUri"), "Tags": own(tags)}
        return {self.name: Found(fields, tags.get(PROJECT) == self.stamp.project, raw)}

    def create(self, name: str, wanted: Fields) -> None:
        """Make it, tagged."""
        definition: Any = {"Name": name, "LocationUri": wanted["LocationUri"]}
        self.clients.glue.create_database(DatabaseInput=definition, Tags=wanted["Tags"])

    def update(self, name: str, wanted: Fields, found: Found) -> None:
        """Put its location and tags; what else it says stays."""
        if wanted["LocationUri"] != found.fields["LocationUri"]:
            kept = {key: value for key, value in said(found.raw).items() if key not in _READ_ONLY}
            definition = cast(Any, {**kept, "LocationUri": wanted["LocationUri"]})
            self.clients.glue.update_database(Name=name, DatabaseInput=definition)
        if wanted["Tags"] != found.fields["Tags"]:
            self.clients.glue.tag_resource(ResourceArn=self._arn, TagsToAdd=wanted["Tags"])

    def delete(self, name: str, found: Found | None = None) -> None:
        """Remove it with the tables in it; `kept` has seen to it that this is meant."""
        self.clients.glue.delete_database(Name=name)

    def kept(self, name: str, found: Found, *, data: bool) -> str:
        """It stays if it has tables that this project has not declared, unless data goes too."""
        if data:
            return ""
        tables = pages(self.clients.glue.get_tables, "TableList", DatabaseName=name)
        others = [t["Name"] for t in tables if t.get("Parameters", {}).get(PROJECT) != self.stamp.project]
        return f"it has tables of the jobs ({', '.join(others)}), which only DATA=1 deletes" if others else ""

    @property
    def _arn(self) -> str:
        return self.account.arn("glue", f"database/{self.name}")
