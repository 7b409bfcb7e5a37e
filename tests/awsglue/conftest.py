"""One Spark session for all tests of the runtime; a bucket is a folder, as the engine has it."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from pyspark import SparkConf, SparkContext

from awsglue.context import GlueContext
from awsglue.dynamicframe import DynamicFrame
from boathouse.config import Settings
from boathouse.engine.spark import defaults, jars, java, ownclasses
from tests.awsglue import workers
from tests.clouds import ThreadCloud

BUCKET = "lake"


@pytest.fixture(scope="session")
def buckets(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("s3")
    (root / BUCKET / "scripts").mkdir(parents=True)
    return root


@pytest.fixture(scope="session")
def glue(buckets: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[GlueContext]:
    os.environ["PYSPARK_PYTHON"] = sys.executable
    cache = Settings().cache
    more = [*jars.avro_jars(cache, java.find()), ownclasses.jar(cache)]
    settings = defaults.laptop(2) | defaults.lake() | defaults.buckets(buckets)
    settings |= {
        "spark.driver.extraClassPath": os.pathsep.join(map(str, more)),
        "spark.driver.memory": "2g",
        # most of its code runs once
        "spark.driver.extraJavaOptions": "-XX:TieredStopAtLevel=1 -XX:+UseParallelGC",
        "spark.sql.warehouse.dir": str(tmp_path_factory.mktemp("warehouse")),
        "spark.python.daemon.module": workers.__name__,
        "spark.executorEnv.PYTHONPATH": str(Path(__file__).parents[2]),
    }
    sc = SparkContext(conf=SparkConf().setAppName("tests").setAll([*settings.items()]))
    sc.setLogLevel("OFF")
    yield GlueContext(sc)
    sc.stop()


@pytest.fixture(scope="module")
def interpreted(glue: GlueContext) -> Iterator[None]:
    """Spark compiles nothing: every random example has plans of its own, which run once over a few rows."""
    settings = {"spark.sql.codegen.wholeStage": "false", "spark.sql.codegen.factoryMode": "NO_CODEGEN"}
    conf = glue.spark_session.conf
    for name, value in settings.items():
        conf.set(name, value)
    yield
    for name in settings:
        conf.unset(name)


@pytest.fixture
def folder(buckets: Path, request: pytest.FixtureRequest) -> Path:
    """A folder of the bucket for this test alone."""
    name = "".join(char if char.isalnum() else "-" for char in request.node.name)[:100]
    path = buckets / BUCKET / name
    path.mkdir(parents=True, exist_ok=True)
    return path


@pytest.fixture
def uri(folder: Path) -> str:
    return f"s3://{BUCKET}/{folder.name}/"


Read = Callable[..., DynamicFrame]


@pytest.fixture
def read(glue: GlueContext, folder: Path, uri: str) -> Read:
    """Write lines of JSON into a new folder of the bucket, and read them as a script does."""
    number = iter(range(1000))

    def _read(*lines: str | dict[str, Any], **format_options: Any) -> DynamicFrame:
        inner = f"in{next(number)}"
        text = "".join((line if isinstance(line, str) else json.dumps(line)) + "\n" for line in lines)
        (folder / inner).mkdir()
        (folder / inner / "rows.json").write_text(text)
        return glue.create_dynamic_frame.from_options(
            connection_type="s3",
            connection_options={"paths": [f"{uri}{inner}/"], "recurse": True},
            format="json",
            format_options=format_options,
        )

    return _read


@pytest.fixture
def shown(capsys: pytest.CaptureFixture[str]) -> Callable[[DynamicFrame], list[Any]]:
    """The records that `show` prints, in the order of their text."""

    def _shown(frame: DynamicFrame) -> list[Any]:
        capsys.readouterr()
        frame.show(1000)
        lines = capsys.readouterr().out.splitlines()
        return [json.loads(line) for line in sorted(lines)]

    return _shown


@pytest.fixture
def connected(cloud: ThreadCloud, glue: GlueContext, monkeypatch: pytest.MonkeyPatch) -> ThreadCloud:
    """A fresh cloud that the session's context takes for AWS."""
    monkeypatch.setenv("AWS_ENDPOINT_URL", cloud.url)
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "test")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "test")
    monkeypatch.setenv("AWS_REGION", "us-east-1")
    monkeypatch.setattr(glue, "_catalog", type(glue._catalog)())
    return cloud
