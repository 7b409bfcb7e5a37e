"""Data integration transforms: each example of AWS's pages, on data of our own, and what is refused."""

from __future__ import annotations

import base64
import hashlib
import hmac
from typing import Any

import pytest
from pyspark.sql import DataFrame

from awsglue.context import GlueContext
from awsgluedi.transforms import *  # noqa: F403  (as scripts do)
from awsgluedi.transforms import (
    column,
    column_formatting,
    data_cleaning,
    data_quality,
    datetime_functions,
    math_functions,
    pii,
    web_functions,
)

NUMBERS = [(105.5, 13.0), (13.0, 13.0), (None, 13.0), (13.0, 13.0), (None, 13.0)]


def frame(glue: GlueContext, rows: list[Any], ddl: str) -> DataFrame:
    return glue.spark_session.createDataFrame(rows, ddl).coalesce(1)


def rows(df: DataFrame) -> list[tuple[Any, ...]]:
    return [tuple(row) for row in df.collect()]


def test_later_rows_with_the_same_value_are_flagged_or_left_out(glue: GlueContext) -> None:
    df, sc = frame(glue, NUMBERS, "a double, b double"), glue.spark_session.sparkContext
    flagged = column.FlagDuplicatesInColumn.apply(
        data_frame=df,
        spark_context=sc,
        source_column="a",
        target_column="again",
        true_string="yes",
        false_string="no",
    )
    assert [row["again"] for row in flagged.collect()] == ["no", "no", "no", "yes", "yes"]
    whole = data_quality.FlagDuplicateRows.apply(sc, df, "again", target_index=1)
    assert whole.columns == ["a", "again", "b"]
    assert [row["again"] for row in whole.collect()] == ["false", "false", "false", "true", "true"]
    left = data_quality.RemoveDuplicates.apply(data_frame=df, spark_context=sc, source_column="a")
    assert rows(left) == NUMBERS[:3]


@pytest.mark.parametrize(
    ("values", "mode", "filled"),
    [
        ([1, 2, 2, 3, 3, None], "MINIMUM", 2),
        ([1, 2, 2, 3, 3, None], "MAXIMUM", 3),
        ([1, 2, 2, 3, 3, None], "AVERAGE", 2.5),
        ([1, 2, 2, 3, 3, None], "NONE", None),
        ([1, 2, 2, 3, None], "NONE", 2),
        (["x", "x", "y", None], "MAXIMUM", "x"),
    ],
)
def test_nulls_become_the_most_frequent_value(
    glue: GlueContext, values: list[Any], mode: str, filled: Any
) -> None:
    kind = {int: "int", float: "double", str: "string"}[type(values[0])]
    df = frame(glue, [(value,) for value in values], f"v {kind}")
    made = data_quality.FillWithMode.apply(df.sparkSession.sparkContext, df, "v", mode)
    assert made.dtypes == [("v", "double" if mode == "AVERAGE" else kind)]
    assert [row["v"] for row in made.collect()] == [*values[:-1], filled]


def test_a_column_without_any_value_stays(glue: GlueContext) -> None:
    df = frame(glue, [(None,)], "v int")
    assert rows(data_quality.FillWithMode.apply(df.sparkSession.sparkContext, df, "v", "MINIMUM")) == [
        (None,)
    ]


@pytest.mark.parametrize(
    ("case", "text"),
    [
        ("LOWER", "new york city"),
        ("UPPER", "NEW YORK CITY"),
        ("CAPITAL", "New York City"),
        ("SENTENCE", "New york city"),
    ],
)
def test_cases(glue: GlueContext, case: str, text: str) -> None:
    df = frame(glue, [("nEW yORK CITY",), ("",), (None,)], "city string")
    made = data_cleaning.FormatCase.apply(
        data_frame=df, spark_context=df.sparkSession.sparkContext, source_column="city", case_type=case
    )
    assert rows(made) == [(text,), ("",), (None,)]


def test_phone_numbers_are_written_one_way(glue: GlueContext) -> None:
    df = frame(
        glue, [("408-341-5669", "US"), ("020 7946 0958", "GB"), ("x", "US")], "phone string, at string"
    )
    sc = df.sparkSession.sparkContext
    apply = column_formatting.FormatPhoneNumber.apply
    here = apply(
        data_frame=df.limit(1),
        spark_context=sc,
        source_column="phone",
        default_region="US",
        phone_number_format="NATIONAL",
    )
    assert rows(here) == [("(408) 341-5669", "US")]
    there = apply(sc, df, "phone", default_region_column="at")
    assert [row["phone"] for row in there.collect()] == ["+14083415669", "+442079460958", None]
    with pytest.raises(ValueError, match="formats are E164, INTERNATIONAL"):
        apply(sc, df, "phone", "E.164")
    with pytest.raises(ValueError, match="not both"):
        apply(sc, df, "phone", None, "US", "at")


def test_the_month_of_a_day(glue: GlueContext) -> None:
    told = {
        "20-2018-12": "December",
        "2018-20-12": None,
        "20182012": None,
        "20-12-2018": "December",
        "12/20/2018": "December",
        "02/02/02": "February",
        "02 02 2009": "February",
        "August/02/2009": "August",
        "02/june/2009": None,
        "2013-02-21 06:35:45.658505": "February",
        "2013/02/21": "February",
        None: None,
    }
    df = frame(glue, [(text,) for text in told], "day string")
    made = datetime_functions.MonthName.apply(
        data_frame=df,
        spark_context=df.sparkSession.sparkContext,
        source_column="day",
        target_column="month",
    )
    assert rows(made) == list(told.items())


def test_even_numbers(glue: GlueContext) -> None:
    df = frame(glue, [(5.0,), (0.0,), (-1.0,), (2.5,), (None,)], "n double")
    sc = df.sparkSession.sparkContext
    made = math_functions.IsEven.apply(
        data_frame=df,
        spark_context=sc,
        source_column="n",
        target_column="even",
        value=None,
        true_string="Even",
        false_string="Odd",
    )
    assert [row["even"] for row in made.collect()] == ["Odd", "Even", "Odd", "Odd", None]
    one = math_functions.IsEven.apply(sc, df.limit(1), "even", value=4)
    assert rows(one) == [(5.0, "true")]


def test_addresses_and_their_integers(glue: GlueContext) -> None:
    pairs = [(3221225473, "192.0.0.1"), (0, "0.0.0.0"), (4294967295, "255.255.255.255")]
    numbers = frame(
        glue, [*pairs, (4294967296, "abc"), (-1, "http://1.2.3.4"), (None, None)], "n long, t string"
    )
    sc = numbers.sparkSession.sparkContext
    to_text = web_functions.IntToIp.apply(
        data_frame=numbers, spark_context=sc, source_column="n", target_column="made", value=None
    )
    assert [row["made"] for row in to_text.collect()] == [*(text for _, text in pairs), None, None, None]
    to_number = web_functions.IpToInt.apply(sc, numbers, "made", "t")
    assert [row["made"] for row in to_number.collect()] == [
        *(number for number, _ in pairs),
        None,
        None,
        None,
    ]


class Secrets:
    """Stands for the client of a service that runs elsewhere."""

    def get_secret_value(self, SecretId: str, **which: str) -> dict[str, Any]:  # noqa: N803
        assert (SecretId, which) == ("arn:key", {})
        return {"SecretString": "s3cret"}


def test_values_are_hashed_with_the_key_of_a_secret(
    glue: GlueContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("boto3.client", lambda name: {"secretsmanager": Secrets()}[name])
    df = frame(glue, [(1, "x"), (2, None)], "id int, phone string")
    sc = df.sparkSession.sparkContext
    made = pii.CryptographicHash.apply(
        data_frame=df,
        spark_context=sc,
        source_columns=["id", "phone"],
        secret_id="arn:key",
        algorithm="HMAC_SHA256",
        output_format="BASE64",
    )
    assert made.columns == ["id", "phone", "id_hashed", "phone_hashed"]

    def told(text: str) -> str:
        return base64.b64encode(hmac.digest(b"s3cret", text.encode(), "sha256")).decode()

    assert rows(made) == [(1, "x", told("1"), told("x")), (2, None, told("2"), None)]
    plain = pii.CryptographicHash.apply(sc, df, ["phone"], "", "MD5", output_format="HEX")
    assert rows(plain)[0][2] == hashlib.md5(b"x").hexdigest()


def test_what_there_is_not_is_refused(glue: GlueContext) -> None:
    df = frame(glue, [(1, "x")], "id int, phone string")
    sc = df.sparkSession.sparkContext
    with pytest.raises(ValueError, match="There is no column 'city'; there are id, phone"):
        data_quality.RemoveDuplicates.apply(sc, df, "city")
    with pytest.raises(ValueError, match="mode_type is 'MEDIAN'; modes are MINIMUM"):
        data_quality.FillWithMode.apply(sc, df, "id", "MEDIAN")
    with pytest.raises(ValueError, match="cases are CAPITAL, LOWER, UPPER, SENTENCE"):
        data_cleaning.FormatCase.apply(sc, df, "phone", "lower")
    with pytest.raises(ValueError, match="Give source_column or value"):
        web_functions.IpToInt.apply(sc, df, "made", "phone", "1.2.3.4")
    with pytest.raises(ValueError, match="algorithm is 'SHA3'"):
        pii.CryptographicHash.apply(sc, df, ["id"], "arn:key", "SHA3")
    with pytest.raises(NotImplementedError, match="Make the secret before"):
        pii.CryptographicHash.apply(sc, df, ["id"], "arn:key", create_secret_if_missing=True)
    for transform in (pii.Encrypt, pii.Decrypt):
        with pytest.raises(NotImplementedError, match=r"Key Management Service\. See https://docs\.aws"):
            transform.apply(data_frame=df, spark_context=sc, source_columns=["id"], kms_key_arn="arn")
