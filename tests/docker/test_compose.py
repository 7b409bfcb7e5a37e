"""The compose file as users get it, with the default images."""

from __future__ import annotations

import json
import os
import subprocess
from typing import Any

import pytest

from boathouse.containers import Containers
from tests.e2e.house import ROOT

OURS = ("COMPOSE_FILE", "GLUE_IMAGE", "LOCALSTACK_IMAGE", "CLOUD_IMAGE", "PYTHON_IMAGE", "HIVE_CLIENT")


@pytest.fixture(scope="module")
def config(containers: Containers) -> dict[str, Any]:
    """What Compose makes of it without anybody's variables."""
    environment = {name: value for name, value in os.environ.items() if name not in OURS}
    command = ["docker", "compose", "--profile", "history", "config", "--format", "json"]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=True)
    return dict(json.loads(done.stdout))


def test_images_are_pinned(config: dict[str, Any]) -> None:
    images = {name: service["image"] for name, service in config["services"].items()}
    assert images["localstack"] == "localstack/localstack:4.14.0"
    assert images["glue"].startswith("public.ecr.aws/glue/aws-glue-libs:5@sha256:")
    assert images["history"] == images["glue"]


def test_a_job_has_no_way_out(config: dict[str, Any]) -> None:
    assert config["networks"]["lake"]["internal"] is True
    assert list(config["services"]["glue"]["networks"]) == ["lake"]
    assert list(config["services"]["localstack"]["networks"]) == ["lake"]


def test_no_service_waits_for_the_worlds_name_servers(config: dict[str, Any]) -> None:
    for service in config["services"].values():
        assert (service["dns"], service["dns_opt"]) == (["127.0.0.1"], ["timeout:1", "attempts:1"])


def test_only_loopback_reaches_the_cloud(config: dict[str, Any]) -> None:
    published = {
        name: [port["host_ip"] for port in service.get("ports", [])]
        for name, service in config["services"].items()
    }
    assert published == {"boathouse": ["127.0.0.1"], "glue": [], "history": ["127.0.0.1"], "localstack": []}


def test_credentials_are_dummies(config: dict[str, Any]) -> None:
    for name in ("glue", "history"):
        environment = config["services"][name]["environment"]
        assert environment["AWS_ACCESS_KEY_ID"] == environment["AWS_SECRET_ACCESS_KEY"] == "boathouse"
