"""What a Glue worker has by itself is brought for the scripts that import it, and only for them."""

from __future__ import annotations

import importlib.util
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path

import pytest

from boathouse.engine.spark import modules, preinstalled
from boathouse.engine.spark.luggage import Luggage
from boathouse.engine.spark.parameters import Parameters
from boathouse.errors import EngineError
from tests.engine.spark.packages import archive


def packages(source: str, *words: str, shell: bool = False, own: Sequence[str] = ()) -> list[str]:
    found = preinstalled.missing([source], words, own, shell=shell)
    return [requirement.split("==")[0] for requirement in found]


def test_imports_are_found_wherever_they_stand() -> None:
    source = (
        "import os.path, tbats as t\nfrom seaborn.axisgrid import Grid\nfrom . import nltk\n"
        "def late():\n    try:\n        from statsmodels import api\n    except ImportError:\n        pass\n"
    )
    assert preinstalled.imported(source) == {"os", "tbats", "seaborn", "statsmodels"}
    assert preinstalled.imported("import (") == set()


def test_only_what_glue_has_and_is_not_here_is_wanted() -> None:
    assert packages("import tbats, pandas, nowhere") == ["tbats"]
    assert packages("import pandas, numpy, boto3") == []


def test_a_python_shell_job_has_other_packages_than_a_spark_job() -> None:
    source = "import redshift_connector, tbats"
    assert packages(source) == ["tbats"]
    assert packages(source, shell=True) == ["redshift-connector"]


def test_a_module_that_the_run_brings_along_is_not_brought_twice() -> None:
    assert packages("import tbats", own=["tbats"]) == []


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("import pandas as pd\npd.read_csv('s3://bucket/x.csv')", []),
        ("import pandas as pd, sys\npd.read_csv(sys.argv[-1])", ["s3a://bucket/x.csv"]),
    ],
)
def test_pandas_on_a_path_in_s3_needs_s3fs(source: str, words: list[str]) -> None:
    assert packages(source, *words) == ["s3fs"]
    assert packages(source.replace("pandas", "json"), *words) == []


def test_a_frame_that_becomes_one_of_pandas_needs_s3fs_too() -> None:
    assert packages("df.toPandas().to_csv('s3://bucket/x.csv')") == ["s3fs"]
    assert packages("df.toPandas().to_csv('x.csv')") == []


@pytest.mark.parametrize(
    "source",
    ["import pandas as pd\npd.read_excel('x.xlsx')", "import awswrangler as wr\nwr.s3.to_excel(df, path)"],
)
def test_excel_needs_openpyxl_which_only_a_python_shell_has(source: str) -> None:
    assert "openpyxl" in packages(source, shell=True)
    assert "openpyxl" not in packages(source)
    assert "openpyxl" not in packages(source.replace("_excel", "_json"), shell=True)


@pytest.mark.parametrize(
    "source",
    [
        "import joblib\nmodel = joblib.load(file)\nmodel.predict(rows)",
        "import pickle\npickle.loads(body).predict_proba(rows)",
    ],
)
def test_a_model_out_of_a_file_needs_scikit_learn_which_only_the_file_names(source: str) -> None:
    assert "scikit-learn" in packages(source)
    assert "scikit-learn" not in packages(source.replace(".predict", ".get"))


@pytest.mark.parametrize("shell", [False, True])
def test_pkg_resources_comes_from_a_setuptools_that_has_it(
    monkeypatch: pytest.MonkeyPatch, shell: bool
) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    found = preinstalled.missing(
        ["from pkg_resources import parse_version\nimport setuptools"], [], shell=shell
    )
    assert found == ["setuptools==59.6.0"]


def test_what_the_workers_python_has_imported_stays_as_it_is() -> None:
    assert f"botocore=={version('botocore')}" in preinstalled.kept()


@pytest.fixture
def luggage(tmp_path: Path) -> tuple[Luggage, list[str], Path]:
    script = tmp_path / "script.py"
    script.write_text("import helper\n")
    told: list[str] = []
    return Luggage(tmp_path / "run", tmp_path / "cache", {}, told.append), told, script


def test_they_are_looked_for_in_the_files_that_the_script_brings_along(
    luggage: tuple[Luggage, list[str], Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    helpers = archive(tmp_path / "helpers.zip", {"helper/__init__.py": "import tbats\n"})
    asked: list[Sequence[str]] = []

    def installed(cache: Path, wanted: Sequence[str], options: Sequence[str] = ()) -> Path:
        asked.append(wanted)
        return cache

    monkeypatch.setattr(modules, "installed", installed)
    monkeypatch.setattr(Luggage, "_fetch", lambda *_: helpers)
    bag, told, script = luggage
    found = bag.python(Parameters.of({"--extra-py-files": "s3://bucket/helpers.zip"}), script)
    assert (found.front, found.packages) == ((str(helpers),), (str(tmp_path / "cache"),))
    assert asked == [["tbats==1.1.3", *preinstalled.kept()]]
    assert told == ["What Glue has and this Python has not is installed, once: tbats==1.1.3"]


def test_a_package_that_cannot_be_had_is_told_and_left_to_the_script(
    luggage: tuple[Luggage, list[str], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*_: object) -> Path:
        raise EngineError("There is no network.")

    monkeypatch.setattr(modules, "installed", refused)
    bag, told, script = luggage
    script.write_text("import tbats\n")
    assert bag.python(Parameters(), script).packages == ()
    assert told[-1] == "It could not be installed. There is no network."
