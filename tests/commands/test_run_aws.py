"""`boathouse run-aws`, against answers as Glue and CloudWatch give them."""

from __future__ import annotations

import json
from typing import Any

from tests.commands.promoting import IDENTITY, Shell
from tests.deploy.proxy import Answer, Call, error

BEGAN, ENDED = 1_700_000_000.0, 1_700_000_090.0


def job(name: str, state: str) -> dict[str, Any]:
    """A job's node in a workflow run's graph."""
    run = {"Id": f"jr_{name}", "JobName": name, "JobRunState": state, "StartedOn": BEGAN, "Attempt": 0}
    if state != "RUNNING":
        run["CompletedOn"] = ENDED
    return {"Type": "JOB", "Name": name, "UniqueId": name, "JobDetails": {"JobRuns": [run]}}


class Glue:
    """A workflow run that goes through these looks."""

    def __init__(self, *looks: tuple[str, list[dict[str, Any]]]) -> None:
        self.looks = list(looks)

    def __call__(self, call: Call) -> Answer | None:
        answers: dict[str, Any] = {
            "glue:StartWorkflowRun": {"RunId": "wr_1"},
            "glue:GetJobRun": {
                "JobRun": {"Id": "x", "JobName": "audit", "ErrorMessage": "ValueError: as asked"}
            },
            "athena:StartQueryExecution": {"QueryExecutionId": "q1"},
            "athena:GetQueryExecution": {
                "QueryExecution": {"Status": {"State": "SUCCEEDED"}, "StatementType": "DML"}
            },
            "athena:GetQueryResults": COUNT,
        }
        if call.name == "glue:GetWorkflowRun":
            status, nodes = self.looks.pop(0) if len(self.looks) > 1 else self.looks[0]
            return _json({"Run": {"Status": status, "Graph": {"Nodes": nodes}}})
        if call.name == "logs:GetLogEvents":
            return self.log(call)
        return _json(answers[call.name]) if call.name in answers else None

    def log(self, call: Call) -> Answer:
        """Nothing in the errors' group; the last lines in the other."""
        if call.members["logGroupName"].endswith("error"):
            return error("logs", "ResourceNotFoundException", "The specified log stream does not exist.", 400)
        assert call.members["logStreamName"] == "jr_audit"
        lines = [f"line {number}\n" for number in range(20)]
        return _json({"events": [{"timestamp": 1, "message": line} for line in lines]})


def _json(answer: Any) -> Answer:
    return 200, {"Content-Type": "application/x-amz-json-1.1"}, json.dumps(answer).encode()


def _row(text: str) -> dict[str, Any]:
    return {"Data": [{"VarCharValue": text}]}


COUNT = {
    "ResultSet": {
        "Rows": [_row("_col0"), _row("3")],
        "ResultSetMetadata": {"ColumnInfo": [{"Name": "_col0", "Type": "bigint"}]},
    }
}


def deployed(shell: Shell) -> None:
    shell.tested()
    shell.run("deploy-aws", "--yes", "--fixtures")
    shell.world.proxy.behave()
    shell.monkeypatch.setattr("boathouse.commands.run_aws._PAUSE", 0.0)


def test_a_run_is_followed_and_its_tables_are_counted(shell: Shell) -> None:
    deployed(shell)
    done = [job("clean", "SUCCEEDED"), job("audit", "SUCCEEDED")]
    shell.world.proxy.before = Glue(
        ("RUNNING", [job("clean", "RUNNING")]),
        ("RUNNING", done),
        ("COMPLETED", [*done, job("report", "SUCCEEDED")]),
    )
    assert shell.run_on("run-aws") == 0
    lines = shell.out.splitlines()
    assert lines[0] == IDENTITY
    assert [line.split() for line in lines[1:4]] == [
        ["✓", name, "90.0", "s", "SUCCEEDED"] for name in ("clean", "audit", "report")
    ]
    assert lines[-1].split() == ["orders_landing", "3", "1", "s3://lake/orders/landing/"]
    started = next(call for call in shell.world.proxy.calls if call.name == "athena:StartQueryExecution")
    assert started.members["WorkGroup"] == "shop"


def test_a_failed_job_shows_its_error_and_the_last_lines_of_its_log(shell: Shell) -> None:
    deployed(shell)
    shell.world.proxy.before = Glue(("COMPLETED", [job("clean", "SUCCEEDED"), job("audit", "FAILED")]))
    assert shell.run_on("run-aws") == 1
    assert "✗ audit" in shell.out
    assert "did not run: it waits for clean, audit" in shell.out
    assert "boathouse run-aws: job audit is FAILED. ValueError: as asked" in shell.err
    assert "line 19" in shell.err
    assert "line 4\n" not in shell.err
    assert "Mend audit.py, run make local-run and make e2e-test here, then deploy it again." in shell.err


def test_nothing_runs_before_it_is_deployed(shell: Shell) -> None:
    assert shell.run("run-aws") == 1
    assert shell.err == "boathouse run-aws: there is no workflow 'shop'. Deploy it first: make deploy-aws.\n"
