#!/bin/bash
# Spark's history server over the event logs in S3, in the foreground.
set -euo pipefail
overlay=/opt/boathouse/glue
conf=$(mktemp)
sed -e '/^#/d' -e "s|\$s3|$S3_ENDPOINT|" "$overlay/conf/spark.conf" > "$conf"
echo "spark.history.fs.logDirectory $EVENT_LOGS" >> "$conf"
preset=${SPARK_HOME:-/usr/lib/spark}/conf/spark-defaults.conf
# The history server is no application: what is preset for drivers has to be given to it, S3A among it.
SPARK_DAEMON_CLASSPATH=$(awk '$1 == "spark.driver.extraClassPath" {$1 = ""; sub(/^ +/, ""); print}' "$preset")
export SPARK_DAEMON_CLASSPATH
exec "${SPARK_HOME:-/usr/lib/spark}/bin/spark-class" org.apache.spark.deploy.history.HistoryServer \
  --properties-file "$conf"
