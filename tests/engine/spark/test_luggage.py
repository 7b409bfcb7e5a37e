"""What a run brings along from S3, used by scripts that run as scripts."""

from __future__ import annotations

from pathlib import Path

from tests.engine.spark.fake_server import FakeServer
from tests.engine.spark.packages import archive, wheel

SESSION = """
import os, sys
from pyspark.context import SparkContext
from pyspark.sql import SparkSession
sc = SparkContext()
spark = SparkSession(sc)
"""


def test_python_files_and_working_files_are_there_for_driver_and_workers(
    worker: FakeServer, lake: Path
) -> None:
    bucket = lake / "bucket"
    (bucket / "single.py").write_text("def twice(n): return 2 * n\n")
    modules = {
        "zipped/__init__.py": "from zipped.inner import NAME\n",
        "zipped/inner.py": "NAME = 'zipped'\n",
    }
    archive(bucket / "zipped.zip", modules)
    wheel(bucket, "wheeled", "1.0", "NAME = 'wheeled'\n")
    (bucket / "settings.json").write_text('{"a": 1}')
    ending = worker.run(
        SESSION + "import single, zipped, wheeled\n"
        "from pyspark import SparkFiles\n"
        "def told(n):\n    import single, zipped\n    return f'{zipped.NAME}{single.twice(n)}'\n"
        "print(single.twice(4), zipped.NAME, wheeled.NAME, sc.parallelize([1], 1).map(told).collect())\n"
        "print(open('settings.json').read(), open(SparkFiles.get('settings.json')).read())\n"
        "print(os.environ['CUSTOMER_MINE'])\n",
        {
            "--extra-py-files": "s3://bucket/single.py,s3://bucket/zipped.zip,s3://bucket/wheeled-1.0-py3-none-any.whl",
            "--extra-files": "s3://bucket/settings.json",
            "--customer-driver-env-vars": "CUSTOMER_MINE=yes",
        },
    )
    assert ending["stdout"] == '8 zipped wheeled [\'zipped2\']\n{"a": 1} {"a": 1}\nyes\n', ending
    after = worker.run("import os\nprint('CUSTOMER_MINE' in os.environ)\nimport single\n")
    assert after["stdout"] == "False\n"
    assert after["error_message"].startswith("ModuleNotFoundError: No module named 'single'")


def test_a_module_that_glue_has_too_comes_in_the_runs_own_version(worker: FakeServer, lake: Path) -> None:
    archive(lake / "bucket" / "newer.zip", {"boto3/__init__.py": "__version__ = 'mine'\n"})
    script = "import boto3, sys\nprint(boto3.__version__, sys.argv[1:3])\nsys.exit(7)\n"
    ending = worker.run(script, {"--extra-py-files": "s3://bucket/newer.zip"})
    assert ending["stdout"] == "mine ['--JOB_NAME', 'a_job']\n", ending
    assert ending["error_message"].splitlines()[0] == "SystemExit: 7"


def test_a_python_shell_job_has_pandas_and_modules_but_no_spark_and_no_job_name(
    worker: FakeServer, lake: Path
) -> None:
    wheel(lake / "bucket", "shelled", "2.0", "NAME = 'shelled'\n", requires="pandas")
    ending = worker.run(
        "import sys, pandas, shelled\n"
        "from awsglue.utils import getResolvedOptions\n"
        "print(getResolvedOptions(sys.argv, ['who'])['who'], sys.argv[1:], shelled.NAME)\n"
        "print(pandas.DataFrame({'n': [1, 2]}).n.sum())\n"
        "import pyspark\n",
        {
            "--who": "me",
            "--library-set": "analytics",
            "--extra-py-files": "s3://bucket/shelled-2.0-py3-none-any.whl",
        },
        command="pythonshell",
    )
    words = "['--job-bookmark-option', 'job-bookmark-disable', '--who', 'me']"
    assert ending["stdout"] == f"me {words} shelled\n3\n", ending
    assert ending["error_message"].startswith(
        "ModuleNotFoundError: No module named 'pyspark': a Python shell"
    )


def test_jars_are_on_the_class_path_of_their_run_alone_and_keep_its_jvm_warm(
    worker: FakeServer, lake: Path
) -> None:
    archive(lake / "bucket" / "extra.jar", {"marker.txt": "here"})
    script = SESSION + (
        "java = sc._jvm.java.lang\n"
        "found = java.ClassLoader.getSystemResource('marker.txt')\n"
        "print(java.ProcessHandle.current().pid(), found is not None)\n"
    )
    first, again = (worker.run(script, {"--extra-jars": "s3://bucket/extra.jar"}) for _ in range(2))
    pid, found = first["stdout"].split()
    assert found == "True", first
    assert again["stdout"] == first["stdout"]
    without = worker.run(script)["stdout"].split()
    assert without[1] == "False"
    assert without[0] != pid


def test_glue_studios_modules_come_with_the_runtime(worker: FakeServer, lake: Path) -> None:
    (lake / "bucket" / "gs_mine.py").write_text("NAME = 'mine'\n")
    studio = "s3://aws-glue-studio-transforms-510798373988-prod-us-east-1/gs_"
    ending = worker.run(
        SESSION + "from awsglue.context import GlueContext\n"
        "from awsglue.dynamicframe import DynamicFrame\n"
        "import gs_sequence_id, gs_mine\n"
        "frame = DynamicFrame.fromDF(spark.createDataFrame([(7,)], ['n']), GlueContext(sc), 'f')\n"
        "print(frame.gs_sequence_id(colName='id').toDF().columns, gs_mine.NAME)\n",
        {"--extra-py-files": f"{studio}common.py,s3://bucket/gs_mine.py,{studio}sequence_id.py"},
    )
    assert ending["stdout"] == "['n', 'id'] mine\n", ending
    told = "NOTE: --extra-py-files: gs_common.py, gs_sequence_id.py of Glue Studio's are not fetched"
    assert told in ending["stderr"]


def test_what_is_not_there_fails_the_run_and_is_named(worker: FakeServer, lake: Path) -> None:
    for name in ("--extra-py-files", "--extra-files", "--extra-jars", "--additional-python-modules"):
        ending = worker.run("print('not reached')", {name: "s3://bucket/nowhere.whl"})
        assert (ending["state"], ending["stdout"]) == ("FAILED", "")
        assert (
            ending["error_message"]
            == f"s3://bucket/nowhere.whl: a file of {name} cannot be read: no such key"
        )
    ending = worker.run(
        "", {"--extra-py-files": "s3://code/script.txt", "--scriptLocation": "s3://code/script.py"}
    )
    assert ending["error_message"].startswith(
        "s3://code/script.txt: a file of --extra-py-files cannot be read"
    )
