"""Scripts that are modules of the runtime."""

from __future__ import annotations

import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from boathouse.client import environment
from boathouse.engine.spark.scripts import fetch
from boathouse.errors import EngineError
from tests.clouds import ThreadCloud


def test_a_script_may_be_a_module_of_the_runtime(tmp_path: Path) -> None:
    path = fetch("module:awsgluedq._ruleset_run", tmp_path / "run", {})
    assert path == tmp_path / "run" / "_ruleset_run.py"
    assert "def main()" in path.read_text()


@pytest.mark.parametrize("name", ["awsgluedq._nothing", "no_such_package.module"])
def test_a_module_that_is_not_there_is_named(tmp_path: Path, name: str) -> None:
    with pytest.raises(EngineError, match=f"module:{name}: the runtime has no such module"):
        fetch(f"module:{name}", tmp_path, {})


def test_a_script_comes_from_this_machine_without_the_users_proxy(
    cloud: ThreadCloud, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    s3 = cloud.client("s3")
    s3.create_bucket(Bucket="lake")
    s3.put_object(Bucket="lake", Key="scripts/job.py", Body=b"print(1)\n")
    for name in ("HTTP_PROXY", "http_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    script = fetch("s3://lake/scripts/job.py", tmp_path / "run", environment(cloud.url))
    assert script.read_text() == "print(1)\n"


def test_a_server_that_asks_for_a_signature_gets_one(tmp_path: Path) -> None:
    asked: list[bool] = []

    class Strict(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append("Authorization" in self.headers)
            self.send_response(200 if asked[-1] else 403)
            self.send_header("Content-Length", "9")
            self.end_headers()
            self.wfile.write(b"print(1)\n")

        def log_message(self, *_: object) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Strict) as server:
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        url = f"http://127.0.0.1:{server.server_port}"
        script = fetch("s3://lake/scripts/job.py", tmp_path / "run", environment(url))
        server.shutdown()
    assert script.read_text() == "print(1)\n"
    assert asked == [False, True]


def test_a_script_s_key_may_have_any_characters_and_a_missing_one_is_named(
    cloud: ThreadCloud, tmp_path: Path
) -> None:
    s3 = cloud.client("s3")
    s3.create_bucket(Bucket="lake")
    s3.put_object(Bucket="lake", Key="a & b/é +100%?/my job#1.py", Body=b"print(2)\n")
    script = fetch("s3://lake/a & b/é +100%?/my job#1.py", tmp_path / "run", environment(cloud.url))
    assert (script.name, script.read_text()) == ("my job#1.py", "print(2)\n")
    with pytest.raises(EngineError, match=r"s3://lake/none\.py: the script cannot be read: The specified"):
        fetch("s3://lake/none.py", tmp_path / "run", environment(cloud.url))
