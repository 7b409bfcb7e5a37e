"""`boathouse destroy-aws`."""

from __future__ import annotations

from tests.commands.promoting import IDENTITY, Shell


def test_it_asks_and_removes_what_was_made(shell: Shell) -> None:
    before = shell.world.inventory()
    shell.tested()
    shell.run("deploy-aws", "--yes")

    assert shell.run("destroy-aws", typed="\n") == 1
    assert "not confirmed: nothing was changed." in shell.err
    assert shell.world.proxy.writes == []

    assert shell.run("destroy-aws", typed="yes\n") == 0
    assert shell.out.startswith(IDENTITY)
    assert shell.out.endswith("✓ delete  bucket      lake\nRemoved.\n")
    assert shell.world.inventory() == before

    assert shell.run("destroy-aws") == 0
    assert shell.out == f"{IDENTITY}\nNothing to do.\n"


def test_data_goes_only_by_the_buckets_name(shell: Shell) -> None:
    before = shell.world.inventory()
    shell.tested()
    shell.run("deploy-aws", "--yes", "--fixtures")

    assert shell.run("destroy-aws", "--data", "--yes", typed="yes\n") == 1
    assert "Without DATA=1 the data stays." in shell.err
    assert shell.world.proxy.writes == []

    assert shell.run("destroy-aws", "--yes") == 0
    assert "= bucket      lake: it holds data, which only DATA=1 deletes" in shell.out
    assert shell.run("destroy-aws", "--yes") == 0
    assert shell.out.endswith("Nothing to do.\n") or "1 to keep" in shell.out

    assert shell.run("destroy-aws", "--data", typed="lake\n") == 0
    assert "This deletes all data in lake for good." in shell.out
    assert shell.world.inventory() == before
