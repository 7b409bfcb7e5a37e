"""What makes a job's definition valid, and what AWS fills in where it is silent."""

from __future__ import annotations

from boathouse.services.glue.errors import InvalidInputError
from boathouse.services.glue.records import Record

GLUE_VERSION = "5.1"
LONGEST_TIMEOUT = 10080
"""Minutes: seven days."""

_COMMANDS = ("glueetl", "pythonshell", "gluestreaming", "glueray")
_DPUS = {"Standard": 1, "G.025X": 0.25, "Z.2X": 2}
_DPUS |= {f"G.{size}X": size for size in (1, 2, 4, 8, 12, 16)}
_DPUS |= {f"R.{size}X": size for size in (1, 2, 4, 8)}  # of more memory, which the DPUs do not count


def defined(members: Record) -> Record:
    """Check a job's members and add AWS's defaults."""
    for name in ("Role", "Command"):
        if name not in members:
            raise InvalidInputError(f"{name} is required.")
    command = members["Command"]
    if command.get("Name") not in _COMMANDS:
        raise InvalidInputError(
            f"Command name must be one of {', '.join(_COMMANDS)}; got {command.get('Name')}."
        )
    if not command.get("ScriptLocation"):
        raise InvalidInputError("Script location cannot be null or empty.")
    check_timeout(members.get("Timeout"))
    execution = {"MaxConcurrentRuns": 1, **members.get("ExecutionProperty", {})}
    if execution["MaxConcurrentRuns"] < 1:
        raise InvalidInputError("Max concurrent runs must be at least 1.")
    if not 0 <= members.get("MaxRetries", 0) <= 10:
        raise InvalidInputError("Max retries must be between 0 and 10.")
    python = command["Name"] != "glueray"
    return {
        "MaxRetries": 0,
        "Timeout": 2880,
        "GlueVersion": GLUE_VERSION,
        **members,
        **capacity(members),
        "ExecutionProperty": execution,
        "Command": {**({"PythonVersion": "3"} if python else {}), **command},
    }


def check_timeout(minutes: int | None) -> None:
    """Refuse a timeout that AWS refuses."""
    if minutes is not None and not 1 <= minutes <= LONGEST_TIMEOUT:
        raise InvalidInputError(f"Timeout must be between 1 and {LONGEST_TIMEOUT} minutes.")


def capacity(members: Record) -> Record:
    """Reckon the DPUs that AWS answers for worker type and number, or for MaxCapacity."""
    worker, workers = members.get("WorkerType"), members.get("NumberOfWorkers")
    shell = members.get("Command", {}).get("Name") == "pythonshell"
    if shell:
        _check_shell(members)
    if worker and workers:
        if "MaxCapacity" in members:
            raise InvalidInputError(
                "Please do not set Max Capacity if using Worker Type and Number of Workers."
            )
        dpus = _DPUS.get(worker, 1) * workers
    elif worker or workers:
        raise InvalidInputError("Please set both Worker Type and Number of Workers.")
    else:
        dpus = members.get("MaxCapacity") or members.get("AllocatedCapacity") or (0.0625 if shell else 10)
    return {"MaxCapacity": float(dpus), "AllocatedCapacity": int(dpus)}


def _check_shell(members: Record) -> None:
    if "WorkerType" in members or "NumberOfWorkers" in members:
        raise InvalidInputError("Worker Type is not supported for Job Command pythonshell.")
    if members.get("MaxCapacity", 1) not in (0.0625, 1):
        raise InvalidInputError("Max capacity of a Python shell job must be 0.0625 or 1 DPU.")
