"""What a job's arguments mean: Spark's settings, what the run brings along, and the words in sys.argv."""

from __future__ import annotations

import re
import shlex
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from boathouse.calls import ACCOUNT
from boathouse.errors import NotEmulated
from boathouse.lake import Lake

PAGE = "https://docs.aws.amazon.com/glue/latest/dg/aws-glue-programming-etl-glue-arguments.html"

# Accepted because leaving them out changes no row, type or table of a run on one machine.
_WITHOUT_EFFECT = frozenset(
    f"--{name}"
    for name in [
        "auto-scale-within-microbatch",
        "class",
        "continuous-log-conversionPattern",
        "continuous-log-logGroup",
        "continuous-log-logStreamPrefix",
        "disable-proxy-v2",
        "enable-auto-scaling",
        "enable-continuous-cloudwatch-log",
        "enable-continuous-log-filter",
        "enable-glue-di-transforms",
        "enable-job-insights",
        "enable-metrics",
        "enable-network-metrics",
        "enable-observability-metrics",
        "enable-rename-algorithm-v2",
        "enable-s3-parquet-optimized-committer",
        "enable-spark-dashboard",
        "executor-cores",
        "library-set",
        "use-postgres-driver",
        "write-shuffle-files-to-s3",
        "write-shuffle-spills-to-s3",
    ]
)
_OBEYED = frozenset(
    f"--{name}"
    for name in [
        "additional-python-modules",
        "conf",
        "customer-driver-env-vars",
        "customer-executor-env-vars",
        "datalake-formats",
        "enable-glue-datacatalog",
        "enable-lakeformation-fine-grained-access",
        "enable-spark-ui",
        "extra-files",
        "extra-jars",
        "extra-py-files",
        "job-bookmark-option",
        "job-language",
        "python-modules-installer-option",
        "scriptLocation",
        "spark-event-logs-path",
        "user-jars-first",
    ]
)
_GLUE_CLIENT = (
    b"AWSGlueDataCatalogHiveClientFactory"  # with it the metastore of AWS's Hive is the Data Catalog
)
_LAKE_FORMATION = b".glue.lakeformation-enabled"
_CATALOG = re.compile(rb"spark\.sql\.catalog\.(\w+)")
_JOBS_ROLE = {
    "arn": f"arn:aws:iam::{ACCOUNT}:role/boathouse",
    "region": "us-east-1",
    "tags.LakeFormationAuthorizedCaller": "Glue",
}
_BOOKMARK = "--job-bookmark-option"
_BOOKMARKS = ("job-bookmark-disable", "job-bookmark-pause", "job-bookmark-enable")
_FORMATS = ("delta", "hudi", "iceberg")
_BROUGHT = ("spark.jars", "spark.jars.packages", "spark.submit.pyFiles")  # what spark-submit itself reads
_REFUSED = ("spark.jars.ivySettings", "spark.jars.repositories", "spark.submit.deployMode", "spark.master")
_SETTING = re.compile(r"\s+--conf\s+")
_VARIABLE = re.compile(r'\s*([^=,\s]+)=(?:"([^"]*)"|([^,]*))\s*(?:,|$)')
_OWN_VARIABLES = "CUSTOMER_"
# AWS's guide tells to bring it.
_SERDE = re.compile(r"(s3[an]?:|https:)//.*\bcrawler-public[^/]*/.*\bjson-serde[^/]*\.jar")
_STUDIO = re.compile(r"s3[an]?://aws-glue-studio-transforms-")  # a bucket of AWS's for each region


@dataclass(frozen=True)
class Parameters:
    """A job's arguments, sorted: `spark` for the JVM, `script` for sys.argv, the rest for the worker."""

    spark: Mapping[str, str] = field(default_factory=dict)
    script: Mapping[str, str] = field(default_factory=dict)
    event_logs: str = ""
    """s3:// folder of the Spark event log, empty for none."""
    script_location: str = ""
    """Where the script is, if not where the job says."""
    py_files: tuple[str, ...] = ()
    """What --extra-py-files names, without Glue Studio's own modules, which the runtime has itself."""
    studio: tuple[str, ...] = ()
    """Those modules' locations."""
    files: tuple[str, ...] = ()
    jars: tuple[str, ...] = ()
    serdes: tuple[str, ...] = ()
    """Locations of AWS's SerDe for JSON."""
    packages: tuple[str, ...] = ()
    """Maven coordinates of further jars."""
    jars_first: bool = False
    modules: tuple[str, ...] = ()
    installer_options: tuple[str, ...] = ()
    variables: Mapping[str, str] = field(default_factory=dict)
    """Environment of the script's own process."""
    formats: frozenset[str] = frozenset()

    @classmethod
    def of(cls, arguments: Mapping[str, str], metastore_uri: str = "") -> Parameters:
        """Sort a run's arguments.

        Raises NotEmulated, naming the argument, for one that would change the run and is not obeyed.

        AWS: https://docs.aws.amazon.com/glue/latest/dg/aws-glue-programming-etl-glue-arguments.html
        Differs: Scala jobs and Lake Formation's fine-grained access are refused by name. Parameters for logs,
            metrics, insights, auto scaling and shuffle storage are accepted and change nothing, as do
            Spark's settings of memory, cores, class paths and Java options, for the JVM is up already.
            Delta's classes are there even without --datalake-formats. Hudi syncs tables with the Data Catalog
            by hive_sync.mode hms unless a script names another mode.
        """
        _check(arguments)
        known = _WITHOUT_EFFECT | _OBEYED
        logs = _event_logs(arguments)
        spark = _spark(arguments, metastore_uri)
        brought = {name: _split(spark.pop(name, "")) for name in _BROUGHT}
        studio, py_files = _parted(
            _STUDIO, _listed(arguments, "--extra-py-files") + brought["spark.submit.pyFiles"]
        )
        serdes, jars = _parted(_SERDE, _listed(arguments, "--extra-jars") + brought["spark.jars"])
        return cls(
            spark=spark | logs,
            script={name: value for name, value in arguments.items() if name not in known},
            event_logs=logs.get("spark.eventLog.dir", ""),
            script_location=arguments.get("--scriptLocation", ""),
            py_files=py_files,
            studio=studio,
            files=_listed(arguments, "--extra-files"),
            jars=jars,
            serdes=serdes,
            packages=brought["spark.jars.packages"],
            jars_first=is_on(arguments.get("--user-jars-first", "")),
            modules=_listed(arguments, "--additional-python-modules"),
            installer_options=tuple(shlex.split(arguments.get("--python-modules-installer-option", ""))),
            variables=_variables(arguments, "--customer-driver-env-vars", _OWN_VARIABLES),
            formats=frozenset(name.lower() for name in _listed(arguments, "--datalake-formats")),
        )

    def of_script(self, source: bytes, metastore_uri: str) -> Parameters:
        """The same with what a script's source asks for by names that mean more on AWS.

        A script that makes AWSGlueDataCatalogHiveClientFactory Hive's client needs no parameter for the Data
        Catalog, and one that asks Lake Formation for the credentials of an Iceberg catalog names no role.
        """
        spark = data_catalog(metastore_uri) if _GLUE_CLIENT in source else {}
        return replace(self, spark={**spark, **_lake_formation(source), **self.spark})

    def notes(self) -> list[str]:
        """What the run's log is told ahead of the script."""
        told = []
        if self.studio:
            names = ", ".join(file.rsplit("/", 1)[-1] for file in self.studio)
            told.append(
                f"--extra-py-files: {names} of Glue Studio's are not fetched; the runtime has its own."
            )
        told += [
            f"--extra-jars: {jar} is not fetched; JSON tables are read without it." for jar in self.serdes
        ]
        return told


def _check(arguments: Mapping[str, str]) -> None:
    language = arguments.get("--job-language", "python").lower()
    if language != "python":
        raise NotEmulated(f"--job-language {language}", "Only python is.")
    if is_on(arguments.get("--enable-lakeformation-fine-grained-access", "")):
        raise NotEmulated("The job parameter --enable-lakeformation-fine-grained-access", f"See {PAGE}.")
    for name in _listed(arguments, "--datalake-formats"):
        if name.lower() not in _FORMATS:
            raise NotEmulated(f"--datalake-formats {name}", f"Known: {', '.join(_FORMATS)}.")
    bookmark = arguments.get(_BOOKMARK, _BOOKMARKS[0])
    if bookmark not in _BOOKMARKS:
        raise NotEmulated(f"{_BOOKMARK} {bookmark}", f"Known: {', '.join(_BOOKMARKS)}.")


def _listed(arguments: Mapping[str, str], name: str) -> tuple[str, ...]:
    return _split(arguments.get(name, ""))


def _parted(pattern: re.Pattern[str], files: tuple[str, ...]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Those that begin as the pattern says, and the others."""
    matching = tuple(file for file in files if pattern.match(file))
    return matching, tuple(file for file in files if file not in matching)


def _split(text: str) -> tuple[str, ...]:
    return tuple(filter(None, (part.strip() for part in text.split(","))))


def _variables(arguments: Mapping[str, str], name: str, prefix: str = "") -> dict[str, str]:
    """Read `KEY=value,KEY="a value, with a comma"`."""
    text = arguments.get(name, "").strip()
    found: dict[str, str] = {}
    position = 0
    while position < len(text):
        match = _VARIABLE.match(text, position)
        if not match or not match[1].startswith(prefix):
            wanted = f"{prefix}NAME=value" if prefix else "NAME=value"
            raise NotEmulated(f"{name} {text[position:]}", f"A variable is written {wanted}.")
        found[match[1]] = match[3].strip() if match[2] is None else match[2]
        position = match.end()
    return found


def _spark(arguments: Mapping[str, str], metastore_uri: str) -> dict[str, str]:
    executors = _variables(arguments, "--customer-executor-env-vars")
    spark = {f"spark.executorEnv.{name}": value for name, value in executors.items()}
    if "--enable-glue-datacatalog" in arguments:
        spark |= _catalog(arguments["--enable-glue-datacatalog"], metastore_uri)
    settings = _settings(arguments.get("--conf", ""))
    if any(value.encode().endswith(_GLUE_CLIENT) for value in settings.values()):
        spark |= data_catalog(metastore_uri)
    return _lake_formation("\n".join(settings).encode()) | spark | settings


def _catalog(value: str, metastore_uri: str) -> dict[str, str]:
    return data_catalog(metastore_uri) if is_on(value, default=True) else {}


def data_catalog(metastore_uri: str) -> dict[str, str]:
    """Spark's settings with which `spark.sql` sees the Data Catalog."""
    return {
        "spark.sql.catalogImplementation": "hive",
        "spark.hadoop.hive.metastore.uris": metastore_uri,
        # Hive closes its own connection when it first drops a partition, then waits for a second.
        "spark.hadoop.hive.metastore.client.connect.retry.delay": "0s",
        # Iceberg's Hive catalog wants locks, which the Data Catalog does not have, and asks for minutes.
        "spark.hadoop.iceberg.hive.lock-creation-timeout-ms": "1",
        # Spark loads Hive's classes anew for each context, past Java's class archive, unless they are shared.
        "spark.sql.hive.metastore.sharedPrefixes": "org.apache.hadoop.hive,org.apache.thrift",
    }


def _lake_formation(text: bytes) -> dict[str, str]:
    """What Iceberg wants to know beside glue.lakeformation-enabled: whose credentials to ask for.

    On AWS it is the job's own role. Here every role may be assumed and no table is registered with Lake
    Formation, so that any will do; catalogs are those that `text` names and the one of AWS's pages, whose
    name a script may have put together.

    AWS: https://docs.aws.amazon.com/glue/latest/dg/security-access-control-fta.html
    """
    if _LAKE_FORMATION not in text:
        return {}
    catalogs = sorted({name.decode() for name in _CATALOG.findall(text)} | {"glue_catalog"})
    return {
        f"spark.sql.catalog.{catalog}.client.assume-role.{name}": value
        for catalog in catalogs
        for name, value in _JOBS_ROLE.items()
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
        if name.strip() in _REFUSED:
            raise NotEmulated(f"--conf {name.strip()}", "It is this engine's own.")
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
