"""The job that made lake.tar.gz: Iceberg tables as Spark writes them, and their entries in the catalog.

    boathouse run tests/engine/sql/iceberg/make.py --datalake-formats iceberg

leaves s3://lake/lake.tar.gz.
"""

from __future__ import annotations

import io
import json
import tarfile
from typing import Any

import boto3
import pyarrow as pa
import pyarrow.parquet as pq
from pyspark.conf import SparkConf
from pyspark.context import SparkContext
from pyspark.sql import SparkSession

ICEBERG = "org.apache.iceberg"
SETTINGS = {
    "spark.sql.extensions": f"{ICEBERG}.spark.extensions.IcebergSparkSessionExtensions",
    "spark.sql.catalog.lake": f"{ICEBERG}.spark.SparkCatalog",
    "spark.sql.catalog.lake.warehouse": "s3://lake/",
    "spark.sql.catalog.lake.catalog-impl": f"{ICEBERG}.aws.glue.GlueCatalog",
    "spark.sql.catalog.lake.io-impl": f"{ICEBERG}.aws.s3.S3FileIO",
    "spark.sql.session.timeZone": "UTC",
}
ON_READ = "'write.delete.mode'='merge-on-read', 'write.update.mode'='merge-on-read'"
TABLES = {
    "types": """
        create table types (b boolean, i int, l bigint, f float, d double, m decimal(9,2), big decimal(38,10),
            day date, zoned timestamp, plain timestamp_ntz, s string, bin binary, items array<int>,
            pairs map<string,int>, Nested struct<X:int,y:array<struct<z:string>>>) using iceberg;
        insert into types values
            (true, 1, 2, 1.5f, 2.5d, 3.25, 123456789012345678.0123456789, date'2024-02-29',
             timestamp'2024-02-29 10:11:12.123456', timestamp_ntz'1969-12-31 23:59:59.999999', 'é', X'00FF',
             array(1, null), map('k', 1, 'n', null),
             named_struct('X', 1, 'y', array(named_struct('z', 'q')))),
            (null, null, null, null, null, null, null, null, null, null, null, null, null, null, null)
    """,
    "nothing": "create table nothing (id int, Name string) using iceberg partitioned by (Name)",
    "evolved": """
        create table evolved (id int, Name string, price float, amount decimal(5,2), s struct<a:int,b:string>,
            l array<struct<p:int>>, m map<string,struct<v:int>>, gone string) using iceberg;
        insert into evolved values (1, 'a', 1.5f, 1.25, named_struct('a', 1, 'b', 'x'),
            array(named_struct('p', 1)), map('k', named_struct('v', 1)), 'old');
        alter table evolved alter column id type bigint;
        alter table evolved alter column price type double;
        alter table evolved alter column amount type decimal(10,2);
        alter table evolved rename column Name to Title;
        alter table evolved drop column gone;
        alter table evolved add column gone string;
        alter table evolved add column extra int first;
        alter table evolved alter column amount after extra;
        alter table evolved add column s.c int;
        alter table evolved rename column s.a to aa;
        alter table evolved drop column s.b;
        alter table evolved alter column s.aa type bigint;
        alter table evolved add column l.element.q string;
        alter table evolved rename column m.value.v to vv;
        insert into evolved select 7, 2.25, 5000000000, 'b', 2.5d, named_struct('aa', 5000000001, 'c', 3),
            array(named_struct('p', 2, 'q', 'z')), map('j', named_struct('vv', 2)), 'new';
        alter table evolved add column later string
    """,
    "deletes": f"""
        create table deletes (id int, p string, v string) using iceberg partitioned by (p)
            tblproperties ({ON_READ});
        insert into deletes values (1, 'a', 'x'), (2, 'a', 'y'), (3, 'b', 'z'), (4, null, 'n');
        delete from deletes where id = 2;
        update deletes set v = 'zz' where id = 3;
        insert into deletes values (2, 'a', 'again')
    """,
    "specs": """
        create table specs (id bigint, s string, day date, ts timestamp, m decimal(9,2)) using iceberg
            partitioned by (s, bucket(4, id));
        insert into specs values (1, 'a=b/c', date'2024-01-01', timestamp'2024-01-01 01:00:00', 1.25),
            (2, null, null, null, null);
        alter table specs drop partition field s;
        alter table specs drop partition field bucket(4, id);
        alter table specs add partition field days(ts);
        alter table specs add partition field truncate(2, s);
        insert into specs values (3, 'ccc', date'2024-01-03', timestamp'2024-01-03 23:59:59', 3.25);
        alter table specs replace partition field ts_day with months(day);
        alter table specs add partition field m;
        alter table specs add partition field hours(ts);
        insert into specs values (4, 'dddd', date'1969-12-31', timestamp'1969-12-31 23:00:00', -4.25),
            (5, null, null, null, null)
    """,
    "first": """
        create table first (id int, p string) using iceberg partitioned by (p)
            tblproperties ('format-version'='1', 'write.metadata.compression-codec'='gzip');
        insert into first values (1, 'a'), (2, 'b');
        alter table first drop partition field p;
        insert into first values (3, 'c')
    """,
    "odd": """
        create table odd (id int, p string) using iceberg partitioned by (p);
        insert into odd values (1, '*'), (2, '[x]'), (3, 'é ü'), (4, '%2A'), (5, '?'), (6, ''), (7, '/data/')
    """,
    "marked": """
        create table marked (id int) using iceberg;
        insert into marked values (1);
        alter table marked create tag one retain 5 days;
        insert into marked values (2)
    """,
    "elsewhere": """
        create table elsewhere (id int) using iceberg tblproperties ('write.data.path'='s3://lake/other/data');
        insert into elsewhere values (1)
    """,
    "orcs": """
        create table orcs (id int) using iceberg tblproperties ('write.format.default'='orc');
        insert into orcs values (1)
    """,
    "third": """
        create table third (id int) using iceberg tblproperties ('format-version'='3');
        insert into third values (1)
    """,
    "gone": f"""
        create table gone (id int, p string) using iceberg partitioned by (p) tblproperties ({ON_READ});
        insert into gone values (1, 'a');
        alter table gone drop partition field p;
        alter table gone drop column p;
        insert into gone values (2)
    """,
    "uniques": "create table uniques (id int) using iceberg",
    "clocks": "create table clocks (id int) using iceberg",
    "equal": """
        create table equal (id int, v string) using iceberg;
        insert into equal values (1, 'x'), (2, 'y'), (null, 'nul')
    """,
    "equalparts": """
        create table equalparts (id int, p string) using iceberg partitioned by (p);
        insert into equalparts values (1, 'a'), (1, 'b')
    """,
}


def run(spark: SparkSession, statements: str) -> None:
    """Carry out statements, one after another."""
    for statement in statements.split(";"):
        spark.sql(statement)


class Tables:
    """The tables through Iceberg's own Java."""

    def __init__(self, spark: SparkSession) -> None:
        self._spark: Any = spark
        self._context: Any = spark.sparkContext
        self._jvm: Any = self._context._jvm
        self._s3 = boto3.client("s3")

    def table(self, name: str) -> Any:
        loader = self._jvm.org.apache.iceberg.spark.Spark3Util
        return loader.loadIcebergTable(self._spark._jsparkSession, f"lake.db.{name}")

    def add_column(self, name: str, column: str, kind: str) -> None:
        """A column of a type that Spark's SQL has not."""
        types = self._jvm.org.apache.iceberg.types.Types
        self.table(name).updateSchema().addColumn(column, getattr(types, kind).get()).commit()

    def put(self, name: str, file: str, columns: dict[str, pa.Array]) -> tuple[str, int]:
        """A Parquet file whose columns have the ids 1, 2, …; where it is, and its bytes."""
        fields = [
            pa.field(column, values.type, metadata={b"PARQUET:field_id": str(i).encode()})
            for i, (column, values) in enumerate(columns.items(), 1)
        ]
        buffer = io.BytesIO()
        pq.write_table(pa.table(list(columns.values()), schema=pa.schema(fields)), buffer)
        path = f"{self.table(name).location()}/data/{file}"
        bucket, _, key = path.removeprefix("s3://").partition("/")
        self._s3.put_object(Bucket=bucket, Key=key, Body=buffer.getvalue())
        return path, len(buffer.getvalue())

    def append(self, name: str, columns: dict[str, pa.Array]) -> None:
        """Rows of types that Spark cannot write."""
        path, size = self.put(name, "appended.parquet", columns)
        table = self.table(name)
        file = self._jvm.org.apache.iceberg.DataFiles.builder(table.spec()).withPath(path)
        file = file.withFormat("parquet").withFileSizeInBytes(size).withRecordCount(len(columns["id"]))
        table.newAppend().appendFile(file.build()).commit()

    def delete_equal(self, name: str, values: list[int | None], partition: str = "") -> None:
        """Delete the rows whose `id` is one of the values, as Flink does."""
        path, size = self.put(name, "equal.parquet", {"id": pa.array(values, pa.int32())})
        ids = self._context._gateway.new_array(self._jvm.int, 1)
        ids[0] = 1
        table = self.table(name)
        file = self._jvm.org.apache.iceberg.FileMetadata.deleteFileBuilder(table.spec())
        file = file.ofEqualityDeletes(ids).withPath(path).withFormat("parquet")
        file = file.withFileSizeInBytes(size).withRecordCount(len(values))
        file = file.withPartitionPath(partition) if partition else file
        table.newRowDelta().addDeletes(file.build()).commit()

    def archive(self) -> bytes:
        """All files of the tables, and tables.json with the catalog's entries."""
        glue = boto3.client("glue")
        documents = glue.get_tables(DatabaseName="db")["TableList"]
        text = json.dumps({t["Name"]: t for t in documents}, default=str, indent=1).encode()
        packed = io.BytesIO()
        with tarfile.open(fileobj=packed, mode="w:gz", compresslevel=9) as archive:
            pages = self._s3.get_paginator("list_objects_v2").paginate(Bucket="lake")
            keys = [found["Key"] for page in pages for found in page["Contents"]]
            files = {key: self._s3.get_object(Bucket="lake", Key=key)["Body"].read() for key in keys}
            for name, content in {"tables.json": text, **{f"lake/{k}": v for k, v in files.items()}}.items():
                member = tarfile.TarInfo(name)
                member.size = len(content)
                archive.addfile(member, io.BytesIO(content))
        return packed.getvalue()


def main() -> None:
    """Make the tables, one after another."""
    boto3.client("s3").create_bucket(Bucket="lake")
    conf = SparkConf()
    for name, value in SETTINGS.items():
        conf.set(name, value)
    spark = SparkSession(SparkContext(conf=conf))
    spark.sql("create database lake.db location 's3://lake/db'")
    spark.sql("use lake.db")
    for statements in TABLES.values():
        run(spark, statements)
    tables = Tables(spark)
    tables.add_column("uniques", "u", "UUIDType")
    run(spark, "refresh table uniques")
    run(spark, "insert into uniques values (1, 'f79c3e09-677c-4bbd-a479-3f349cb785e7'), (2, null)")
    tables.add_column("clocks", "t", "TimeType")
    times = pa.array([36_672_500_000, None], pa.time64("us"))
    tables.append("clocks", {"id": pa.array([1, 2], pa.int32()), "t": times})
    tables.delete_equal("equal", [2, None])
    run(spark, "refresh table equal; insert into equal values (2, 'later')")
    tables.delete_equal("equalparts", [1], "p=a")
    boto3.client("s3").put_object(Bucket="lake", Key="lake.tar.gz", Body=tables.archive())


if __name__ == "__main__":
    main()
