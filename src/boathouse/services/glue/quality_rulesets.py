"""Data quality rulesets."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from typing import Any

from boathouse.services.glue.errors import AlreadyExistsError, EntityNotFoundError
from boathouse.services.glue.pages import Page
from boathouse.services.glue.records import Clock, Record, dump, given, load, now
from boathouse.services.glue.tags import Tags
from boathouse.store import Store

_DDL = "create table if not exists glue_rulesets (name text primary key, document text not null);"
_LISTED = ("Name", "Description", "CreatedOn", "LastModifiedOn", "TargetTable")


class QualityRulesets:
    """Create, read, list, update and delete rulesets; the text is read by whoever evaluates it."""

    def __init__(self, store: Store, tags: Tags, clock: Clock = now) -> None:
        self._store, self._tags, self._clock = store, tags, clock
        store.create(_DDL)

    def create_data_quality_ruleset(
        self,
        name: str,
        ruleset: str,
        description: str | None = None,
        tags: dict[str, str] | None = None,
        target_table: Record | None = None,
        data_quality_security_configuration: str | None = None,
        client_token: str | None = None,
    ) -> Record:
        """Create a ruleset.

        AWS: https://docs.aws.amazon.com/glue/latest/webapi/API_CreateDataQualityRuleset.html
        Differs: the ruleset is checked when it is evaluated, not here. The security configuration is
        stored, not obeyed, and the client token makes no second call a repetition.
        """
        moment = self._clock()
        members = {
            "Name": name,
            "Description": description,
            "Ruleset": ruleset,
            "TargetTable": target_table,
            "DataQualitySecurityConfiguration": data_quality_security_configuration,
            "CreatedOn": moment,
            "LastModifiedOn": moment,
        }
        with self._store.write() as db:
            if self.look_up(db, name) is not None:
                raise AlreadyExistsError(f"Another ruleset with the same name already exists: {name}")
            db.execute("insert into glue_rulesets values (?, ?)", [name, dump(members)])
            self._tags.put(db, f"dataQualityRuleset/{name}", tags)
        return {"Name": name}

    def get_data_quality_ruleset(self, name: str) -> Record:
        """Answer one ruleset.

        AWS: https://docs.aws.amazon.com/glue/latest/webapi/API_GetDataQualityRuleset.html
        """
        with self._store.read() as db:
            return self.find(db, name)

    def update_data_quality_ruleset(
        self, name: str, description: str | None = None, ruleset: str | None = None
    ) -> Record:
        """Change a ruleset's text, its description, or both.

        AWS: https://docs.aws.amazon.com/glue/latest/webapi/API_UpdateDataQualityRuleset.html
        Differs: the ruleset is checked when it is evaluated, not here.
        """
        with self._store.write() as db:
            changed = given({"Description": description, "Ruleset": ruleset})
            document = self.find(db, name) | changed | {"LastModifiedOn": self._clock()}
            db.execute("update glue_rulesets set document = ? where name = ?", [dump(document), name])
        return {
            member: document[member] for member in ("Name", "Description", "Ruleset") if member in document
        }

    def delete_data_quality_ruleset(self, name: str) -> None:
        """Delete a ruleset; results stay.

        AWS: https://docs.aws.amazon.com/glue/latest/webapi/API_DeleteDataQualityRuleset.html
        """
        with self._store.write() as db:
            self.find(db, name)
            db.execute("delete from glue_rulesets where name = ?", [name])
            self._tags.drop(db, f"dataQualityRuleset/{name}")

    def list_data_quality_rulesets(
        self,
        next_token: str | None = None,
        max_results: int | None = None,
        filter: Record | None = None,  # noqa: A002 - AWS's name
        tags: dict[str, str] | None = None,
    ) -> Record:
        """Answer rulesets by name, page by page.

        AWS: https://docs.aws.amazon.com/glue/latest/webapi/API_ListDataQualityRulesets.html
        Differs: RuleCount is left out.
        """
        page = Page(next_token, max_results)
        with self._store.read() as db:
            rows = db.execute(
                "select name, document from glue_rulesets where name > ? order by name", [page.after or ""]
            )
            wanted = (
                row
                for row in rows
                if _matches(load(row["document"]), filter or {})
                and self._tags.match(db, f"dataQualityRuleset/{row['name']}", tags)
            )
            taken, more = page.cut(wanted, key=lambda row: row["name"])
        return {"Rulesets": [_listed(load(row["document"])) for row in taken], **more}

    def find(self, db: sqlite3.Connection, name: str) -> Record:
        """Read a ruleset; EntityNotFoundException if there is none of this name."""
        ruleset = self.look_up(db, name)
        if ruleset is None:
            raise EntityNotFoundError(f"Cannot find Data Quality Ruleset with name: {name}")
        return ruleset

    def look_up(self, db: sqlite3.Connection, name: str) -> Record | None:
        """Read a ruleset, if there is one of this name."""
        row = db.execute("select document from glue_rulesets where name = ?", [name]).fetchone()
        return load(row["document"]) if row else None


def _listed(ruleset: Record) -> Record:
    return {member: ruleset[member] for member in _LISTED if member in ruleset}


def _matches(ruleset: Record, wanted: Mapping[str, Any]) -> bool:
    """Whether a ruleset is one that a filter asks for."""
    for name, value in wanted.items():
        if name.endswith("Before"):
            meets = ruleset[f"{name.removesuffix('Before')}On"] < value
        elif name.endswith("After"):
            meets = ruleset[f"{name.removesuffix('After')}On"] > value
        else:
            meets = ruleset.get(name) == value
        if not meets:
            return False
    return True
