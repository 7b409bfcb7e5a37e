"""The machine's certificates as Java reads them."""

from __future__ import annotations

import base64
import ssl
from pathlib import Path

import pytest
from py4j.java_gateway import GatewayParameters, JavaGateway, launch_gateway

from boathouse.engine.spark.java import find
from boathouse.engine.spark.jvm import spark_jars
from boathouse.engine.spark.trust import PASSWORD, trusted_here, write_store

# A certificate of no use, made for this test: CN=boathouse test.
DER = base64.b64decode(
    "MIIBiDCCAS+gAwIBAgIUb3b66YPP6GSEi3Muueu+TyyACOYwCgYIKoZIzj0EAwIwGTEXMBUGA1UEAwwOYm9hdGhvdXNlIHRl"
    "c3QwIBcNMjYxMTIzMTc1ODUxWhgPMjEyNjEwMzAxNzU4NTFaMBkxFzAVBgNVBAMMDmJvYXRob3VzZSB0ZXN0MFkwEwYHKoZI"
    "zj0CAQYIKoZIzj0DAQcDQgAE0E4thoFSw/el2aelGj2ZGWes46ukh7c37cxcG/WjsNPiDYbLAQdl9U3Iv8gTqR0kNYudyZgc"
    "AHdHtubmsj6awaNTMFEwHQYDVR0OBBYEFF616u83SI2DNKB03sAnBKigy/G5MB8GA1UdIwQYMBaAFF616u83SI2DNKB03sAn"
    "BKigy/G5MA8GA1UdEwEB/wQFMAMBAf8wCgYIKoZIzj0EAwIDRwAwRAIgFkA9nb+DXOrQq+Ub5ixBiLPwQgNjse+2Nnajp29K"
    "KXoCIHrQOPHN92zRaeN2aFeKBA5j7yZy8oNPuBBbMTIcbnLZ"
)


def test_java_reads_the_store_that_was_written(tmp_path: Path) -> None:
    store = tmp_path / "trusted.jks"
    write_store(store, [DER])
    jar = next(jar for jar in spark_jars() if jar.name.startswith("py4j"))
    port = launch_gateway(jarpath=str(jar), java_path=str(find().executable), die_on_exit=True)
    gateway = JavaGateway(gateway_parameters=GatewayParameters(port=port))
    try:
        java = gateway.jvm.java
        password = gateway.new_array(gateway.jvm.char, len(PASSWORD))
        for place, letter in enumerate(PASSWORD):
            password[place] = letter
        keys = java.security.KeyStore.getInstance("JKS")
        keys.load(java.io.FileInputStream(str(store)), password)
        names = [keys.getCertificate(alias).getSubjectDN().getName() for alias in keys.aliases()]
        assert names == ["CN=boathouse test"]
    finally:
        gateway.shutdown()


def test_what_the_environment_names_is_trusted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    bundle = tmp_path / "company.pem"
    bundle.write_text("Our own authority\n" + ssl.DER_cert_to_PEM_cert(DER))
    monkeypatch.setenv("SSL_CERT_FILE", str(bundle))
    monkeypatch.setenv("SSL_CERT_DIR", str(tmp_path))
    assert trusted_here() == [DER]
