"""customer_trusted x accelerometer_trusted -> customers_curated: consenting customers with readings.

    customer_trusted ---------------+
                                   inner join --> s3://<bucket>/customer/curated/  (Delta customers_curated)
    accelerometer_trusted, distinct-+

One row for each customer. Run after a `since_consent` accelerometer job, this leaves out customers
whose readings all lie before their consent.

Arguments: --bucket, --database. Needs --datalake-formats delta and --enable-glue-datacatalog.
"""

import sys

from awsglue.context import GlueContext
from awsglue.job import Job
from awsglue.utils import getResolvedOptions
from pyspark.context import SparkContext
from pyspark.sql.functions import col

args = getResolvedOptions(sys.argv, ["JOB_NAME", "bucket", "database"])
curated_path = f"s3://{args['bucket']}/customer/curated/"

sc = SparkContext()
glueContext = GlueContext(sc)
spark = glueContext.spark_session
job = Job(glueContext)
job.init(args["JOB_NAME"], args)

# Frames from the catalog carry the catalog's names: lower case, whatever the files say.
customer_trusted = glueContext.create_dynamic_frame.from_catalog(
    database=args["database"],
    table_name="customer_trusted",
    transformation_ctx="customer_trusted",
).toDF()
accelerometer_trusted = glueContext.create_dynamic_frame.from_catalog(
    database=args["database"],
    table_name="accelerometer_trusted",
    transformation_ctx="accelerometer_trusted",
).toDF()

# Some 85 readings a customer: without distinct, the join would repeat the customer for each.
readers = accelerometer_trusted.select(col("user").alias("reader")).distinct()
customers_curated = (
    customer_trusted.join(readers, customer_trusted["email"] == readers["reader"], "inner")
    .drop("reader")
    .dropDuplicates(["email"])
)

# A Delta overwrite is one commit: readers see the old rows or the new ones, a rerun leaves the same
# rows, and the versions before stay for time travel. saveAsTable registers the table in the catalog.
(
    customers_curated.write.format("delta")
    .mode("overwrite")
    .option("overwriteSchema", "true")
    .option("path", curated_path)
    .saveAsTable(f"{args['database']}.customers_curated")
)

job.commit()
