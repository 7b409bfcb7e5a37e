"""boto3 sessions for the clouds of this machine, which the user's own AWS configuration must not reach."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from boto3.session import Session


def session(**known: Any) -> Session:
    """A session that knows what it is told, and reads neither AWS's variables nor `~/.aws`.

    A shell's AWS_PROFILE may name what only another machine has, and would end any other session.
    """
    # Here, because whoever makes one starts something first that takes as long as these imports.
    import boto3  # noqa: PLC0415
    from botocore.configprovider import BOTOCORE_DEFAUT_SESSION_VARIABLES  # noqa: PLC0415
    from botocore.session import Session as Core  # noqa: PLC0415

    read: Any = {
        name: (key, None, default, kind)
        for name, (key, _, default, kind) in BOTOCORE_DEFAUT_SESSION_VARIABLES.items()
    }
    read |= dict.fromkeys(("config_file", "credentials_file"), (None, None, os.devnull, None))
    return boto3.Session(botocore_session=Core(read), **known)
