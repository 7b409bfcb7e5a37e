"""Jobs of every kind through the whole server, as a client starts them: shell, incremental, Iceberg, Hudi."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from typing import Any

import pytest

from tests.clouds import ProcessCloud

ENDED = {"SUCCEEDED", "FAILED", "TIMEOUT", "STOPPED"}
INCREMENTAL = """
import sys
from awsglue.context import GlueContext
from awsglue.job import Job
from awsglue.utils import getResolvedOptions
from pyspark.context import SparkContext
args = getResolvedOptions(sys.argv, ["JOB_NAME", "fail"])
glue = GlueContext(SparkContext())
job = Job(glue)
job.init(args["JOB_NAME"], args)
frame = glue.create_dynamic_frame.from_options(
    "s3", {"paths": ["s3://lake/in/"]}, "json", transformation_ctx="in"
)
print(sorted(row.n for row in frame.toDF().collect()))
if args["fail"] == "yes":
    raise ValueError("before the commit")
job.commit()
"""
ICEBERG = """
from awsglue.context import GlueContext
from pyspark.context import SparkContext
glue = GlueContext(SparkContext())
spark = glue.spark_session
def show(query): print([tuple(row) for row in spark.sql(query).collect()])
spark.sql("create table glue_catalog.stedi.t (id bigint, p string) using iceberg partitioned by (p)")
spark.sql("insert into glue_catalog.stedi.t values (1, 'a'), (2, 'b')")
spark.sql(
    "merge into glue_catalog.stedi.t t using (select 1L id, 'c' p) s on t.id = s.id"
    " when matched then update set p = s.p"
)
show("select * from glue_catalog.stedi.t order by id")
show("select count(*) from glue_catalog.stedi.t.snapshots")
show("show tables in glue_catalog.stedi")
more = spark.createDataFrame([(3, "d")], "id long, p string")
glue.write_data_frame.from_catalog(frame=more, database="stedi", table_name="t")
frame = glue.create_data_frame.from_catalog(database="stedi", table_name="t")
print(sorted(tuple(row) for row in frame.collect()))
print(glue.create_dynamic_frame.from_catalog(database="stedi", table_name="t").count())
"""
VENDED = """
from pyspark.sql import SparkSession
vended = "spark.sql.catalog.glue_catalog.glue.lakeformation-enabled"
locked = "spark.sql.catalog.glue_catalog.lock"
builder = SparkSession.builder.config(vended, "true").config(f"{locked}.table", "locks")
locks = "org.apache.iceberg.aws.dynamodb.DynamoDbLockManager"
spark = builder.config(f"{locked}-impl", locks).getOrCreate()
spark.sql("create table glue_catalog.stedi.new using iceberg as select 5L id")
print(spark.table("glue_catalog.stedi.new").count())
spark.sql("insert into glue_catalog.stedi.t values (4, 'e')")
print(spark.table("glue_catalog.stedi.t").count())
made = "values (1, timestamp'2024-01-02 03:04:05', 'a'), (2, null, 'b')"
spark.sql(f"insert into glue_catalog.stedi.made {made}")
"""
MADE = """
    CREATE TABLE stedi.made (id bigint, at timestamp, p string) PARTITIONED BY (p, day(at), bucket(4, id))
    LOCATION 's3://lake/made/' TBLPROPERTIES ('table_type' = 'ICEBERG', 'format' = 'parquet')
"""
HUDI = """
from awsglue.context import GlueContext
from pyspark.context import SparkContext
glue = GlueContext(SparkContext())
spark = glue.spark_session
options = {
    "hoodie.table.name": "boats",
    "hoodie.datasource.write.recordkey.field": "id",
    "hoodie.datasource.write.precombine.field": "seen",
    "hoodie.datasource.write.partitionpath.field": "berth",
    "hoodie.datasource.write.hive_style_partitioning": "true",
    "hoodie.datasource.hive_sync.enable": "true",
    "hoodie.datasource.hive_sync.use_jdbc": "false",
    "hoodie.datasource.hive_sync.database": "harbour",
    "hoodie.datasource.hive_sync.table": "boats",
    "hoodie.datasource.hive_sync.partition_fields": "berth",
}
def boats(*rows): return spark.createDataFrame(rows, "id long, name string, seen long, berth string")
first = boats((1, "Ada", 1, "n"), (2, "Bo", 1, "s"))
first.write.format("hudi").options(**options).mode("overwrite").save("s3://lake/boats/")
glue.write_data_frame.from_catalog(
    frame=boats((2, "Bob", 2, "s"), (3, "Cy", 1, "s")),
    database="harbour",
    table_name="boats",
    additional_options=options,
)
print([tuple(row) for row in spark.sql("select id, name from harbour.boats order by id").collect()])
frame = glue.create_data_frame.from_catalog(database="harbour", table_name="boats")
print(frame.where("berth = 's'").count())
print(glue.create_data_frame.from_options("hudi", {"path": "s3://lake/boats/"}).count())
"""
HUDI_AWS = """
from pyspark.sql import SparkSession
spark = SparkSession.builder.getOrCreate()
options = {
    "hoodie.table.name": "moored",
    "hoodie.datasource.write.recordkey.field": "id",
    "hoodie.datasource.write.partitionpath.field": "berth",
    "hoodie.datasource.write.hive_style_partitioning": "true",
    "hoodie.write.concurrency.mode": "optimistic_concurrency_control",
    "hoodie.cleaner.policy.failed.writes": "LAZY",
    "hoodie.write.lock.dynamodb.table": "locks",
    "hoodie.write.lock.dynamodb.partition_key": "moored",
    "hoodie.write.lock.dynamodb.region": "us-east-1",
    "hoodie.datasource.meta.sync.enable": "true",
    "hoodie.meta.sync.client.tool.class": "org.apache.hudi.aws.sync.AwsGlueCatalogSyncTool",
    "hoodie.datasource.hive_sync.mode": "glue",
    "hoodie.datasource.hive_sync.database": "marina",
    "hoodie.datasource.hive_sync.table": "moored",
    "hoodie.datasource.hive_sync.partition_fields": "berth",
}
for id, berth, locks in [(1, "n", "DynamoDBBased"), (2, "s", "DynamoDBBasedImplicitPartitionKey")]:
    locked = {"hoodie.write.lock.provider": f"org.apache.hudi.aws.transaction.lock.{locks}LockProvider"}
    df = spark.createDataFrame([(id, berth)], "id long, berth string")
    df.write.format("hudi").options(**options, **locked).mode("append").save("s3://lake/moored/")
"""
CATALOG = {
    "spark.sql.extensions": "org.apache.iceberg.spark.extensions.IcebergSparkSessionExtensions",
    "spark.sql.catalog.glue_catalog": "org.apache.iceberg.spark.SparkCatalog",
    "spark.sql.catalog.glue_catalog.warehouse": "s3://lake/warehouse/",
    "spark.sql.catalog.glue_catalog.catalog-impl": "org.apache.iceberg.aws.glue.GlueCatalog",
    "spark.sql.catalog.glue_catalog.io-impl": "org.apache.iceberg.aws.s3.S3FileIO",
}


class Jobs:
    """Starts jobs on one server for all tests of this file."""

    def __init__(self, cloud: ProcessCloud) -> None:
        self.cloud, self.glue, self.s3 = cloud, cloud.client("glue"), cloud.client("s3")
        self.s3.create_bucket(Bucket="lake")

    def define(self, name: str, script: str, command: str = "glueetl", **arguments: str) -> None:
        self.s3.put_object(Bucket="lake", Key=f"scripts/{name}.py", Body=script.encode())
        place = {"Name": command, "ScriptLocation": f"s3://lake/scripts/{name}.py"}
        given = {f"--{key.replace('_', '-')}": value for key, value in arguments.items()}
        self.glue.create_job(Name=name, Role="role", Command=place, DefaultArguments=given)

    def run(self, name: str, **arguments: str) -> tuple[str, str, str]:
        """Run a job to its end: its state, its error, its output."""
        given = {f"--{key}": value for key, value in arguments.items()}
        run_id = self.run_id = self.glue.start_job_run(JobName=name, Arguments=given)["JobRunId"]
        deadline = time.monotonic() + 180
        while time.monotonic() < deadline:
            run: dict[str, Any] = self.glue.get_job_run(JobName=name, RunId=run_id)["JobRun"]
            if run["JobRunState"] in ENDED:
                return run["JobRunState"], run.get("ErrorMessage", ""), self.log("stdout")
            time.sleep(0.05)
        raise AssertionError(f"still {run['JobRunState']}")

    def log(self, stream: str) -> str:
        """What the last run wrote."""
        return self.cloud.call(f"/_boathouse/runs/{self.run_id}/log/{stream}", method="GET")[1].decode()


@pytest.fixture(scope="module")
def jobs(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Jobs]:
    cloud = ProcessCloud(tmp_path_factory.mktemp("jobs") / ".boathouse")
    cloud.open()
    yield Jobs(cloud)
    cloud.close()


def test_a_python_shell_job_is_a_client_like_any_other(jobs: Jobs) -> None:
    script = (
        "import sys, boto3, pandas\n"
        "from awsglue.utils import getResolvedOptions\n"
        "args = getResolvedOptions(sys.argv, ['bucket'])\n"
        "text = pandas.DataFrame({'n': [1, 2]}).to_csv(index=False)\n"
        "boto3.client('s3').put_object(Bucket=args['bucket'], Key='shell/out.csv', Body=text)\n"
    )
    jobs.define("shell", script, "pythonshell", bucket="lake")
    assert jobs.glue.get_job(JobName="shell")["Job"]["MaxCapacity"] == 0.0625
    assert jobs.run("shell") == ("SUCCEEDED", "", "")
    assert jobs.s3.get_object(Bucket="lake", Key="shell/out.csv")["Body"].read() == b"n\n1\n2\n"


def test_an_incremental_job_reads_each_file_once_and_again_after_a_failure(jobs: Jobs) -> None:
    jobs.define("incremental", INCREMENTAL, job_bookmark_option="job-bookmark-enable")

    def put(name: str) -> None:
        jobs.s3.put_object(Bucket="lake", Key=f"in/{name}", Body=json.dumps({"n": name}).encode())

    put("a")
    assert jobs.run("incremental", fail="no") == ("SUCCEEDED", "", "['a']\n")
    put("b")
    state, error, output = jobs.run("incremental", fail="yes")
    assert (state, error.splitlines()[0], output) == ("FAILED", "ValueError: before the commit", "['b']\n")
    put("c")
    assert jobs.run("incremental", fail="no") == ("SUCCEEDED", "", "['b', 'c']\n")
    assert jobs.run("incremental", fail="no") == ("SUCCEEDED", "", "[]\n")
    found = jobs.glue.get_job_bookmark(JobName="incremental")["JobBookmarkEntry"]
    assert (found["Version"], found["Run"], found["Attempt"]) == (3, 3, 0)
    jobs.glue.reset_job_bookmark(JobName="incremental")
    assert jobs.run("incremental", fail="no") == ("SUCCEEDED", "", "['a', 'b', 'c']\n")


def test_a_table_that_only_the_catalog_has_is_told_with_the_parameter_that_shows_it(jobs: Jobs) -> None:
    jobs.glue.create_database(DatabaseInput={"Name": "cargo"})
    script = (
        "import sys\nfrom awsglue.utils import getResolvedOptions\nfrom pyspark.context import SparkContext\n"
        "from pyspark.sql import SparkSession\nargs = getResolvedOptions(sys.argv, ['sql'])\n"
        "SparkSession(SparkContext()).sql(args['sql'])\n"
    )
    jobs.define("unseen", script)
    state, error, _ = jobs.run("unseen", sql="use cargo")
    assert (state, error.splitlines()[0][:40]) == ("FAILED", "AnalysisException: [SCHEMA_NOT_FOUND] Th")
    assert "NOTE" not in error
    note = "NOTE: The Data Catalog has cargo; the job parameter --enable-glue-datacatalog true shows it"
    assert jobs.log("stderr").splitlines()[-1].startswith(note)
    jobs.run("unseen", sql="select * from cargo.nothing")
    assert "NOTE" not in jobs.log("stderr")


def test_an_iceberg_table_lives_in_the_data_catalog_through_awss_own_catalog(jobs: Jobs) -> None:
    jobs.glue.create_database(DatabaseInput={"Name": "stedi", "LocationUri": "s3://lake/stedi"})
    conf = " --conf ".join(f"{name}={value}" for name, value in CATALOG.items())
    jobs.define("iceberg", ICEBERG, datalake_formats="iceberg", conf=conf)
    rows = [
        "[(1, 'c'), (2, 'b')]",
        "[(2,)]",
        "[('stedi', 't', False)]",
        "[(1, 'c'), (2, 'b'), (3, 'd')]",
        "3",
    ]
    assert jobs.run("iceberg") == ("SUCCEEDED", "", "\n".join([*rows, ""]))
    table = jobs.glue.get_table(DatabaseName="stedi", Name="t")["Table"]
    assert table["Parameters"]["table_type"] == "ICEBERG"
    pointer = table["Parameters"]["metadata_location"]
    assert pointer.startswith("s3://lake/stedi/t/metadata/00003-")
    metadata = jobs.s3.get_object(Bucket="lake", Key=pointer.removeprefix("s3://lake/"))["Body"].read()
    assert len(json.loads(metadata)["snapshots"]) == 3
    assert queried(jobs, MADE) == []
    jobs.define("iceberg-vended", VENDED, datalake_formats="iceberg", conf=conf)
    assert jobs.run("iceberg-vended") == ("SUCCEEDED", "", "1\n4\n")
    assert queried(jobs, "select * from stedi.t order by id") == ["1,c", "2,b", "3,d", "4,e"]
    made = queried(jobs, "select id, p, coalesce(cast(at as varchar), '-') from stedi.made order by id")
    assert made == ["1,a,2024-01-02 03:04:05.000000", "2,b,-"]


def queried(jobs: Jobs, sql: str) -> list[str]:
    """The rows that Athena answers."""
    athena = jobs.cloud.client("athena")
    place = {"OutputLocation": "s3://lake/athena/"}
    started = athena.start_query_execution(QueryString=sql, ResultConfiguration=place)
    execution = {"QueryExecutionId": started["QueryExecutionId"]}
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        status = athena.get_query_execution(**execution)["QueryExecution"]["Status"]
        if status["State"] not in ("QUEUED", "RUNNING"):
            break
        time.sleep(0.05)
    assert status["State"] == "SUCCEEDED", status
    rows = athena.get_query_results(**execution)["ResultSet"]["Rows"][1:]
    return [",".join(cell["VarCharValue"] for cell in row["Data"]) for row in rows]


def test_a_hudi_table_takes_upserts_and_is_synchronised_with_the_data_catalog(jobs: Jobs) -> None:
    jobs.glue.create_database(DatabaseInput={"Name": "harbour"})
    conf = "spark.serializer=org.apache.spark.serializer.KryoSerializer"
    jobs.define("hudi", HUDI, datalake_formats="hudi", enable_glue_datacatalog="true", conf=conf)
    state, error, output = jobs.run("hudi")
    assert (state, error) == ("SUCCEEDED", "")
    assert output.splitlines()[-3:] == ["[(1, 'Ada'), (2, 'Bob'), (3, 'Cy')]", "2", "3"]
    table = jobs.glue.get_table(DatabaseName="harbour", Name="boats")["Table"]
    assert table["StorageDescriptor"]["Location"] == "s3://lake/boats"
    assert table["Parameters"]["spark.sql.sources.provider"] == "hudi"
    found = jobs.glue.get_partitions(DatabaseName="harbour", TableName="boats")["Partitions"]
    assert sorted(part["Values"] for part in found) == [["n"], ["s"]]
    assert queried(jobs, "select id, name from harbour.boats order by id") == ["1,Ada", "2,Bob", "3,Cy"]


def test_hudi_finds_the_lock_providers_and_the_sync_tool_of_its_aws_module(jobs: Jobs) -> None:
    jobs.glue.create_database(DatabaseInput={"Name": "marina"})
    conf = "spark.serializer=org.apache.spark.serializer.KryoSerializer"
    jobs.define("hudi-aws", HUDI_AWS, datalake_formats="hudi", conf=conf)
    assert jobs.run("hudi-aws") == ("SUCCEEDED", "", "")
    table = jobs.glue.get_table(DatabaseName="marina", Name="moored")["Table"]
    assert table["StorageDescriptor"]["Location"] == "s3://lake/moored"
    found = jobs.glue.get_partitions(DatabaseName="marina", TableName="moored")["Partitions"]
    assert sorted(part["Values"] for part in found) == [["n"], ["s"]]
    assert queried(jobs, "select id, berth from marina.moored order by id") == ["1,n", "2,s"]


def test_a_job_may_start_others_and_wait_for_them(jobs: Jobs) -> None:
    script = (
        "import boto3, time\n"
        "glue = boto3.client('glue')\n"
        "for word in ('first', 'second'):\n"
        "    run = glue.start_job_run(JobName='child', Arguments={'--word': word})['JobRunId']\n"
        "    state = 'STARTING'\n"
        "    while state in ('STARTING', 'RUNNING'):\n"
        "        time.sleep(0.1)\n"
        "        state = glue.get_job_run(JobName='child', RunId=run)['JobRun']['JobRunState']\n"
        "    print(word, state)\n"
    )
    child = "import sys; print(sys.argv[-1]); from pyspark.context import SparkContext; SparkContext()"
    jobs.define("child", child)
    jobs.define("parent", script, "pythonshell")
    assert jobs.run("parent") == ("SUCCEEDED", "", "first SUCCEEDED\nsecond SUCCEEDED\n")
