"""Temporary credentials: nothing checks credentials here, so that none need be kept."""

from __future__ import annotations

import base64
import hashlib
import re
import secrets
from datetime import UTC, datetime, timedelta
from typing import Any

from boathouse.errors import ServiceError

Record = dict[str, Any]

_HOUR = 3600
_ROLE = re.compile(r"arn:(aws[a-z-]*):iam::(\d{12}):role/(?:[!-~]+/)?([\w+=,.@-]{1,64})", re.ASCII)
_NAME = r"[\w+=,.@-]*"


class Sessions:
    """Credentials with an end, which the services here take like any others, also after it."""

    def assume_role(
        self,
        role_arn: str,
        role_session_name: str,
        duration_seconds: int = _HOUR,
        external_id: str | None = None,
        policy: str | None = None,
        policy_arns: list[Record] | None = None,
        source_identity: str | None = None,
        tags: list[Record] | None = None,
        transitive_tag_keys: list[str] | None = None,
    ) -> Record:
        """Give credentials of a role.

        AWS: https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html
        Differs: every role of every account is there and may be assumed by anybody, for up to 12 hours. Its
        policies, session policies, tags and the external ID are not evaluated, PackedPolicySize is left out,
        and the credentials do not expire.
        """
        role = _ROLE.fullmatch(role_arn)
        if not role:
            raise ServiceError("ValidationError", "Request ARN is invalid")
        _check_name("roleSessionName", role_session_name)
        _check_name("sourceIdentity", source_identity or "")
        partition, account, name = role.groups()
        answer: Record = {
            "Credentials": _credentials(duration_seconds),
            "AssumedRoleUser": {
                "AssumedRoleId": f"{_id_of(role_arn)}:{role_session_name}",
                "Arn": f"arn:{partition}:sts::{account}:assumed-role/{name}/{role_session_name}",
            },
        }
        return answer | {"SourceIdentity": source_identity} if source_identity else answer

    def get_session_token(self, duration_seconds: int = _HOUR) -> Record:
        """Give credentials of the caller, the account's root, whose sessions last an hour at most.

        AWS: https://docs.aws.amazon.com/STS/latest/APIReference/API_GetSessionToken.html
        Differs: the credentials do not expire.
        """
        return {"Credentials": _credentials(min(duration_seconds, _HOUR))}


def _credentials(seconds: int) -> Record:
    return {
        "AccessKeyId": f"ASIA{_base32(secrets.token_bytes(10))}",
        "SecretAccessKey": base64.b64encode(secrets.token_bytes(30)).decode(),
        "SessionToken": base64.b64encode(secrets.token_bytes(264)).decode(),
        "Expiration": datetime.now(UTC).replace(microsecond=0) + timedelta(seconds=seconds),
    }


def _id_of(role: str) -> str:
    """The unique ID of a role: the same for the same role."""
    return f"AROA{_base32(hashlib.sha256(role.encode()).digest())[:17]}"


def _base32(content: bytes) -> str:
    return base64.b32encode(content).decode()


def _check_name(member: str, value: str) -> None:
    if not re.fullmatch(_NAME, value, re.ASCII):
        raise ServiceError(
            "ValidationError",
            f"1 validation error detected: Value '{value}' at '{member}' failed to satisfy constraint: "
            f"Member must satisfy regular expression pattern: {_NAME}",
        )
