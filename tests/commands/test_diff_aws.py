"""`boathouse diff-aws`: the cloud here, and another of our own in the place of AWS."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from boathouse.cli import main
from boathouse.deploy import Clients, Deployment
from boathouse.pipeline import Pipeline
from tests.clouds import ThreadCloud


def fill(cloud: ThreadCloud, root: Path, rows: int) -> None:
    clients = Clients(cloud.client("s3"), cloud.client("glue"), cloud.client("athena"))
    Deployment(clients, Pipeline.load(root)).apply()
    lines = "".join(f'{{"id": {number}, "amount": 1.5}}\n' for number in range(rows))
    clients.s3.put_object(Bucket="lake", Key="orders/landing/a.json", Body=lines.encode())


def test_tables_are_compared_side_by_side(
    cloud: ThreadCloud,
    far: ThreadCloud,
    shop: Path,
    one_session: None,
    capsys: pytest.CaptureFixture[str],
) -> None:
    def compared() -> tuple[int, list[str]]:
        home = str(cloud.settings.home)
        status = main(["diff-aws", "--project", str(shop), "--home", home])
        return status, [line.strip() for line in capsys.readouterr().out.splitlines()[1:]]

    fill(cloud, shop, rows=3)
    fill(far, shop, rows=3)
    status, lines = compared()
    assert (status, [line.split() for line in lines]) == (
        0,
        [
            ["table", "local", "rows", "AWS", "rows", "columns"],
            ["=", "orders_landing", "3", "3", "same"],
        ],
    )

    fill(far, shop, rows=4)
    glue: Any = far.client("glue")
    table = glue.get_table(DatabaseName="shop", Name="orders_landing")["Table"]
    storage = table["StorageDescriptor"]
    storage["Columns"] = [{"Name": "id", "Type": "int"}, {"Name": "note", "Type": "string"}]
    kept = {key: table[key] for key in ("Name", "TableType", "Parameters", "StorageDescriptor")}
    glue.update_table(DatabaseName="shop", TableInput=kept)
    status, lines = compared()
    assert (status, lines[1].split()) == (1, ["≠", "orders_landing", "3", "4", "3", "differ"])
    assert lines[2:] == [
        "id: bigint here, integer on AWS",
        "amount: double here, (none) on AWS",
        "note: (none) here, varchar on AWS",
    ]


def test_a_side_without_the_database_is_told_how_to_get_it(
    cloud: ThreadCloud,
    far: ThreadCloud,
    shop: Path,
    one_session: None,
    capsys: pytest.CaptureFixture[str],
) -> None:
    arguments = ["diff-aws", "--project", str(shop), "--home", str(cloud.settings.home)]
    assert main(arguments) == 1
    words = "boathouse diff-aws: there is no database 'shop' on AWS. Deploy it first: make deploy-aws.\n"
    assert capsys.readouterr().err == words
    fill(far, shop, rows=1)
    assert main(arguments) == 1
    words = "boathouse diff-aws: there is no database 'shop' here. Make it first: boathouse local-run.\n"
    assert capsys.readouterr().err == words
