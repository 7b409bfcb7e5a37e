"""All numbers that the rules of a ruleset want of the data, computed together.

However many rules there are, the data is read at most twice: once for everything that one aggregate
can tell, once for how often values occur (uniqueness, distinct values, entropy), and not at all where
no rule asks for anything, as in the ruleset that Glue Studio puts before every target.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from pyspark.sql import DataFrame
from pyspark.sql import functions as F
from pyspark.sql.group import GroupedData


@dataclass
class Metric:
    """A number that is known once the metrics are computed; None if the data does not tell."""

    sql: str
    value: float | None = None


@dataclass
class Frequencies:
    """How often values of a key occur: rows with a key, keys, keys that occur once."""

    columns: tuple[str, ...]
    wanted: str
    rows: int = 0
    groups: int = 0
    unique: int = 0
    weighted: float = 0.0
    """The sum of n ln n over the keys' frequencies n."""

    @property
    def text(self) -> str:
        """SQL of the key as a text; null for a row that is not counted."""
        texts = [f"CAST({column} AS STRING)" for column in self.columns]
        key = texts[0] if len(texts) == 1 else f"to_json(array({', '.join(texts)}))"
        return f"IF({self.wanted}, {key}, NULL)"

    @property
    def uniqueness(self) -> float | None:
        return self.unique / self.rows if self.rows else None

    @property
    def unique_ratio(self) -> float | None:
        return self.unique / self.groups if self.groups else None

    @property
    def entropy(self) -> float | None:
        return math.log(self.rows) - self.weighted / self.rows if self.rows else None


class Metrics:
    """What the rules ask for; equal questions are asked once."""

    def __init__(self) -> None:
        self._metrics: dict[str, Metric] = {}
        self._frequencies: dict[tuple[tuple[str, ...], str], Frequencies] = {}

    def ask(self, sql: str, where: str = "") -> Metric:
        """A number that a SQL aggregate gives over the rows for which `where` holds."""
        text = f"{sql} FILTER (WHERE {where})" if where else sql
        return self._metrics.setdefault(text, Metric(text))

    def __len__(self) -> int:
        return len(self._metrics)

    def check(self, df: DataFrame, known: int) -> None:
        """Have Spark look at the questions after the first ones, reading nothing.

        Raises AnalysisException for one that does not suit the data's types.
        """
        if new := list(self._metrics)[known:]:
            df.selectExpr(*(f"CAST({sql} AS DOUBLE)" for sql in new))

    def forget(self, known: int) -> None:
        """Take the questions after the first ones back."""
        for sql in list(self._metrics)[known:]:
            del self._metrics[sql]

    def rows(self, where: str = "") -> Metric:
        """The number of rows."""
        return self.ask("count(1)", where)

    def frequencies(self, columns: list[str], where: str = "") -> Frequencies:
        """How often the values of columns occur together; rows where all are null are left out."""
        present = " OR ".join(f"{column} IS NOT NULL" for column in columns)
        wanted = f"({present}) AND {where}" if where else present
        asked = Frequencies(tuple(columns), wanted)
        return self._frequencies.setdefault((asked.columns, wanted), asked)

    def compute(self, df: DataFrame, plain: DataFrame) -> None:
        """Read the data; `plain` is the same without the columns that rules added, which no key has."""
        self._aggregate(df)
        self._count(plain)

    def _aggregate(self, df: DataFrame) -> None:
        asked = list(self._metrics.values())
        if not asked:
            return
        row = df.selectExpr(
            *(f"CAST({metric.sql} AS DOUBLE) AS m{i}" for i, metric in enumerate(asked))
        ).first()
        assert row is not None
        for metric, value in zip(asked, row, strict=True):
            metric.value = value

    def _count(self, df: DataFrame) -> None:
        asked = list(self._frequencies.values())
        if not asked:
            return
        counts = _counted(df, asked).agg(F.count(F.lit(1)).alias("n"))
        totals = counts.groupBy("s").agg(
            F.sum("n"), F.count(F.lit(1)), F.count_if(F.col("n") == 1), F.sum(F.expr("n * ln(n)"))
        )
        for s, rows, groups, unique, weighted in totals.collect():
            each = asked[s]
            each.rows, each.groups, each.unique, each.weighted = rows, groups, unique, weighted


def _counted(df: DataFrame, asked: list[Frequencies]) -> GroupedData:
    """The data grouped by the number of the key `s` and its values.

    One key keeps its own type, which is faster; several are texts, so that they go into one column, and so
    are maps, which Spark does not group by.
    """
    if len(asked) == 1 and "map<" not in df.selectExpr(*asked[0].columns).schema.simpleString():
        return df.where(asked[0].wanted).groupBy(F.lit(0).alias("s"), *map(F.expr, asked[0].columns))
    structs = ", ".join(f"struct({i} AS s, {each.text} AS k)" for i, each in enumerate(asked))
    keys = df.selectExpr(f"explode(array({structs})) AS p").selectExpr("p.s AS s", "p.k AS k")
    return keys.where("k IS NOT NULL").groupBy("s", "k")
