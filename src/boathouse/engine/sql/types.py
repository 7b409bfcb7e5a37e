"""Trino's types: how they are written, held in DuckDB, and widened into one another."""

from __future__ import annotations

from dataclasses import dataclass, replace


@dataclass(frozen=True)
class Type:
    """A Trino type. `sizes` are its numbers (length, precision, scale), `items` its inner types."""

    base: str
    sizes: tuple[int, ...] = ()
    items: tuple[Type, ...] = ()
    names: tuple[str | None, ...] = ()

    def __str__(self) -> str:
        if self.base == "row":
            pairs = zip(self.names, self.items, strict=True)
            return f"row({', '.join(f'{n} {t}' if n else str(t) for n, t in pairs)})"
        if self.base in MOMENTS:
            return self.base.replace("timestamp", f"timestamp({self.precision})", 1)
        inner = [",".join(map(str, self.sizes))] if self.sizes else list(map(str, self.items))
        return f"{self.base}({', '.join(inner)})" if inner else self.base

    @property
    def duck(self) -> str:
        """The DuckDB type that holds its values."""
        if self.base == "decimal":
            return f"DECIMAL({self.sizes[0]}, {self.sizes[1]})"
        if self.base == "array":
            return f"{self.items[0].duck}[]"
        if self.base == "map":
            return f"MAP({self.items[0].duck}, {self.items[1].duck})"
        if self.base == "row":
            return f"STRUCT({', '.join(f'f{i} {t.duck}' for i, t in enumerate(self.items))})"
        return DUCK[self.base]

    @property
    def zone(self) -> str:
        """The zone that a timestamp with time zone is told in; the value itself is held in UTC."""
        return str(self.names[0]) if self.base == "timestamp with time zone" and self.names else "UTC"

    @property
    def precision(self) -> int:
        """The digits behind a timestamp's point: milliseconds, unless it is a column of Iceberg's."""
        return self.sizes[0] if self.sizes else 3

    @property
    def is_integer(self) -> bool:
        """Whether it is one of the four integer types."""
        return self.base in INTEGERS

    @property
    def is_numeric(self) -> bool:
        """Whether arithmetic works on it."""
        return self.base in INTEGERS or self.base in ("decimal", "real", "double")

    @property
    def is_text(self) -> bool:
        """Whether it is varchar or char."""
        return self.base in ("varchar", "char")


DUCK = {
    "unknown": "INTEGER",
    "boolean": "BOOLEAN",
    "tinyint": "TINYINT",
    "smallint": "SMALLINT",
    "integer": "INTEGER",
    "bigint": "BIGINT",
    "real": "FLOAT",
    "double": "DOUBLE",
    "varchar": "VARCHAR",
    "char": "VARCHAR",
    "json": "VARCHAR",
    "uuid": "VARCHAR",
    "varbinary": "BLOB",
    "date": "DATE",
    "time": "TIME",
    "timestamp": "TIMESTAMP",
    "timestamp with time zone": "TIMESTAMP",
    "interval day to second": "INTERVAL",
    "interval year to month": "INTERVAL",
}

MOMENTS = ("timestamp", "timestamp with time zone")
INTEGERS = ("tinyint", "smallint", "integer", "bigint")
DIGITS = {"tinyint": 3, "smallint": 5, "integer": 10, "bigint": 19}
BOUNDS = {"tinyint": 7, "smallint": 15, "integer": 31, "bigint": 63}

UNKNOWN, BOOLEAN = Type("unknown"), Type("boolean")
TINYINT, SMALLINT, INTEGER, BIGINT = (Type(name) for name in INTEGERS)
REAL, DOUBLE, VARCHAR, VARBINARY, JSON = (Type(n) for n in ("real", "double", "varchar", "varbinary", "json"))
UUID = Type("uuid")
DATE, TIME, TIMESTAMP = Type("date"), Type("time"), Type("timestamp")
TIMESTAMP_TZ = Type("timestamp with time zone")
MICROS, MICROS_TZ = Type("timestamp", (6,)), Type("timestamp with time zone", (6,))
MICROS_TIME = Type("time", (6,))
DAY_INTERVAL, YEAR_INTERVAL = Type("interval day to second"), Type("interval year to month")


def decimal(precision: int, scale: int) -> Type:
    """decimal(precision, scale)."""
    return Type("decimal", (precision, scale))


def array(item: Type) -> Type:
    """array(item)."""
    return Type("array", items=(item,))


def mapping(key: Type, value: Type) -> Type:
    """map(key, value)."""
    return Type("map", items=(key, value))


def row(items: tuple[Type, ...], names: tuple[str | None, ...] | None = None) -> Type:
    """row(name type, …)."""
    return Type("row", items=items, names=names or (None,) * len(items))


def zoned(zone: str, precision: int = 3) -> Type:
    """timestamp with time zone, told in a zone that the query names."""
    kind = MICROS_TZ if precision > 3 else TIMESTAMP_TZ
    return kind if zone == "UTC" else replace(kind, names=(zone,))


MIXED = "of several zones"


def _as_decimal(kind: Type) -> Type:
    return kind if kind.base == "decimal" else decimal(DIGITS[kind.base], 0)


def common(a: Type, b: Type) -> Type | None:
    """The type both widen to without being asked, or None: Trino refuses the pair."""
    if b in (a, UNKNOWN):
        return a
    if a == UNKNOWN:
        return b
    if a.is_numeric and b.is_numeric:
        return _common_number(a, b)
    if a.base == b.base == "varchar":
        return VARCHAR if not a.sizes or not b.sizes else Type("varchar", (max(a.sizes[0], b.sizes[0]),))
    if a.is_text and b.is_text:
        return VARCHAR
    dates = ("date", "timestamp", "timestamp with time zone")
    if a.base in dates and b.base in dates:
        later = max(a, b, key=lambda t: dates.index(t.base))
        finer = max(a.precision, b.precision)
        if later.base != dates[2]:
            return MICROS if finer > 3 else later
        return zoned(a.zone if a.zone == b.zone else MIXED, finer)
    if a.base == b.base and a.items and len(a.items) == len(b.items):
        items = [common(x, y) for x, y in zip(a.items, b.items, strict=True)]
        if all(items):
            names = tuple(x if x == y else None for x, y in zip(a.names, b.names, strict=True))
            return Type(a.base, items=tuple(i for i in items if i), names=names)
    return None


def _common_number(a: Type, b: Type) -> Type:
    for floating in (DOUBLE, REAL):
        if floating in (a, b):
            return floating
    if a.is_integer and b.is_integer:
        return max(a, b, key=lambda t: INTEGERS.index(t.base))
    (p1, s1), (p2, s2) = _as_decimal(a).sizes, _as_decimal(b).sizes
    scale = max(s1, s2)
    return decimal(min(38, max(p1 - s1, p2 - s2) + scale), scale)


def widens(source: Type, target: Type) -> bool:
    """Whether Trino turns `source` into `target` without a CAST."""
    if source.base == target.base and target.base in ("varchar", "decimal") and not target.sizes:
        return True
    if source.base == target.base == "timestamp with time zone":
        return True
    return common(source, target) == target
