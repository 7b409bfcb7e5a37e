"""Workflows of any shape, against a plain model; and workflows whose server is killed."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from boathouse.services.glue import Glue
from boathouse.store import Store

COMMAND = {"Name": "glueetl", "ScriptLocation": "s3://lake/jobs/job.py"}
STATES = ["SUCCEEDED", "FAILED", "TIMEOUT", "STOPPED"]


@st.composite
def workflows(draw: st.DrawFn) -> dict[str, tuple[str, list[tuple[str, str]]]]:
    """What each job waits for: AND or ANY of (earlier job, state); nothing for those that start."""
    names = [f"j{number}" for number in range(draw(st.integers(1, 6)))]
    waits: dict[str, tuple[str, list[tuple[str, str]]]] = {names[0]: ("AND", [])}
    for number, name in enumerate(names[1:], 1):
        conditions = st.tuples(st.sampled_from(names[:number]), st.sampled_from(STATES[:2]))
        waits[name] = (draw(st.sampled_from(["AND", "ANY"])), draw(st.lists(conditions, max_size=3)))
    return waits


def expected(waits: dict[str, tuple[str, list[tuple[str, str]]]], ends: dict[str, str]) -> set[str]:
    """The jobs that run: decided one after the other, for a job waits only for earlier ones."""
    ran: set[str] = set()
    for job, (logical, conditions) in waits.items():
        met = [earlier in ran and ends[earlier] == state for earlier, state in conditions]
        if not conditions or (any(met) if logical == "ANY" else all(met)):
            ran.add(job)
    return ran


def created(glue: Glue, waits: dict[str, tuple[str, list[tuple[str, str]]]]) -> None:
    """Create the workflow `w`."""
    glue.workflows.create_workflow("w")
    for job in waits:
        glue.jobs.create_job(job, "role", COMMAND)
    first = [{"JobName": job} for job, (_, conditions) in waits.items() if not conditions]
    glue.triggers.create_trigger("start", "ON_DEMAND", first, workflow_name="w")
    for job, (logical, conditions) in waits.items():
        if conditions:
            watched = [
                {"LogicalOperator": "EQUALS", "JobName": name, "State": state} for name, state in conditions
            ]
            glue.triggers.create_trigger(
                f"to-{job}",
                "CONDITIONAL",
                [{"JobName": job}],
                workflow_name="w",
                predicate={"Logical": logical, "Conditions": watched},
                start_on_creation=True,
            )


@settings(deadline=None, max_examples=50)
@given(workflows(), st.data())
def test_every_workflow_runs_what_the_model_says_and_completes(
    waits: dict[str, tuple[str, list[tuple[str, str]]]], data: st.DataObject
) -> None:
    ends = {job: data.draw(st.sampled_from(STATES), label=job) for job in waits}
    with TemporaryDirectory() as home:
        store = Store(Path(home) / "state.sqlite")
        glue = Glue(store)
        created(glue, waits)
        run_id = glue.workflow_runs.start_workflow_run("w")["RunId"]
        under_way: list[dict[str, Any]] = []
        ran = []
        while True:
            claimed = glue.queue.claim("worker")
            if claimed is not None:
                under_way.append(claimed)
                continue
            if not under_way:
                break
            # Any of those that run side by side may be the next to end.
            run = under_way.pop(data.draw(st.integers(0, len(under_way) - 1)))
            assert glue.workflow_runs.get_workflow_run("w", run_id)["Run"]["Status"] == "RUNNING"
            glue.queue.finish(run["run_id"], "worker", ends[run["job_name"]], "", 1)
            ran.append(run["job_name"])
        result = glue.workflow_runs.get_workflow_run("w", run_id)["Run"]
        store.close()

    assert sorted(ran) == sorted(expected(waits, ends))
    assert result["Status"] == "COMPLETED"
    assert result["Statistics"]["TotalActions"] == len(ran)
    assert result["Statistics"]["RunningActions"] == 0
    assert result["Statistics"]["SucceededActions"] == sum(ends[job] == "SUCCEEDED" for job in ran)


CHILD = """
import sys
from pathlib import Path
from boathouse.services.glue import Glue
from boathouse.store import Store

glue = Glue(Store(Path(sys.argv[1])))
while True:
    print("started", glue.workflow_runs.start_workflow_run("w")["RunId"], flush=True)
    while (run := glue.queue.claim("worker")) is not None:
        print("claimed", run["run_id"], flush=True)
        glue.queue.finish(run["run_id"], "worker", "SUCCEEDED", "", 1)
        print("finished", run["run_id"], flush=True)
"""


def test_a_killed_server_loses_nothing_that_it_acknowledged(tmp_path: Path) -> None:
    path = tmp_path / "state.sqlite"
    waits = {
        name: ("AND", [(f"j{n - 1}", "SUCCEEDED")] if n else []) for n, name in enumerate(("j0", "j1", "j2"))
    }
    store = Store(path)
    created(Glue(store), waits)
    store.close()
    for lines in (1, 5, 12):
        said: list[list[str]] = []
        with subprocess.Popen(
            [sys.executable, "-c", CHILD, str(path)], stdout=subprocess.PIPE, text=True
        ) as child:
            assert child.stdout is not None
            while len(said) < lines:
                said.append(child.stdout.readline().split())
            child.send_signal(signal.SIGKILL)
            said += [line.split() for line in child.stdout if line.endswith("\n")]

        store = Store(path)
        glue = Glue(store)
        glue.queue.recover()
        while (run := glue.queue.claim("worker")) is not None:
            glue.queue.finish(run["run_id"], "worker", "SUCCEEDED", "", 1)
        history = [run for name in waits for run in glue.runs.get_job_runs(name)["JobRuns"]]
        states = {run["Id"]: run["JobRunState"] for run in history}
        runs = {run["WorkflowRunId"]: run for run in glue.workflow_runs.get_workflow_runs("w")["Runs"]}
        store.close()

        assert {states[run_id] for what, run_id in said if what == "finished"} <= {"SUCCEEDED"}
        assert {run_id for what, run_id in said if what == "started"} <= runs.keys()
        assert {run["Status"] for run in runs.values()} == {"COMPLETED"}
        for run in runs.values():
            counts = run["Statistics"]
            whole = counts["SucceededActions"] == 3
            assert whole or (counts["FailedActions"] == 1 and counts["RunningActions"] == 0)
        assert set(states.values()) <= {"SUCCEEDED", "FAILED"}
