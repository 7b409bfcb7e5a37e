"""The transforms, one module each; `import *` gives exactly their classes.

AWS: https://docs.aws.amazon.com/glue/latest/dg/aws-glue-api-crawler-pyspark-transforms.html
"""

from __future__ import annotations

from typing import Any

from awsglue.transforms.apply_mapping import ApplyMapping
from awsglue.transforms.coalesce import Coalesce
from awsglue.transforms.drop_fields import DropFields
from awsglue.transforms.drop_nulls import DropNullFields
from awsglue.transforms.errors_as_dynamicframe import ErrorsAsDynamicFrame
from awsglue.transforms.filter import Filter
from awsglue.transforms.flatmap import FlatMap
from awsglue.transforms.join import Join
from awsglue.transforms.map import Map
from awsglue.transforms.map_to_collection import MapToCollection
from awsglue.transforms.relationalize import Relationalize
from awsglue.transforms.rename_field import RenameField
from awsglue.transforms.repartition import Repartition
from awsglue.transforms.resolve_choice import ResolveChoice
from awsglue.transforms.select_fields import SelectFields
from awsglue.transforms.select_from_collection import SelectFromCollection
from awsglue.transforms.spigot import Spigot
from awsglue.transforms.split_fields import SplitFields
from awsglue.transforms.split_rows import SplitRows
from awsglue.transforms.transform import GlueTransform as GlueTransform
from awsglue.transforms.unbox import Unbox
from awsglue.transforms.union import Union
from awsglue.transforms.unnest_frame import UnnestFrame

__all__ = [
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


def get_transforms() -> list[type[GlueTransform]]:
    """All transform classes."""
    return [globals()[name] for name in __all__]


def get_transform(transform_name: str) -> type[GlueTransform] | None:
    """The transform of a name, whatever its case; None if there is none."""
    return next((kind for kind in get_transforms() if kind.name().lower() == transform_name.lower()), None)


def describe_transform(transform_name: str) -> dict[str, Any]:
    """What the transform of a name does, takes and answers.

    Raises ValueError if there is none.
    """
    found = get_transform(transform_name)
    if found is None:
        raise ValueError(f"There is no transform {transform_name!r}; there are {', '.join(__all__)}.")
    return found.describe()
