"""SQL text as its statements."""

from __future__ import annotations

import pytest

from boathouse.statements import split


@pytest.mark.parametrize(
    ("text", "statements"),
    [
        ("select 1", ["select 1"]),
        ("select 1;\nselect 2;\n", ["select 1", "select 2"]),
        ("select ';'; select \"a;b\"; select `c;d`", ["select ';'", 'select "a;b"', "select `c;d`"]),
        ("select 'it''s; fine'", ["select 'it''s; fine'"]),
        ("-- only; a comment", []),
        ("/* a; b */ ; ;", []),
        ("-- why; not\nselect 1", ["-- why; not\nselect 1"]),
        ("select 1 -- no; end\n;", ["select 1 -- no; end"]),
        ("create table t (a int)\r\n;\r\n", ["create table t (a int)"]),
        ("", []),
    ],
)
def test_only_a_semicolon_between_statements_ends_one(text: str, statements: list[str]) -> None:
    assert split(text) == statements
