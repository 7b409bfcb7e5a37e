"""A job run as the server hands it to a worker."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

_DEFAULT_MINUTES = 2880  # AWS's own


@dataclass(frozen=True)
class Claim:
    """A run as the server hands it out."""

    told: Mapping[str, Any]

    @property
    def run_id(self) -> str:
        """The run's id."""
        return str(self.told["run_id"])

    @property
    def environment(self) -> dict[str, str]:
        """AWS's own variables for the script."""
        return dict(self.told.get("environment") or {})

    @property
    def shell(self) -> bool:
        """Whether it is a Python shell job's, which has no Spark."""
        return self.told.get("command") == "pythonshell"

    @property
    def seconds(self) -> float:
        """How long the run may take."""
        return 60.0 * float(self.told.get("timeout_minutes") or _DEFAULT_MINUTES)

    def argv(self, script_arguments: Mapping[str, str]) -> list[str]:
        """Return the script's arguments, AWS's own first; a Python shell job is not told its job and run.

        AWS: https://docs.aws.amazon.com/glue/latest/dg/aws-glue-api-crawler-pyspark-extensions-get-resolved-options.html
        """
        given = dict(self.told.get("arguments") or {})
        names = {
            "--JOB_NAME": str(self.told["job_name"]),
            "--JOB_ID": f"j_{self.told['job_name']}",
            "--JOB_RUN_ID": self.run_id,
        }
        own = ({} if self.shell else names) | {
            "--job-bookmark-option": given.get("--job-bookmark-option", "job-bookmark-disable"),
            "--TempDir": given.get("--TempDir", ""),
        }
        if self.told.get("workflow_name"):
            own["--WORKFLOW_NAME"] = str(self.told["workflow_name"])
            own["--WORKFLOW_RUN_ID"] = str(self.told.get("workflow_run_id") or "")
        words = own | {name: value for name, value in script_arguments.items() if name not in own}
        return [
            word for name, value in words.items() if value or name != "--TempDir" for word in (name, value)
        ]
