"""The steps of data preparation recipes, as Glue Studio's scripts call them."""

from __future__ import annotations

import importlib
from typing import Any

import pytest
from pyspark.sql import DataFrame

from awsglue.context import GlueContext
from awsglue.dynamicframe import DynamicFrame


@pytest.fixture
def recipes(glue: GlueContext) -> Any:
    """What `from recipe_transforms import *` finds."""
    return importlib.import_module("recipe_transforms")


@pytest.fixture
def df(glue: GlueContext) -> DataFrame:
    rows = [("2024-05-06 07:08", " Ann's, no. 1! ", "7", "x"), (None, "BO", "NA", "y"), ("", None, None, "x")]
    return glue.spark_session.createDataFrame(rows, "`when` string, `the name` string, n string, kind string")


def told(rows: DataFrame) -> list[tuple[Any, ...]]:
    return [tuple(row) for row in rows.collect()]


def test_a_recipe_without_steps_is_its_input(glue: GlueContext, recipes: Any, df: DataFrame) -> None:
    scope: dict[str, Any] = {}
    exec("from recipe_transforms import *", scope)
    assert {"Column", "ColumnStructure", "DataCleaning", "DataQuality", "DateTimeFunctions"} <= scope.keys()
    assert told(DynamicFrame.fromDF(df, glue, "recipe").toDF()) == told(df)


def test_columns_are_renamed_typed_copied_and_dropped(glue: GlueContext, recipes: Any, df: DataFrame) -> None:
    call = {"glue_context": glue, "transformation_ctx": "recipe-df1"}
    made = recipes.Column.RenameColumn.apply(
        data_frame=df, source_column="the name", target_column="name", **call
    )
    made = recipes.Column.ChangeColumnDataType.apply(
        data_frame=made,
        source_column="n",
        column_data_type="integer",
        replace_type="REPLACE_WITH_NULL",
        **call,
    )
    made = recipes.Column.DuplicateColumn.apply(made, source_column="n", target_column="m", **call)
    made = recipes.Column.DeleteColumn.apply(data_frame=made, source_columns=["when", "kind"], **call)
    assert made.dtypes == [("name", "string"), ("n", "int"), ("m", "int")]
    assert told(made) == [(" Ann's, no. 1! ", 7, 7), ("BO", None, None), (None, None, None)]


def test_a_column_is_split_where_it_stands(recipes: Any, df: DataFrame) -> None:
    split = recipes.ColumnStructure.SplitColumnSingleDelimiter
    made = split.apply(data_frame=df, source_column="when", pattern="\\s", limit=1, include_in_split=True)
    assert made.columns == ["when_1", "when_2", "the name", "n", "kind"]
    assert told(made.select("when_1", "when_2")) == [("2024-05-06", " 07:08"), (None, None), ("", None)]
    made = split.apply(data_frame=df, source_column="when", pattern="[- ]", limit=2)
    assert told(made.select("when_1", "when_2", "when_3"))[0] == ("2024", "05", "06 07:08")


@pytest.mark.parametrize(
    ("how", "left"),
    [
        ({"remove_special_chars": True}, " Anns no 1 "),
        ({"remove_custom_chars": True, "custom_characters": "nA"}, " 's, o. 1! "),
        ({"remove_custom_value": True, "custom_value": "no. 1"}, " Ann's, ! "),
        ({"remove_numbers": True, "remove_letters": True}, " ', . ! "),
        ({"remove_all_whitespace": True, "remove_all_quotes": True}, "Anns,no.1!"),
        ({"remove_all_punctuation": True, "collapse_consecutive_whitespace": True}, " Ann's no 1 "),
        (
            {"remove_leading_trailing_whitespace": True, "remove_leading_trailing_punctuation": True},
            "Ann's, no. 1",
        ),
        ({"remove_leading_trailing_quotes": True, "remove_special_chars": False}, " Ann's, no. 1! "),
    ],
)
def test_text_is_cleaned(recipes: Any, df: DataFrame, how: dict[str, Any], left: str) -> None:
    made = recipes.DataCleaning.RemoveCombined.apply(data_frame=df, source_column="the name", **how)
    assert told(made.select("`the name`"))[::2] == [(left,), (None,)]


def test_text_gets_another_case(recipes: Any, df: DataFrame) -> None:
    case = recipes.DataCleaning.FormatCase
    for kind, left in (("LOWER", "bo"), ("UPPER", "BO"), ("CAPITAL", "Bo"), ("SENTENCE", "Bo")):
        made = case.apply(data_frame=df, source_column="the name", case_type=kind)
        assert told(made.select("`the name`"))[1:] == [(left,), (None,)]
    with pytest.raises(ValueError, match="'TITLE' is none of LOWER, UPPER"):
        case.apply(data_frame=df, source_column="n", case_type="TITLE")


def test_rows_that_meet_the_conditions_are_removed(recipes: Any, df: DataFrame) -> None:
    def left(*conditions: dict[str, str]) -> list[Any]:
        made = recipes.DataQuality.RemoveValues.apply(data_frame=df, condition_expressions=list(conditions))
        return [row[0] for row in told(made.select("n"))]

    assert left({"Condition": "CONTAINS", "Value": "NA", "TargetColumn": "n"}) == ["7", None]
    assert left({"Condition": "IS_NOT", "Value": '["7", "8"]', "TargetColumn": "n"}) == ["7", None]
    assert left({"Condition": "IS_MISSING", "TargetColumn": "n"}) == ["7", "NA"]
    both = {"Condition": "IS", "Value": "x", "TargetColumn": "kind"}
    assert left(both, {"Condition": "GREATER_THAN", "Value": "5", "TargetColumn": "n"}) == ["NA", None]
    kinds = recipes.DataQuality.RemoveDuplicates.apply(data_frame=df, source_column="kind").select("kind")
    assert sorted(told(kinds)) == [("x",), ("y",)]


def test_the_whole_units_between_two_dates_are_a_new_column(glue: GlueContext, recipes: Any) -> None:
    diff = recipes.DateTimeFunctions.DateDiff
    rows = [
        ("2024-07-26 10:00:00", "2024-07-26 11:30:59"),
        ("2024-03-01", "2024-01-31 12:00:00"),
        ("no date", None),
    ]
    df = glue.spark_session.createDataFrame(rows, "`from there` string, to string")
    made = diff.apply(
        data_frame=df,
        glue_context=glue,
        transformation_ctx="recipe-df1",
        target_column="minutes",
        units="MINUTES",
        source_column1="`from there`",
        source_column2="to",
    )
    assert made.columns == ["from there", "to", "minutes"]
    assert [row.minutes for row in made.collect()] == [90, -42480, None]
    made = diff.apply(made, target_column="minutes", units="MONTHS", value1="2020-01-01", source_column2="to")
    assert told(made.select("minutes")) == [(54,), (48,), (None,)]
    values = diff.apply(df, target_column="days", units="DAYS", value1="2020-01-01", value2="2020-10-06")
    assert {row.days for row in values.collect()} == {279}
    with pytest.raises(ValueError, match="units 'FORTNIGHTS' is none of MICROSECONDS"):
        diff.apply(df, target_column="d", units="FORTNIGHTS", value1="2020-01-01", value2="2020-10-06")
    with pytest.raises(ValueError, match="give source_column1 or value1"):
        diff.apply(df, target_column="d", units="DAYS", source_column1="to", value1="2020-10-06")


def test_what_is_not_built_says_so(recipes: Any, df: DataFrame) -> None:
    page = r"is not built\. See https://docs\.aws\.amazon\.com/databrew"
    with pytest.raises(NotImplementedError, match=rf"step DateTimeFunctions\.DateAdd {page}"):
        recipes.DateTimeFunctions.DateAdd.apply(data_frame=df, units="MINUTES")
    with pytest.raises(NotImplementedError, match=rf"DeleteColumn with condition_expressions {page}"):
        recipes.Column.DeleteColumn.apply(data_frame=df, source_columns=[], condition_expressions=[])
    condition = {"Condition": "IS_EVEN", "TargetColumn": "n"}
    with pytest.raises(NotImplementedError, match=rf"The condition IS_EVEN {page}"):
        recipes.DataQuality.RemoveValues.apply(data_frame=df, condition_expressions=[condition])
    with pytest.raises(NotImplementedError, match="replace_type='REPLACE_WITH_AVERAGE'"):
        recipes.Column.ChangeColumnDataType.apply(
            df, source_column="n", column_data_type="int", replace_type="REPLACE_WITH_AVERAGE"
        )
