"""Values as Athena prints them in result files."""

from __future__ import annotations

from boathouse.engine.sql import types as t
from boathouse.engine.sql.casts import text_of
from boathouse.engine.sql.scope import quoted


def rendered(sql: str, kind: t.Type) -> str:
    """SQL for the text of a value: arrays `[a, b]`, maps `{k=v}`, rows `{x=1}`, NULL inside them `null`."""
    if kind.base == "array":
        items = f"list_transform({sql}, lambda x: {_inner('x', kind.items[0])})"
        return f"('[' || array_to_string({items}, ', ') || ']')"
    if kind.base == "map":
        pair = f"{_inner('x.key', kind.items[0])} || '=' || {_inner('x.value', kind.items[1])}"
        return (
            f"('{{' || array_to_string(list_transform(map_entries({sql}), lambda x: {pair}), ', ') || '}}')"
        )
    if kind.base == "row":
        parts = [
            f"{quoted(f'{name or _anonymous(i)}=')} || {_inner(f'({sql}).f{i}', item)}"
            for i, (name, item) in enumerate(zip(kind.names, kind.items, strict=True))
        ]
        inner = " || ', ' || ".join(parts)
        return f"CASE WHEN {sql} IS NULL THEN NULL ELSE '{{' || {inner} || '}}' END"
    if kind == t.VARBINARY:
        return f"trino_bytes_text({sql})"
    if kind.base == "interval day to second":
        return f"trino_interval_text({sql})"
    if kind.base == "interval year to month":
        return f"trino_months_text({sql})"
    return text_of(sql, kind)


def _inner(sql: str, kind: t.Type) -> str:
    return f"coalesce({rendered(sql, kind)}, 'null')"


def _anonymous(index: int) -> str:
    return f"field{index}"
