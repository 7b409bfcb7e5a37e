"""What S3 says when it refuses."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from botocore.exceptions import ClientError


@contextmanager
def refused(code: str, status: int, words: str = "") -> Iterator[None]:
    """Expect an error of this code and status, with these words in its message."""
    with pytest.raises(ClientError) as raised:
        yield
    error = raised.value.response
    assert (error["Error"]["Code"], error["ResponseMetadata"]["HTTPStatusCode"]) == (code, status)
    assert words in error["Error"].get("Message", "")
