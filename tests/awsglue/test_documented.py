"""What AWS's pages show, page by page, as scripts; words and data are this project's own."""

from __future__ import annotations

import json
import runpy
from pathlib import Path
from typing import Any

import pytest

from awsglue.context import GlueContext
from tests.clouds import ThreadCloud

PREAMBLE = """
import sys
from awsglue.transforms import *
from awsglue.utils import getResolvedOptions
from pyspark.context import SparkContext
from awsglue.context import GlueContext
from awsglue.dynamicframe import DynamicFrame, DynamicFrameCollection
from awsglue.job import Job

args = getResolvedOptions(sys.argv, ["JOB_NAME", "lake"])
sc = SparkContext.getOrCreate()
glueContext = GlueContext(sc)
spark = glueContext.spark_session
job = Job(glueContext)
job.init(args["JOB_NAME"], args)

def read(name, format="json", **options):
    return glueContext.create_dynamic_frame.from_options(
        connection_type="s3",
        connection_options={"paths": [args["lake"] + name], "recurse": True},
        format=format,
        format_options=options,
        transformation_ctx=name,
    )
"""

PEOPLE = [
    {
        "id": "p1",
        "name": "Ada",
        "address": {"street": "A 1", "zip": "10"},
        "friends": [{"name": "B", "age": 3}],
    },
    {"id": "p2", "name": "Bob", "address": {"street": "B 2", "zip": "20"}, "friends": []},
]
CUSTOMERS = [{"customer": "c1", "zip": 11, "name": "Ann"}, {"customer": "c2", "zip": 22, "name": "Ben"}]
ORDERS = [{"order": 7, "customer": "c1", "zip": 99}, {"order": 8, "customer": "c3", "zip": 98}]
PROVIDERS = [
    {"provider id": 1001, "name": "x", "average": "$12.50"},
    {"provider id": "n/a", "name": "y", "average": "$0.75"},
]
MEMBERS = [
    {"person_id": "p1", "organization_id": "o1", "role": "member"},
    {"person_id": "p2", "organization_id": "o2", "role": "chair"},
]
ORGANIZATIONS = [
    {"id": "o1", "name": "House", "links": [{"url": "h"}], "other_names": []},
    {"id": "o2", "name": "Senate", "links": [{"url": "s"}, {"url": "t"}]},
]
PERSONS = [
    {
        "id": "p1",
        "name": "Ada",
        "contact_details": [{"type": "fax", "value": "1"}, {"type": "tel", "value": "2"}],
    },
    {"id": "p2", "name": "Bob"},
]
DATA: dict[str, str | list[Any]] = {
    "people/a.json": PEOPLE,
    "customers/a.json": CUSTOMERS,
    "orders/a.json": ORDERS,
    "providers/a.json": PROVIDERS,
    "members/a.json": MEMBERS,
    "organizations/a.json": ORGANIZATIONS,
    "persons/a.json": PERSONS,
    "nulls/a.json": [{"a": 1, "b": None, "c": {"d": None, "e": "x"}, "f": [], "g": [{"h": None}]}],
    "texts/a.json": [{"n": 1, "box": '{"Street": "A 1", "City": "X", "nr": 5}'}],
    "table/a.json": [
        {"Item": {"id": {"S": "a"}, "tags": {"L": [{"S": "p"}, {"S": "q"}]}, "at": {"M": {"x": {"N": "1"}}}}}
    ],
    "broken/a.json": '{"id": 1}\n{"id": 2}\n{"id": \n{"id": 4}\n',
    "log/a.csv": "state,zip\nCA,9\nAL,5\nNY,7\n",
}

EXAMPLES = sorted((Path(__file__).parent / "documented").glob("*.txt"))
"""Each a script that PREAMBLE begins, a line `# prints`, and what it prints."""


@pytest.fixture
def lake(connected: ThreadCloud, folder: Path, uri: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """The folder that holds the examples' data; the database `shop` is there."""
    for name, rows in DATA.items():
        (folder / name).parent.mkdir(exist_ok=True)
        text = rows if isinstance(rows, str) else "".join(json.dumps(row) + "\n" for row in rows)
        (folder / name).write_text(text)
    connected.client("glue").create_database(DatabaseInput={"Name": "shop"})
    monkeypatch.setattr("sys.argv", ["script.py", "--JOB_NAME", "documented", "--lake", uri])
    return uri


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda path: path.stem)
def test_a_page_s_example_prints_what_it_should(
    glue: GlueContext, lake: str, folder: Path, capsys: pytest.CaptureFixture[str], example: Path
) -> None:
    script, _, printed = example.read_text().partition("# prints\n")
    path = folder / "script.py"
    path.write_text(f"{PREAMBLE}\n{script}\njob.commit();\n")
    capsys.readouterr()
    runpy.run_path(str(path), run_name="__main__")
    # A DataFrame's show ends in an empty line.
    assert [line for line in capsys.readouterr().out.splitlines() if line] == printed.split("\n")[:-1]
