"""Missing values told by a random forest: one column from the other ones of its row.

Rows that have the value train the forest, in the order and with the seed that make a second run the same.
"""

from __future__ import annotations

from typing import Any

from pyspark.ml import Pipeline
from pyspark.ml.classification import RandomForestClassifier
from pyspark.ml.feature import IndexToString, StringIndexer, StringIndexerModel, VectorAssembler
from pyspark.ml.regression import RandomForestRegressor
from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F
from pyspark.sql.types import (
    BooleanType,
    DataType,
    DateType,
    IntegralType,
    NumericType,
    StringType,
    TimestampType,
)

from awsglue._frame.names import quoted

_SEED = 17
_TREES = 20
_KINDS = 100
"""Distinct texts of a column that tells something; of the values to be guessed, the most frequent."""

_BINS = 2 * _KINDS

_OWN = "__filling_"
_VALUE, _FEATURES, _GUESS, _CLASS, _WORD = (
    f"{_OWN}{what}" for what in ("value", "features", "guess", "class", "word")
)


def filled(df: DataFrame, column: str, output: str) -> DataFrame:
    """The rows with one column more: the column's own value, or what the other columns make likely.

    Without other columns that tell anything the guess is the mean, or the most frequent text. Where no row
    has a value there is none to be guessed: the new column is null.

    Raises ValueError if there is no such column, or its values are neither numbers nor texts nor booleans.
    """
    kinds = {field.name: field.dataType for field in df.schema}
    kind = kinds.get(column)
    if kind is None:
        raise ValueError(f"There is no column {column!r} to fill; there are {', '.join(kinds)}.")
    if not isinstance(kind, NumericType | StringType | BooleanType):
        raise ValueError(
            f"Column {column!r} is {kind.typeName()}; only numbers, texts and booleans are filled."
        )
    value = F.col(quoted(column))
    if isinstance(kind, StringType):
        value = F.when(value != "", value)
    if not df.where(value.isNull()).head(1) or not df.where(value.isNotNull()).head(1):
        return df.withColumn(output, value)
    others = {name: other for name, other in kinds.items() if name != column}
    numbers, texts = _telling(df, value, others)
    told = df.select(
        "*",
        value.alias(_VALUE),
        *(number.alias(f"{_OWN}n{place}") for place, number in enumerate(numbers)),
        *(text.alias(f"{_OWN}t{place}") for place, text in enumerate(texts)),
    )
    guess = _guessed(told, kind, len(numbers), len(texts))
    return guess.select(*map(quoted, df.columns), F.coalesce(_VALUE, _cast(guess, kind)).alias(output))


def _telling(df: DataFrame, value: Column, others: dict[str, DataType]) -> tuple[list[Column], list[Column]]:
    """The other columns as numbers without gaps and as texts without gaps.

    A forest takes no column with more texts than there are rows to learn from: it names the rows.
    """
    numbers = {name: number for name, kind in others.items() if (number := _number(name, kind)) is not None}
    texts = [name for name, kind in others.items() if isinstance(kind, StringType)]
    asked = [F.avg(number) for number in numbers.values()]
    asked += [F.approx_count_distinct(F.col(quoted(name))) for name in texts]
    if not asked:
        return [], []
    asked.append(F.count(value))
    told = df.agg(*(one.alias(str(place)) for place, one in enumerate(asked))).collect()[0]
    means, counts, rows = told[: len(numbers)], told[len(numbers) : -1], told[-1]
    known = [
        F.coalesce(number, F.lit(float(mean)))
        for number, mean in zip(numbers.values(), means, strict=True)
        if mean is not None
    ]
    # they are counted within a few in a hundred; a gap and a text never seen are one more each
    most = min(_KINDS, (rows - 2) / 1.1)
    few = [name for name, count in zip(texts, counts, strict=True) if 1 < count <= most]
    return known, [F.coalesce(F.col(quoted(name)), F.lit("")) for name in few]


def _number(name: str, kind: DataType) -> Column | None:
    value = F.col(quoted(name))
    if isinstance(kind, NumericType | BooleanType):
        value = value.cast("double")
    elif isinstance(kind, DateType | TimestampType):
        value = value.cast("timestamp").cast("double")
    else:
        return None
    return F.when(~F.isnan(value), value)


def _guessed(told: DataFrame, kind: DataType, numbers: int, texts: int) -> DataFrame:
    """The rows with a guess each, from a forest of those that have the value."""
    names = [f"{_OWN}t{place}" for place in range(texts)]
    indexed = [f"{name}i" for name in names]
    if not numbers and not texts:
        return _plainly(told, kind)
    indexers = [StringIndexer(inputCols=names, outputCols=indexed, handleInvalid="keep")] if names else []
    inputs = [f"{_OWN}n{place}" for place in range(numbers)] + indexed
    stages: list[Any] = [*indexers, VectorAssembler(inputCols=inputs, outputCol=_FEATURES)]
    rows = Pipeline(stages=stages).fit(told).transform(told)
    label = F.col(_VALUE).cast("double" if isinstance(kind, NumericType) else "string")
    known = rows.where(F.col(_VALUE).isNotNull()).withColumn(_VALUE, label)
    same: dict[str, Any] = {"featuresCol": _FEATURES, "predictionCol": _GUESS, "maxBins": _BINS}
    same |= {"numTrees": _TREES, "seed": _SEED}
    if isinstance(kind, NumericType):
        guesses: DataFrame = RandomForestRegressor(labelCol=_VALUE, **same).fit(known).transform(rows)
        return guesses
    classes = _classes(known)
    trained = RandomForestClassifier(labelCol=_CLASS, **same).fit(classes.transform(known))
    word = IndexToString(inputCol=_GUESS, outputCol=_WORD, labels=classes.labels)
    words: DataFrame = word.transform(trained.transform(rows))
    return words.withColumn(_GUESS, F.col(_WORD))


def _classes(known: DataFrame) -> StringIndexerModel:
    """The most frequent values, by number; rows with a rarer one train nothing."""
    count = known.groupBy(_VALUE).count()
    most = [str(row[0]) for row in count.orderBy(F.desc("count"), _VALUE).limit(_KINDS).collect()]
    return StringIndexerModel.from_labels(most, inputCol=_VALUE, outputCol=_CLASS, handleInvalid="skip")


def _plainly(told: DataFrame, kind: DataType) -> DataFrame:
    """The guess of rows about which nothing else is known."""
    if isinstance(kind, NumericType):
        one = told.agg(F.avg(_VALUE)).head()
    else:
        count = told.where(F.col(_VALUE).isNotNull()).groupBy(_VALUE).count()
        one = count.orderBy(F.desc("count"), _VALUE).head()
    return told.withColumn(_GUESS, F.lit(one[0] if one else None))


def _cast(guess: DataFrame, kind: DataType) -> Column:
    """The guess as a value of the column's own type."""
    told = F.col(_GUESS)
    if isinstance(kind, IntegralType):
        return F.round(told).cast(kind)
    return told.cast(kind)
