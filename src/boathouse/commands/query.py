"""Run Athena SQL on the local lake and print the result.

example:
  boathouse query "select count(*) from stedi.customer_trusted"
  boathouse query --format csv -f sql/queries/count_customer_trusted.sql > count.csv
"""

from __future__ import annotations

import csv
import json
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.table import Table
from rich.text import Text

from boathouse import client, queries
from boathouse.errors import DeployError
from boathouse.project import Place
from boathouse.statements import split

if TYPE_CHECKING:
    import argparse

    from rich.console import Console

    from boathouse.config import Settings

_POSITION = re.compile(r"line (\d+):(\d+)")
_NUMBERS = {"tinyint": int, "smallint": int, "integer": int, "bigint": int, "float": float, "double": float}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's own flags."""
    parser.add_argument("sql", nargs="?", metavar="SQL", help="one statement, or several with ; between them")
    parser.add_argument(
        "-f", "--file", type=Path, metavar="FILE", help="read the SQL from a file (- is stdin)"
    )
    parser.add_argument("--format", choices=["table", "csv", "json"], default="table", help="default: table")
    parser.add_argument(
        "--database", metavar="NAME", help="where unqualified tables are; default: the pipeline's"
    )


def run(options: argparse.Namespace, settings: Settings, console: Console) -> int:
    """Run each statement in turn; the first that fails ends it."""
    text = _text(options)
    statements, at = split(text), 0
    if not statements:
        raise DeployError("there is no SQL to run.", remedy='Say boathouse query "select 1", or -f FILE.')
    place = Place.of(settings.project)
    with client.connected(settings) as cloud:
        place.make_bucket(cloud.clients.s3)
        for sql in statements:
            at = text.index(sql, at)
            try:
                identifier = queries.execute(
                    cloud.clients.athena,
                    sql,
                    output=place.results,
                    database=options.database or place.database,
                )
            except DeployError as error:
                where = _where(options.file, text[:at], str(error))
                raise DeployError(f"{error}{_excerpt(sql, str(error))}", where=where) from error
            _print(queries.result(cloud.clients.athena, identifier), options.format, console)
    return 0


def _text(options: argparse.Namespace) -> str:
    if options.sql and options.file:
        raise DeployError("there is SQL on the command line and a file too.", remedy="Give one of them.")
    if options.file is None:
        return options.sql or ""
    try:
        return sys.stdin.read() if str(options.file) == "-" else options.file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise DeployError(f"the SQL cannot be read ({error}).", where=str(options.file)) from error


def _where(file: Path | None, before: str, message: str) -> str:
    """The file's own line: an error's counts from the beginning of its statement."""
    if file is None or str(file) == "-":
        return ""
    found = _POSITION.search(message)
    line = before.count("\n") + (int(found[1]) if found else 1)
    return f"{file}, line {line}"


def _excerpt(sql: str, message: str) -> str:
    """The line that an error's position names, with a mark under the place."""
    found = _POSITION.search(message)
    lines = sql.splitlines()
    if not found or not 0 < int(found[1]) <= len(lines):
        return ""
    return f"\n\n  {lines[int(found[1]) - 1]}\n  {' ' * (int(found[2]) - 1)}^"


def _print(result: queries.Result, form: str, console: Console) -> None:
    if not result.columns:
        if form == "table":
            console.print("OK", style="dim")
        return
    if form == "csv":
        writer = csv.writer(sys.stdout, lineterminator="\n")
        writer.writerow(column.name for column in result.columns)
        writer.writerows(result.rows)
    elif form == "json":
        _print_json(result)
    else:
        _print_table(result, console)
    sys.stdout.flush()


def _print_json(result: queries.Result) -> None:
    """An array with one row a line: complete for a parser, readable and greppable for a person."""
    separator = "["
    for row in result.rows:
        record = {
            column.name: _value(column.type, text) for column, text in zip(result.columns, row, strict=True)
        }
        sys.stdout.write(f"{separator}{json.dumps(record, ensure_ascii=False)}")
        separator = ",\n"
    sys.stdout.write("[]\n" if separator == "[" else "]\n")


def _value(kind: str, text: str | None) -> Any:
    if text is None:
        return None
    if kind == "boolean":
        return text == "true"
    return _NUMBERS.get(kind, str)(text)


def _print_table(result: queries.Result, console: Console) -> None:
    table = Table(show_edge=False, header_style="bold")
    for column in result.columns:
        number = column.type in _NUMBERS or column.type.startswith("decimal")
        table.add_column(Text(column.name), justify="right" if number else "left", overflow="fold")
    count = 0
    for row in result.rows:
        table.add_row(
            *(Text("NULL", style="dim") if cell is None else Text(cell.expandtabs()) for cell in row)
        )
        count += 1
    console.print(table)
    console.print(f"({count} {'row' if count == 1 else 'rows'})", style="dim", highlight=False)
