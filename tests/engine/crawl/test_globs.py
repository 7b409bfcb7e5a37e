"""Exclude patterns, as AWS's page has them."""

from __future__ import annotations

import pytest

from boathouse.engine.crawl import excluded


@pytest.mark.parametrize(
    ("pattern", "key", "fits"),
    [
        ("*.csv", "a.csv", True),
        ("*.csv", "x/a.csv", False),
        ("*.*", "a.txt", True),
        ("*.{csv,avro}", "a.avro", True),
        ("*.{csv,avro}", "a.json", False),
        ("foo.?", "foo.x", True),
        ("foo.?", "foo.xy", False),
        ("myfolder/*/*", "myfolder/x/y", True),
        ("myfolder/*/*", "myfolder/x/y/z", False),
        ("myfolder/**", "myfolder/x/y/z", True),
        ("**/2015/**", "a/b/2015/c", True),
        ("Market*/**", "Market1/a.json", True),
        ("[a-c]/x", "b/x", True),
        ("[!a-c]/x", "b/x", False),
        ("a\\*", "a*", True),
        ("a\\*", "ab", False),
        ("a(b+", "a(b+", True),
    ],
)
def test_a_pattern_fits_a_key(pattern: str, key: str, fits: bool) -> None:
    assert excluded(key, [pattern]) == fits
