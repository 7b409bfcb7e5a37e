"""Results, page by page from the file in the lake."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import BinaryIO

from boathouse.errors import ServiceError
from boathouse.lake import Lake
from boathouse.services.athena.errors import InvalidRequestError
from boathouse.services.athena.ledger import Ledger, Record
from boathouse.services.athena.tokens import opened, sealed

MOST = 1000
FIELD = re.compile(r'"((?:[^"]|"")*)"|([^,]*)')


class Results:
    """What finished queries answered."""

    def __init__(self, ledger: Ledger, lake: Lake) -> None:
        self._ledger, self._lake = ledger, lake

    def get_query_results(
        self, query_execution_id: str, next_token: str | None = None, max_results: int = MOST
    ) -> Record:
        """Answer a page of rows; the first row of a SELECT's result is its column names.

        A statement that has written rows answers how many they are, as UpdateCount.

        AWS: https://docs.aws.amazon.com/athena/latest/APIReference/API_GetQueryResults.html
        """
        document = self._ledger.get(query_execution_id)
        state = document["Status"]["State"]
        if state in ("QUEUED", "RUNNING"):
            raise InvalidRequestError(
                f"Query has not yet finished. Current state: {state}", "INVALID_QUERY_STATUS"
            )
        if state != "SUCCEEDED":
            text = f"Query did not finish successfully. Final query state: {state}"
            raise InvalidRequestError(text, "INVALID_QUERY_STATUS")
        if not 1 <= max_results <= MOST:
            raise InvalidRequestError(f"MaxResults is more than maximum allowed length {MOST}.")
        location = document["ResultConfiguration"]["OutputLocation"]
        rows: list[tuple[str | None, ...]] = []
        end: int | None = None
        if "updated" not in document:  # a statement that writes rows answers none
            rows, end = self._page(location, opened(next_token) or 0, max_results)
        cells = [{"Data": [{} if v is None else {"VarCharValue": v} for v in row]} for row in rows]
        answer: Record = {
            "UpdateCount": document.get("updated", 0),
            "ResultSet": {"Rows": cells, "ResultSetMetadata": {"ColumnInfo": document.get("columns", [])}},
        }
        if end is not None:
            answer["NextToken"] = sealed(end)
        return answer

    def _page(self, location: str, begin: int, count: int) -> tuple[list[tuple[str | None, ...]], int | None]:
        bucket, key = Lake.split(location)
        try:
            path = self._lake.stat(bucket, key).path
            file = path.open("rb")
        except (ServiceError, OSError) as error:
            raise InvalidRequestError(f"Could not find results at {location}") from error
        with file:
            size = file.seek(0, 2)
            file.seek(begin)
            quoted = location.endswith(".csv")
            rows = []
            for record in _records(file) if quoted else iter(file.readline, b""):
                rows.append(_values(record) if quoted else (record.decode().rstrip("\n"),))
                if len(rows) == count:
                    break
            return rows, file.tell() if file.tell() < size else None


def _records(file: BinaryIO) -> Iterator[bytes]:
    """Lines, put together where a value holds a line break."""
    while line := file.readline():
        while line.count(b'"') % 2:
            line += file.readline()
        yield line


def _values(record: bytes) -> tuple[str | None, ...]:
    text, at, values = record.decode().removesuffix("\n"), 0, list[str | None]()
    while True:
        found = FIELD.match(text, at)
        assert found is not None  # the pattern also matches nothing
        values.append(found[1].replace('""', '"') if found[1] is not None else None)
        at = found.end() + 1
        if at > len(text):
            return tuple(values)
