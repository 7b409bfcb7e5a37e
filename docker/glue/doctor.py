"""Look at the image from inside: one JSON line for each thing that the overlay takes for granted.

Run in the Glue container by `boathouse docker doctor`; plain Python, nothing of the emulator's.
"""

import getpass
import glob
import importlib
import json
import os
import platform
import socket
import subprocess
import urllib.request
from collections.abc import Callable
from pathlib import Path

SPARK = Path(os.environ.get("SPARK_HOME", "/usr/lib/spark"))
JARS = (
    f"{SPARK}/jars/*",
    "/opt/spark/jars/*",
    "/usr/share/aws/**/*",
    "/usr/lib/hadoop/**/*",
    "/usr/lib/hive/**/*",
)


def user() -> tuple[bool, str]:
    """Who runs jobs."""
    return getpass.getuser() == "hadoop", f"{getpass.getuser()} at {Path.home()}"


def python() -> tuple[bool, str]:
    """Which Python runs the agent and the scripts."""
    return platform.python_version().startswith("3.11."), platform.python_version()


def java() -> tuple[bool, str]:
    """Which Java."""
    done = subprocess.run(["java", "-version"], capture_output=True, text=True, check=False)
    line = done.stderr.splitlines()[0] if done.stderr else "none"
    return '"17' in line, line


def spark() -> tuple[bool, str]:
    """Which Spark, by its own Python package."""
    version = importlib.import_module("pyspark").__version__
    return version.startswith("3.5."), version


def submit() -> tuple[bool, str]:
    """What the agent calls."""
    path = SPARK / "bin/spark-submit"
    return os.access(path, os.X_OK), str(path)


def class_path() -> tuple[bool, str]:
    """What the preset class path is, which the overlay's folder is put in front of."""
    path = SPARK / "conf/spark-defaults.conf"
    lines = path.read_text().splitlines() if path.exists() else []
    found = [line for line in lines if line.startswith("spark.driver.extraClassPath")]
    return bool(found), found[0][:200] if found else f"none in {path}"


def awsglue() -> tuple[bool, str]:
    """Whether scripts find awsglue."""
    module = importlib.import_module("awsglue.context")
    return hasattr(module, "GlueContext"), str(module.__file__)


def boto3() -> tuple[bool, str]:
    """Whether the shims find boto3."""
    return True, str(importlib.import_module("boto3").__version__)


def s3a() -> tuple[bool, str]:
    """Which jar has S3A."""
    return _jar("hadoop-aws")


def hive_client() -> tuple[bool, str]:
    """Which jar has AWS's client for Hive."""
    if os.environ.get("HIVE_CLIENT") == "metastore":
        return True, "not wanted: HIVE_CLIENT=metastore"
    return _jar("glue-datacatalog")


def delta() -> tuple[bool, str]:
    """Which jar has Delta."""
    return _jar("delta-spark")


def catalog() -> tuple[bool, str]:
    """Whether the catalog is reached."""
    url = f"{os.environ['AWS_ENDPOINT_URL']}/_boathouse/health"
    with urllib.request.urlopen(url, timeout=5) as answer:
        return answer.status == 200, url


def objects() -> tuple[bool, str]:
    """Whether the S3 server is reached."""
    with urllib.request.urlopen(os.environ["S3_ENDPOINT"], timeout=5) as answer:
        return answer.status == 200, os.environ["S3_ENDPOINT"]


def no_way_out() -> tuple[bool, str]:
    """Whether AWS is out of reach, by name and by number."""
    for host in ("glue.us-east-1.amazonaws.com", "52.94.133.131"):
        try:
            socket.create_connection((host, 443), timeout=3).close()
        except OSError:
            continue
        return False, f"{host}:443 was reached"
    return True, "AWS cannot be reached"


def _jar(part: str) -> tuple[bool, str]:
    paths = (path for place in JARS for path in glob.glob(place, recursive=True))
    found = next((path for path in paths if part in os.path.basename(path)), "")
    return bool(found), found or f"no jar named *{part}*"


LOOKS: dict[str, Callable[[], tuple[bool, str]]] = {
    "user": user,
    "Python": python,
    "Java": java,
    "Spark": spark,
    "spark-submit": submit,
    "class path": class_path,
    "awsglue": awsglue,
    "boto3": boto3,
    "S3A": s3a,
    "Hive client": hive_client,
    "Delta": delta,
    "catalog": catalog,
    "S3 server": objects,
    "no way out": no_way_out,
}


if __name__ == "__main__":
    for what, look in LOOKS.items():
        try:
            good, found = look()
        except Exception as error:  # whatever it is, the next look goes on
            good, found = False, f"{type(error).__name__}: {error}"
        print(json.dumps({"what": what, "good": good, "found": found}), flush=True)
