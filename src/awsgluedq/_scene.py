"""What a rule sees: the data by its columns' names, other datasets, earlier results, and the time."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from pyspark.errors import AnalysisException, ParseException
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql.types import DataType, NumericType

from awsgluedq._dqdl.conditions import Condition
from awsgluedq._dqdl.dynamic import number
from awsgluedq._dqdl.errors import RulesetError
from awsgluedq._dqdl.ruleset import Rule
from awsgluedq._files import Files
from awsgluedq._metrics import Metrics
from awsgluedq._quoting import quoted
from awsgluedq._verdict import Unmet

PRIMARY = "primary"
History = Callable[[str, int], Sequence[float]]
"""The newest values of a metric in earlier runs."""


@dataclass(frozen=True)
class Column:
    """A column: its name in the data, the SQL that reads it, its type."""

    name: str
    sql: str
    type: DataType

    @property
    def is_numeric(self) -> bool:
        return isinstance(self.type, NumericType)


class Scene:
    """The stage of one evaluation. Rules may add columns of their own to `df`, by `mark`."""

    def __init__(
        self,
        df: DataFrame,
        sources: Mapping[str, DataFrame],
        history: History,
        session: SparkSession,
        now: datetime,
    ) -> None:
        self.names = tuple(df.columns)
        self.df = df.toDF(*_told_apart(df.columns))
        self.data = self.df
        self.fields = dict(zip(self.names, self.df.schema.fields, strict=False))
        self.sources, self.session, self.now = dict(sources), session, now
        self.files = Files(session)
        self.metrics = Metrics()
        self._history = history
        self._views: dict[str, DataFrame | None] = {}
        self._marks: dict[str, str] = {}
        self._wary = False

    def column(self, name: str) -> Column:
        """A column by its name, in its own case or, if that is not there, in any; it may stand in backticks.

        Raises Unmet if there is none.
        """
        wanted = {name.lower(), name[1:-1].lower() if name[:1] == name[-1:] == "`" else name.lower()}
        field = self.fields.get(name) or next(
            (field for own, field in self.fields.items() if own.lower() in wanted), None
        )
        if field is None:
            raise Unmet(f"Input data does not include column {name}!")
        return Column(name, quoted(field.name), field.dataType)

    def numeric(self, name: str) -> Column:
        """A column of numbers.

        Raises Unmet if it is of another type.
        """
        column = self.column(name)
        if not column.is_numeric:
            kind = type(column.type).__name__
            raise Unmet(f"Expected type of column {name} to be a number, but found {kind} instead!")
        return column

    def source(self, alias: str) -> DataFrame:
        """Another dataset by its alias.

        Raises Unmet if the caller gave none of this name.
        """
        if alias not in self.sources:
            raise Unmet(f"{alias} not found in additional sources")
        return self.sources[alias]

    def where(self, rule: Rule) -> str:
        """The rule's where clause, which Spark takes.

        Raises RulesetError if Spark does not.
        """
        if not rule.where:
            return ""
        try:
            self.data.where(rule.where)
        except (AnalysisException, ParseException) as error:
            raise RulesetError(f"Rule {rule} has provided an invalid where clause :\n{error}") from error
        return f"({rule.where})"

    def numbers(self, condition: Condition, metric: str) -> list[float]:
        """The numbers of a condition, those from history being the metric's."""
        return [number(operand, lambda count: self._history(metric, count)) for operand in condition.operands]

    def mark(self, what: str, make: Callable[[DataFrame, str], DataFrame]) -> str:
        """Let `make` add a boolean column to the data under the name that it is told; answer its SQL.

        Of rules that mark the same, which `what` tells, only the first adds a column.
        """
        if what not in self._marks:
            name = f"__dq_mark_{len(self._marks)}"
            try:
                self.df = make(self.df, name)
            except AnalysisException as error:
                raise Unmet(f"Exception thrown while evaluating rule: {error}") from error
            self._marks[what] = quoted(name)
        return self._marks[what]

    @contextmanager
    def analysed(self) -> Iterator[None]:
        """Have Spark look at what a rule asks for meanwhile, after `start_over`.

        Raises Unmet, and takes it back, if that does not suit the data's types.
        """
        if not self._wary:
            yield
            return
        known = len(self.metrics)
        try:
            yield
            self.metrics.check(self.df, known)
        except AnalysisException as error:
            self.metrics.forget(known)
            raise Unmet(f"Exception thrown while evaluating rule: {error}") from error

    def look(self, test: str) -> None:
        """Have Spark look at a test of a row, after `start_over`; "" is none."""
        if test and self._wary:
            self.df.selectExpr(test)

    def start_over(self) -> None:
        """Forget what the rules have asked, and look from now on at what each asks by itself."""
        self.metrics, self._wary = Metrics(), True

    def query(self, statement: str) -> DataFrame:
        """What a statement gives that calls the data `primary` and other datasets by their aliases."""
        for alias, df in {PRIMARY: self.data, **self.sources}.items():
            if alias not in self._views:
                self._views[alias] = self._view(alias)
                df.createOrReplaceTempView(quoted(alias))
        try:
            return self.session.sql(statement)
        except (AnalysisException, ParseException) as error:
            raise Unmet(f"Error executing SQL statement: {error}") from error

    def close(self) -> None:
        """Take the names back that `query` gave, and give the script's own views theirs."""
        for alias, own in self._views.items():
            if own is None:
                self.session.catalog.dropTempView(alias)
            else:
                own.createOrReplaceTempView(quoted(alias))

    def _view(self, name: str) -> DataFrame | None:
        """The temporary view that the script has under a name."""
        tables = self.session.catalog.listTables()
        known = any(table.isTemporary and table.name.lower() == name.lower() for table in tables)
        return self.session.table(quoted(name)) if known else None


def _told_apart(names: Sequence[str]) -> list[str]:
    """Names that stay apart when case is ignored, as Spark does."""
    seen: set[str] = set()
    result = []
    for name in names:
        new, number = name, 1
        while new.lower() in seen:
            number += 1
            new = f"{name}_{number}"
        seen.add(new.lower())
        result.append(new)
    return result
