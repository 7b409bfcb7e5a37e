"""URL functions.

https://trino.io/docs/current/functions/url.html
"""

from __future__ import annotations

from boathouse.engine.sql import types as t
from boathouse.engine.sql.functions.registry import overloads

V = t.VARCHAR

for _name in ("protocol", "host", "path", "query", "fragment"):
    overloads(f"url_extract_{_name}", ((V,), V, f"trino_url_{_name}({{0}})"))
overloads("url_extract_port", ((V,), t.BIGINT, "trino_url_port({0})"))
overloads("url_extract_parameter", ((V, V), V, "trino_url_parameter({0}, {1})"))
overloads("url_encode", ((V,), V, "trino_url_encode({0})"))
overloads("url_decode", ((V,), V, "trino_url_decode({0})"))
