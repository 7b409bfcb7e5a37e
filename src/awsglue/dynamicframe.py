"""DynamicFrames: bags of self-describing records, and their readers and writers.

AWS: https://docs.aws.amazon.com/glue/latest/dg/aws-glue-api-crawler-pyspark-extensions-dynamic-frame.html
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, KeysView, Mapping, Sequence, ValuesView
from typing import TYPE_CHECKING, Any, cast

from pyspark.sql import DataFrame

from awsglue._ansi import lenient
from awsglue._catalog import argument
from awsglue._frame import (
    dynamodb,
    errors,
    filtering,
    joins,
    mapping,
    relational,
    sampling,
    splitting,
    transforms,
    unboxing,
)
from awsglue._frame.describe import public_type, tree
from awsglue._frame.records import record_maker
from awsglue._frame.resolving import resolve, resolve_for_dataframe
from awsglue._frame.state import Frame
from awsglue.gluetypes import DataType, StructType
from awsglue.utils import callsite

if TYPE_CHECKING:
    from awsglue.context import GlueContext

Paths = str | Sequence[str]
Mapping_ = tuple[str, str] | tuple[str, str, str] | tuple[str, str, str, str]


class ResolveOption:
    """How `toDF` shows one choice column.

    AWS: https://docs.aws.amazon.com/glue/latest/dg/aws-glue-api-crawler-pyspark-extensions-dynamic-frame.html
    """

    def __init__(self, path: str, action: str, target: DataType | None = None) -> None:
        self.path, self.action, self.target = path, action, target


@lenient(lambda frame: frame._frame.df.sparkSession)
class DynamicFrame:
    """Records that describe themselves: a field may be absent, null, or of several types.

    AWS: https://docs.aws.amazon.com/glue/latest/dg/aws-glue-api-crawler-pyspark-extensions-dynamic-frame.html
    """

    def __init__(self, jdf: Frame | DataFrame, glue_ctx: GlueContext, name: str = "") -> None:
        self._frame = Frame.of(jdf) if isinstance(jdf, DataFrame) else jdf
        self.glue_ctx, self.name = glue_ctx, name

    @classmethod
    def fromDF(cls, dataframe: DataFrame, glue_ctx: GlueContext, name: str = "") -> DynamicFrame:
        """Wrap a DataFrame.

        AWS: https://docs.aws.amazon.com/glue/latest/dg/aws-glue-api-crawler-pyspark-extensions-dynamic-frame.html
        """
        return cls(Frame.of(dataframe), glue_ctx, name)

    def _next(
        self, frame: Frame, stage_threshold: int = 0, total_threshold: int = 0, name: str = ""
    ) -> DynamicFrame:
        """The frame that a transform answers; errors beyond a threshold stop the job here."""
        errors.check(frame, stage_threshold, total_threshold)
        return DynamicFrame(frame, self.glue_ctx, name or self.name)

    # What it holds

    def with_frame_schema(self, schema: StructType) -> DynamicFrame:
        """The same frame; the schema is known already, so that a given one saves nothing.

        Differs: a schema that says of a field what its records do not hold is refused with a ValueError.
        """
        known = {field.name: field.dataType for field in cast(StructType, self.schema())}
        wrong = [f"{f.name}: {f.dataType.typeName()}" for f in schema if known.get(f.name) != f.dataType]
        if wrong and known:
            raise ValueError(f"with_frame_schema: frame {self.name!r} has no fields {', '.join(wrong)}.")
        return self

    def schema(self) -> DataType:
        """The schema of all records."""
        return public_type(self._frame.schema)

    def printSchema(self) -> None:
        """Print the schema as a tree."""
        print(tree(self._frame.schema))

    def show(self, num_rows: int = 20) -> None:
        """Print the first records, a JSON object a line, absent fields left out."""
        make = record_maker(self._frame.schema, dict)
        for row in self._frame.df.take(num_rows):
            print(json.dumps(make(row), ensure_ascii=False, default=str))

    def count(self) -> int:
        """The number of good records."""
        return self._frame.count()

    def toDF(self, options: Sequence[ResolveOption] | None = None) -> DataFrame:
        """A DataFrame of the good records; absent is null, a choice is a struct of its alternatives.

        AWS: https://docs.aws.amazon.com/glue/latest/dg/aws-glue-api-crawler-pyspark-extensions-dynamic-frame.html
        """
        frame = self._frame
        for option in options or ():
            frame = resolve_for_dataframe(frame, option.path, option.action, option.target)
        return frame.public()

    def getNumPartitions(self) -> int:
        """The number of partitions."""
        return self._frame.df.rdd.getNumPartitions()

    def repartition(
        self,
        num_partitions: int,
        transformation_ctx: str = "",
        info: str = "",
        stageThreshold: int = 0,
        totalThreshold: int = 0,
    ) -> DynamicFrame:
        """The records in so many partitions, evenly."""
        frame = self._frame.next(self._frame.df.repartition(num_partitions), self._frame.schema)
        return self._next(frame, stageThreshold, totalThreshold)

    def coalesce(
        self,
        num_partitions: int,
        shuffle: bool = False,
        transformation_ctx: str = "",
        info: str = "",
        stageThreshold: int = 0,
        totalThreshold: int = 0,
    ) -> DynamicFrame:
        """The records in at most so many partitions."""
        df = self._frame.df
        fewer = df.repartition(num_partitions) if shuffle else df.coalesce(num_partitions)
        return self._next(self._frame.next(fewer, self._frame.schema), stageThreshold, totalThreshold)

    # Python functions over records

    def filter(
        self,
        f: Callable[[Any], Any],
        transformation_ctx: str = "",
        info: str = "",
        stageThreshold: int = 0,
        totalThreshold: int = 0,
    ) -> DynamicFrame:
        """The records that a predicate holds for; one that lacks a field the predicate reads is dropped.

        AWS: https://docs.aws.amazon.com/glue/latest/dg/aws-glue-api-crawler-pyspark-transforms-filter.html
        """
        return self._next(
            filtering.filtered(self._frame, f, callsite(), info), stageThreshold, totalThreshold
        )

    def map(
        self,
        f: Callable[[Any], Any],
        preservesPartitioning: bool = False,
        transformation_ctx: str = "",
        info: str = "",
        stageThreshold: int = 0,
        totalThreshold: int = 0,
    ) -> DynamicFrame:
        """The records that a function makes of the records.

        AWS: https://docs.aws.amazon.com/glue/latest/dg/aws-glue-api-crawler-pyspark-transforms-map.html
        """
        return self._next(mapping.mapped(self._frame, f, callsite(), info), stageThreshold, totalThreshold)

    def mapPartitions(
        self,
        f: Callable[[Iterable[Any]], Iterable[Any]],
        preservesPartitioning: bool = True,
        transformation_ctx: str = "",
        info: str = "",
        stageThreshold: int = 0,
        totalThreshold: int = 0,
    ) -> DynamicFrame:
        """The records that a function makes of the records of each partition.

        What the function raises ends the job; what it makes that is no record is an error record.
        AWS: https://docs.aws.amazon.com/glue/latest/dg/aws-glue-api-crawler-pyspark-extensions-dynamic-frame.html
        """

        def of_records(index: int, records: Iterable[Any]) -> Iterable[Any]:
            return f(records)

        return self._partitions(of_records, info, stageThreshold, totalThreshold)

    def mapPartitionsWithIndex(
        self,
        f: Callable[[int, Iterable[Any]], Iterable[Any]],
        preservesPartitioning: bool = False,
        transformation_ctx: str = "",
        info: str = "",
        stageThreshold: int = 0,
        totalThreshold: int = 0,
    ) -> DynamicFrame:
        """The records that a function makes of the number and the records of each partition.

        What the function raises ends the job; what it makes that is no record is an error record.
        AWS: https://docs.aws.amazon.com/glue/latest/dg/aws-glue-api-crawler-pyspark-extensions-dynamic-frame.html
        """
        return self._partitions(f, info, stageThreshold, totalThreshold)

    def _partitions(
        self, f: Callable[[int, Iterable[Any]], Iterable[Any]], info: str, stage: int, total: int
    ) -> DynamicFrame:
        return self._next(mapping.mapped_partitions(self._frame, f, callsite(), info), stage, total)

    # Fields

    def drop_fields(
        self,
        paths: Paths,
        transformation_ctx: str = "",
        info: str = "",
        stageThreshold: int = 0,
        totalThreshold: int = 0,
    ) -> DynamicFrame:
        """The records without the fields at these paths; a path that leads nowhere is passed over.

        AWS: https://docs.aws.amazon.com/glue/latest/dg/aws-glue-api-crawler-pyspark-transforms-DropFields.html
        """
        return self._next(transforms.drop(self._frame, _list(paths)), stageThreshold, totalThreshold)

    def select_fields(
        self,
        paths: Paths,
        transformation_ctx: str = "",
        info: str = "",
        stageThreshold: int = 0,
        totalThreshold: int = 0,
    ) -> DynamicFrame:
        """The records with these top-level fields only.

        AWS: https://docs.aws.amazon.com/glue/latest/dg/aws-glue-api-crawler-pyspark-transforms-SelectFields.html
        """
        return self._next(transforms.select(self._frame, _list(paths)), stageThreshold, totalThreshold)

    def rename_field(
        self,
        oldName: str,
        newName: str,
        transformation_ctx: str = "",
        info: str = "",
        stageThreshold: int = 0,
        totalThreshold: int = 0,
    ) -> DynamicFrame:
        """The records with a field moved from one path to another.

        AWS: https://docs.aws.amazon.com/glue/latest/dg/aws-glue-api-crawler-pyspark-transforms-RenameField.html
        """
        return self._next(transforms.rename(self._frame, oldName, newName), stageThreshold, totalThreshold)

    def split_fields(
        self,
        paths: Paths,
        name1: str,
        name2: str,
        transformation_ctx: str = "",
        info: str = "",
        stageThreshold: int = 0,
        totalThreshold: int = 0,
    ) -> DynamicFrameCollection:
        """Two frames: one of the chosen fields, one of the others.

        AWS: https://docs.aws.amazon.com/glue/latest/dg/aws-glue-api-crawler-pyspark-transforms-SplitFields.html
        """
        first = self._next(
            transforms.picked(self._frame, _list(paths)), stageThreshold, totalThreshold, name1
        )
        second = self._next(transforms.drop(self._frame, _list(paths)), stageThreshold, totalThreshold, name2)
        return DynamicFrameCollection({name1: first, name2: second}, self.glue_ctx)

    def split_rows(
        self,
        comparison_dict: Mapping[str, Mapping[str, Any]],
        name1: str,
        name2: str,
        transformation_ctx: str = "",
        info: str = "",
        stageThreshold: int = 0,
        totalThreshold: int = 0,
    ) -> DynamicFrameCollection:
        """Two frames: the records that meet all comparisons, and the others.

        The comparisons are `{"path": {">": 10, "<=": 20}}`; operators are =, !=, <, <=, > and >=. A field
        that is absent or null meets none.
        AWS: https://docs.aws.amazon.com/glue/latest/dg/aws-glue-api-crawler-pyspark-transforms-SplitRows.html
        """
        first, second = splitting.split(self._frame, comparison_dict)
        frames = {
            name1: self._next(first, stageThreshold, totalThreshold, name1),
            name2: self._next(second, stageThreshold, totalThreshold, name2),
        }
        return DynamicFrameCollection(frames, self.glue_ctx)

    def apply_mapping(
        self,
        mappings: Mapping_ | Sequence[Mapping_],
        case_sensitive: bool = False,
        transformation_ctx: str = "",
        info: str = "",
        stageThreshold: int = 0,
        totalThreshold: int = 0,
    ) -> DynamicFrame:
        """The mapped fields only, renamed and cast; what cannot be cast becomes null.

        AWS: https://docs.aws.amazon.com/glue/latest/dg/aws-glue-api-crawler-pyspark-transforms-ApplyMapping.html
        Differs: a number cast to timestamp or date is taken for milliseconds; AWS does not tell the unit.
        Differs: a number that its new type has no room for wraps round, as in Spark; AWS does not tell.
        """
        given = [mappings] if isinstance(mappings, tuple) else list(mappings)
        frame = transforms.apply_mapping(
            self._frame, list(map(_mapping, given)), case_sensitive=case_sensitive
        )
        return self._next(frame, stageThreshold, totalThreshold)

    applyMapping = apply_mapping

    def unnest(
        self, transformation_ctx: str = "", info: str = "", stageThreshold: int = 0, totalThreshold: int = 0
    ) -> DynamicFrame:
        """The records with the fields of structs as fields of their own, called by their dotted path.

        AWS: https://docs.aws.amazon.com/glue/latest/dg/aws-glue-api-crawler-pyspark-transforms-UnnestFrame.html
        """
        return self._next(transforms.unnest(self._frame), stageThreshold, totalThreshold)

    def unbox(
        self,
        path: str,
        format: str,
        transformation_ctx: str = "",
        info: str = "",
        stageThreshold: int = 0,
        totalThreshold: int = 0,
        **options: Any,
    ) -> DynamicFrame:
        """The records with a field's text parsed as JSON or CSV; text that is none makes an error record.

        Options are separator, quoteChar, escaper, skipFirst, withHeader and withSchema.
        AWS: https://docs.aws.amazon.com/glue/latest/dg/aws-glue-api-crawler-pyspark-transforms-Unbox.html
        Differs: formats other than json and csv raise NotImplementedError; a text in CSV holds one record.
        """
        frame = unboxing.unboxed(self._frame, path, format, options, callsite(), info)
        return self._next(frame, stageThreshold, totalThreshold)

    def relationalize(
        self,
        root_table_name: str,
        staging_path: str | None,
        options: Mapping[str, Any] = {},
        transformation_ctx: str = "",
        info: str = "",
        stageThreshold: int = 0,
        totalThreshold: int = 0,
    ) -> DynamicFrameCollection:
        """Flat frames: one of the records, numbers in the place of arrays, and one for each array.

        AWS: https://docs.aws.amazon.com/glue/latest/dg/aws-glue-api-crawler-pyspark-transforms-Relationalize.html
        Raises RuntimeError if there is neither a staging path nor a temporary folder of the job.

        Differs: nothing is written to the staging path; Spark keeps the frames.
        """
        if not (staging_path or argument("TempDir") or argument("RedshiftTempDir")):
            raise RuntimeError("relationalize needs a staging_path, or the job a --TempDir.")
        found = relational.relationalized(self._frame, root_table_name)
        frames = {
            name: self._next(frame, stageThreshold, totalThreshold, name) for name, frame in found.items()
        }
        return DynamicFrameCollection(frames, self.glue_ctx)

    def resolveChoice(
        self,
        specs: Sequence[tuple[str, str]] | tuple[str, str] | None = None,
        choice: str = "",
        database: str | None = None,
        table_name: str | None = None,
        transformation_ctx: str = "",
        info: str = "",
        stageThreshold: int = 0,
        totalThreshold: int = 0,
        catalog_id: str | None = None,
    ) -> DynamicFrame:
        """The records with fields of several types made into fields of one, as the specs or the choice say.

        Raises Exception unless exactly one of specs and choice is given.
        AWS: https://docs.aws.amazon.com/glue/latest/dg/aws-glue-api-crawler-pyspark-transforms-ResolveChoice.html
        """
        if bool(specs) == bool(choice):
            raise Exception("resolveChoice takes either specs or choice, exactly one of them.")
        given = [specs] if isinstance(specs, tuple) else list(specs or ())
        types: dict[str, str] = {}
        if choice.lower() == "match_catalog":
            if not database or not table_name:
                raise Exception("resolveChoice with match_catalog needs database and table_name.")
            table = self.glue_ctx._catalog.table(database, table_name, catalog_id)
            types = dict(table.columns + table.keys)
        return self._next(resolve(self._frame, given, choice, types), stageThreshold, totalThreshold)

    # Several frames

    def join(
        self,
        paths1: Paths,
        paths2: Paths,
        frame2: DynamicFrame,
        transformation_ctx: str = "",
        info: str = "",
        stageThreshold: int = 0,
        totalThreshold: int = 0,
    ) -> DynamicFrame:
        """The inner join on equal keys; of a name that both sides have, the left value has a leading dot.

        Frames of Relationalize have their names before that dot.

        AWS: https://docs.aws.amazon.com/glue/latest/dg/aws-glue-api-crawler-pyspark-transforms-join.html
        Differs: several keys are compared by position; AWS was seen to match their permutations. A string key
            equals the number, date or time that it spells, as in Spark's SQL; AWS does not tell.
        """
        frame = joins.join(self._frame, frame2._frame, _list(paths1), _list(paths2))
        return self._next(frame, stageThreshold, totalThreshold, self.name + frame2.name)

    def union(
        self,
        other_frame: DynamicFrame,
        transformation_ctx: str = "",
        info: str = "",
        stageThreshold: int = 0,
        totalThreshold: int = 0,
    ) -> DynamicFrame:
        """All records of both, fields matched by name.

        AWS: https://docs.aws.amazon.com/glue/latest/dg/aws-glue-api-crawler-pyspark-extensions-dynamic-frame.html
        """
        return self._next(self._frame.union(other_frame._frame), stageThreshold, totalThreshold)

    def mergeDynamicFrame(
        self,
        stage_dynamic_frame: DynamicFrame,
        primary_keys: Paths,
        transformation_ctx: str = "",
        options: Mapping[str, Any] = {},
        info: str = "",
        stageThreshold: int = 0,
        totalThreshold: int = 0,
    ) -> DynamicFrame:
        """The staged records, and those of this frame whose keys no staged record has.

        Nothing is done about duplicates; a null or absent key equals nothing.
        AWS: https://docs.aws.amazon.com/glue/latest/dg/aws-glue-api-crawler-pyspark-extensions-dynamic-frame.html
        """
        frame = joins.merged(self._frame, stage_dynamic_frame._frame, _list(primary_keys))
        return self._next(frame, stageThreshold, totalThreshold)

    def spigot(
        self,
        path: str,
        options: Mapping[str, Any] = {},
        transformation_ctx: str = "",
        info: str = "",
        stageThreshold: int = 0,
        totalThreshold: int = 0,
    ) -> DynamicFrame:
        """The same records; a sample of them is written as JSON, at once.

        Options are topk, the number of records (100), and prob, the probability to take one (1).
        AWS: https://docs.aws.amazon.com/glue/latest/dg/aws-glue-api-crawler-pyspark-transforms-spigot.html
        """
        sampling.write_sample(self.glue_ctx._storage, self._frame, path, options)
        return self._next(
            self._frame.next(self._frame.df, self._frame.schema), stageThreshold, totalThreshold
        )

    def unnest_ddb_json(
        self, transformation_ctx: str = "", info: str = "", stageThreshold: int = 0, totalThreshold: int = 0
    ) -> DynamicFrame:
        """The attributes of DynamoDB's exported items as fields; lists of structs stay as they are.

        AWS: https://docs.aws.amazon.com/glue/latest/dg/aws-glue-api-crawler-pyspark-extensions-dynamic-frame.html
        """
        return self._next(dynamodb.unnested(self._frame, lists=False), stageThreshold, totalThreshold)

    def simplify_ddb_json(self) -> DynamicFrame:
        """The attributes of DynamoDB's exported items as fields, and the elements of lists of one plain type.

        AWS: https://docs.aws.amazon.com/glue/latest/dg/aws-glue-api-crawler-pyspark-extensions-dynamic-frame.html
        """
        return self._next(dynamodb.unnested(self._frame, lists=True))

    # Errors

    def errorsAsDynamicFrame(self) -> DynamicFrame:
        """The error records, each a struct `error`.

        AWS: https://docs.aws.amazon.com/glue/latest/dg/aws-glue-api-crawler-pyspark-transforms-ErrorsAsDynamicFrame.html
        """
        return DynamicFrame(errors.as_frame(self._frame), self.glue_ctx, f"{self.name}_errors")

    def errorsCount(self) -> int:
        """The number of error records so far."""
        return errors.count(self._frame.all_errors())

    def stageErrorsCount(self) -> int:
        """The number of error records of the last transform."""
        return errors.count(self._frame.stage)

    def assertErrorThreshold(self) -> None:
        """Raise if there are error records at all."""
        errors.check(self._frame, 0, 0, always=True)

    def write(
        self,
        connection_type: str,
        connection_options: Mapping[str, Any] = {},
        format: str | None = None,
        format_options: Mapping[str, Any] = {},
        accumulator_size: int = 0,
    ) -> DynamicFrame:
        """Write the records, appending.

        AWS: https://docs.aws.amazon.com/glue/latest/dg/aws-glue-api-crawler-pyspark-extensions-dynamic-frame.html
        Differs: accumulator_size is not obeyed.
        """
        written: DynamicFrame = self.glue_ctx.write_dynamic_frame_from_options(
            self, connection_type, connection_options, format, format_options
        )
        return written


def _list(paths: Paths) -> list[str]:
    return [paths] if isinstance(paths, str) else list(paths)


def _mapping(given: Sequence[str]) -> transforms.Mapping4:
    """A mapping's source, its type, target, its type.

    Raises TypeError if it is no tuple, ValueError if it has another length.
    """
    if not isinstance(given, tuple):
        raise TypeError(f"A mapping is a tuple; this one is a {type(given).__name__}: {given!r}")
    if len(given) == 2:
        return given[0], None, given[1], None
    if len(given) == 3:
        return given[0], None, given[1], given[2]
    if len(given) == 4:
        return given[0], given[1], given[2], given[3]
    raise ValueError(f"A mapping has 2, 3 or 4 parts; this one has {len(given)}: {given!r}")


class DynamicFrameCollection:
    """Frames by name.

    AWS: https://docs.aws.amazon.com/glue/latest/dg/aws-glue-api-crawler-pyspark-extensions-dynamic-frame-collection.html
    """

    def __init__(
        self, dynamic_frames: Mapping[str, DynamicFrame] | Sequence[DynamicFrame], glue_ctx: GlueContext
    ) -> None:
        given = dynamic_frames
        self._frames = dict(given) if isinstance(given, Mapping) else {frame.name: frame for frame in given}
        self._glue_ctx = glue_ctx

    def __getitem__(self, key: str) -> DynamicFrame:
        return self._frames[key]

    def __len__(self) -> int:
        return len(self._frames)

    def keys(self) -> KeysView[str]:
        """The names."""
        return self._frames.keys()

    def values(self) -> ValuesView[DynamicFrame]:
        """The frames."""
        return self._frames.values()

    def select(self, key: str, transformation_ctx: str = "") -> DynamicFrame:
        """The frame of a name; an empty one if there is none."""
        if key in self._frames:
            return self._frames[key]
        return DynamicFrame(Frame.empty(self._glue_ctx.spark_session), self._glue_ctx, key)

    def map(
        self, callable: Callable[..., DynamicFrame], transformation_ctx: str = ""
    ) -> DynamicFrameCollection:
        """A collection of what a function makes of each frame.

        Raises TypeError if it makes something else than a frame.
        """
        made = {key: callable(frame, _inner(transformation_ctx, key)) for key, frame in self._frames.items()}
        for key, frame in made.items():
            if not isinstance(frame, DynamicFrame):
                raise TypeError(
                    f"The function made a {type(frame).__name__} of frame {key!r}, not a DynamicFrame."
                )
        return DynamicFrameCollection(made, self._glue_ctx)

    def flatmap(
        self, f: Callable[..., DynamicFrameCollection | DynamicFrame], transformation_ctx: str = ""
    ) -> DynamicFrameCollection:
        """One collection of all the frames that a function makes of each frame."""
        found: dict[str, DynamicFrame] = {}
        for key, frame in self._frames.items():
            made = f(frame, _inner(transformation_ctx, key))
            if isinstance(made, DynamicFrame):
                found[made.name] = made
            else:
                found.update({name: made[name] for name in made.keys()})  # noqa: SIM118 - it is no mapping
        return DynamicFrameCollection(found, self._glue_ctx)


def _inner(context: str, key: str) -> str:
    return f"{context}:{key}"


class DynamicFrameReader:
    """`glueContext.create_dynamic_frame`.

    AWS: https://docs.aws.amazon.com/glue/latest/dg/aws-glue-api-crawler-pyspark-extensions-dynamic-frame-reader.html
    """

    def __init__(self, glue_context: GlueContext) -> None:
        self._glue_context = glue_context

    def from_rdd(
        self,
        data: Any,
        name: str,
        schema: Any = None,
        sampleRatio: float | None = None,
    ) -> DynamicFrame:
        """A frame of an RDD's rows."""
        return self._glue_context.create_dynamic_frame_from_rdd(data, name, schema, sampleRatio)

    def from_options(
        self,
        connection_type: str,
        connection_options: Mapping[str, Any] = {},
        format: str | None = None,
        format_options: Mapping[str, Any] = {},
        transformation_ctx: str = "",
        push_down_predicate: str = "",
        **kwargs: Any,
    ) -> DynamicFrame:
        """A frame of files.

        AWS: https://docs.aws.amazon.com/glue/latest/dg/aws-glue-api-crawler-pyspark-extensions-dynamic-frame-reader.html
        """
        return self._glue_context.create_dynamic_frame_from_options(
            connection_type,
            connection_options,
            format,
            format_options,
            transformation_ctx,
            push_down_predicate,
            **kwargs,
        )

    def from_catalog(
        self,
        database: str | None = None,
        table_name: str | None = None,
        redshift_tmp_dir: str = "",
        transformation_ctx: str = "",
        push_down_predicate: str = "",
        additional_options: Mapping[str, Any] = {},
        catalog_id: str | None = None,
        **kwargs: Any,
    ) -> DynamicFrame:
        """A frame of a table.

        AWS: https://docs.aws.amazon.com/glue/latest/dg/aws-glue-api-crawler-pyspark-extensions-dynamic-frame-reader.html
        """
        return self._glue_context.create_dynamic_frame_from_catalog(
            database,
            table_name,
            redshift_tmp_dir,
            transformation_ctx,
            push_down_predicate,
            additional_options,
            catalog_id,
            **kwargs,
        )


class DynamicFrameWriter:
    """`glueContext.write_dynamic_frame`.

    AWS: https://docs.aws.amazon.com/glue/latest/dg/aws-glue-api-crawler-pyspark-extensions-dynamic-frame-writer.html
    """

    def __init__(self, glue_context: GlueContext) -> None:
        self._glue_context = glue_context

    def from_options(
        self,
        frame: DynamicFrame | DynamicFrameCollection,
        connection_type: str,
        connection_options: Mapping[str, Any] = {},
        format: str | None = None,
        format_options: Mapping[str, Any] = {},
        transformation_ctx: str = "",
    ) -> Any:
        """Write a frame as files, appending.

        AWS: https://docs.aws.amazon.com/glue/latest/dg/aws-glue-api-crawler-pyspark-extensions-dynamic-frame-writer.html
        """
        return self._glue_context.write_dynamic_frame_from_options(
            frame, connection_type, connection_options, format, format_options, transformation_ctx
        )

    def from_catalog(
        self,
        frame: DynamicFrame | DynamicFrameCollection,
        database: str | None = None,
        table_name: str | None = None,
        redshift_tmp_dir: str = "",
        transformation_ctx: str = "",
        additional_options: Mapping[str, Any] = {},
        catalog_id: str | None = None,
        **kwargs: Any,
    ) -> Any:
        """Write a frame to the place of a table, in its format, appending.

        AWS: https://docs.aws.amazon.com/glue/latest/dg/aws-glue-api-crawler-pyspark-extensions-dynamic-frame-writer.html
        """
        return self._glue_context.write_dynamic_frame_from_catalog(
            frame,
            database,
            table_name,
            redshift_tmp_dir,
            transformation_ctx,
            additional_options,
            catalog_id,
            **kwargs,
        )

    def from_jdbc_conf(
        self,
        frame: DynamicFrame | DynamicFrameCollection,
        catalog_connection: str,
        connection_options: Mapping[str, Any] = {},
        redshift_tmp_dir: str = "",
        transformation_ctx: str = "",
    ) -> Any:
        """Append a frame to a table of a connection's database, as `write_dynamic_frame_from_jdbc_conf`."""
        return self._glue_context.write_dynamic_frame_from_jdbc_conf(
            frame, catalog_connection, connection_options, redshift_tmp_dir, transformation_ctx
        )
