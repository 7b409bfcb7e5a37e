"""step_trainer_trusted x accelerometer_trusted (x customer_trusted) -> machine_learning_curated.

    step_trainer_trusted --serial number--> customer_trusted --e-mail and instant--> accelerometer_trusted
        --> s3://<bucket>/step_trainer/curated/  (Delta machine_learning_curated)

Each step reading with the accelerometer readings of the same instant, for the data scientists:
no name, e-mail, phone or birthday is in it.

Arguments: --bucket, --database, --join_on
    customer  the instant and the same customer. Instants of different customers collide to the
              millisecond, so the instant alone gives some step readings a stranger's movement.
    instant   the instant alone, as the course's answer has it, strangers included.
Needs --datalake-formats delta and --enable-glue-datacatalog.
"""

import sys

from awsglue.context import GlueContext
from awsglue.job import Job
from awsglue.utils import getResolvedOptions
from pyspark.context import SparkContext

args = getResolvedOptions(sys.argv, ["JOB_NAME", "bucket", "database", "join_on"])
if args["join_on"] not in ("customer", "instant"):
    raise ValueError(f"--join_on is '{args['join_on']}': expected customer or instant.")
curated_path = f"s3://{args['bucket']}/step_trainer/curated/"

sc = SparkContext()
glueContext = GlueContext(sc)
spark = glueContext.spark_session
job = Job(glueContext)
job.init(args["JOB_NAME"], args)


def trusted(table_name):
    """A catalog table as a DataFrame; its columns carry the catalog's lower-case names."""
    return glueContext.create_dynamic_frame.from_catalog(
        database=args["database"],
        table_name=table_name,
        transformation_ctx=table_name,
    ).toDF()


steps = trusted("step_trainer_trusted")
readings = trusted("accelerometer_trusted")
owners = trusted("customer_trusted").select("serialnumber", "email")

same_instant = steps["sensorreadingtime"] == readings["timestamp"]
if args["join_on"] == "instant":
    joined = steps.join(readings, same_instant, "inner")
else:
    # The step trainer knows its serial number, the phone its user's e-mail; the customer knows both.
    joined = steps.join(owners, "serialnumber", "inner").join(
        readings, same_instant & (owners["email"] == readings["user"]), "inner"
    )

# A list of what may pass, not of what must go: a new field of the feeds stays out until named here.
machine_learning_curated = joined.select(
    "sensorreadingtime", "serialnumber", "distancefromobject", "timestamp", "x", "y", "z"
)

# A Delta overwrite is one commit: a rerun leaves the same rows, versions before stay for time travel.
(
    machine_learning_curated.write.format("delta")
    .mode("overwrite")
    .option("overwriteSchema", "true")
    .option("path", curated_path)
    .saveAsTable(f"{args['database']}.machine_learning_curated")
)

job.commit()
