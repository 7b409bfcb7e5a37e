"""The table of rules: one function a rule type, one file a family.

A function takes the rule and the scene, asks the scene's metrics for what it needs of the data, and
answers how to come to a verdict once they are computed. It raises Unmet where the data cannot meet the
rule (a column is missing), and NotEmulated where AWS has something that is not here.
"""

from __future__ import annotations

from collections.abc import Callable

from awsgluedq._dqdl.ruleset import Rule
from awsgluedq._rules.completeness import completeness, is_complete
from awsgluedq._rules.datasets import (
    aggregate_match,
    dataset_match,
    referential_integrity,
    row_count_match,
    schema_match,
)
from awsgluedq._rules.datatypes import column_data_type
from awsgluedq._rules.files import file_freshness, file_match, file_size, file_uniqueness
from awsgluedq._rules.freshness import data_freshness
from awsgluedq._rules.lengths import column_length
from awsgluedq._rules.shape import column_count, column_exists, column_names_match_pattern, row_count
from awsgluedq._rules.sql import custom_sql
from awsgluedq._rules.statistics import column_correlation, mean, standard_deviation, total
from awsgluedq._rules.statistics_of_all import all_statistics
from awsgluedq._rules.unavailable import detect_anomalies, distribution
from awsgluedq._rules.uniqueness import (
    distinct_values_count,
    entropy,
    is_primary_key,
    is_unique,
    unique_value_ratio,
    uniqueness,
)
from awsgluedq._rules.values import column_values
from awsgluedq._scene import Scene
from awsgluedq._verdict import Check

RULES: dict[str, Callable[[Rule, Scene], Check]] = {
    "AggregateMatch": aggregate_match,
    "AllStatistics": all_statistics,
    "ColumnCorrelation": column_correlation,
    "ColumnCount": column_count,
    "ColumnDataType": column_data_type,
    "ColumnExists": column_exists,
    "ColumnLength": column_length,
    "ColumnNamesMatchPattern": column_names_match_pattern,
    "ColumnValues": column_values,
    "Completeness": completeness,
    "CustomSql": custom_sql,
    "DataFreshness": data_freshness,
    "DatasetMatch": dataset_match,
    "DetectAnomalies": detect_anomalies,
    "DistinctValuesCount": distinct_values_count,
    "Distribution": distribution,
    "Entropy": entropy,
    "FileFreshness": file_freshness,
    "FileMatch": file_match,
    "FileSize": file_size,
    "FileUniqueness": file_uniqueness,
    "IsComplete": is_complete,
    "IsPrimaryKey": is_primary_key,
    "IsUnique": is_unique,
    "Mean": mean,
    "ReferentialIntegrity": referential_integrity,
    "RowCount": row_count,
    "RowCountMatch": row_count_match,
    "SchemaMatch": schema_match,
    "StandardDeviation": standard_deviation,
    "Sum": total,
    "UniqueValueRatio": unique_value_ratio,
    "Uniqueness": uniqueness,
}
