"""A Glue job that tries each way from AWS's image to the emulated cloud; `docker doctor` runs it."""

import json
import sys

from pyspark.context import SparkContext

from awsglue.context import GlueContext
from awsglue.dynamicframe import DynamicFrame
from awsglue.job import Job
from awsglue.utils import getResolvedOptions

args = getResolvedOptions(sys.argv, ["JOB_NAME", "bucket", "database"])
glue_context = GlueContext(SparkContext())
spark = glue_context.spark_session
job = Job(glue_context)
job.init(args["JOB_NAME"], args)
bucket, database = args["bucket"], args["database"]


def told(what, look):
    try:
        good, found = look()
    except Exception as error:
        good, found = False, f"{type(error).__name__}: {error}"[:300]
    print("PROBE " + json.dumps({"what": what, "good": good, "found": found}), flush=True)


def from_options():
    frame = glue_context.create_dynamic_frame.from_options("s3", {"paths": [f"s3://{bucket}/in/"]}, "json")
    return frame.count() == 2, f"{frame.count()} rows over S3A"


def from_catalog():
    frame = glue_context.create_dynamic_frame.from_catalog(database=database, table_name="probe")
    return frame.count() == 2, f"{frame.count()} rows of a table that only this catalog has"


def sink():
    frame = DynamicFrame.fromDF(spark.createDataFrame([(1, "a")], ["n", "s"]), glue_context, "frame")
    to = glue_context.getSink(
        connection_type="s3",
        path=f"s3://{bucket}/out/",
        enableUpdateCatalog=True,
        updateBehavior="UPDATE_IN_DATABASE",
    )
    to.setCatalogInfo(catalogDatabase=database, catalogTableName="made_by_probe")
    to.setFormat("json")
    to.writeFrame(frame)
    return True, "written; the doctor looks for the table itself"


def spark_sql():
    names = [row[0] for row in spark.sql("show databases").collect()]
    return database in names, f"databases: {', '.join(names)}"


def parquet():
    frame = DynamicFrame.fromDF(spark.createDataFrame([(1, "a")], ["n", "s"]), glue_context, "frame")
    glue_context.write_dynamic_frame.from_options(
        frame, "s3", {"path": f"s3://{bucket}/parquet/"}, "glueparquet"
    )
    return spark.read.parquet(f"s3://{bucket}/parquet/").count() == 1, "written and read again"


told("from_options over S3A", from_options)
told("from_catalog", from_catalog)
told("sink with catalog update", sink)
told("spark.sql on the catalog", spark_sql)
told("glueparquet", parquet)
job.commit()
