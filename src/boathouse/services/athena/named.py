"""Named queries: texts kept for later."""

from __future__ import annotations

import json
import uuid

from boathouse.services.athena.errors import InvalidRequestError
from boathouse.services.athena.ledger import Record
from boathouse.services.athena.tokens import opened, sealed
from boathouse.services.athena.workgroups import WorkGroups
from boathouse.store import Store

_DDL = """
create table if not exists athena_named_queries (
  number integer primary key autoincrement, id text not null unique, work_group text not null,
  token text unique, document text not null
);
"""


class NamedQueries:
    """Create, read, list and delete named queries."""

    def __init__(self, store: Store, work_groups: WorkGroups) -> None:
        self._store, self._work_groups = store, work_groups
        store.create(_DDL)

    def create_named_query(
        self,
        name: str,
        database: str,
        query_string: str,
        description: str = "",
        client_request_token: str | None = None,
        work_group: str = "primary",
    ) -> Record:
        """Keep a query.

        AWS: https://docs.aws.amazon.com/athena/latest/APIReference/API_CreateNamedQuery.html
        """
        self._work_groups.found(work_group)
        identifier = str(uuid.uuid4())
        document = {
            "Name": name,
            "Description": description,
            "Database": database,
            "QueryString": query_string,
            "NamedQueryId": identifier,
            "WorkGroup": work_group,
        }
        with self._store.write() as db:
            if client_request_token is not None:
                row = db.execute(
                    "select id from athena_named_queries where token = ?", [client_request_token]
                ).fetchone()
                if row is not None:
                    return {"NamedQueryId": row["id"]}
            db.execute(
                "insert into athena_named_queries (id, work_group, token, document) values (?, ?, ?, ?)",
                [identifier, work_group, client_request_token, json.dumps(document)],
            )
        return {"NamedQueryId": identifier}

    def get_named_query(self, named_query_id: str) -> Record:
        """Answer one named query.

        AWS: https://docs.aws.amazon.com/athena/latest/APIReference/API_GetNamedQuery.html
        """
        with self._store.read() as db:
            row = db.execute(
                "select document from athena_named_queries where id = ?", [named_query_id]
            ).fetchone()
        if row is None:
            raise InvalidRequestError(f"NamedQuery {named_query_id} does not exist.")
        return {"NamedQuery": json.loads(row["document"])}

    def batch_get_named_query(self, named_query_ids: list[str]) -> Record:
        """Answer several named queries, and which ids are unknown.

        AWS: https://docs.aws.amazon.com/athena/latest/APIReference/API_BatchGetNamedQuery.html
        """
        found, unknown = [], []
        for identifier in named_query_ids:
            try:
                found.append(self.get_named_query(identifier)["NamedQuery"])
            except InvalidRequestError as error:
                unknown.append(
                    {"NamedQueryId": identifier, "ErrorCode": "INVALID_INPUT", "ErrorMessage": error.message}
                )
        return {"NamedQueries": found, "UnprocessedNamedQueryIds": unknown}

    def list_named_queries(
        self, next_token: str | None = None, max_results: int = 50, work_group: str = "primary"
    ) -> Record:
        """List a workgroup's named queries by id, the oldest first.

        AWS: https://docs.aws.amazon.com/athena/latest/APIReference/API_ListNamedQueries.html
        """
        with self._store.read() as db:
            rows = db.execute(
                "select number, id from athena_named_queries where work_group = ? and number > ? "
                "order by number limit ?",
                [work_group, opened(next_token) or 0, max_results + 1],
            ).fetchall()
        answer: Record = {"NamedQueryIds": [row["id"] for row in rows[:max_results]]}
        if len(rows) > max_results:
            answer["NextToken"] = sealed(rows[max_results - 1]["number"])
        return answer

    def update_named_query(
        self, named_query_id: str, name: str, query_string: str, description: str = ""
    ) -> Record:
        """Give a query another name, text and description; its database and workgroup stay.

        AWS: https://docs.aws.amazon.com/athena/latest/APIReference/API_UpdateNamedQuery.html
        """
        kept = self.get_named_query(named_query_id)["NamedQuery"]
        document = {**kept, "Name": name, "QueryString": query_string, "Description": description}
        with self._store.write() as db:
            db.execute(
                "update athena_named_queries set document = ? where id = ?",
                [json.dumps(document), named_query_id],
            )
        return {}

    def delete_named_query(self, named_query_id: str) -> Record:
        """Forget a named query.

        AWS: https://docs.aws.amazon.com/athena/latest/APIReference/API_DeleteNamedQuery.html
        """
        self.get_named_query(named_query_id)
        with self._store.write() as db:
            db.execute("delete from athena_named_queries where id = ?", [named_query_id])
        return {}
