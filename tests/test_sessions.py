"""Sessions that know nothing of the user's own AWS."""

from __future__ import annotations

from pathlib import Path

import pytest
from botocore.config import Config

from boathouse.sessions import session


@pytest.fixture
def foreign(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home whose AWS configuration does not parse, and a shell that asks for a profile of it."""
    (tmp_path / ".aws").mkdir()
    for name in ("config", "credentials"):
        (tmp_path / ".aws" / name).write_text("[profile\n")
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.delenv("AWS_CONFIG_FILE", raising=False)
    monkeypatch.delenv("AWS_SHARED_CREDENTIALS_FILE", raising=False)
    monkeypatch.setenv("AWS_PROFILE", "nobody")
    monkeypatch.setenv("AWS_RETRY_MODE", "never")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-west-1")
    return tmp_path


@pytest.mark.usefixtures("foreign")
def test_a_client_needs_nothing_of_the_shell_or_the_home() -> None:
    made = session(aws_access_key_id="a", aws_secret_access_key="b", region_name="us-east-1")
    s3 = made.client(
        "s3", endpoint_url="http://127.0.0.1:9", config=Config(retries={"total_max_attempts": 2})
    )
    assert (s3.meta.region_name, s3.meta.endpoint_url) == ("us-east-1", "http://127.0.0.1:9")
    assert made.profile_name == "default"


@pytest.mark.usefixtures("foreign")
def test_no_region_is_taken_from_the_shell() -> None:
    assert session().region_name is None
