"""What a job's arguments mean: Spark settings, and the words that the script sees in sys.argv."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from boathouse.errors import NotEmulated
from boathouse.lake import Lake

PAGE = "https://docs.aws.amazon.com/glue/latest/dg/aws-glue-programming-etl-glue-arguments.html"

# Accepted because leaving them out changes no row, type or table of a run on one machine.
_WITHOUT_EFFECT = frozenset(
    f"--{name}"
    for name in [
        "class",
        "continuous-log-conversionPattern",
        "continuous-log-logGroup",
        "continuous-log-logStreamPrefix",
        "customer-driver-env-vars",
        "customer-executor-env-vars",
        "enable-auto-scaling",
        "enable-continuous-cloudwatch-log",
        "enable-continuous-log-filter",
        "enable-job-insights",
        "enable-metrics",
        "enable-observability-metrics",
        "enable-rename-algorithm-v2",
        "enable-s3-parquet-optimized-committer",
        "enable-spark-dashboard",
        "executor-cores",
        "job-language",
        "scriptLocation",
        "write-shuffle-files-to-s3",
        "write-shuffle-spills-to-s3",
    ]
)
_CONSUMED = _WITHOUT_EFFECT | {
    "--conf",
    "--datalake-formats",
    "--enable-spark-ui",
    "--job-bookmark-option",
    "--spark-event-logs-path",
}
_REFUSED = frozenset(
    {
        "--additional-python-modules",
        "--customer-driver-env-vars",
        "--customer-executor-env-vars",
        "--enable-lakeformation-fine-grained-access",
        "--extra-files",
        "--extra-jars",
        "--extra-py-files",
        "--python-modules-installer-option",
        "--user-jars-first",
    }
)
_BOOKMARK = "--job-bookmark-option"
_BOOKMARKS = ("job-bookmark-disable", "job-bookmark-pause", "job-bookmark-enable")
_SETTING = re.compile(r"\s+--conf\s+")


@dataclass(frozen=True)
class Parameters:
    """A job's arguments, sorted: `spark` for the JVM, `script` for sys.argv, the rest for the worker."""

    spark: Mapping[str, str] = field(default_factory=dict)
    script: Mapping[str, str] = field(default_factory=dict)
    event_logs: str = ""
    """s3:// folder of the Spark event log, empty for none."""

    @classmethod
    def of(cls, arguments: Mapping[str, str], metastore_uri: str = "") -> Parameters:
        """Sort a run's arguments.

        Raises NotEmulated, naming the argument, for one that would change the run and is not obeyed.

        AWS: https://docs.aws.amazon.com/glue/latest/dg/aws-glue-programming-etl-glue-arguments.html
        Differs: additional modules, jars, files and environment variables are refused by name, as are the
            lake formats Hudi and Iceberg and enabled job bookmarks. Delta's classes are there even without
            --datalake-formats.
        """
        spark: dict[str, str] = {}
        script: dict[str, str] = {}
        for name, value in arguments.items():
            _check(name, value)
            if name == "--enable-glue-datacatalog":
                spark |= _catalog(value, metastore_uri)
            elif name not in _CONSUMED:
                script[name] = value
        spark |= _settings(arguments.get("--conf", ""))
        logs = _event_logs(arguments)
        return cls(spark | logs, script, logs.get("spark.eventLog.dir", ""))


def _check(name: str, value: str) -> None:
    if name in _REFUSED:
        raise NotEmulated(f"The job parameter {name}", f"See {PAGE}.")
    if name == "--datalake-formats":
        _check_formats(value)
    if name == _BOOKMARK and value not in _BOOKMARKS:
        raise NotEmulated(f"{_BOOKMARK} {value}", f"Known: {', '.join(_BOOKMARKS)}.")
    if name == _BOOKMARK and value == "job-bookmark-enable":
        raise NotEmulated(f"{_BOOKMARK} {value}", "Use job-bookmark-disable.")


def _check_formats(value: str) -> None:
    for name in filter(None, (part.strip().lower() for part in value.split(","))):
        if name != "delta":
            raise NotEmulated(f"--datalake-formats {name}", "Only delta is.")


def _catalog(value: str, metastore_uri: str) -> dict[str, str]:
    if not is_on(value, default=True):
        return {}
    return {
        "spark.sql.catalogImplementation": "hive",
        "spark.hadoop.hive.metastore.uris": metastore_uri,
        # Spark loads Hive's classes anew for each context, past Java's class archive, unless they are shared.
        "spark.sql.hive.metastore.sharedPrefixes": "org.apache.hadoop.hive,org.apache.thrift",
    }


def _settings(chain: str) -> dict[str, str]:
    """Split AWS's chain: the value of one --conf may hold further ones, `a=b --conf c=d`."""
    settings = {}
    for setting in filter(
        None, (part.strip() for part in _SETTING.split(f" {chain}".replace(" --conf=", " --conf ")))
    ):
        name, found, value = setting.partition("=")
        if not found:
            raise NotEmulated(f"--conf {setting}", "A setting is written name=value.")
        settings[name.strip()] = value.strip()
    return settings


def _event_logs(arguments: Mapping[str, str]) -> dict[str, str]:
    path = arguments.get("--spark-event-logs-path", "")
    if not path or not is_on(arguments.get("--enable-spark-ui", "")):
        return {}
    Lake.split(path)
    return {"spark.eventLog.enabled": "true", "spark.eventLog.dir": path}


def is_on(value: str, *, default: bool = False) -> bool:
    """Read one of AWS's switches; an empty value of some switches means on."""
    return default if not value else value.strip().lower() == "true"
