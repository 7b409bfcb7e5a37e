"""IAM policies evaluated, as far as the deployment's use IAM's language; anything else is an error."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

KNOWN = {"Sid", "Effect", "Action", "Resource", "Condition"}


def allowed(
    document: Mapping[str, Any], action: str, resource: str, context: Mapping[str, str] | None = None
) -> bool:
    """Tell whether a policy lets its owner do this: some statement allows it, and none denies it."""
    effects = [
        statement["Effect"]
        for statement in document["Statement"]
        if _applies(statement, action, resource, context or {})
    ]
    return "Allow" in effects and "Deny" not in effects


def _applies(statement: Mapping[str, Any], action: str, resource: str, context: Mapping[str, str]) -> bool:
    assert set(statement) <= KNOWN, statement
    return (
        any(_matches(pattern, action, ignore_case=True) for pattern in _listed(statement["Action"]))
        and any(_matches(pattern, resource) for pattern in _listed(statement["Resource"]))
        and _holds(statement.get("Condition", {}), context)
    )


def _holds(conditions: Mapping[str, Any], context: Mapping[str, str]) -> bool:
    assert set(conditions) <= {"StringEquals"}, conditions
    wanted = conditions.get("StringEquals", {})
    return all(context.get(key) in _listed(values) for key, values in wanted.items())


def _matches(pattern: str, text: str, *, ignore_case: bool = False) -> bool:
    expression = re.escape(pattern).replace(r"\*", ".*").replace(r"\?", ".")
    return bool(re.fullmatch(expression, text, re.IGNORECASE if ignore_case else 0))


def _listed(value: Any) -> list[str]:
    return value if isinstance(value, list) else [value]
