#!/bin/bash
# Spark's history server over the event logs in S3, in the foreground.
set -euo pipefail
overlay=/opt/boathouse/glue
conf=$(mktemp)
sed -e '/^#/d' -e "s|\$s3|$S3_ENDPOINT|" "$overlay/conf/spark.conf" > "$conf"
echo "spark.history.fs.logDirectory $EVENT_LOGS" >> "$conf"
exec "${SPARK_HOME:-/usr/lib/spark}/bin/spark-class" org.apache.spark.deploy.history.HistoryServer \
  --properties-file "$conf"
