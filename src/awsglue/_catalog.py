"""The Data Catalog, through boto3: tables that are read, tables that a sink makes."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import boto3

from awsglue._frame.hivetypes import hive_type
from awsglue._frame.nodes import STRING, Struct
from awsglue._javaerrors import of_java
from awsglue._unbuilt import unbuilt

if TYPE_CHECKING:
    from mypy_boto3_glue.client import GlueClient
    from mypy_boto3_glue.type_defs import StorageDescriptorTypeDef, TableInputTypeDef

_CONNECTIONS = "connection-properties-secrets-manager.html"
_NO_SECRETS = (
    "Its user and password are in AWS Secrets Manager, which is not there. Give the local catalog's "
    "connection a USERNAME and a PASSWORD in place of the SECRET_ID."
)
_NEW_CONNECTION = (
    "boto3.client('glue').create_connection(ConnectionInput={{'Name': {name!r}, 'ConnectionType': 'JDBC', "
    "'ConnectionProperties': {{'JDBC_CONNECTION_URL': 'jdbc:…', 'USERNAME': '…', 'PASSWORD': '…'}}}})"
)
BEHAVIORS = ("UPDATE_IN_DATABASE", "LOG")
_HIVE = "org.apache.hadoop.hive.ql.io"
_TEXT = ("org.apache.hadoop.mapred.TextInputFormat", f"{_HIVE}.HiveIgnoreKeyTextOutputFormat")
STORAGE = {
    "json": ("org.openx.data.jsonserde.JsonSerDe", *_TEXT),
    "csv": ("org.apache.hadoop.hive.serde2.lazy.LazySimpleSerDe", *_TEXT),
    "parquet": (
        f"{_HIVE}.parquet.serde.ParquetHiveSerDe",
        f"{_HIVE}.parquet.MapredParquetInputFormat",
        f"{_HIVE}.parquet.MapredParquetOutputFormat",
    ),
    "avro": (
        "org.apache.hadoop.hive.serde2.avro.AvroSerDe",
        f"{_HIVE}.avro.AvroContainerInputFormat",
        f"{_HIVE}.avro.AvroContainerOutputFormat",
    ),
}
"""SerDe, input format and output format of the formats whose tables a sink may make."""

_BY_SERDE = {
    "json": "json",
    "parquet": "parquet",
    "lazysimple": "csv",
    "opencsv": "csv",
    "orc": "orc",
    "avro": "avro",
}
_CLOUDTRAIL = (".CloudTrailSerde", ".CloudTrailInputFormat")
_LAKES = ("delta", "hudi", "iceberg")


def argument(name: str) -> str | None:
    """The value of an argument of this run, as the service hands it to the script."""
    flag = f"--{name}"
    for position, word in enumerate(sys.argv):
        if word == flag and position + 1 < len(sys.argv):
            return sys.argv[position + 1]
        if word.startswith(flag + "="):
            return word.partition("=")[2]
    return None


@dataclass(frozen=True)
class Table:
    """A table as GetTable answers it."""

    data: Mapping[str, Any]

    @property
    def name(self) -> str:
        return str(self.data["Name"])

    @property
    def descriptor(self) -> Mapping[str, Any]:
        descriptor: Mapping[str, Any] = self.data.get("StorageDescriptor") or {}
        return descriptor

    @property
    def serde(self) -> Mapping[str, Any]:
        serde: Mapping[str, Any] = self.descriptor.get("SerdeInfo") or {}
        return serde

    @property
    def parameters(self) -> dict[str, str]:
        return dict(self.data.get("Parameters") or {})

    @property
    def location(self) -> str:
        """Where the data is; a table that Spark made keeps it among the SerDe's parameters."""
        location = str(self.descriptor.get("Location") or "")
        if location.endswith("-__PLACEHOLDER__") or not location:
            location = str((self.serde.get("Parameters") or {}).get("path") or location)
        return location

    @property
    def columns(self) -> list[tuple[str, str]]:
        return [(c["Name"].lower(), c.get("Type", "string")) for c in self.descriptor.get("Columns") or []]

    @property
    def spellings(self) -> dict[str, str]:
        """Columns as the JSON files spell them, if a crawler has noted that, by their names."""
        if self.format != "json":
            return {}
        serde: Mapping[str, str] = self.serde.get("Parameters") or {}
        return {path.lower(): path for path in serde.get("paths", "").split(",") if path}

    @property
    def keys(self) -> list[tuple[str, str]]:
        return [(c["Name"].lower(), c.get("Type", "string")) for c in self.data.get("PartitionKeys") or []]

    @property
    def format(self) -> str:
        """The format of the data: by provider, classification, SerDe or input format, in this order.

        Logs that a Grok classifier has found are classified by a word of its own, so that their SerDe tells,
        and CloudTrail's are, whatever the SerDe, if the input format or the SerDe is theirs.
        Raises ValueError if nothing tells.
        """
        provider = self.parameters.get("spark.sql.sources.provider", "").lower()
        for name in (provider, self.parameters.get("table_type", "").lower()):
            if name in _LAKES:
                return name
        if str(self.serde.get("SerializationLibrary") or "").endswith(".GrokSerDe"):
            return "grok"
        classes = (self.serde.get("SerializationLibrary"), self.descriptor.get("InputFormat"))
        if any(str(name or "").endswith(_CLOUDTRAIL) for name in classes):
            return "cloudtrail"
        named = self.parameters.get("classification", "").lower() or provider
        if named:
            return named
        for text in classes:
            for part, format in _BY_SERDE.items():
                if part in str(text or "").lower():
                    return format
        raise ValueError(
            f"Table {self.data.get('DatabaseName')}.{self.name} does not say its format: "
            "set the table property 'classification' (json, csv, parquet, …)."
        )

    def is_of(self, format: str) -> bool:
        """Whether a SerDe is told, for files of this format."""
        try:
            return bool(self.serde.get("SerializationLibrary")) and self.format == format
        except ValueError:
            return False


class Catalog:
    """The Data Catalog of this run's account."""

    @cached_property
    def _glue(self) -> GlueClient:
        region = os.environ.get("AWS_REGION") or os.environ.get("AWS_DEFAULT_REGION") or None
        return boto3.client("glue", region_name=region)

    def table(self, database: str, name: str, catalog_id: str | None = None) -> Table:
        """A table; EntityNotFoundException if there is none."""
        try:
            answer = self._glue.get_table(DatabaseName=database, Name=name, **_catalog(catalog_id))
        except self._glue.exceptions.EntityNotFoundException as error:
            of_java(error, "com.amazonaws.services.glue.model.EntityNotFoundException")
            raise
        return Table(answer["Table"])

    def entity_types(self, names: Sequence[str]) -> Iterator[Mapping[str, Any]]:
        """The account's custom entity types of these names; the service is asked for fifty at a time."""
        for start in range(0, len(names), 50):
            answer = self._glue.batch_get_custom_entity_types(Names=list(names[start : start + 50]))
            yield from answer["CustomEntityTypes"]

    def find(self, database: str, name: str, catalog_id: str | None = None) -> Table | None:
        """A table, or None if there is none; EntityNotFoundException if its database is missing.

        `default` may be missing: it is made by the first table that is put into it.
        """
        if database.lower() != "default":
            self._glue.get_database(Name=database, **_catalog(catalog_id))
        try:
            return self.table(database, name, catalog_id)
        except self._glue.exceptions.EntityNotFoundException:
            return None

    def connection(self, name: str, catalog_id: str | None = None) -> dict[str, str]:
        """What a script needs to reach the database of a connection.

        Raises LookupError if there is none of this name, NotImplementedError if a secret holds its user.
        """
        try:
            answer = self._glue.get_connection(Name=name, HidePassword=False, **_catalog(catalog_id))
        except self._glue.exceptions.EntityNotFoundException as error:
            raise LookupError(
                f"There is no connection {name!r} in the Data Catalog (EntityNotFoundException). "
                f"Create it in the local one as on AWS: {_NEW_CONNECTION.format(name=name)}"
            ) from error
        told: Mapping[Any, str] = answer["Connection"].get("ConnectionProperties") or {}
        if "SECRET_ID" in told and "USERNAME" not in told:
            raise unbuilt(f"The secret of connection {name!r}", _CONNECTIONS, _NO_SECRETS)
        full = told.get("JDBC_CONNECTION_URL", "")
        return {
            "enforceSSL": str(told.get("JDBC_ENFORCE_SSL", "false")).lower(),
            "skipCustomJDBCCertValidation": "false",
            "url": _without_database(full),
            "fullUrl": full,
            "user": told.get("USERNAME", ""),
            "password": told.get("PASSWORD", ""),
            "customJDBCCertString": "",
            "customJDBCCert": "",
            "vendor": full.split(":")[1] if full.count(":") > 1 else "",
        }

    def partitions(
        self, database: str, name: str, expression: str = "", catalog_id: str | None = None
    ) -> Iterator[Mapping[str, Any]]:
        """All partitions that the service's own expression lets through."""
        request: dict[str, Any] = {"DatabaseName": database, "TableName": name, **_catalog(catalog_id)}
        if expression:
            request["Expression"] = expression
        for page in self._glue.get_paginator("get_partitions").paginate(**request):
            yield from page["Partitions"]

    def drop_partitions(
        self, database: str, name: str, values: Sequence[Sequence[str]], catalog_id: str | None = None
    ) -> None:
        """Forget partitions, as many at once as the service takes."""
        for start in range(0, len(values), 25):
            batch = [{"Values": list(v)} for v in values[start : start + 25]]
            self._glue.batch_delete_partition(
                DatabaseName=database,
                TableName=name,
                PartitionsToDelete=batch,  # type: ignore[arg-type]
                **_catalog(catalog_id),
            )

    def publish(
        self, made: MadeTable, database: str, name: str, behavior: str, catalog_id: str | None = None
    ) -> None:
        """Make or update a sink's table, then add its partitions.

        UPDATE_IN_DATABASE replaces the columns; LOG leaves a table that is there as it is and adds
        partitions only if the table has all the columns that were written.
        """
        old = self.find(database, name, catalog_id)
        if old is None:
            self._glue.create_table(
                DatabaseName=database, TableInput=made.input(name), **_catalog(catalog_id)
            )
        elif behavior == "UPDATE_IN_DATABASE":
            made.check_keys(old)
            self._glue.update_table(
                DatabaseName=database, TableInput=made.input(name, old), **_catalog(catalog_id)
            )
        elif not set(made.columns) <= set(old.columns):
            return
        inputs = made.partition_inputs(old)
        for start in range(0, len(inputs), 100):
            answer = self._glue.batch_create_partition(
                DatabaseName=database,
                TableName=name,
                PartitionInputList=inputs[start : start + 100],  # type: ignore[arg-type]
                **_catalog(catalog_id),
            )
            for error in answer.get("Errors", []):
                detail = error.get("ErrorDetail", {})
                if detail.get("ErrorCode") != "AlreadyExistsException":
                    raise RuntimeError(
                        f"Partition {error.get('PartitionValues')} of {database}.{name}: {detail}"
                    )


def _without_database(url: str) -> str:
    """A JDBC URL as far as its host and port."""
    head, slashes, rest = url.partition("//")
    return head + slashes + rest.partition("/")[0].partition(";")[0] if slashes else url


def _catalog(catalog_id: str | None) -> dict[str, Any]:
    return {"CatalogId": catalog_id} if catalog_id else {}


@dataclass(frozen=True)
class MadeTable:
    """What a sink wrote, as the catalog stores it."""

    schema: Struct
    format: str
    location: str
    keys: tuple[str, ...] = ()
    partitions: tuple[tuple[str, ...], ...] = ()
    separator: str = ","
    header: bool = False

    @property
    def columns(self) -> list[tuple[str, str]]:
        """Lower-case names and Hive types, partition keys left out."""
        return [(m.name.lower(), hive_type(m.node)) for m in self.schema.members if m.name not in self.keys]

    @property
    def key_columns(self) -> list[tuple[str, str]]:
        members = (self.schema.get(key) for key in self.keys)
        return [
            (key.lower(), hive_type(m.node if m else STRING))
            for key, m in zip(self.keys, members, strict=True)
        ]

    def check_keys(self, old: Table) -> None:
        """Raises ValueError if the table is partitioned otherwise."""
        have = [name for name, _ in old.keys]
        if have != [name for name, _ in self.key_columns]:
            raise ValueError(
                f"partitionKeys {list(self.keys)} are not the partition keys of table {old.name}: {have}."
            )

    def input(self, name: str, old: Table | None = None) -> TableInputTypeDef:
        """The TableInput; parameters and unwritten members of a table that is there are kept."""
        parameters = old.parameters if old else {}
        job, run = argument("JOB_NAME"), argument("JOB_RUN_ID")
        parameters |= {"classification": self.format}
        parameters |= {"CreatedByJob": job} if job and not old else {}
        parameters |= {"CreatedByJobRun": run} if run and not old else {}
        parameters |= {"UpdatedByJob": job} if job and old else {}
        parameters |= {"UpdatedByJobRun": run} if run and old else {}
        parameters |= {"useGlueParquetWriter": "true"} if self.format == "parquet" else {}
        parameters |= {"skip.header.line.count": "1"} if self.header else {}
        return {
            "Name": name,
            "TableType": "EXTERNAL_TABLE",
            "Parameters": parameters,
            "PartitionKeys": [{"Name": n, "Type": t} for n, t in self.key_columns],
            "StorageDescriptor": self._descriptor(self.location if old is None else old.location, old),
        }

    def _descriptor(self, location: str, old: Table | None) -> StorageDescriptorTypeDef:
        """Where the files are, and the classes that read them: those that a table of this format has."""
        serde, reads, writes = STORAGE[self.format]
        delimiter = {"field.delim": self.separator} if self.format == "csv" else {}
        info: Any = {
            "SerializationLibrary": serde,
            "Parameters": {"serialization.format": "1"} | delimiter,
        }
        if old and old.is_of(self.format):
            info = old.serde
            reads, writes = (old.descriptor.get(name) or "" for name in ("InputFormat", "OutputFormat"))
        return {
            "Columns": [{"Name": n, "Type": t} for n, t in self.columns],
            "Location": location,
            "InputFormat": reads,
            "OutputFormat": writes,
            "Compressed": False,
            "NumberOfBuckets": -1,
            "SerdeInfo": info,
            "BucketColumns": [],
            "SortColumns": [],
            "Parameters": {},
            "StoredAsSubDirectories": False,
        }

    def partition_inputs(self, old: Table | None) -> list[dict[str, Any]]:
        """The partitions that were written, read as the table is."""
        inputs = []
        for values in self.partitions:
            folder = "/".join(f"{key}={escaped(value)}" for key, value in zip(self.keys, values, strict=True))
            descriptor = self._descriptor(f"{self.location}{folder}/", old)
            inputs.append({"Values": list(values), "StorageDescriptor": descriptor})
        return inputs


def escaped(value: str) -> str:
    """A value as Hive spells it in a folder's name."""
    return "".join(
        f"%{ord(c):02X}" if c in "\"#%'*/:=?\\{[]^" or ord(c) < 32 or ord(c) == 127 else c for c in value
    )
