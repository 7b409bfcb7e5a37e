"""customer_landing -> customer_trusted: keep only customers who share their data for research.

    s3://<bucket>/customer/landing/  --Filter-->  s3://<bucket>/customer/trusted/  (table customer_trusted)

Arguments: --bucket, --database.
"""

import sys

from awsglue.context import GlueContext
from awsglue.job import Job
from awsglue.transforms import Filter
from awsglue.utils import getResolvedOptions
from pyspark.context import SparkContext

args = getResolvedOptions(sys.argv, ["JOB_NAME", "bucket", "database"])
landing_path = f"s3://{args['bucket']}/customer/landing/"
trusted_path = f"s3://{args['bucket']}/customer/trusted/"

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


def consents(row):
    """A consent that was not given is an absent key; editions of the feed also know null and 0.

    An absent key raises KeyError in Filter, which drops the row. A null or 0 must be tested for:
    `row[...] != 0` alone would keep the nulls.
    """
    given = row["shareWithResearchAsOfDate"]
    return given is not None and given > 0


customer_landing = landing(landing_path, "customer_landing")
customer_trusted = Filter.apply(
    frame=customer_landing,
    f=consents,
    transformation_ctx="customer_trusted",
)

# A sink appends. Clear the target first, so that a rerun leaves the same rows. Zero hours: without
# it, everything younger than seven days would stay.
glueContext.purge_s3_path(trusted_path, {"retentionPeriod": 0})

sink = glueContext.getSink(
    connection_type="s3",
    path=trusted_path,
    enableUpdateCatalog=True,
    updateBehavior="UPDATE_IN_DATABASE",
    partitionKeys=[],
    transformation_ctx="customer_trusted_sink",
)
sink.setCatalogInfo(catalogDatabase=args["database"], catalogTableName="customer_trusted")
sink.setFormat("json")
sink.writeFrame(customer_trusted)

job.commit()
