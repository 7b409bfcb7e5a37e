"""Lines of CSV as OpenCSVSerde's parser takes them apart, well-formed or not.

https://docs.aws.amazon.com/athena/latest/ug/csv-serde.html
"""

from __future__ import annotations


def fields(line: str, marks: str) -> list[str]:
    """The fields of a line; `marks` are the separator, the quote and the escape character.

    A doubled quote inside quotes is one; an escape character stands for the quote or escape character behind
    it, inside quotes, and for nothing anywhere else.
    """
    separator, quote, escape = tuple(marks)
    found: list[str] = []
    text, at, quoted = "", 0, False
    while at < len(line):
        character, following = line[at], line[at + 1 : at + 2]
        if character == escape:
            if quoted and following in (quote, escape) and following:
                text, at = text + following, at + 1
        elif character == quote:
            if quoted and following == quote:
                text, at = text + quote, at + 1
            else:
                text = _around(line, at, separator, text, quote)
                quoted = not quoted
        elif character == separator and not quoted:
            found.append(text)
            text = ""
        else:
            text += character
        at += 1
    return [*found, text]


def _around(line: str, at: int, separator: str, text: str, quote: str) -> str:
    """The field so far, at a quote: one in the midst of text is kept, blanks before a first one are not."""
    if at <= 2 or line[at - 1] == separator or line[at + 1 : at + 2] in ("", separator):
        return text
    return "" if text and text.isspace() else text + quote
