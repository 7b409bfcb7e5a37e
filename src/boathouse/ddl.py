"""DDL files of a pipeline: the tables that they declare, as Athena would store them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from boathouse.engine.sql.failures import QueryError
from boathouse.engine.sql.hive.parser import parse
from boathouse.engine.sql.hive.statements import CreateDatabase, CreateTable, DropTable
from boathouse.engine.sql.hive.stored import table_input
from boathouse.errors import PipelineError
from boathouse.statements import split

if TYPE_CHECKING:
    from pathlib import Path

    from boathouse.pipeline import Pipeline


def tables(pipeline: Pipeline) -> dict[str, dict[str, Any]]:
    """The declared tables by name, each as Glue's CreateTable takes it, in the order of the files.

    Raises PipelineError, with the file and Athena's own words, for anything that declares no table.
    """
    found: dict[str, dict[str, Any]] = {}
    for file in pipeline.ddl:
        for statement in _created(pipeline, file):
            name = statement.name.table
            if name in found:
                raise PipelineError(f"it declares {name}, which is declared already.", where=str(file))
            found[name] = table_input(statement)
    return found


def _created(pipeline: Pipeline, file: Path) -> Iterator[CreateTable]:
    text = pipeline.sql(file)
    place = 0
    for sql in split(text):
        place = text.index(sql, place)
        try:
            # as many lines in front as there are in the file, so that an error names the file's own line
            statement = parse("\n" * text.count("\n", 0, place) + sql)
        except QueryError as error:
            raise PipelineError(error.reason, where=str(file)) from error
        if isinstance(statement, CreateTable):
            yield _checked(statement, pipeline, file)
        elif not isinstance(
            statement, DropTable | CreateDatabase
        ):  # both come before a CREATE TABLE, by habit
            kind = type(statement).__doc__ if statement else "a query"
            raise PipelineError(
                f"it holds {kind}, which declares no table.",
                where=str(file),
                remedy="A pipeline's DDL is CREATE EXTERNAL TABLE; run anything else with boathouse query.",
            )


def _checked(statement: CreateTable, pipeline: Pipeline, file: Path) -> CreateTable:
    database = statement.name.database
    if database and database != pipeline.database.lower():
        message = f"it declares {statement.name}, outside the pipeline's database '{pipeline.database}'."
        raise PipelineError(message, where=str(file))
    if not statement.columns:
        raise PipelineError(
            f"{statement.name.table} has no columns.",
            where=str(file),
            remedy="A Delta table is registered by the job that writes it.",
        )
    return statement
