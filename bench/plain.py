"""The lakehouse's five transformations in plain PySpark, for one spark-submit each or for all in one session.

    plain.py --root s3a://rival --steps customer_trusted
    plain.py --root file:///lake --steps all --count 1

The same rows in the same formats, but nothing is put into a catalog: less work than the jobs do. Prints the
seconds of each step and, if asked, how many rows it wrote, as JSON.
"""

import argparse
import json
import time

from pyspark.sql import SparkSession
from pyspark.sql.functions import col

parser = argparse.ArgumentParser()
parser.add_argument("--root", required=True)
parser.add_argument("--steps", required=True)
parser.add_argument("--count", default="")
given, _ = parser.parse_known_args()  # as a Glue job it is given --JOB_NAME and more
spark = SparkSession.builder.appName("plain").getOrCreate()
root = given.root


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


STEPS = {
    customer_trusted: ("json", "customer/trusted/"),
    accelerometer_trusted: ("json", "accelerometer/trusted/"),
    customers_curated: ("delta", "customer/curated/"),
    step_trainer_trusted: ("json", "step_trainer/trusted/"),
    machine_learning_curated: ("delta", "step_trainer/curated/"),
}

told = {}
for step in STEPS:
    if given.steps in ("all", step.__name__):
        began = time.perf_counter()
        step()
        told[step.__name__] = {"seconds": time.perf_counter() - began}
if given.count:
    for step, (kind, folder) in STEPS.items():
        told.setdefault(step.__name__, {})["rows"] = spark.read.format(kind).load(f"{root}/{folder}").count()
print(json.dumps(told))
spark.stop()
