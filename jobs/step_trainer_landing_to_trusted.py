"""step_trainer_landing x customers_curated -> step_trainer_trusted: readings of curated customers.

    s3://<bucket>/step_trainer/landing/ ----+
                                           Join --DropFields--> s3://<bucket>/step_trainer/trusted/
    customers_curated --ApplyMapping--------+                  (table step_trainer_trusted)

Inner join on the serial number: a step reading passes when its device belongs to a customer who
shares data for research and has accelerometer readings.

Arguments: --bucket, --database. Needs --datalake-formats delta and --enable-glue-datacatalog.
"""

import sys

from awsglue.context import GlueContext
from awsglue.dynamicframe import DynamicFrame
from awsglue.job import Job
from awsglue.transforms import ApplyMapping, DropFields, Join
from awsglue.utils import getResolvedOptions
from pyspark.context import SparkContext

args = getResolvedOptions(sys.argv, ["JOB_NAME", "bucket", "database"])
landing_path = f"s3://{args['bucket']}/step_trainer/landing/"
trusted_path = f"s3://{args['bucket']}/step_trainer/trusted/"

sc = SparkContext()
glueContext = GlueContext(sc)
spark = glueContext.spark_session
job = Job(glueContext)
job.init(args["JOB_NAME"], args)


def landing(path, name):
    """An S3 node: the schema is read from the files, names keep the feed's own camelCase.

    Stops the job, before the old table is cleared, if a record is broken or there is none.
    """
    frame = glueContext.create_dynamic_frame.from_options(
        connection_type="s3",
        format="json",
        format_options={"multiline": False},
        connection_options={"paths": [path], "recurse": True},
        transformation_ctx=name,
    )
    # Malformed records become error records, which every later step would pass over in silence. The
    # message names the file, not the record: logs are no place for personal data.
    broken = frame.errorsCount()
    if broken:
        file = frame.errorsAsDynamicFrame().toDF().first()["error"]["source"] or path
        raise RuntimeError(
            f"Malformed records below {path}: {broken}, the first in {file}. Mend the file, then run this job again."
        )
    if not frame.toDF().columns:
        raise RuntimeError(f"{path} holds no records. Upload the feed, then run this job again.")
    return frame


step_trainer_landing = landing(landing_path, "step_trainer_landing")

# A Delta table is read from the catalog as a DataFrame.
customers_curated = glueContext.create_data_frame.from_catalog(
    database=args["database"],
    table_name="customers_curated",
)

# Older editions of the feed give many customers the same serial number. Nobody can tell then whose
# reading it is, and this join repeats the reading for every owner. Say so instead of only growing.
shared = customers_curated.groupBy("serialnumber").count().where("count > 1").count()
if shared:
    print(
        f"WARNING: {shared} serial numbers in {args['database']}.customers_curated belong to more than one "
        "customer. Each of their step readings will appear once for every owner."
    )

# Only the key enters the join, under another name: the feed's `serialNumber` and the catalog's
# `serialnumber` would be two columns that differ in nothing but case.
owners = ApplyMapping.apply(
    frame=DynamicFrame.fromDF(customers_curated.select("serialnumber"), glueContext, "customers_curated"),
    mappings=[("serialnumber", "string", "owner_serialnumber", "string")],
    transformation_ctx="owners",
)

joined = Join.apply(
    frame1=step_trainer_landing,
    frame2=owners,
    keys1=["serialNumber"],
    keys2=["owner_serialnumber"],
    transformation_ctx="joined",
)
step_trainer_trusted = DropFields.apply(
    frame=joined,
    paths=["owner_serialnumber"],
    transformation_ctx="step_trainer_trusted",
)

# A sink appends: clear the target first, so that a rerun leaves the same rows.
glueContext.purge_s3_path(trusted_path, {"retentionPeriod": 0})

sink = glueContext.getSink(
    connection_type="s3",
    path=trusted_path,
    enableUpdateCatalog=True,
    updateBehavior="UPDATE_IN_DATABASE",
    partitionKeys=[],
    transformation_ctx="step_trainer_trusted_sink",
)
sink.setCatalogInfo(catalogDatabase=args["database"], catalogTableName="step_trainer_trusted")
sink.setFormat("json")
sink.writeFrame(step_trainer_trusted)

job.commit()
