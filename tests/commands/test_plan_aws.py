"""`boathouse plan-aws`."""

from __future__ import annotations

import json

from tests.commands.promoting import IDENTITY, Shell
from tests.projects import WORKFLOW


def test_the_plan_says_who_where_what_whether_and_how_much_and_writes_nothing(shell: Shell) -> None:
    assert shell.run("plan-aws") == 0
    lines = shell.out.splitlines()
    assert lines[0] == IDENTITY
    assert lines[1] == "+ bucket      lake: private, encrypted, versioned"
    assert "Plan: 18 to create, 0 unchanged." in lines
    assert "Gate closed: the end-to-end tests have not passed here yet." in lines
    assert lines[-3] == "A run costs at most $0.22: every job for all of its timeout."
    assert shell.world.proxy.writes == []
    assert shell.err == ""


def test_check_tells_by_the_exit_status(shell: Shell) -> None:
    assert shell.run("plan-aws", "--check") == 2
    shell.tested()
    assert shell.run("deploy-aws", "--yes") == 0
    assert shell.run("plan-aws", "--check") == 0
    assert "Nothing to do. 18 unchanged." in shell.out
    assert "Gate open: 71 end-to-end tests passed for exactly these bytes" in shell.out


def test_json_is_nothing_but_the_plan(shell: Shell) -> None:
    assert shell.run("plan-aws", "--json", "--bucket", "other") == 0
    told = json.loads(shell.out)
    assert (told["account"], told["region"], told["bucket"]) == ("123456789012", "us-east-1", "other")
    assert told["gate"]["passed"] is False
    assert told["cost"] == {"run_at_most": 0.22, "run_at_last_durations": None, "query_at_most": 0.05}
    bucket = told["changes"][0]
    assert (bucket["action"], bucket["kind"], bucket["name"]) == ("create", "bucket", "other")
    assert {"path": "Encryption", "old": None, "new": "AES256"} in bucket["fields"]


def test_an_invalid_workflow_is_refused_before_the_first_call(shell: Shell) -> None:
    (shell.root / "jobs/workflow.toml").write_text(WORKFLOW + "[jobs.late]\nscript = 'jobs/late.py'\n")
    assert shell.run("plan-aws") == 1
    assert "names jobs/late.py, which does not exist" in shell.err
    assert shell.world.proxy.calls == []
