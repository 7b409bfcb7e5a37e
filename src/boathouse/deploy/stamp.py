"""The tags by which a deployment recognises what it has made."""

from __future__ import annotations

import subprocess
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path

PROJECT = "boathouse:project"
_PREFIX = "boathouse:"
PASSED, FORCED = "passed", "forced"


@dataclass(frozen=True)
class Stamp:
    """Which project made something and, on AWS, from which commit and content, tested or forced.

    Commit, content and gate tell of the deployment that last wrote a resource: a later one that changes
    nothing of it leaves them as they are.
    """

    project: str
    commit: str = ""
    content: str = ""
    gate: str = ""

    @property
    def tags(self) -> dict[str, str]:
        """All of it, as tags."""
        return {f"{_PREFIX}{key}": value for key, value in vars(self).items() if value}

    def settled(self, found: Mapping[str, str]) -> dict[str, str]:
        """The tags that a resource should have if nothing else about it changes.

        What was forced is tagged anew once the tests have passed for the same content.
        """
        if self.gate == PASSED and found.get(f"{_PREFIX}gate") == FORCED:
            return self.tags
        return {**self.tags, **own(found), PROJECT: self.project}


def own(tags: Mapping[str, str]) -> dict[str, str]:
    """Those of a resource's tags that are a deployment's; a user's own are left alone."""
    return {key: value for key, value in tags.items() if key.startswith(_PREFIX)}


def as_mapping(tags: Iterable[Any]) -> dict[str, str]:
    """Tags as Glue spells them from tags as S3, IAM and Athena do."""
    return {tag["Key"]: tag["Value"] for tag in tags}


def as_list(tags: Mapping[str, str]) -> list[dict[str, str]]:
    """Tags as S3, IAM and Athena spell them."""
    return [{"Key": key, "Value": value} for key, value in tags.items()]


def commit(root: Path) -> str:
    """The git commit of a project, with a mark if the working tree differs from it; empty without git."""
    try:
        told = subprocess.run(
            ["git", "describe", "--always", "--abbrev=40", "--dirty", "--exclude=*"],
            check=True,
            capture_output=True,
            text=True,
            cwd=root,
        )
    except (OSError, subprocess.CalledProcessError):
        return ""
    return told.stdout.strip()
