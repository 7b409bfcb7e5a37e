"""Types: their JSON, their merging, and the record."""

from __future__ import annotations

import pytest

from awsglue.gluetypes import (
    ArrayType,
    ChoiceType,
    DataType,
    DecimalType,
    DoubleType,
    DynamicRecord,
    Field,
    IntegerType,
    LongType,
    NullType,
    StringType,
    StructType,
    TimestampType,
    UnknownType,
    mergeDataTypes,
)


def test_a_struct_s_json() -> None:
    kind = StructType([Field("a", IntegerType()), Field("l", ArrayType(DecimalType(5, 1)), {"note": "x"})])
    assert kind.jsonValue() == {
        "dataType": "struct",
        "properties": {},
        "fields": [
            {"name": "a", "container": {"dataType": "int", "properties": {}}, "properties": {}},
            {
                "name": "l",
                "container": {
                    "dataType": "array",
                    "properties": {},
                    "elementType": {"dataType": "decimal", "properties": {}, "precision": 5, "scale": 1},
                },
                "properties": {"note": "x"},
            },
        ],
    }
    assert StructType.fromJsonValue(kind.jsonValue()) == kind


@pytest.mark.parametrize(
    ("left", "right", "merged"),
    [
        (IntegerType(), IntegerType(), IntegerType()),
        (IntegerType(), LongType(), ChoiceType([IntegerType(), LongType()])),
        (NullType(), StringType(), StringType()),
        (StringType(), UnknownType(), StringType()),
        (ArrayType(NullType()), ArrayType(DoubleType()), ArrayType(DoubleType())),
        (
            StructType([Field("a", IntegerType())]),
            StructType([Field("b", IntegerType()), Field("a", StringType())]),
            StructType([Field("a", ChoiceType([IntegerType(), StringType()])), Field("b", IntegerType())]),
        ),
    ],
)
def test_merging(left: DataType, right: DataType, merged: DataType) -> None:
    assert mergeDataTypes(left, right) == merged


def test_a_choice_refuses_a_type_twice() -> None:
    choice = ChoiceType([IntegerType()])
    choice.add(TimestampType())
    with pytest.raises(ValueError, match="already"):
        choice.add(IntegerType())
    assert list(choice.choices) == ["int", "timestamp"]


def test_a_record_s_keys_are_attributes_and_a_missing_one_is_a_key_error() -> None:
    record = DynamicRecord({"a": DynamicRecord({"b": 1})})
    record.c = 2
    assert (record.a.b, record["c"]) == (1, 2)
    with pytest.raises(KeyError):
        record.missing  # noqa: B018
    with pytest.raises(KeyError):
        record["missing"]
