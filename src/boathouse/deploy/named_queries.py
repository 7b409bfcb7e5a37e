"""The queries of sql/queries as Athena's named queries, in the project's own workgroup."""

from __future__ import annotations

from pathlib import Path

from botocore.exceptions import ClientError

from boathouse.deploy.families import Family, Fields, Found, pages

_BATCH = 50  # BatchGetNamedQuery takes no more


class NamedQueries(Family):
    """A named query has no tags: the end of its description tells whose it is."""

    kind = "named query"

    def wanted(self) -> dict[str, Fields]:
        """The files of sql/queries by their names."""
        return {
            file.stem: {
                "Database": self.pipeline.database.lower(),
                "QueryString": self.pipeline.sql(file).strip(),
                "Description": f"{_opening(file)} {self._mark}".strip(),
            }
            for file in self.pipeline.queries
        }

    def found(self) -> dict[str, Found]:
        """The named queries of the workgroup; one more of the same name counts as one no longer wanted."""
        athena = self.clients.athena
        there: dict[str, Found] = {}
        identifiers = self._identifiers()
        for first in range(0, len(identifiers), _BATCH):
            answer = athena.batch_get_named_query(NamedQueryIds=identifiers[first : first + _BATCH])
            for query in answer.get("NamedQueries", []):
                owned = query.get("Description", "").endswith(self._mark)
                fields = {key: query.get(key) for key in ("Database", "QueryString", "Description")}
                taken = query["Name"] in there
                name = f"{query['Name']} ({query['NamedQueryId']})" if taken else query["Name"]
                there[name] = Found(fields, owned, query["NamedQueryId"])
        return there

    def create(self, name: str, wanted: Fields) -> None:
        """Save it."""
        self.clients.athena.create_named_query(Name=name, WorkGroup=self.pipeline.name, **wanted)

    def update(self, name: str, wanted: Fields, found: Found) -> None:
        """Save it anew; a query that moves to another database is another one."""
        athena = self.clients.athena
        if wanted["Database"] != found.fields["Database"]:
            self.create(name, wanted)
            athena.delete_named_query(NamedQueryId=found.raw)
            return
        words = {key: wanted[key] for key in ("QueryString", "Description")}
        athena.update_named_query(NamedQueryId=found.raw, Name=name, **words)

    def delete(self, name: str, found: Found | None = None) -> None:
        """Forget it."""
        if found:
            self.clients.athena.delete_named_query(NamedQueryId=found.raw)

    @property
    def _mark(self) -> str:
        return f"[boathouse:{self.stamp.project}]"

    def _identifiers(self) -> list[str]:
        try:
            listing = pages(
                self.clients.athena.list_named_queries, "NamedQueryIds", WorkGroup=self.pipeline.name
            )
            return list(listing)
        except ClientError as error:
            if "not found" not in error.response["Error"].get("Message", ""):
                raise
            return []


def _opening(file: Path) -> str:
    """What the file's first line says of it, if it is a comment."""
    first = file.read_text(encoding="utf-8").strip().partition("\n")[0]
    return first.removeprefix("--").strip()[:900] if first.startswith("--") else ""
