"""Public names, the order of their parameters, and their defaults are AWS's."""

from __future__ import annotations

import importlib
import inspect
from typing import Any

import pytest
from pyspark.sql import SQLContext

from awsglue.context import GlueContext

_TAIL = "transformation_ctx='', info='', stageThreshold=0, totalThreshold=0"
_SOURCE = "connection_type, format=None, transformation_ctx='', push_down_predicate='', **options"
_FROM_CATALOG = (
    "database=None, table_name=None, redshift_tmp_dir='', transformation_ctx='', push_down_predicate='', "
    "additional_options={}, catalog_id=None, **kwargs"
)
_FROM_OPTIONS = (
    "connection_type, connection_options={}, format=None, format_options={}, transformation_ctx='', "
    "push_down_predicate='', **kwargs"
)
_TO_OPTIONS = "connection_type, connection_options={}, format=None, format_options={}, transformation_ctx=''"
_TO_CATALOG = (
    "frame, database=None, table_name=None, redshift_tmp_dir='', transformation_ctx='', "
    "additional_options={}, catalog_id=None, **kwargs"
)
_JDBC = "catalog_connection, connection_options={}, redshift_tmp_dir='', transformation_ctx=''"

_ATOMIC = [
    f"{word}Type"
    for word in (
        "Binary",
        "Boolean",
        "Byte",
        "Date",
        "Double",
        "Float",
        "Integer",
        "Long",
        "Null",
        "Short",
        "String",
        "Timestamp",
        "TimestampNTZ",
        "Unknown",
    )
]

RECORDED = {
    "awsglue.context": {
        "register": "sc",
        "GlueContext": "sparkContext=None, **options",
        "GlueContext.getSource": _SOURCE,
        "GlueContext.getStreamingSource": _SOURCE,
        "GlueContext.get_catalog_schema_as_spark_schema": "database=None, table_name=None, catalog_id=None",
        "GlueContext.create_dynamic_frame_from_rdd": (
            "data, name, schema=None, sample_ratio=None, transformation_ctx=''"
        ),
        "GlueContext.create_dynamic_frame_from_catalog": _FROM_CATALOG,
        "GlueContext.create_data_frame_from_catalog": _FROM_CATALOG,
        "GlueContext.create_dynamic_frame_from_options": _FROM_OPTIONS,
        "GlueContext.create_data_frame_from_options": _FROM_OPTIONS,
        "GlueContext.create_sample_dynamic_frame_from_catalog": (
            "database=None, table_name=None, num=None, sample_options={}, redshift_tmp_dir='', "
            "transformation_ctx='', push_down_predicate='', additional_options={}, catalog_id=None, "
            "erieTxId='', asOfTime='', **kwargs"
        ),
        "GlueContext.create_sample_dynamic_frame_from_options": (
            "connection_type, connection_options={}, num=None, sample_options={}, format=None, "
            "format_options={}, transformation_ctx='', push_down_predicate='', **kwargs"
        ),
        "GlueContext.getSink": "connection_type, format=None, transformation_ctx='', **options",
        "GlueContext.write_dynamic_frame_from_options": f"frame, {_TO_OPTIONS}",
        "GlueContext.write_from_options": (
            "frame_or_dfc, connection_type, connection_options={}, format={}, format_options={}, "
            "transformation_ctx='', **kwargs"
        ),
        "GlueContext.write_dynamic_frame_from_catalog": _TO_CATALOG,
        "GlueContext.write_data_frame_from_catalog": _TO_CATALOG,
        "GlueContext.write_dynamic_frame_from_jdbc_conf": f"frame, {_JDBC}, catalog_id=None",
        "GlueContext.write_from_jdbc_conf": f"frame_or_dfc, {_JDBC}, catalog_id=None",
        "GlueContext.convert_resolve_option": "path, action, target",
        "GlueContext.extract_jdbc_conf": "connection_name, catalog_id=None",
        "GlueContext.purge_table": "database, table_name, options={}, transformation_ctx='', catalog_id=None",
        "GlueContext.purge_s3_path": "s3_path, options={}, transformation_ctx=''",
        "GlueContext.transition_table": (
            "database, table_name, transition_to, options={}, transformation_ctx='', catalog_id=None"
        ),
        "GlueContext.transition_s3_path": "s3_path, transition_to, options={}, transformation_ctx=''",
        "GlueContext.get_logger": "",
        "GlueContext.currentTimeMillis": "",
        "GlueContext.getSampleStreamingDynamicFrame": "frame, options={}, batch_function=None",
        "GlueContext.forEachBatch": "frame, batch_function, options={}",
        "GlueContext.add_ingestion_time_columns": "frame, time_granularity",
        "GlueContext.start_transaction": "read_only",
        "GlueContext.commit_transaction": "transaction_id, wait_for_commit=True",
        "GlueContext.cancel_transaction": "transaction_id",
    },
    "awsglue.dynamicframe": {
        "ResolveOption": "path, action, target=None",
        "DynamicFrame": "jdf, glue_ctx, name=''",
        "DynamicFrame.fromDF": "dataframe, glue_ctx, name=''",
        "DynamicFrame.with_frame_schema": "schema",
        "DynamicFrame.schema": "",
        "DynamicFrame.printSchema": "",
        "DynamicFrame.show": "num_rows=20",
        "DynamicFrame.count": "",
        "DynamicFrame.toDF": "options=None",
        "DynamicFrame.getNumPartitions": "",
        "DynamicFrame.filter": f"f, {_TAIL}",
        "DynamicFrame.map": f"f, preservesPartitioning=False, {_TAIL}",
        "DynamicFrame.mapPartitions": f"f, preservesPartitioning=True, {_TAIL}",
        "DynamicFrame.mapPartitionsWithIndex": f"f, preservesPartitioning=False, {_TAIL}",
        "DynamicFrame.drop_fields": f"paths, {_TAIL}",
        "DynamicFrame.select_fields": f"paths, {_TAIL}",
        "DynamicFrame.rename_field": f"oldName, newName, {_TAIL}",
        "DynamicFrame.split_fields": f"paths, name1, name2, {_TAIL}",
        "DynamicFrame.split_rows": f"comparison_dict, name1, name2, {_TAIL}",
        "DynamicFrame.apply_mapping": f"mappings, case_sensitive=False, {_TAIL}",
        "DynamicFrame.applyMapping": f"mappings, case_sensitive=False, {_TAIL}",
        "DynamicFrame.join": f"paths1, paths2, frame2, {_TAIL}",
        "DynamicFrame.union": f"other_frame, {_TAIL}",
        "DynamicFrame.unnest": _TAIL,
        "DynamicFrame.relationalize": f"root_table_name, staging_path, options={{}}, {_TAIL}",
        "DynamicFrame.unbox": f"path, format, {_TAIL}, **options",
        "DynamicFrame.spigot": f"path, options={{}}, {_TAIL}",
        "DynamicFrame.resolveChoice": (
            f"specs=None, choice='', database=None, table_name=None, {_TAIL}, catalog_id=None"
        ),
        "DynamicFrame.mergeDynamicFrame": (
            "stage_dynamic_frame, primary_keys, transformation_ctx='', options={}, info='', "
            "stageThreshold=0, totalThreshold=0"
        ),
        "DynamicFrame.repartition": f"num_partitions, {_TAIL}",
        "DynamicFrame.coalesce": f"num_partitions, shuffle=False, {_TAIL}",
        "DynamicFrame.unnest_ddb_json": _TAIL,
        "DynamicFrame.simplify_ddb_json": "",
        "DynamicFrame.errorsAsDynamicFrame": "",
        "DynamicFrame.errorsCount": "",
        "DynamicFrame.stageErrorsCount": "",
        "DynamicFrame.assertErrorThreshold": "",
        "DynamicFrame.write": (
            "connection_type, connection_options={}, format=None, format_options={}, accumulator_size=0"
        ),
        "DynamicFrameCollection": "dynamic_frames, glue_ctx",
        "DynamicFrameCollection.keys": "",
        "DynamicFrameCollection.values": "",
        "DynamicFrameCollection.select": "key, transformation_ctx=''",
        "DynamicFrameCollection.map": "callable, transformation_ctx=''",
        "DynamicFrameCollection.flatmap": "f, transformation_ctx=''",
        "DynamicFrameReader": "glue_context",
        "DynamicFrameReader.from_rdd": "data, name, schema=None, sampleRatio=None",
        "DynamicFrameReader.from_options": _FROM_OPTIONS,
        "DynamicFrameReader.from_catalog": _FROM_CATALOG,
        "DynamicFrameWriter": "glue_context",
        "DynamicFrameWriter.from_options": f"frame, {_TO_OPTIONS}",
        "DynamicFrameWriter.from_catalog": _TO_CATALOG,
        "DynamicFrameWriter.from_jdbc_conf": f"frame, {_JDBC}",
    },
    "awsglue.dataframereader": {
        "DataFrameReader": "glue_context",
        "DataFrameReader.from_catalog": _FROM_CATALOG,
        "DataFrameReader.from_options": _FROM_OPTIONS,
    },
    "awsglue.dataframewriter": {
        "DataFrameWriter": "glue_context",
        "DataFrameWriter.from_catalog": _TO_CATALOG,
    },
    "awsglue.data_source": {
        "DataSource": "j_source, sql_ctx, name",
        "DataSource.setFormat": "format, **options",
        "DataSource.getFrame": "**options",
        "DataSource.getSampleFrame": "num, **options",
        "DataSource.getDataFrame": "",
    },
    "awsglue.data_sink": {
        "DataSink": "j_sink, sql_ctx",
        "DataSink.setFormat": "format, **options",
        "DataSink.setCatalogInfo": "catalogDatabase, catalogTableName, catalogId=''",
        "DataSink.setAccumulableSize": "size",
        "DataSink.writeFrame": "frame, info=''",
        "DataSink.writeDataFrame": "df, glue_context, info=''",
        "DataSink.write": "dynamic_frame_or_dfc, info=''",
    },
    "awsglue.streaming_data_source": {"StreamingDataSource": "j_source, sql_ctx, name"},
    "awsglue.job": {
        "Job": "glue_context",
        "Job.init": "job_name, args={}",
        "Job.isInitialized": "",
        "Job.commit": "",
    },
    "awsglue.utils": {
        "getResolvedOptions": "args, options",
        "makeOptions": "sc, py_obj",
        "callsite": "",
        "iteritems": "d, **kwargs",
        "itervalues": "d, **kwargs",
    },
    "awsglue.functions": {
        "replaceArrayElement": "srcCol, replaceCol, idx",
        "namedStruct": "*cols",
        "explodeWithIndex": "col",
    },
    "awsglue.dataframe_transforms": {"ApplyMapping.apply": "frame, mappings"},
    "awsgluedq.transforms": {
        "EvaluateDataQuality.__call__": "frame, ruleset, publishing_options={}",
        "EvaluateDataQuality.process_rows": (
            "frame, ruleset, publishing_options={}, additional_options={}, additional_data_sources={}"
        ),
    },
    "awsglueml.transforms": {
        "FindMatches.__call__": (
            f"frame, transformId, {_TAIL}, enforcedMatches=None, computeMatchConfidenceScores=0"
        ),
        "FindIncrementalMatches.__call__": (
            f"existingFrame, incrementalFrame, transformId, {_TAIL}, enforcedMatches=None, "
            "computeMatchConfidenceScores=0"
        ),
        "FillMissingValues.__call__": f"frame, missing_values_column, output_column='', {_TAIL}",
        "EntityDetector": "",
    },
    "awsglue.transforms": {
        "ApplyMapping.__call__": f"frame, mappings, case_sensitive=False, {_TAIL}",
        "Coalesce.__call__": f"frame, num_partitions, shuffle=False, {_TAIL}",
        "DropFields.__call__": f"frame, paths, {_TAIL}",
        "DropNullFields.__call__": f"frame, {_TAIL}",
        "ErrorsAsDynamicFrame.__call__": "frame",
        "Filter.__call__": f"frame, f, {_TAIL}",
        "FlatMap.__call__": "dfc, BaseTransform, frame_name, transformation_ctx='', **base_kwargs",
        "Join.__call__": "frame1, frame2, keys1, keys2, transformation_ctx=''",
        "Map.__call__": f"frame, f, preservesPartitioning=False, {_TAIL}",
        "MapToCollection.__call__": "dfc, callable, transformation_ctx=''",
        "Relationalize.__call__": f"frame, staging_path=None, name='roottable', options=None, {_TAIL}",
        "RenameField.__call__": f"frame, old_name, new_name, {_TAIL}",
        "Repartition.__call__": f"frame, num_partitions, {_TAIL}",
        "ResolveChoice.__call__": (
            f"frame, specs=None, choice='', database=None, table_name=None, {_TAIL}, catalog_id=None"
        ),
        "SelectFields.__call__": f"frame, paths, {_TAIL}",
        "SelectFromCollection.__call__": "dfc, key, transformation_ctx=''",
        "Spigot.__call__": "frame, path, options, transformation_ctx=''",
        "SplitFields.__call__": f"frame, paths, name1=None, name2=None, {_TAIL}",
        "SplitRows.__call__": f"frame, comparison_dict, name1='frame1', name2='frame2', {_TAIL}",
        "Unbox.__call__": f"frame, path, format, {_TAIL}, **options",
        "Union.__call__": f"frame1, frame2, {_TAIL}",
        "UnnestFrame.__call__": f"frame, {_TAIL}",
        "GlueTransform.apply": "*args, **kwargs",
        "GlueTransform.name": "",
        "GlueTransform.describeArgs": "",
        "GlueTransform.describeReturn": "",
        "GlueTransform.describeTransform": "",
        "GlueTransform.describeErrors": "",
        "GlueTransform.describe": "",
        "get_transforms": "",
        "get_transform": "transform_name",
        "describe_transform": "transform_name",
    },
    "awsglue.gluetypes": {
        "DataType": "properties={}",
        **dict.fromkeys(_ATOMIC, "properties={}"),
        "DecimalType": "precision=10, scale=2, properties={}",
        "EnumType": "options, properties={}",
        "ArrayType": "elementType=UnknownType(), properties={}",
        "SetType": "elementType=UnknownType(), properties={}",
        "MapType": "valueType=UnknownType(), properties={}",
        "EntityType": "entity, base_type, properties={}",
        "ChoiceType": "choices=[], properties={}",
        "ChoiceType.add": "new_choice",
        "ChoiceType.merge": "new_choices",
        "StructType": "fields=[], properties={}",
        "StructType.add": "field",
        "StructType.hasField": "field",
        "StructType.getField": "name",
        "Field": "name, dataType, properties={}",
        "mergeDataTypes": "dt1, dt2",
    },
}


def _signature(thing: Any) -> str:
    parts = []
    for name, parameter in inspect.signature(thing).parameters.items():
        if name in ("self", "cls"):
            continue
        star = {"VAR_KEYWORD": "**", "VAR_POSITIONAL": "*"}.get(parameter.kind.name, "")
        default = "" if parameter.default is parameter.empty else f"={parameter.default!r}"
        parts.append(f"{star}{name}{default}")
    return ", ".join(parts)


@pytest.mark.parametrize(
    ("module", "path", "signature"),
    [(module, path, signature) for module, names in RECORDED.items() for path, signature in names.items()],
)
def test_a_public_name_has_the_recorded_signature(module: str, path: str, signature: str) -> None:
    thing: Any = importlib.import_module(module)
    for step in path.split("."):
        thing = getattr(thing, step)
    assert _signature(thing) == signature


@pytest.mark.parametrize(
    ("module", "names"),
    [
        ("awsglue.utils", ["GlueArgumentError", "GlueArgumentParser"]),
        ("awsglue.gluetypes", ["AtomicType", "DynamicRecord"]),
        ("awsglue.transforms.transform", ["GlueTransform"]),
        ("awsglueml.transforms", ["FindMatches", "FindIncrementalMatches", "FillMissingValues"]),
    ],
)
def test_a_name_that_has_no_signature_of_its_own_can_be_imported(module: str, names: list[str]) -> None:
    found = importlib.import_module(module)
    assert [name for name in names if not inspect.isclass(getattr(found, name, None))] == []


def test_the_context_has_aws_s_attributes_and_constants(glue: GlueContext) -> None:
    assert (glue.Spark_SQL_Formats, glue.Unsupported_Compression_Types) == ({"parquet", "orc"}, {"lzo"})
    assert isinstance(glue, SQLContext)
    assert glue.spark_session is glue.sparkSession
    assert glue._jvm is glue._sc._jvm
    assert [type(getattr(glue, name)).__name__ for name in _HELPERS] == [
        "DynamicFrameReader",
        "DataFrameReader",
        "DynamicFrameWriter",
        "DataFrameWriter",
    ]
    assert GlueContext(glue.spark_session).spark_session is glue.spark_session
    assert GlueContext(None)._sc is glue._sc


_HELPERS = ("create_dynamic_frame", "create_data_frame", "write_dynamic_frame", "write_data_frame")


@pytest.mark.parametrize(
    "module", ["awsglue.context", "awsglue.dynamicframe", "awsglue.data_sink", "awsglue.job"]
)
def test_a_public_class_has_no_public_method_that_aws_does_not_have(module: str) -> None:
    for name, thing in vars(importlib.import_module(module)).items():
        if inspect.isclass(thing) and thing.__module__ == module and not name.startswith("_"):
            own = {
                f"{name}.{method}" for method, f in vars(thing).items() if callable(f) and method[0] != "_"
            }
            own -= {"GlueContext.getOrCreate"}  # Spark's, made to work
            own = {name for name in own if ".gs_" not in name}  # Studio's, which scripts add by importing
            assert own <= set(RECORDED[module]) | {f"{name}.fromDF"}


def test_star_import_gives_the_transforms_and_nothing_else() -> None:
    space: dict[str, Any] = {}
    exec("from awsglue.transforms import *", space)
    assert sorted(set(space) - {"__builtins__"}) == [
        "ApplyMapping",
        "Coalesce",
        "DropFields",
        "DropNullFields",
        "ErrorsAsDynamicFrame",
        "Filter",
        "FlatMap",
        "Join",
        "Map",
        "MapToCollection",
        "Relationalize",
        "RenameField",
        "Repartition",
        "ResolveChoice",
        "SelectFields",
        "SelectFromCollection",
        "Spigot",
        "SplitFields",
        "SplitRows",
        "Unbox",
        "Union",
        "UnnestFrame",
    ]


@pytest.mark.parametrize(
    ("module", "names"),
    [
        ("dynamicframe_filter", ["Filter"]),
        ("dynamicframe_map", ["Map"]),
        ("collection_transforms", ["FlatMap", "MapToCollection", "SelectFromCollection"]),
        (
            "field_transforms",
            ["DropFields", "Join", "RenameField", "SelectFields", "Spigot", "SplitFields", "SplitRows"],
        ),
    ],
)
def test_a_script_may_import_a_transform_from_the_module_that_aws_keeps_it_in(
    module: str, names: list[str]
) -> None:
    import awsglue.transforms

    there = importlib.import_module(f"awsglue.transforms.{module}")
    assert there.__all__ == names
    for name in names:
        assert getattr(there, name) is getattr(awsglue.transforms, name)


def test_the_package_exports_dynamicframe() -> None:
    from awsglue import DynamicFrame
    from awsglue.dynamicframe import DynamicFrame as There

    assert DynamicFrame is There
