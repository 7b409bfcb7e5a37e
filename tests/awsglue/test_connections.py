"""Connection types: JDBC with a driver that is there, and refusals that name what is missing."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from awsglue import _catalog
from awsglue.context import GlueContext
from awsglue.dynamicframe import DynamicFrame, DynamicFrameCollection
from tests.clouds import ThreadCloud

Read = Callable[..., DynamicFrame]
Shown = Callable[[DynamicFrame], list[Any]]
URL = "jdbc:derby:memory:shop;create=true"  # PySpark brings Derby along


def test_jdbc_writes_and_reads_through_a_driver_that_is_there(
    glue: GlueContext, read: Read, shown: Shown
) -> None:
    rows = read('{"ID": 1, "NAME": "a"}', '{"ID": 2, "NAME": "b"}')
    for _ in range(2):
        glue.write_dynamic_frame.from_options(rows, "jdbc", {"url": URL, "dbtable": "people"})
    back = glue.create_dynamic_frame.from_options("jdbc", {"url": URL, "dbtable": "people"})
    assert sorted(row["NAME"] for row in shown(back)) == ["a", "a", "b", "b"]
    query = {"url": URL, "query": 'SELECT "ID" FROM people WHERE "ID" = 2'}
    assert shown(glue.create_dynamic_frame.from_options("custom.jdbc", query)) == [{"ID": 2}, {"ID": 2}]
    glue.write_from_options(DynamicFrameCollection({"more": rows}, glue), "jdbc", {"url": URL})
    assert glue.create_dynamic_frame.from_options("jdbc", {"url": URL, "dbtable": "more"}).count() == 2


def test_jdbc_without_its_driver_says_which_and_how(glue: GlueContext, read: Read) -> None:
    options = {"url": "jdbc:postgresql://db:5432/shop", "dbtable": "t", "user": "u", "password": "p"}
    missing = r"jdbc:postgresql is not built. .*org.postgresql.Driver.*--extra-jars.*connect-jdbc-home"
    with pytest.raises(NotImplementedError, match=missing):
        glue.create_dynamic_frame.from_options("postgresql", options)
    with pytest.raises(NotImplementedError, match=missing):
        glue.write_dynamic_frame.from_options(read('{"a": 1}'), "postgresql", options)
    with pytest.raises(ValueError, match="need a 'url' that begins with jdbc:"):
        glue.create_dynamic_frame.from_options("mysql", {"dbtable": "t"})
    parts = {"url": URL, "sampleQuery": "SELECT 1", "enablePartitioningForSampleQuery": True}
    with pytest.raises(NotImplementedError, match="enablePartitioningForSampleQuery is not built"):
        glue.create_dynamic_frame.from_options("jdbc", parts)
    with pytest.raises(ValueError, match="no 'dbtable'"):
        glue.create_dynamic_frame.from_options("jdbc", {"url": URL})


@pytest.mark.parametrize("kind", ["kinesis", "kafka", "mongodb", "redshift", "snowflake"])
def test_other_connections_are_refused_with_aws_s_page(glue: GlueContext, read: Read, kind: str) -> None:
    with pytest.raises(NotImplementedError, match=f"Reading connection type '{kind}'.*connect-{kind}-home"):
        glue.create_dynamic_frame.from_options(kind, {"anything": "x"})
    with pytest.raises(NotImplementedError, match=f"Writing connection type '{kind}'"):
        glue.write_dynamic_frame.from_options(read('{"a": 1}'), kind, {"anything": "x"})


def test_a_connector_that_only_a_connection_knows_is_refused(glue: GlueContext, read: Read) -> None:
    options = {"connectionName": "market", "table": "t"}
    with pytest.raises(NotImplementedError, match=r"'marketplace.spark'.*className.*connectors-chapter"):
        glue.create_dynamic_frame.from_options("marketplace.spark", options)
    with pytest.raises(NotImplementedError, match=r"Writing .*'custom.spark' is not.*className.*connectors"):
        glue.write_dynamic_frame.from_options(read('{"a": 1}'), "custom.spark", options)


@pytest.mark.parametrize("kind", ["marketplace.spark", "custom.spark"])
def test_a_connector_that_is_a_source_of_spark_s_writes_and_reads(
    glue: GlueContext, read: Read, shown: Shown, folder: Path, uri: str, kind: str
) -> None:
    options = {"className": "csv", "connectionName": "market", "path": f"{uri}out", "header": True}
    rows = read('{"a": "1", "b": "x"}').coalesce(1)
    for _ in range(2):
        errors: Any = glue.write_dynamic_frame.from_options(rows, kind, {**options, "sep": "|"})
        assert errors.count() == 0
    assert [file.read_text() for file in (folder / "out").glob("part-*")] == ["a|b\n1|x\n"] * 2
    glue.write_from_options(DynamicFrameCollection({"more": rows}, glue), kind, {**options, "sep": "|"})
    back = glue.create_dynamic_frame.from_options(kind, {**options, "delimiter": "|"})
    assert shown(back) == [{"a": "1", "b": "x"}] * 3


def test_a_connection_comes_from_the_catalog_and_a_lack_of_it_is_told_with_what_to_do(
    connected: ThreadCloud,
) -> None:
    told = {"JDBC_CONNECTION_URL": "jdbc:postgresql://host:5432/shop", "USERNAME": "u", "PASSWORD": "p"}
    kept: Any = {"Name": "shop", "ConnectionType": "JDBC", "ConnectionProperties": told}
    client = connected.client("glue")
    client.create_connection(ConnectionInput=kept)
    conf = _catalog.Catalog().connection("shop")
    assert (conf["url"], conf["vendor"]) == ("jdbc:postgresql://host:5432", "postgresql")
    assert (conf["user"], conf["password"]) == ("u", "p")
    with pytest.raises(LookupError, match=r"no connection 'other'.*create_connection.*'Name': 'other'"):
        _catalog.Catalog().connection("other")
    secret: Any = {
        "Name": "hidden",
        "ConnectionType": "JDBC",
        "ConnectionProperties": {"JDBC_CONNECTION_URL": "jdbc:mysql://host/shop", "SECRET_ID": "s"},
    }
    client.create_connection(ConnectionInput=secret)
    with pytest.raises(NotImplementedError, match=r"secret of connection 'hidden'.*USERNAME and a PASSWORD"):
        _catalog.Catalog().connection("hidden")


def test_the_java_side_tells_region_and_endpoint_as_scripts_ask_for_them(
    connected: ThreadCloud, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-west-2")
    jvm: Any = GlueContext(None)._jvm
    utils = jvm.AWSConnectionUtils
    assert utils.getRegion() == "eu-west-2"
    assert utils.getGlueEndpoint() == connected.url
    assert utils.getGlueProxyUrl()[8:].startswith("null")
    assert jvm.java.lang.Math.max(1, 2) == 2


def test_a_name_that_is_no_connection_type_is_refused(glue: GlueContext) -> None:
    with pytest.raises(NotImplementedError, match="It is none of Glue's names"):
        glue.create_dynamic_frame.from_options("s4", {"paths": ["x"]}, "json")
