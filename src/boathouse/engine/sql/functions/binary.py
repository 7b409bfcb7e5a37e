"""Binary functions.

https://trino.io/docs/current/functions/binary.html
"""

from __future__ import annotations

from boathouse.engine.sql import types as t
from boathouse.engine.sql.functions.registry import overloads

V, DATA = t.VARCHAR, t.VARBINARY

overloads("to_utf8", ((V,), DATA, "encode({0})"))
overloads("from_utf8", ((DATA,), V, "decode({0})"))
overloads("md5", ((DATA,), DATA, "unhex(md5({0}))"))
overloads("sha1", ((DATA,), DATA, "unhex(sha1({0}))"))
overloads("sha256", ((DATA,), DATA, "unhex(sha256({0}))"))
overloads("to_hex", ((DATA,), V, "hex({0})"))
overloads("from_hex", ((V,), DATA, "unhex({0})"))
overloads("to_base64", ((DATA,), V, "to_base64({0})"))
overloads("from_base64", ((V,), DATA, "from_base64({0})"))
overloads("sha512", ((DATA,), DATA, "trino_sha512({0})"))
for _name in ("md5", "sha1", "sha256", "sha512"):
    overloads(f"hmac_{_name}", ((DATA, DATA), DATA, f"trino_hmac({{0}}, {{1}}, '{_name}')"))
overloads("crc32", ((DATA,), t.BIGINT, "trino_crc32({0})"))
overloads("to_base64url", ((DATA,), V, "translate(to_base64({0}), '+/', '-_')"))
overloads("from_base64url", ((V,), DATA, "from_base64(translate({0}, '-_', '+/'))"))
