"""CREATE TABLE AS, INSERT, DELETE, UPDATE, MERGE, OPTIMIZE, VACUUM, UNLOAD, PREPARE, EXECUTE and DEALLOCATE.

https://docs.aws.amazon.com/athena/latest/ug/create-table-as.html
https://docs.aws.amazon.com/athena/latest/ug/insert-into.html
https://docs.aws.amazon.com/athena/latest/ug/unload.html
https://docs.aws.amazon.com/athena/latest/ug/querying-with-prepared-statements-sql-statements.html
"""

from __future__ import annotations

import re
from collections.abc import Callable

from boathouse.engine.sql.dialect import FIRST_WORD, QUERIES, check_pieces
from boathouse.engine.sql.hive.statements import Statement
from boathouse.engine.sql.trino import statements as s
from boathouse.engine.sql.trino.words import Words, masked

SPACE = r"(?:\s|--[^\n]*(?:\n|$)|/\*.*?\*/)+"


def parse(text: str) -> Statement | None:
    """The statement, or None if it is none of these.

    Raises QueryError with the position of the first word that does not fit.
    """
    found = FIRST_WORD.match(text)
    first = found[1].upper() if found else ""
    for words, reader in READERS.items():
        head, *more = words.split()
        behind = re.compile("".join(f"{SPACE}{word}\\b" for word in more), re.DOTALL | re.IGNORECASE)
        place = behind.match(text, found.end(1)) if found and first == head else None
        if place:
            if reader is not _create:  # which may be Hive's, where backquotes are names
                check_pieces(masked(text, place.end(), len(text)))
            return reader(Words(text, place.end()))
    return None


def _create(words: Words) -> Statement | None:
    missing = words.accept("IF", "NOT", "EXISTS")
    token = words.peek()
    if token is not None and token.text == "`":
        return None
    name = words.name()
    if words.says("("):  # columns: a table of another kind
        return None
    comment = words.string() if words.accept("COMMENT") else ""
    properties = words.properties() if words.accept("WITH") else {}
    if not words.accept("AS"):
        return None
    start, end = words.start, words.end
    tail = re.search(rf"\bWITH{SPACE}(?P<no>NO{SPACE})?DATA\s*$", words.text[start:end], re.IGNORECASE)
    sql = masked(words.text, start, start + tail.start() if tail else end)
    return s.CreateTableAs(sql, name, properties, missing, comment, not (tail and tail["no"]))


def _insert(words: Words) -> Statement:
    name, columns = words.name(), tuple[str, ...]()
    inside = words.peek(1)
    if words.says("(") and inside is not None and inside.text.upper() not in QUERIES:
        words.expect("(")
        columns = (words.identifier(),)
        while words.accept(","):
            columns = (*columns, words.identifier())
        words.expect(")")
    return s.Insert(masked(words.text, words.start, words.end), name, columns)


def _delete(words: Words) -> Statement:
    return s.Delete(words.text[: words.end])


def _update(words: Words) -> Statement:
    return s.Update(words.text[: words.end])


def _merge(words: Words) -> Statement:
    return s.Merge(words.text[: words.end])


def _optimize(words: Words) -> Statement:
    head = f"DELETE FROM {words.name().quoted} "
    words.expect("REWRITE", "DATA", "USING", "BIN_PACK")
    if words.peek() is None:
        return s.Optimize(head)
    if not words.says("WHERE"):
        raise words.unexpected("'WHERE'")
    # the words before it are longer than those in their place, so that the condition stays where it is
    sql = masked(words.text, words.start, words.end)
    return s.Optimize(head + sql[len(head) :])


def _vacuum(words: Words) -> Statement:
    name = words.name()
    words.done()
    return s.Vacuum(f"DELETE FROM {name.quoted}")


def _unload(words: Words) -> Statement:
    words.expect("(")
    start, end = words.parenthesis()
    words.expect("TO")
    location = words.string()
    words.expect("WITH")
    properties = words.properties()
    words.done()
    return s.Unload(masked(words.text, start, end), location, properties)


def _prepare(words: Words) -> Statement:
    name = words.spelled()
    words.expect("FROM")
    if words.peek() is None:
        raise words.unexpected("<statement>")
    return s.Prepare(name, words.text[words.start : words.end])


def _execute(words: Words) -> Statement:
    name = words.spelled()
    parameters = words.expressions() if words.accept("USING") else ()
    words.done()
    return s.Execute(name, parameters)


def _deallocate(words: Words) -> Statement:
    name = words.spelled()
    words.done()
    return s.Deallocate(name)


READERS: dict[str, Callable[[Words], Statement | None]] = {
    "CREATE TABLE": _create,
    "INSERT INTO": _insert,
    "DELETE": _delete,
    "UPDATE": _update,
    "MERGE": _merge,
    "OPTIMIZE": _optimize,
    "VACUUM": _vacuum,
    "UNLOAD": _unload,
    "PREPARE": _prepare,
    "EXECUTE": _execute,
    "DEALLOCATE PREPARE": _deallocate,
}
