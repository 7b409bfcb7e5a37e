"""Types: their JSON, their merging, and the record."""

from __future__ import annotations

import pytest

from awsglue.gluetypes import (
    ArrayType,
    BinaryType,
    BooleanType,
    ByteType,
    ChoiceType,
    DataType,
    DateType,
    DecimalType,
    DoubleType,
    DynamicRecord,
    EntityType,
    EnumType,
    Field,
    FloatType,
    IntegerType,
    LongType,
    MapType,
    NullType,
    SetType,
    ShortType,
    StringType,
    StructType,
    TimestampNTZType,
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


@pytest.mark.parametrize(
    ("kind", "told"),
    [
        (SetType(StringType()), {"dataType": "set", "elementType": {"dataType": "string", "properties": {}}}),
        (MapType(LongType()), {"dataType": "map", "valueType": {"dataType": "long", "properties": {}}}),
        (EnumType(["a", "b"]), {"dataType": "enum", "options": ["a", "b"]}),
        (
            EntityType("email", StringType()),
            {"dataType": "entity", "entity": "email", "base_type": {"dataType": "string", "properties": {}}},
        ),
        (DecimalType(), {"dataType": "decimal", "precision": 10, "scale": 2}),
        (
            ChoiceType([IntegerType(), StringType()]),
            {
                "dataType": "choice",
                "choices": [
                    {"dataType": "int", "properties": {}},
                    {"dataType": "string", "properties": {}},
                ],
            },
        ),
    ],
)
def test_a_type_s_json_says_what_it_is_made_of(kind: DataType, told: dict[str, object]) -> None:
    assert kind.jsonValue() == {"properties": {}, **told}
    assert type(kind).fromJsonValue(kind.jsonValue()) == kind


@pytest.mark.parametrize(
    ("kind", "word"),
    [
        (BinaryType, "binary"),
        (BooleanType, "boolean"),
        (ByteType, "byte"),
        (DateType, "date"),
        (DoubleType, "double"),
        (FloatType, "float"),
        (IntegerType, "int"),
        (LongType, "long"),
        (NullType, "null"),
        (ShortType, "short"),
        (StringType, "string"),
        (TimestampType, "timestamp"),
        (TimestampNTZType, "timestampNTZ"),
        (UnknownType, "unknown"),
    ],
)
def test_a_plain_type_has_its_word(kind: type[DataType], word: str) -> None:
    assert (kind.typeName(), kind().jsonValue()) == (word, {"dataType": word, "properties": {}})


def test_a_struct_has_its_fields_by_name_and_in_order() -> None:
    kind = StructType([Field("a", IntegerType())])
    kind.add(Field("b", StringType()))
    assert ([field.name for field in kind], kind.hasField("b"), kind.hasField("c")) == (
        ["a", "b"],
        True,
        False,
    )
    assert kind.getField("b").dataType == StringType()
    with pytest.raises(ValueError, match="a field a already"):
        kind.add(Field("a", LongType()))
    with pytest.raises(KeyError):
        kind.getField("c")
