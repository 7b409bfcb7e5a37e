"""The caller's identity: everybody is the one account's root."""

from __future__ import annotations

from boathouse.calls import ACCOUNT


class Identity:
    """Callers; signatures are not checked, so every caller is the same."""

    def get_caller_identity(self) -> dict[str, str]:
        """Name the account and the user.

        AWS: https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html
        Differs: any credentials are taken, those of an assumed role too, and the caller is always the root
        of account 000000000000.
        """
        return {"UserId": ACCOUNT, "Account": ACCOUNT, "Arn": f"arn:aws:iam::{ACCOUNT}:root"}
