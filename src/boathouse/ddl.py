"""DDL files of a pipeline: which tables they declare, and how a table shows which text declared it."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from boathouse.errors import PipelineError
from boathouse.statements import split

if TYPE_CHECKING:
    from pathlib import Path

    from mypy_boto3_glue.type_defs import TableInputTypeDef, TableTypeDef

    from boathouse.pipeline import Pipeline

_CREATES = re.compile(r'\bcreate\s+(?:external\s+)?table\s+(?:if\s+not\s+exists\s+)?([\w.`"-]+)', re.I)
_MARK = "boathouse.ddl.sha256"
# What GetTable answers and UpdateTable does not take.
_READ_ONLY = {
    "DatabaseName",
    "CreateTime",
    "UpdateTime",
    "CreatedBy",
    "IsRegisteredWithLakeFormation",
    "CatalogId",
    "VersionId",
    "FederatedTable",
    "IsMultiDialectView",
    "IsMaterializedView",
    "Status",
}


@dataclass(frozen=True)
class Declaration:
    """One DDL file: its statements and the tables that they create."""

    statements: tuple[str, ...]
    names: tuple[str, ...]

    @classmethod
    def read(cls, pipeline: Pipeline, file: Path) -> Declaration:
        """Read a file; PipelineError if it declares a table outside the pipeline's database."""
        statements = split(pipeline.sql(file))
        found = [name for statement in statements for name in _CREATES.findall(statement)]
        return cls(tuple(statements), tuple(_own(name, pipeline, file) for name in found))

    @property
    def digest(self) -> str:
        """What changes when the text does."""
        return hashlib.sha256("\n".join(self.statements).encode()).hexdigest()

    def made(self, table: TableTypeDef | None) -> bool:
        """Tell whether a table was declared by just this text."""
        return table is not None and table.get("Parameters", {}).get(_MARK) == self.digest

    def marked(self, table: TableTypeDef) -> TableInputTypeDef:
        """The table as UpdateTable takes it, saying which text declared it."""
        wanted = {key: value for key, value in table.items() if key not in _READ_ONLY}
        wanted["Parameters"] = {**table.get("Parameters", {}), _MARK: self.digest}
        return cast("TableInputTypeDef", wanted)


def _own(name: str, pipeline: Pipeline, file: Path) -> str:
    parts = re.sub(r'[`"]', "", name).lower().split(".")
    if len(parts) > 1 and parts[-2] != pipeline.database.lower():
        message = f"it declares {'.'.join(parts)}, outside the pipeline's database '{pipeline.database}'."
        raise PipelineError(message, where=str(file))
    return parts[-1]
