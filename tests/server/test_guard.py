"""Web pages and foreign names are turned away before anything runs."""

from __future__ import annotations

import http.client
from urllib.parse import urlsplit

import pytest

from tests.clouds import CloudUnderTest


def ask(cloud: CloudUnderTest, path: str = "/", method: str = "GET", **headers: str) -> tuple[int, bytes]:
    place = urlsplit(cloud.url)
    connection = http.client.HTTPConnection("127.0.0.1", place.port, timeout=30)
    connection.putrequest(method, path, skip_host="Host" in headers or "no_host" in headers)
    for name, value in headers.items():
        if name != "no_host":
            connection.putheader(name.replace("_", "-"), value.format(port=place.port))
    connection.endheaders()
    answer = connection.getresponse()
    content = answer.read()
    connection.close()
    return answer.status, content


@pytest.mark.parametrize(
    "host",
    [
        "localhost",
        "LOCALHOST:{port}",
        "127.0.0.1:{port}",
        "[::1]:{port}",
        "bucket.localhost:1",
        "a.b.localhost",
    ],
)
def test_a_loopback_name_is_answered(cloud: CloudUnderTest, host: str) -> None:
    assert ask(cloud, "/_boathouse/health", Host=host)[0] == 200


@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        "evil.example:{port}",
        "127.0.0.1.evil.example",
        "localhost.evil.example",
        "192.168.0.7",
        "",
        "[::2]",
    ],
)
@pytest.mark.parametrize("path", ["/", "/lake/a", "/_boathouse/health"])
def test_a_foreign_host_is_refused(cloud: CloudUnderTest, host: str, path: str) -> None:
    status, content = ask(cloud, path, Host=host)

    assert status == 403
    assert b"only programs on this machine" in content


@pytest.mark.parametrize(
    "origin",
    [
        "http://evil.example",
        "https://127.0.0.1:{port}",
        "http://127.0.0.1:1",
        "http://localhost:{port}",
        "null",
    ],
)
def test_a_foreign_origin_is_refused_and_does_nothing(cloud: CloudUnderTest, origin: str) -> None:
    status, content = ask(cloud, "/made-by-a-page", "PUT", Origin=origin)

    assert status == 403
    assert b"web page" in content
    assert cloud.client("s3").list_buckets()["Buckets"] == []


def test_the_servers_own_pages_may_call(cloud: CloudUnderTest) -> None:
    assert ask(cloud, "/", Origin="http://127.0.0.1:{port}", Sec_Fetch_Site="same-origin")[0] == 200


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_what_a_browser_sends_from_another_site_is_refused(cloud: CloudUnderTest, site: str) -> None:
    assert ask(cloud, "/", Sec_Fetch_Site=site)[0] == 403


def test_a_preflight_is_refused(cloud: CloudUnderTest) -> None:
    assert ask(cloud, "/lake", "OPTIONS", Origin="http://evil.example")[0] == 403


def test_a_page_out_of_the_lake_is_shut_in(cloud: CloudUnderTest) -> None:
    s3 = cloud.client("s3")
    s3.create_bucket(Bucket="lake")
    s3.put_object(Bucket="lake", Key="page.html", Body=b"<script>", ContentType="text/html")
    connection = http.client.HTTPConnection(urlsplit(cloud.url).netloc, timeout=30)
    connection.request(
        "GET", "/lake/page.html", headers={"Sec-Fetch-Site": "none", "Sec-Fetch-Mode": "navigate"}
    )
    answer = connection.getresponse()

    assert (answer.status, answer.read()) == (200, b"<script>")
    assert answer.headers["Content-Security-Policy"] == "sandbox"
    connection.close()
