"""One of the lakehouse's five transformations in plain PySpark over s3a://, for one spark-submit.

    spark-submit … bench/plain.py STEP BUCKET

The same rows in the same formats, but nothing is put into a catalog: less work than the jobs do.
"""

import sys

from pyspark.sql import SparkSession
from pyspark.sql.functions import col

step, bucket = sys.argv[1:]
spark = SparkSession.builder.appName(step).getOrCreate()
root = f"s3a://{bucket}"


def consenting():
    return spark.read.json(f"{root}/customer/landing/").where(col("shareWithResearchAsOfDate") > 0)


def customer_trusted():
    consenting().write.mode("overwrite").json(f"{root}/customer/trusted/")


def accelerometer_trusted():
    readings = spark.read.json(f"{root}/accelerometer/landing/")
    emails = consenting().select("email")
    kept = readings.join(emails, readings["user"] == emails["email"]).drop("email")
    kept.write.mode("overwrite").json(f"{root}/accelerometer/trusted/")


def customers_curated():
    readers = spark.read.json(f"{root}/accelerometer/trusted/").select(col("user").alias("reader")).distinct()
    customers = spark.read.json(f"{root}/customer/trusted/")
    kept = customers.join(readers, customers["email"] == readers["reader"]).drop("reader")
    curated = kept.dropDuplicates(["email"])
    curated.write.format("delta").mode("overwrite").save(f"{root}/customer/curated/")


def step_trainer_trusted():
    steps = spark.read.json(f"{root}/step_trainer/landing/")
    owners = spark.read.format("delta").load(f"{root}/customer/curated/").select("serialNumber")
    steps.join(owners, "serialNumber").write.mode("overwrite").json(f"{root}/step_trainer/trusted/")


def machine_learning_curated():
    steps = spark.read.json(f"{root}/step_trainer/trusted/")
    readings = spark.read.json(f"{root}/accelerometer/trusted/")
    owners = spark.read.json(f"{root}/customer/trusted/").select("serialNumber", "email")
    same_instant = steps["sensorReadingTime"] == readings["timestamp"]
    joined = steps.join(owners, "serialNumber").join(
        readings, same_instant & (owners["email"] == readings["user"])
    )
    columns = ["sensorReadingTime", "serialNumber", "distanceFromObject", "timestamp", "x", "y", "z"]
    curated = joined.select(*columns)
    curated.write.format("delta").mode("overwrite").save(f"{root}/step_trainer/curated/")


globals()[step]()
spark.stop()
