"""Workgroups: where results go when a query does not say."""

from __future__ import annotations

import json
import time
from datetime import UTC, datetime

from boathouse.services.athena.errors import InvalidRequestError
from boathouse.services.athena.ledger import Record
from boathouse.services.athena.tags import Tags
from boathouse.services.athena.tokens import opened, sealed
from boathouse.store import Store

_DDL = "create table if not exists athena_work_groups (name text primary key, document text not null);"
ENGINE_VERSION = "Athena engine version 3"
KNOWN = frozenset(
    [
        "ResultConfiguration",
        "EnforceWorkGroupConfiguration",
        "PublishCloudWatchMetricsEnabled",
        "BytesScannedCutoffPerQuery",
        "RequesterPaysEnabled",
        "EngineVersion",
    ]
)


class WorkGroups:
    """Create, read, update and delete workgroups; `primary` is always there."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self.tags = Tags(store)
        store.create(_DDL)
        with store.write() as db:
            primary = _new("primary", "", {})
            db.execute(
                "insert or ignore into athena_work_groups values (?, ?)", ["primary", json.dumps(primary)]
            )

    def create_work_group(
        self,
        name: str,
        configuration: Record | None = None,
        description: str = "",
        tags: list[Record] | None = None,
    ) -> Record:
        """Create a workgroup.

        AWS: https://docs.aws.amazon.com/athena/latest/APIReference/API_CreateWorkGroup.html
        Differs: the limit on bytes scanned and CloudWatch metrics are stored, not obeyed.
        """
        document = json.dumps(_new(name, description, configuration or {}))
        with self._store.write() as db:
            if db.execute("select 1 from athena_work_groups where name = ?", [name]).fetchone():
                raise InvalidRequestError(f"WorkGroup {name} is already created.")
            db.execute("insert into athena_work_groups values (?, ?)", [name, document])
            self.tags.put(db, name, tags)
        return {}

    def get_work_group(self, work_group: str) -> Record:
        """Answer one workgroup.

        AWS: https://docs.aws.amazon.com/athena/latest/APIReference/API_GetWorkGroup.html
        """
        return {"WorkGroup": _shown(self.found(work_group))}

    def list_work_groups(self, next_token: str | None = None, max_results: int = 50) -> Record:
        """List the workgroups by name.

        AWS: https://docs.aws.amazon.com/athena/latest/APIReference/API_ListWorkGroups.html
        """
        begin = opened(next_token) or 0
        with self._store.read() as db:
            rows = db.execute(
                "select document from athena_work_groups order by name limit ? offset ?",
                [max_results + 1, begin],
            ).fetchall()
        members = ("Name", "State", "Description", "CreationTime")
        groups = [_shown(json.loads(row["document"])) for row in rows[:max_results]]
        answer: Record = {
            "WorkGroups": [
                {**{k: g[k] for k in members}, "EngineVersion": g["Configuration"]["EngineVersion"]}
                for g in groups
            ]
        }
        if len(rows) > max_results:
            answer["NextToken"] = sealed(begin + max_results)
        return answer

    def update_work_group(
        self,
        work_group: str,
        description: str | None = None,
        configuration_updates: Record | None = None,
        state: str | None = None,
    ) -> Record:
        """Change a workgroup; what is not mentioned stays.

        AWS: https://docs.aws.amazon.com/athena/latest/APIReference/API_UpdateWorkGroup.html
        """
        document = self.found(work_group)
        updates = dict(configuration_updates or {})
        results = updates.pop("ResultConfigurationUpdates", {})
        if "BytesScannedCutoffPerQuery" in document["Configuration"] and updates.pop(
            "RemoveBytesScannedCutoffPerQuery", False
        ):
            del document["Configuration"]["BytesScannedCutoffPerQuery"]
        document["Configuration"] |= _known(updates)
        own = document["Configuration"].setdefault("ResultConfiguration", {})
        if results.get("RemoveOutputLocation"):
            own.pop("OutputLocation", None)
        if "OutputLocation" in results:
            own["OutputLocation"] = results["OutputLocation"]
        document["Description"] = document["Description"] if description is None else description
        document["State"] = state or document["State"]
        with self._store.write() as db:
            db.execute(
                "update athena_work_groups set document = ? where name = ?",
                [json.dumps(document), work_group],
            )
        return {}

    def delete_work_group(self, work_group: str, recursive_delete_option: bool = False) -> Record:
        """Delete a workgroup.

        AWS: https://docs.aws.amazon.com/athena/latest/APIReference/API_DeleteWorkGroup.html
        Differs: its named queries and executions stay, with or without RecursiveDeleteOption.
        """
        if work_group == "primary":
            raise InvalidRequestError("The primary workgroup cannot be deleted.")
        self.found(work_group)
        with self._store.write() as db:
            db.execute("delete from athena_work_groups where name = ?", [work_group])
            self.tags.drop(db, work_group)
        return {}

    def found(self, name: str) -> Record:
        """A workgroup's document."""
        with self._store.read() as db:
            row = db.execute("select document from athena_work_groups where name = ?", [name]).fetchone()
        if row is None:
            raise InvalidRequestError(f"WorkGroup {name} is not found.")
        document: Record = json.loads(row["document"])
        return document

    def enabled(self, name: str) -> Record:
        """A workgroup that takes queries."""
        document = self.found(name)
        if document["State"] != "ENABLED":
            raise InvalidRequestError(f"WorkGroup {name} is disabled.")
        return document


def _new(name: str, description: str, configuration: Record) -> Record:
    defaults = {
        "ResultConfiguration": {},
        "EnforceWorkGroupConfiguration": name != "primary",
        "PublishCloudWatchMetricsEnabled": False,
        "RequesterPaysEnabled": False,
        "EngineVersion": {"SelectedEngineVersion": "AUTO", "EffectiveEngineVersion": ENGINE_VERSION},
    }
    return {
        "Name": name,
        "State": "ENABLED",
        "Description": description,
        "CreationTime": time.time(),
        "Configuration": defaults | _known(configuration),
    }


def _known(configuration: Record) -> Record:
    unknown = sorted(set(configuration) - KNOWN)
    if unknown:
        raise InvalidRequestError(f"WorkGroupConfiguration.{unknown[0]} is not emulated by Boathouse")
    if "EngineVersion" in configuration:
        version = {"SelectedEngineVersion": "AUTO", **configuration["EngineVersion"]}
        configuration = {
            **configuration,
            "EngineVersion": {**version, "EffectiveEngineVersion": ENGINE_VERSION},
        }
    return configuration


def _shown(document: Record) -> Record:
    return {**document, "CreationTime": datetime.fromtimestamp(document["CreationTime"], UTC)}
