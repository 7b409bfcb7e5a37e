"""Functions as Hive's clients make and find them."""

from __future__ import annotations

import pytest
from pymetastore.hive_metastore.ttypes import (
    AlreadyExistsException,
    Function,
    FunctionType,
    NoSuchObjectException,
    PrincipalType,
    ResourceType,
    ResourceUri,
)

from tests.services.metastore.conftest import MetastoreUnderTest


def reverse() -> Function:
    return Function(
        functionName="Reverse",
        dbName="stedi",
        className="org.example.Reverse",
        ownerName="ann",
        ownerType=PrincipalType.ROLE,
        functionType=FunctionType.JAVA,
        resourceUris=[ResourceUri(ResourceType.JAR, "s3://bucket/udf.jar")],
    )


def test_a_function_is_the_same_in_hives_words_and_in_glues(metastore: MetastoreUnderTest) -> None:
    metastore.hive.create_function(reverse())

    stored = metastore.glue.functions.get_user_defined_function("stedi", "reverse")["UserDefinedFunction"]
    created = stored.pop("CreateTime")
    assert stored == {
        "FunctionName": "reverse",
        "DatabaseName": "stedi",
        "ClassName": "org.example.Reverse",
        "OwnerName": "ann",
        "OwnerType": "ROLE",
        "ResourceUris": [{"ResourceType": "JAR", "Uri": "s3://bucket/udf.jar"}],
        "CatalogId": "000000000000",
    }
    shown = metastore.hive.get_function("stedi", "REVERSE")
    told = reverse()
    told.functionName, told.createTime = "reverse", int(created.timestamp())
    assert shown == told
    assert metastore.hive.get_functions("stedi", "rev*") == ["reverse"]
    assert metastore.hive.get_functions("stedi", "other*") == []
    assert metastore.hive.get_all_functions().functions == [shown]


def test_a_function_is_changed_renamed_and_dropped(metastore: MetastoreUnderTest) -> None:
    metastore.hive.create_function(reverse())
    with pytest.raises(AlreadyExistsException, match="Function already exists"):
        metastore.hive.create_function(reverse())
    changed = reverse()
    changed.functionName, changed.className, changed.resourceUris = "turned", "org.example.Turned", None
    metastore.hive.alter_function("stedi", "reverse", changed)
    assert metastore.hive.get_function("stedi", "turned").className == "org.example.Turned"
    with pytest.raises(NoSuchObjectException, match=r"Function stedi\.reverse does not exist"):
        metastore.hive.get_function("stedi", "reverse")
    metastore.hive.drop_function("stedi", "turned")
    with pytest.raises(NoSuchObjectException):
        metastore.hive.drop_function("stedi", "turned")
    assert metastore.hive.get_all_functions().functions == []
