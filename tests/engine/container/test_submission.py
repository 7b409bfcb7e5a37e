"""What spark-submit is called with, and in which environment."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.engine.container.conftest import Glue

# As much of AWS's library as Glue Studio's transforms stand on.
LIBRARY = """
class DynamicFrame:
    def __init__(self, df, glue_ctx, name=""):
        self.df, self.glue_ctx, self.name = df, glue_ctx, name
    def toDF(self):
        return self.df
    @classmethod
    def fromDF(cls, df, glue_ctx, name):
        return cls(df, glue_ctx, name)
"""
ENVIRONMENT = "import os\nfor name in sorted(os.environ): print(name + '=' + os.environ[name])\n"


def test_s3_of_every_spelling_goes_to_the_s3_server(agent: Glue) -> None:
    agent.ended(agent.start("print()"))
    settings = agent.settings()
    assert settings["spark.hadoop.fs.s3.impl"] == "org.apache.hadoop.fs.s3a.S3AFileSystem"
    assert settings["spark.hadoop.fs.s3a.endpoint"] == agent.image.s3
    assert settings["spark.hadoop.fs.s3a.path.style.access"] == "true"
    assert settings["spark.sql.catalogImplementation"] == "in-memory"


def test_the_etl_librarys_files_stand_ahead_of_the_preset_class_path(agent: Glue) -> None:
    text = "import pathlib, sys\nprint(*(p.read_text() for p in pathlib.Path('classes').iterdir()))\n"
    run = agent.start(text)
    agent.ended(run)
    driver = agent.settings()["spark.driver.extraClassPath"]
    assert driver.endswith("/classes:/usr/share/aws/*:/usr/lib/hive/*")
    told = agent.log(run)
    assert told.count(f'glue {{ endpoint = "{agent.cloud.url}" }}') == 2
    assert told.count(f'datacatalog {{ endpoint = "{agent.cloud.url}" }}') == 2


def test_the_jvms_options_come_after_the_preset_ones_and_a_jobs_own_win(agent: Glue) -> None:
    agent.ended(agent.start("print()"))
    assert agent.settings()["spark.driver.extraJavaOptions"] == "-Dpreset=yes -XX:Own"
    agent.ended(agent.start("print()", conf="spark.driver.extraJavaOptions=-Dmine=1"))
    assert agent.settings()["spark.driver.extraJavaOptions"] == "-Dmine=1"


def test_spark_sql_reaches_the_catalog_only_if_the_job_asks_for_it(agent: Glue) -> None:
    agent.ended(agent.start("print()", **{"enable-glue-datacatalog": "true"}))
    settings = agent.settings()
    assert settings["spark.sql.catalogImplementation"] == "hive"
    assert settings["spark.hadoop.aws.glue.endpoint"] == agent.cloud.url
    assert settings["spark.hadoop.hive.metastore.client.factory.class"].endswith("HiveClientFactory")
    assert "spark.hadoop.hive.metastore.uris" not in settings


def test_a_jobs_own_settings_win(agent: Glue) -> None:
    conf = "spark.sql.shuffle.partitions=7 --conf spark.sql.extensions=x.Y"
    agent.ended(agent.start("print()", conf=conf))
    settings = agent.settings()
    assert settings["spark.sql.shuffle.partitions"] == "7"
    assert settings["spark.sql.extensions"] == "x.Y"


def test_libraries_files_and_jars_go_by_spark_submits_own_flags(agent: Glue) -> None:
    given = {"extra-py-files": "s3://a/b.zip,s3://a/c.py", "extra-jars": "s3://a/d.jar"}
    agent.ended(agent.start("print()", **given))
    words = agent.words()
    assert words[words.index("--py-files") + 1] == "s3://a/b.zip,s3://a/c.py"
    assert words[words.index("--jars") + 1] == "s3://a/d.jar"


def test_glue_studios_modules_are_not_fetched_from_awss_bucket(agent: Glue) -> None:
    given = "s3://aws-glue-studio-transforms-510798373988-prod-us-east-1/gs_now.py"
    run = agent.start("print()", **{"extra-py-files": given})
    assert agent.ended(run)["JobRunState"] == "SUCCEEDED"
    assert "--py-files" not in agent.words()
    assert "NOTE: --extra-py-files: gs_now.py of Glue Studio's" in agent.log(run, "stderr")


def test_glue_studios_transforms_are_there_over_the_images_own_library(agent: Glue, tmp_path: Path) -> None:
    library = tmp_path / "overlay" / "quality" / "awsglue"
    library.mkdir(parents=True)
    (library / "__init__.py").touch()
    (library / "dynamicframe.py").write_text(LIBRARY)
    run = agent.start(
        "import gs_repartition\n"
        "from awsglue.dynamicframe import DynamicFrame\n"
        "class Rows:\n    columns = ['n']\n    def repartition(self, n): return f'{n} partitions'\n"
        "print(DynamicFrame(Rows(), None).gs_repartition(numPartitionsStr='3').toDF())\n"
        "import gs_nothing\n"
    )
    assert agent.ended(run)["ErrorMessage"].startswith("ModuleNotFoundError: No module named 'gs_nothing'")
    assert agent.log(run) == "3 partitions\n"


def test_a_script_sees_dummies_for_credentials_and_nothing_of_the_agent(agent: Glue) -> None:
    run = agent.start(ENVIRONMENT)
    agent.ended(run)
    told = dict(line.partition("=")[::2] for line in agent.log(run).splitlines())
    assert told["AWS_ENDPOINT_URL"] == agent.cloud.url
    assert (told["AWS_ACCESS_KEY_ID"], told["AWS_SECRET_ACCESS_KEY"]) == ("boathouse", "boathouse")
    assert told["PYTHONPATH"].endswith(":/preset/python")
    assert {name for name in told if name.startswith("BOATHOUSE_")} == {
        "BOATHOUSE_OUTCOME",
        "BOATHOUSE_SCRIPT",
    }


def test_bookmarks_are_ignored_with_a_warning(agent: Glue) -> None:
    option = {"job-bookmark-option": "job-bookmark-enable"}
    run = agent.start("import sys; print(*sys.argv)", **option)
    assert agent.ended(run)["JobRunState"] == "SUCCEEDED"
    assert "--job-bookmark-option job-bookmark-disable" in agent.log(run)
    assert "this run reads everything" in agent.log(run, "stderr")


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("additional-python-modules", "left-pad==1.0", "--additional-python-modules"),
        ("conf", "spark.jars.packages=a:b:1", "--conf spark.jars.packages"),
    ],
)
def test_what_the_image_cannot_obey_is_refused_by_name(agent: Glue, name: str, value: str, told: str) -> None:
    found = agent.ended(agent.start("print()", **{name: value}))
    assert found["JobRunState"] == "FAILED"
    assert told in found["ErrorMessage"]
    assert "--engine embedded" in found["ErrorMessage"]
