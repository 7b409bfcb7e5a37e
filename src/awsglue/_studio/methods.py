"""How a transform of Glue Studio becomes a method of DynamicFrames and DataFrames."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import wraps
from typing import Concatenate, ParamSpec

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from awsglue.dynamicframe import DynamicFrame

P = ParamSpec("P")
_FIRST = re.compile(r"(`(?:[^`]|``)+`|[^`.]+)\.")
"""The first part of a path into structs, in backticks if it has dots."""
_PYTHON_CODES = {
    "%Y": "yyyy",
    "%y": "yy",
    "%m": "MM",
    "%d": "dd",
    "%H": "HH",
    "%I": "hh",
    "%M": "mm",
    "%S": "ss",
    "%f": "SSSSSS",
    "%p": "a",
    "%j": "DDD",
    "%a": "E",
    "%A": "EEEE",
    "%b": "MMM",
    "%B": "MMMM",
    "%z": "Z",
    "%Z": "z",
    "%%": "%",
}


def _sentence(text: Column) -> Column:
    return F.concat(F.upper(F.substring(text, 1, 1)), F.lower(text.substr(F.lit(2), F.length(text))))


CASES: dict[str, Callable[[Column], Column]] = {
    "LOWER": F.lower,
    "UPPER": F.upper,
    "CAPITAL": F.initcap,
    "SENTENCE": _sentence,
}
"""Capital and small letters of a text, by DataBrew's names."""


def method(
    function: Callable[Concatenate[DataFrame, P], DataFrame],
) -> Callable[Concatenate[DataFrame, P], DataFrame]:
    """Give DynamicFrames and DataFrames the function as a method of its name.

    A DynamicFrame without fields is left as it is: its source had no files, or none that is new to the
    bookmark. Fields of several types come back as the structs that `toDF` makes of them.
    """

    @wraps(function)
    def of_frame(frame: DynamicFrame, *args: P.args, **kwargs: P.kwargs) -> DynamicFrame:
        df = frame.toDF()
        if not df.columns:
            return frame
        return DynamicFrame.fromDF(function(df, *args, **kwargs), frame.glue_ctx, frame.name)

    for kind, made in ((DynamicFrame, of_frame), (DataFrame, function)):
        setattr(kind, function.__name__, made)
    return function


def name_of(column: str) -> str:
    """A column's name as Glue Studio writes it, in backticks if it has dots."""
    return column[1:-1].replace("``", "`") if column[:1] == column[-1:] == "`" and len(column) > 1 else column


def column(df: DataFrame, name: str) -> Column:
    """A column by its whole name, or by its path into structs.

    Raises ValueError if there is none, with the names that there are.
    """
    plain = name_of(name)
    if any(plain.lower() == known.lower() for known in df.columns):
        return F.col(f"`{plain.replace('`', '``')}`")
    first = _FIRST.match(name)
    if first and any(name_of(first[1]).lower() == known.lower() for known in df.columns):
        return F.col(name)
    raise ValueError(f"There is no column {plain!r}; there are {', '.join(df.columns)}.")


def with_column(df: DataFrame, name: str, value: Column) -> DataFrame:
    """The DataFrame with a column added, or replaced where it stands."""
    return df.withColumn(name_of(name), value)


def listed(names: str | Sequence[str]) -> list[str]:
    """Names as a list, or as Glue Studio writes them in one text, separated by commas."""
    return [name.strip() for name in names.split(",")] if isinstance(names, str) else list(names)


def spark_format(pattern: str) -> str:
    """A date pattern of Spark's; Python's codes such as %Y are understood.

    Raises ValueError for a code that Spark has no letters for.
    """
    if "%" not in pattern:
        return pattern
    unknown = set(re.findall(r"%.", pattern)) - set(_PYTHON_CODES)
    if unknown:
        raise ValueError(
            f"The date pattern {pattern!r} has codes {sorted(unknown)}, which Spark cannot write."
        )
    parts = re.split(r"(%.)", pattern)
    return "".join(_PYTHON_CODES[part] if part[:1] == "%" else _literal(part) for part in parts)


def _literal(text: str) -> str:
    """Text between codes: letters would be codes of Spark's, so they stand in quotes."""
    return re.sub(r"[A-Za-z]+", r"'\g<0>'", text.replace("'", "''"))
