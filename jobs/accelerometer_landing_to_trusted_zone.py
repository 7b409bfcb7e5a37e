"""accelerometer_landing x customer_landing -> accelerometer_trusted: the privacy join.

    s3://<bucket>/accelerometer/landing/ --ApplyMapping--------+
                                                              Join --DropFields--> accelerometer/trusted/
    s3://<bucket>/customer/landing/ --Filter, SelectFields-----+      (table accelerometer_trusted)

Only readings of customers who share their data for research pass, and only the readings' own fields.

About the join key: the project's text asks for an inner join "on the serialnumber field". The
accelerometer feed has no such field; a phone knows its user, not the step trainer's serial number.
Its only key is `user`, which is the customer's `email`.

Arguments: --bucket, --database, --consent_mode
    plain          every reading of a consenting customer, whenever it was taken
    since_consent  only readings taken at or after the customer's consent instant
"""

import sys

from awsglue.context import GlueContext
from awsglue.dynamicframe import DynamicFrame
from awsglue.job import Job
from awsglue.transforms import ApplyMapping, DropFields, Filter, Join, SelectFields
from awsglue.utils import getResolvedOptions
from pyspark.context import SparkContext
from pyspark.sql.functions import col

args = getResolvedOptions(sys.argv, ["JOB_NAME", "bucket", "database", "consent_mode"])
if args["consent_mode"] not in ("plain", "since_consent"):
    raise ValueError(f"--consent_mode is '{args['consent_mode']}': expected plain or since_consent.")
accelerometer_path = f"s3://{args['bucket']}/accelerometer/landing/"
customer_path = f"s3://{args['bucket']}/customer/landing/"
trusted_path = f"s3://{args['bucket']}/accelerometer/trusted/"

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


accelerometer_landing = landing(accelerometer_path, "accelerometer_landing")
customer_landing = landing(customer_path, "customer_landing")

# Source names match without regard to case here, so the older editions' `timeStamp` arrives as
# `timestamp` too, and a file that writes -1 for -1.0 cannot turn a column into a choice of types.
readings = ApplyMapping.apply(
    frame=accelerometer_landing,
    mappings=[
        ("user", "string", "user", "string"),
        ("timestamp", "long", "timestamp", "long"),
        ("x", "double", "x", "double"),
        ("y", "double", "y", "double"),
        ("z", "double", "z", "double"),
    ],
    transformation_ctx="readings",
)


def consents(row):
    """Absent key: KeyError, and Filter drops the row. Null and 0 have to be tested for."""
    given = row["shareWithResearchAsOfDate"]
    return given is not None and given > 0


consenting = Filter.apply(frame=customer_landing, f=consents, transformation_ctx="consenting")

# Of the customer, no more enters the join than it needs: nothing personal to forget to drop.
consent_dates = SelectFields.apply(
    frame=consenting,
    paths=["email", "shareWithResearchAsOfDate"],
    transformation_ctx="consent_dates",
)

joined = Join.apply(
    frame1=readings,
    frame2=consent_dates,
    keys1=["user"],
    keys2=["email"],
    transformation_ctx="joined",
)

if args["consent_mode"] == "since_consent":
    # Compares two columns of every reading: as a DataFrame it stays in the JVM, no Python per row.
    since = joined.toDF().where(col("timestamp") >= col("shareWithResearchAsOfDate"))
    joined = DynamicFrame.fromDF(since, glueContext, "since_consent")

accelerometer_trusted = DropFields.apply(
    frame=joined,
    paths=["email", "shareWithResearchAsOfDate"],
    transformation_ctx="accelerometer_trusted",
)

# A sink appends: clear the target first, so that a rerun leaves the same rows.
glueContext.purge_s3_path(trusted_path, {"retentionPeriod": 0})

sink = glueContext.getSink(
    connection_type="s3",
    path=trusted_path,
    enableUpdateCatalog=True,
    updateBehavior="UPDATE_IN_DATABASE",
    partitionKeys=[],
    transformation_ctx="accelerometer_trusted_sink",
)
sink.setCatalogInfo(catalogDatabase=args["database"], catalogTableName="accelerometer_trusted")
sink.setFormat("json")
sink.writeFrame(accelerometer_trusted)

job.commit()
