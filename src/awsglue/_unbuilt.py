"""What is not built says so, with AWS's page, at the call."""

from __future__ import annotations

GUIDE = "https://docs.aws.amazon.com/glue/latest/dg/"


def unbuilt(what: str, page: str, why: str = "") -> NotImplementedError:
    """The error to raise."""
    return NotImplementedError(f"{what} is not built. {why}{' ' if why else ''}See {GUIDE}{page}")
