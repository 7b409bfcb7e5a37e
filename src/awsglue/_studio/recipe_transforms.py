"""Data preparation recipes: the steps that Glue Studio writes for its recipe node, by DataBrew's names.

AWS: https://docs.aws.amazon.com/databrew/latest/dg/recipe-actions-reference.html
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import reduce
from operator import and_
from typing import Any

from pyspark.sql import Column as SparkColumn
from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from awsglue._studio.methods import CASES, column, name_of, with_column
from awsglue._studio.recipes import Group, step, unbuilt_step

__all__ = [
    "AggregateFunctions",
    "Column",
    "ColumnFormatting",
    "ColumnStructure",
    "DataCleaning",
    "DataQuality",
    "DataScience",
    "DataStructure",
    "DateTimeFunctions",
    "MathFunctions",
    "OtherFunctions",
    "TextFunctions",
    "WebFunctions",
    "WindowFunctions",
]


class Column(metaclass=Group):
    """Basic column steps."""


class ColumnFormatting(metaclass=Group):
    """Column formatting steps."""


class ColumnStructure(metaclass=Group):
    """Column structure steps."""


class DataCleaning(metaclass=Group):
    """Data cleaning steps."""


class DataQuality(metaclass=Group):
    """Data quality steps."""


class DataScience(metaclass=Group):
    """Data science steps."""


class DataStructure(metaclass=Group):
    """Data structure steps."""


class AggregateFunctions(metaclass=Group):
    """Aggregate functions."""


class DateTimeFunctions(metaclass=Group):
    """Date and time functions."""


class MathFunctions(metaclass=Group):
    """Mathematical functions."""


class OtherFunctions(metaclass=Group):
    """Other functions."""


class TextFunctions(metaclass=Group):
    """Text functions."""


class WebFunctions(metaclass=Group):
    """Web functions."""


class WindowFunctions(metaclass=Group):
    """Window functions."""


_QUOTES, _STOPS = "'\"", ".!,?"
_UNITS = (
    "MICROSECONDS",
    "MILLISECONDS",
    "SECONDS",
    "MINUTES",
    "HOURS",
    "DAYS",
    "WEEKS",
    "MONTHS",
    "QUARTERS",
    "YEARS",
)
_SPECIAL = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~"


@step(Column)
def RenameColumn(data_frame: DataFrame, source_column: str, target_column: str) -> DataFrame:
    """Another name for a column.

    AWS: https://docs.aws.amazon.com/databrew/latest/dg/recipe-actions.RENAME.html
    """
    return _put(data_frame, source_column, column(data_frame, source_column), target_column)


@step(Column)
def DeleteColumn(data_frame: DataFrame, source_columns: Sequence[str]) -> DataFrame:
    """Without some columns.

    AWS: https://docs.aws.amazon.com/databrew/latest/dg/recipe-actions.DELETE.html
    """
    return data_frame.drop(*(column(data_frame, name) for name in source_columns))


@step(Column)
def DuplicateColumn(data_frame: DataFrame, source_column: str, target_column: str) -> DataFrame:
    """A column once more, under another name.

    AWS: https://docs.aws.amazon.com/databrew/latest/dg/recipe-actions.DUPLICATE.html
    """
    return data_frame.withColumn(name_of(target_column), column(data_frame, source_column))


@step(Column)
def ChangeColumnDataType(
    data_frame: DataFrame, source_column: str, column_data_type: str, replace_type: str = "REPLACE_WITH_NULL"
) -> DataFrame:
    """A column's values as another type; what cannot be cast becomes null.

    AWS: https://docs.aws.amazon.com/databrew/latest/dg/recipe-actions.CHANGE_DATA_TYPE.html
    Differs: values are cast as Spark casts them; other replacements than null raise NotImplementedError.
    """
    if replace_type != "REPLACE_WITH_NULL":
        raise unbuilt_step(f"ChangeColumnDataType with replace_type={replace_type!r}")
    value = column(data_frame, source_column)
    return _put(data_frame, source_column, value.cast(column_data_type.lower()))


@step(ColumnStructure)
def SplitColumnSingleDelimiter(
    data_frame: DataFrame, source_column: str, pattern: str, limit: int = 1, include_in_split: bool = False
) -> DataFrame:
    """Columns `<name>_1`, `<name>_2` … in a column's place, split where an expression of Java's matches.

    AWS: https://docs.aws.amazon.com/databrew/latest/dg/recipe-actions.SPLIT_COLUMN_SINGLE_DELIMITER.html
    Differs: AWS does not tell which part keeps the delimiter, nor that the column goes; here the part behind
    it has it, and the column goes.
    """
    name, count = name_of(source_column), int(limit) + 1
    where = f"(?={pattern})" if include_in_split else pattern
    parts = F.split(column(data_frame, source_column).cast("string"), where, count)
    made = [F.get(parts, place).alias(f"{name}_{place + 1}") for place in range(count)]
    kept = [column(data_frame, f"`{known}`") for known in data_frame.columns]
    at = [known.lower() for known in data_frame.columns].index(name.lower())
    return data_frame.select(*kept[:at], *made, *kept[at + 1 :])


@step(DataCleaning)
def FormatCase(data_frame: DataFrame, source_column: str, case_type: str) -> DataFrame:
    """A column's text in lower or upper case, with capitals, or as a sentence.

    Raises ValueError for another case.
    AWS: https://docs.aws.amazon.com/glue/latest/dg/aws-glue-api-pyspark-transforms-FormatCase.html
    """
    text = column(data_frame, source_column).cast("string")
    if case_type not in CASES:
        raise ValueError(f"FormatCase: case_type {case_type!r} is none of {', '.join(CASES)}.")
    return _put(data_frame, source_column, CASES[case_type](text))


@step(DataCleaning)
def RemoveCombined(
    data_frame: DataFrame,
    source_column: str,
    remove_special_chars: bool = False,
    remove_custom_chars: bool = False,
    remove_numbers: bool = False,
    remove_letters: bool = False,
    remove_custom_value: bool = False,
    remove_all_whitespace: bool = False,
    remove_all_quotes: bool = False,
    remove_all_punctuation: bool = False,
    collapse_consecutive_whitespace: bool = False,
    remove_leading_trailing_whitespace: bool = False,
    remove_leading_trailing_quotes: bool = False,
    remove_leading_trailing_punctuation: bool = False,
    custom_characters: str = "",
    custom_value: str = "",
) -> DataFrame:
    """A column's text without some characters, everywhere or at its ends.

    AWS: https://docs.aws.amazon.com/databrew/latest/dg/recipe-actions.REMOVE_COMBINED.html
    """
    text = column(data_frame, source_column).cast("string")
    if remove_custom_value and custom_value:
        text = F.replace(text, F.lit(custom_value), F.lit(""))
    everywhere = (
        (remove_special_chars, _SPECIAL),
        (remove_custom_chars, custom_characters),
        (remove_all_quotes, _QUOTES),
        (remove_all_punctuation, _STOPS),
    )
    for wanted, characters in everywhere:
        if wanted and characters:
            text = F.translate(text, characters, "")
    patterns = (
        (remove_numbers, "[0-9]", ""),
        (remove_letters, "[A-Za-z]", ""),
        (remove_all_whitespace, r"\s", ""),
        (collapse_consecutive_whitespace, r"\s{2,}", " "),
        (remove_leading_trailing_whitespace, r"^\s+|\s+$", ""),
        (remove_leading_trailing_quotes, f"^[{_QUOTES}]+|[{_QUOTES}]+$", ""),
        (remove_leading_trailing_punctuation, f"^[{_STOPS}]+|[{_STOPS}]+$", ""),
    )
    for wanted, pattern, instead in patterns:
        if wanted:
            text = F.regexp_replace(text, pattern, instead)
    return _put(data_frame, source_column, text)


@step(DataQuality)
def RemoveDuplicates(data_frame: DataFrame, source_column: str) -> DataFrame:
    """One row for each value of a column.

    AWS: https://docs.aws.amazon.com/glue/latest/dg/aws-glue-api-pyspark-transforms-RemoveDuplicates.html
    """
    return data_frame.dropDuplicates([name_of(source_column)])


@step(DataQuality)
def RemoveValues(
    data_frame: DataFrame, condition_expressions: Sequence[Mapping[str, str]], source_column: str = ""
) -> DataFrame:
    """Without the rows that meet all conditions.

    AWS: https://docs.aws.amazon.com/databrew/latest/dg/recipes.html
    """
    met = reduce(and_, (_condition(data_frame, told) for told in condition_expressions))
    return data_frame.where(~F.coalesce(met, F.lit(False)))


@step(DateTimeFunctions)
def DateDiff(
    data_frame: DataFrame,
    target_column: str,
    units: str,
    source_column1: str = "",
    source_column2: str = "",
    value1: str = "",
    value2: str = "",
) -> DataFrame:
    """A column of the whole units from a date to a second one, each a column's or a value; else null.

    Raises ValueError for another unit, and where a date is missing or is told twice.
    AWS: https://docs.aws.amazon.com/databrew/latest/dg/recipe-actions.functions.DATEDIFF.html
    Differs: AWS tells neither which date is taken from the other nor what becomes of parts of a unit; here
    it is the first from the second, without the parts.
    """
    if units not in _UNITS:
        raise ValueError(f"DateDiff: units {units!r} is none of {', '.join(_UNITS)}.")
    told = ((source_column1, value1), (source_column2, value2))
    if any(bool(name) == bool(value) for name, value in told):
        raise ValueError("DateDiff: give source_column1 or value1, and source_column2 or value2.")
    dates = [column(data_frame, name) if name else F.lit(value) for name, value in told]
    first, second = (F.to_timestamp(date) for date in dates)
    taken = data_frame.select("*", first.alias("\x00first"), second.alias("\x00second"))
    whole = F.expr(f"timestampdiff({units[:-1]}, `\x00first`, `\x00second`)")
    return with_column(taken, target_column, whole).drop("\x00first", "\x00second")


def _condition(df: DataFrame, told: Mapping[str, str]) -> SparkColumn:
    value, given = column(df, told["TargetColumn"]), told.get("Value", "")
    text, values = value.cast("string"), _listed(given)
    known: dict[str, Any] = {
        "IS": lambda: text.isin(values),
        "IS_NOT": lambda: ~text.isin(values),
        "CONTAINS": lambda: text.contains(given),
        "STARTS_WITH": lambda: text.startswith(given),
        "ENDS_WITH": lambda: text.endswith(given),
        "IS_MISSING": lambda: value.isNull() | (text == ""),
        "IS_NOT_MISSING": lambda: value.isNotNull() & (text != ""),
        "GREATER_THAN": lambda: value > F.lit(float(given)),
        "GREATER_THAN_EQUAL": lambda: value >= F.lit(float(given)),
        "LESS_THAN": lambda: value < F.lit(float(given)),
        "LESS_THAN_EQUAL": lambda: value <= F.lit(float(given)),
    }
    if told["Condition"] not in known:
        raise unbuilt_step(f"The condition {told['Condition']}")
    made: SparkColumn = known[told["Condition"]]()
    return made


def _listed(given: str) -> list[str]:
    """Values of a condition: one, or several as a list in JSON."""
    return [str(one) for one in json.loads(given)] if given[:1] == "[" else [given]


def _put(df: DataFrame, source: str, value: SparkColumn, name: str = "") -> DataFrame:
    """The DataFrame with a value in a column's place, perhaps under another name."""
    plain = name_of(source).lower()
    called = name_of(name) if name else ""
    return df.select(
        *(
            value.alias(called or known) if known.lower() == plain else column(df, f"`{known}`")
            for known in df.columns
        )
    )
