"""Resolve the stand-in's jars, S3A's and Delta's, and fill a folder with them.

    python tests/docker/standin/prepare.py FOLDER

hadoop-aws asks for all of AWS's SDK in one jar of 280 MB; S3A gets along with three modules of it.
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from boathouse.config import Settings
from boathouse.engine.spark import jars, java

SDK = "1.12.262"  # what hadoop-aws 3.3.4 was built with
# Spark has these in versions of its own, which have to win.
IN_SPARK = (
    "com.fasterxml.jackson.core:jackson-annotations",
    "com.fasterxml.jackson.core:jackson-core",
    "com.fasterxml.jackson.core:jackson-databind",
    "commons-codec:commons-codec",
    "commons-logging:commons-logging",
    "joda-time:joda-time",
    "org.apache.httpcomponents:httpclient",
    "org.apache.httpcomponents:httpcore",
)
S3A = jars.Package(
    "S3A",
    "3.3.4",
    ",".join(
        [
            "org.apache.hadoop:hadoop-aws:3.3.4",
            *(f"com.amazonaws:aws-java-sdk-{module}:{SDK}" for module in ("s3", "dynamodb", "sts")),
        ]
    ),
    ("hadoop-aws", "aws-java-sdk-s3", "aws-java-sdk-core", "aws-java-sdk-dynamodb"),
    "12 jars, 8 MB",
    without=",".join(["com.amazonaws:aws-java-sdk-bundle", *IN_SPARK]),
)


def main(folder: Path) -> int:
    """Fill the folder anew, so that it holds no more than it should."""
    settings = Settings.load({})
    found = java.find()
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    for jar in [*jars.delta_jars(settings.cache, found), *jars.resolved(S3A, settings.cache, found)]:
        shutil.copy(jar, folder)
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
