"""Custom classifiers: how crawlers are to take files apart that the built-in ones take for something else."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping

from boathouse.errors import NotEmulated
from boathouse.services.glue.errors import AlreadyExistsError, EntityNotFoundError, InvalidInputError
from boathouse.services.glue.pages import Page
from boathouse.services.glue.records import Clock, Record, dump, load, now
from boathouse.store import Store

_DDL = "create table if not exists glue_classifiers (name text primary key, document text not null);"
_CSV = "CsvClassifier"
_TYPES = (
    "BINARY",
    "BOOLEAN",
    "DATE",
    "DECIMAL",
    "DOUBLE",
    "FLOAT",
    "INT",
    "LONG",
    "SHORT",
    "STRING",
    "TIMESTAMP",
)


class Classifiers:
    """Create, read, update and delete custom classifiers of all four kinds."""

    def __init__(self, store: Store, clock: Clock = now) -> None:
        self._store, self._clock = store, clock
        store.create(_DDL)

    def create_classifier(
        self,
        grok_classifier: Record | None = None,
        xml_classifier: Record | None = None,
        json_classifier: Record | None = None,
        csv_classifier: Record | None = None,
    ) -> None:
        """Create a classifier.

        AWS: https://docs.aws.amazon.com/glue/latest/webapi/API_CreateClassifier.html
        Differs: crawlers obey those of CSV only; a crawler that names one of another kind is refused.
        """
        kind, members = _one(_kinds(grok_classifier, xml_classifier, json_classifier, csv_classifier))
        _check(kind, members)
        name, moment = members["Name"], self._clock()
        stamps = {"CreationTime": moment, "LastUpdated": moment, "Version": 1}
        with self._store.write() as db:
            if _look_up(db, name) is not None:
                raise AlreadyExistsError(f"Classifier with name {name} already exists")
            db.execute("insert into glue_classifiers values (?, ?)", [name, dump({kind: members | stamps})])

    def update_classifier(
        self,
        grok_classifier: Record | None = None,
        xml_classifier: Record | None = None,
        json_classifier: Record | None = None,
        csv_classifier: Record | None = None,
    ) -> None:
        """Change what a classifier is told; what is not given stays.

        AWS: https://docs.aws.amazon.com/glue/latest/webapi/API_UpdateClassifier.html
        Differs: the next crawl takes all files apart as the classifier says then, known ones too.
        """
        kind, members = _one(_kinds(grok_classifier, xml_classifier, json_classifier, csv_classifier))
        name = members["Name"]
        with self._store.write() as db:
            known = _find(db, name)
            if kind not in known:
                raise InvalidInputError(f"Classifier {name} is a {_one(known)[0]}, not a {kind}.")
            changed = known[kind] | members
            _check(kind, changed)
            changed |= {"LastUpdated": self._clock(), "Version": changed["Version"] + 1}
            db.execute(
                "update glue_classifiers set document = ? where name = ?", [dump({kind: changed}), name]
            )

    def get_classifier(self, name: str) -> Record:
        """Answer one classifier.

        AWS: https://docs.aws.amazon.com/glue/latest/webapi/API_GetClassifier.html
        """
        with self._store.read() as db:
            return {"Classifier": _find(db, name)}

    def get_classifiers(self, max_results: int | None = None, next_token: str | None = None) -> Record:
        """Answer classifiers by name, page by page.

        AWS: https://docs.aws.amazon.com/glue/latest/webapi/API_GetClassifiers.html
        """
        page = Page(next_token, max_results)
        with self._store.read() as db:
            rows = db.execute(
                "select document from glue_classifiers where name > ? order by name", [page.after or ""]
            )
            taken, more = page.cut(map(_document, rows), key=lambda found: _one(found)[1]["Name"])
        return {"Classifiers": taken, **more}

    def delete_classifier(self, name: str) -> None:
        """Delete a classifier.

        AWS: https://docs.aws.amazon.com/glue/latest/webapi/API_DeleteClassifier.html
        Differs: a crawl that misses it fails; AWS does not tell.
        """
        with self._store.write() as db:
            _find(db, name)
            db.execute("delete from glue_classifiers where name = ?", [name])

    def named(self, db: sqlite3.Connection, names: list[str]) -> list[Record]:
        """The CsvClassifiers of these names, in their order.

        Raises EntityNotFoundException for a name that there is not, NotEmulated for another kind.
        """
        found = []
        for name in names:
            kind, classifier = _one(_find(db, name))
            if kind != _CSV:
                raise NotEmulated(f"A crawler with a {kind} among its Classifiers", "Leave it out.")
            found.append(classifier)
        return found


def _kinds(grok: Record | None, xml: Record | None, json: Record | None, csv: Record | None) -> Record:
    told = {"GrokClassifier": grok, "XMLClassifier": xml, "JsonClassifier": json, _CSV: csv}
    return {kind: members for kind, members in told.items() if members is not None}


def _one(told: Mapping[str, Record]) -> tuple[str, Record]:
    if len(told) != 1:
        raise InvalidInputError(
            "Give just one of GrokClassifier, XMLClassifier, JsonClassifier, CsvClassifier."
        )
    return next(iter(told.items()))


def _check(kind: str, members: Record) -> None:
    if kind != _CSV:
        return
    if "Delimiter" in members and members["Delimiter"] == members.get("QuoteSymbol"):
        raise InvalidInputError("QuoteSymbol must be different from the Delimiter.")
    unknown = [name for name in members.get("CustomDatatypes", []) if name not in _TYPES]
    if unknown:
        raise InvalidInputError(f"CustomDatatypes may have {', '.join(_TYPES)}, not {', '.join(unknown)}.")


def _document(row: sqlite3.Row) -> Record:
    return load(row["document"])


def _find(db: sqlite3.Connection, name: str) -> Record:
    document = _look_up(db, name)
    if document is None:
        raise EntityNotFoundError(f"Classifier entry with name {name} does not exist")
    return document


def _look_up(db: sqlite3.Connection, name: str) -> Record | None:
    row = db.execute("select document from glue_classifiers where name = ?", [name]).fetchone()
    return _document(row) if row else None
