"""The types of Glue's schemas, and the record that a Python function gets.

AWS: https://docs.aws.amazon.com/glue/latest/dg/aws-glue-api-crawler-pyspark-extensions-types.html
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any, ClassVar, cast

Json = dict[str, Any]


class DynamicRecord(dict[str, Any]):
    """One record: a dict whose keys can be read as attributes; a field that it lacks is a KeyError.

    Differs: structs at any depth are such records; AWS has them on the first level only.
    """

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return self[name]

    def __setattr__(self, name: str, value: Any) -> None:
        self[name] = value

    def __delattr__(self, name: str) -> None:
        del self[name]


class DataType:
    """A type; `properties` are free remarks that travel with it."""

    _registry: ClassVar[dict[str, type[DataType]]] = {}
    _name: ClassVar[str] = ""

    def __init_subclass__(cls) -> None:
        DataType._registry[cls.typeName()] = cls

    def __init__(self, properties: Json = {}) -> None:
        self.properties = dict(properties)

    @classmethod
    def typeName(cls) -> str:
        return cls._name or cls.__name__.removesuffix("Type").lower()

    def jsonValue(self) -> Json:
        return {"dataType": self.typeName(), "properties": self.properties}

    @classmethod
    def fromJsonValue(cls, json_value: Json) -> DataType:
        return cls(json_value.get("properties", {}))

    def __eq__(self, other: object) -> bool:
        return type(self) is type(other) and self.__dict__ == other.__dict__

    def __hash__(self) -> int:
        return hash(json.dumps(self.jsonValue(), sort_keys=True, default=str))

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self._inside()})"

    def _inside(self) -> str:
        return ""


class AtomicType(DataType):
    """A type without parts."""


class BinaryType(AtomicType):
    """Bytes."""


class BooleanType(AtomicType):
    """True or false."""


class ByteType(AtomicType):
    """An integer of 8 bits."""


class DateType(AtomicType):
    """A day."""


class DecimalType(AtomicType):
    """An exact number of `precision` digits, `scale` of them after the point."""

    def __init__(self, precision: int = 10, scale: int = 2, properties: Json = {}) -> None:
        super().__init__(properties)
        self.precision, self.scale = precision, scale

    def jsonValue(self) -> Json:
        return {**super().jsonValue(), "precision": self.precision, "scale": self.scale}

    @classmethod
    def fromJsonValue(cls, json_value: Json) -> DecimalType:
        return cls(
            json_value.get("precision", 10), json_value.get("scale", 2), json_value.get("properties", {})
        )

    def _inside(self) -> str:
        return f"{self.precision}, {self.scale}"


class DoubleType(AtomicType):
    """A floating-point number of 64 bits."""


class EnumType(AtomicType):
    """One of some strings."""

    def __init__(self, options: Sequence[str], properties: Json = {}) -> None:
        super().__init__(properties)
        self.options = list(options)

    def jsonValue(self) -> Json:
        return {**super().jsonValue(), "options": self.options}

    @classmethod
    def fromJsonValue(cls, json_value: Json) -> EnumType:
        return cls(json_value["options"], json_value.get("properties", {}))


class FloatType(AtomicType):
    """A floating-point number of 32 bits."""


class IntegerType(AtomicType):
    """An integer of 32 bits."""

    _name = "int"


class LongType(AtomicType):
    """An integer of 64 bits."""


class NullType(AtomicType):
    """Nothing but nulls."""


class ShortType(AtomicType):
    """An integer of 16 bits."""


class StringType(AtomicType):
    """Text."""


class TimestampType(AtomicType):
    """An instant."""


class TimestampNTZType(AtomicType):
    """A date and time of no zone."""

    _name = "timestampNTZ"


class UnknownType(AtomicType):
    """A type that is not known yet."""


class _Container(DataType):
    """A type made of one other."""

    _part: ClassVar[str]

    def __init__(self, part: DataType, properties: Json) -> None:
        super().__init__(properties)
        setattr(self, self._part, part)

    def jsonValue(self) -> Json:
        return {**super().jsonValue(), self._part: cast(DataType, getattr(self, self._part)).jsonValue()}

    @classmethod
    def fromJsonValue(cls, json_value: Json) -> DataType:
        part = _deserialize_json(json_value[cls._part]) if cls._part in json_value else UnknownType()
        return cls(part, json_value.get("properties", {}))

    def _inside(self) -> str:
        return repr(getattr(self, self._part))


class ArrayType(_Container):
    """Elements of one type."""

    _part = "elementType"
    elementType: DataType

    def __init__(self, elementType: DataType = UnknownType(), properties: Json = {}) -> None:
        super().__init__(elementType, properties)


class SetType(_Container):
    """Distinct elements of one type."""

    _part = "elementType"
    elementType: DataType

    def __init__(self, elementType: DataType = UnknownType(), properties: Json = {}) -> None:
        super().__init__(elementType, properties)


class MapType(_Container):
    """Values of one type by string keys."""

    _part = "valueType"
    valueType: DataType

    def __init__(self, valueType: DataType = UnknownType(), properties: Json = {}) -> None:
        super().__init__(valueType, properties)


class ChoiceType(DataType):
    """One of several types, each by its name."""

    def __init__(self, choices: Sequence[DataType] = [], properties: Json = {}) -> None:
        super().__init__(properties)
        self.choices = {choice.typeName(): choice for choice in choices}

    def add(self, new_choice: DataType) -> None:
        """Add an alternative; one of this name must not be there.

        Raises ValueError if it is.
        """
        if new_choice.typeName() in self.choices:
            raise ValueError(f"The choice has {new_choice.typeName()} already; use merge.")
        self.choices[new_choice.typeName()] = new_choice

    def merge(self, new_choices: DataType | Sequence[DataType]) -> None:
        """Add alternatives, those of a choice one by one, merging them with those of the same name."""
        if isinstance(new_choices, ChoiceType):
            new_choices = list(new_choices.choices.values())
        elif isinstance(new_choices, DataType):
            new_choices = [new_choices]
        for new in new_choices:
            name = new.typeName()
            self.choices[name] = mergeDataTypes(self.choices[name], new) if name in self.choices else new

    def jsonValue(self) -> Json:
        return {**super().jsonValue(), "choices": [choice.jsonValue() for choice in self.choices.values()]}

    @classmethod
    def fromJsonValue(cls, json_value: Json) -> ChoiceType:
        return cls([_deserialize_json(c) for c in json_value["choices"]], json_value.get("properties", {}))

    def _inside(self) -> str:
        return repr(list(self.choices.values()))


class Field:
    """A named part of a struct."""

    def __init__(self, name: str, dataType: DataType, properties: Json = {}) -> None:
        self.name, self.dataType, self.properties = name, dataType, dict(properties)

    def jsonValue(self) -> Json:
        return {"name": self.name, "container": self.dataType.jsonValue(), "properties": self.properties}

    @classmethod
    def fromJsonValue(cls, json_value: Json) -> Field:
        return cls(
            json_value["name"], _deserialize_json(json_value["container"]), json_value.get("properties", {})
        )

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Field) and self.__dict__ == other.__dict__

    def __hash__(self) -> int:
        return hash((self.name, self.dataType))

    def __repr__(self) -> str:
        return f"Field({self.name}, {self.dataType!r})"


class StructType(DataType):
    """Fields by name, in order."""

    def __init__(self, fields: Sequence[Field] = [], properties: Json = {}) -> None:
        super().__init__(properties)
        self.fields = list(fields)

    @property
    def field_map(self) -> dict[str, Field]:
        return {field.name: field for field in self.fields}

    def add(self, field: Field) -> None:
        """Append a field.

        Raises ValueError if one of this name is there.
        """
        if self.hasField(field):
            raise ValueError(f"The struct has a field {field.name} already.")
        self.fields.append(field)

    def hasField(self, field: Field | str) -> bool:
        return (field.name if isinstance(field, Field) else field) in self.field_map

    def getField(self, name: str) -> Field:
        return self.field_map[name]

    def __iter__(self) -> Iterator[Field]:
        return iter(self.fields)

    def jsonValue(self) -> Json:
        return {**super().jsonValue(), "fields": [field.jsonValue() for field in self.fields]}

    @classmethod
    def fromJsonValue(cls, json_value: Json) -> StructType:
        return cls([Field.fromJsonValue(f) for f in json_value["fields"]], json_value.get("properties", {}))

    def _inside(self) -> str:
        return repr(self.fields)


class EntityType(DataType):
    """A named kind of thing, with a type for its values."""

    def __init__(self, entity: str, base_type: DataType, properties: Json = {}) -> None:
        super().__init__(properties)
        self.entity, self.base_type = entity, base_type

    def jsonValue(self) -> Json:
        return {**super().jsonValue(), "entity": self.entity, "base_type": self.base_type.jsonValue()}

    @classmethod
    def fromJsonValue(cls, json_value: Json) -> EntityType:
        base = _deserialize_json(json_value["base_type"])
        return cls(json_value["entity"], base, json_value.get("properties", {}))


def _deserialize_json(json_value: Json | str) -> DataType:
    value: Json = {"dataType": json_value} if isinstance(json_value, str) else json_value
    try:
        kind = DataType._registry[value["dataType"]]
    except KeyError:
        raise ValueError(f"Not a type of Glue: {value.get('dataType')!r}.") from None
    return kind.fromJsonValue(value)


def mergeDataTypes(dt1: DataType, dt2: DataType) -> DataType:
    """The type that holds both: nulls merge away, structs field by field, others make a choice."""
    if isinstance(dt2, NullType | UnknownType) or dt1 == dt2:
        return dt1
    if isinstance(dt1, NullType | UnknownType):
        return dt2
    if isinstance(dt1, StructType) and isinstance(dt2, StructType):
        return _merged_structs(dt1, dt2)
    if isinstance(dt1, ArrayType) and isinstance(dt2, ArrayType):
        return ArrayType(mergeDataTypes(dt1.elementType, dt2.elementType))
    choice = ChoiceType()
    choice.merge(dt1)
    choice.merge(dt2)
    return choice


def _merged_structs(left: StructType, right: StructType) -> StructType:
    fields = [
        Field(f.name, mergeDataTypes(f.dataType, right.getField(f.name).dataType)) if right.hasField(f) else f
        for f in left
    ]
    return StructType(fields + [field for field in right if not left.hasField(field)])
