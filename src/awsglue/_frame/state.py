"""The state of one DynamicFrame: DataFrame, schema, error records."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from pyspark.sql import DataFrame, SparkSession

from awsglue._frame.names import encoded, quoted, segments
from awsglue._frame.nodes import Member, Struct, merged_structs
from awsglue._frame.public import distinct, public_frame
from awsglue._frame.slots import Slot, aligned, columns_of, slots_of, struct_of
from awsglue._frame.sparktypes import internal_ddl, node_of, renames

ERRORS = "msg string, input string, source string, site string, info string"
"""Columns of a DataFrame of error records."""


@dataclass(frozen=True)
class Frame:
    """Good records in internal names, their schema, and the DataFrames of error records so far.

    `errors` are of all the stages before, `stage` of the transform that made this frame. `rows` is the number
    of records where whoever made them has counted them. `name` is what Join calls the left side's fields by;
    only the frames of Relationalize have one, and joins of them. `folded` frames have names that the catalog
    has in lower case, by which their fields are found, too.
    """

    df: DataFrame
    schema: Struct
    errors: tuple[DataFrame, ...] = ()
    stage: tuple[DataFrame, ...] = field(default=())
    rows: int | None = None
    name: str = ""
    folded: bool = False

    @classmethod
    def empty(cls, session: SparkSession) -> Frame:
        """No record and no schema, as AWS answers for a folder without files."""
        return cls(session.createDataFrame([], ""), Struct())

    @classmethod
    def of(cls, df: DataFrame) -> Frame:
        """Wrap a DataFrame; every row has every column, columns of one name are told apart by dots."""
        names = distinct(df.columns)
        struct = node_of(df.schema)
        assert isinstance(struct, Struct)
        members = tuple(Member(name, m.node, m.nulls) for name, m in zip(names, struct.members, strict=True))
        inner = df.toDF(*map(encoded, names))
        if any(renames(member.node) for member in members):
            inner = inner.selectExpr(*map(_internal, members))
        return cls(inner, Struct(members))

    def slots(self) -> list[Slot]:
        return slots_of(self.schema)

    def steps(self, path: str) -> tuple[str, ...]:
        """The parts of a path, the first as the field is spelled that it means."""
        first, *rest = segments(path)
        return (self.spelled(first), *rest)

    def spelled(self, name: str) -> str:
        """The name of the field that a name means, which is another only in a folded frame."""
        if not self.folded or self.schema.get(name) is not None:
            return name
        names = (member.name for member in self.schema.members)
        return next((own for own in names if own.lower() == name.lower()), name)

    def aliases(self) -> dict[str, str]:
        """The fields' own names by the catalog's, of those that have another there."""
        if not self.folded:
            return {}
        own = {member.name for member in self.schema.members}
        return {name.lower(): name for name in own if name.lower() not in own}

    def project(self, slots: Sequence[Slot]) -> Frame:
        """The same records with other fields; errors travel along."""
        df = self.df.selectExpr(*(f"{sql} AS {quoted(name)}" for name, sql in columns_of(slots)))
        return replace(self.next(df, struct_of(slots)), rows=self.rows)

    def count(self) -> int:
        return self.df.count() if self.rows is None else self.rows

    def next(self, df: DataFrame, schema: Struct, stage: tuple[DataFrame, ...] = ()) -> Frame:
        """The frame that a transform makes of this one."""
        return Frame(df, schema, self.all_errors(), stage, name=self.name, folded=self.folded)

    def all_errors(self) -> tuple[DataFrame, ...]:
        return self.errors + self.stage

    def union(self, other: Frame) -> Frame:
        schema = merged_structs(self.schema, other.schema)
        left = self.project(aligned(self.slots(), schema))
        right = other.project(aligned(other.slots(), schema))
        return replace(
            left,
            df=left.df.union(right.df),
            rows=None,
            errors=tuple(dict.fromkeys(self.all_errors() + other.all_errors())),
        )

    def public(self) -> DataFrame:
        """What `toDF` hands out."""
        return public_frame(self.df, self.schema)


def _internal(member: Member) -> str:
    column = quoted(encoded(member.name))
    return f"CAST({column} AS {internal_ddl(member.node)}) AS {column}" if renames(member.node) else column
