"""Rows of delimited text, quotes and all."""

from __future__ import annotations

import pytest

from boathouse.engine.crawl.rows import rows


def taken(text: str, delimiter: str = ",", quote: str = '"', *, spanning: bool = True) -> list[list[str]]:
    return rows(text, delimiter, quote, 10, spanning=spanning).fields


@pytest.mark.parametrize(
    ("text", "fields"),
    [
        ("a,b\r\n1,\r2,x", [["a", "b"], ["1", ""], ["2", "x"]]),
        ('a,"b,c"\n', [["a", '"b,c"']]),
        ('a, "b,c" ,d\n', [["a", ' "b,c" ', "d"]]),
        ('"x""y, z",""\n"""",1', [['"x""y, z"', '""'], ['""""', "1"]]),
        ('"x \\"y, z\\"",1', [['"x \\"y, z\\""', "1"]]),
        ('"C:\\",1', [['"C:\\"', "1"]]),
        ('"one\n\ntwo",1\n', [['"one\n\ntwo"', "1"]]),
        ('a"b,c"\nd,"e"f,g"\n', [['a"b', 'c"'], ["d", '"e"f,g"']]),
        ('"never,closed\n1,2', [['"never', "closed"], ["1", "2"]]),
        ("\n , \n  \na,b\n", [[" ", " "], ["a", "b"]]),
    ],
)
def test_a_quote_opens_at_the_start_of_a_field_and_closes_at_its_end(
    text: str, fields: list[list[str]]
) -> None:
    assert taken(text) == fields


def test_lines_are_rows_unless_quotes_may_span_them() -> None:
    assert taken('"a\nb",1\n', spanning=False) == [['"a'], ['b"', "1"]]


def test_other_quotes_are_obeyed() -> None:
    assert taken("'a|b'|\"c|d\"\n", "|", "'") == [["'a|b'", '"c', 'd"']]
    assert taken('a "b c" d\n', " ") == [["a", '"b c"', "d"]]


def test_no_more_rows_are_taken_than_asked_for() -> None:
    some = rows("a,b\n\nc,d\n\ne,f\n", ",", '"', 2, spanning=True)
    assert some.fields == [["a", "b"], ["c", "d"]]
    assert some.used == len("a,b\n\nc,d\n\n")


def test_quotes_that_are_never_closed_do_not_take_forever() -> None:
    text = "".join(f'{i}\t"{"y" * 900}\n' for i in range(1100))
    assert len(rows(text, "\t", '"', 1000, spanning=True).fields) == 1000
