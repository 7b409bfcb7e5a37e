"""How far a table of a database has been read: its bookmark keys, which only grow or only shrink.

AWS: https://docs.aws.amazon.com/glue/latest/dg/programming-etl-connect-bookmarks.html
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from pyspark.sql import DataFrame
from pyspark.sql.types import StructType

from awsglue._frame.names import literal, quoted

KIND = "JDBCDataSourceJobBookmarkState"


@dataclass(frozen=True)
class Keys:
    """The keys of a source, and the values up to which it has been read, as text; none at the beginning."""

    names: tuple[str, ...]
    descending: bool = False
    values: tuple[str, ...] = ()

    @classmethod
    def asked(cls, options: Mapping[str, Any]) -> Keys | None:
        """The keys that a reader's options name; ValueError for an order that is none."""
        given = options.get("jobBookmarkKeys") or ()
        order = options.get("jobBookmarkKeysSortOrder") or options.get("jobBookmarksKeysSortOrder") or "asc"
        if str(order).lower() not in ("asc", "desc"):
            raise ValueError(f"jobBookmarkKeysSortOrder is {order!r}: give asc or desc.")
        names = (given,) if isinstance(given, str) else tuple(given)
        return cls(names, str(order).lower() == "desc") if names else None

    @classmethod
    def of(cls, told: Mapping[str, Any]) -> Keys:
        """The keys as a job's bookmark has them."""
        return cls(tuple(told["keys"]), bool(told["descending"]), tuple(told["values"]))

    def told(self, run: int) -> dict[str, Any]:
        """The keys as a job's bookmark has them."""
        del run
        return {
            "jsonClass": KIND,
            "keys": list(self.names),
            "descending": self.descending,
            "values": list(self.values),
        }

    def last(self, df: DataFrame) -> Keys:
        """These keys at the last row of a table; where they were if it is empty."""
        function = "min" if self.descending else "max"
        row = df.selectExpr(f"{function}({self._row()}) AS last").where("last IS NOT NULL")
        texts = [f"CAST(last.{quoted(f'k{n}')} AS STRING)" for n in range(len(self.names))]
        found = row.selectExpr(*texts).first()
        return self if found is None else replace(self, values=tuple(found))

    def after(self, schema: StructType) -> str:
        """The condition of a row that lies behind these values."""
        return (
            f"{self._row()} {'<' if self.descending else '>'} {self._bound(schema)}"
            if self.values
            else "true"
        )

    def until(self, schema: StructType) -> str:
        """The condition of a row that does not lie behind these values; no row, if there are none."""
        sign = ">=" if self.descending else "<="
        return f"{self._row()} {sign} {self._bound(schema)}" if self.values else "false"

    def _row(self) -> str:
        pairs = ", ".join(f"'k{n}', {quoted(name)}" for n, name in enumerate(self.names))
        return f"named_struct({pairs})"

    def _bound(self, schema: StructType) -> str:
        kinds = {field.name.lower(): field.dataType.simpleString() for field in schema}
        values = [
            f"'k{n}', CAST({literal(value)} AS {kinds[name.lower()]})"
            for n, (name, value) in enumerate(zip(self.names, self.values, strict=True))
        ]
        return f"named_struct({', '.join(values)})"
