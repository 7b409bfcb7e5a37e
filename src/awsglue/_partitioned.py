"""A partitioned table read at once: its folders as one tree, where they are called as the catalog says.

Reading each partition by itself is right for any layout, but costs a job, a plan and a union for each. Where
every partition stands at `key=value/…` below the table's own location, Spark reads the whole tree and tells
the values by the folders' names.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from awsglue._catalog import Table
from awsglue._frame.casts import target_of
from awsglue._frame.names import literal
from awsglue._frame.nodes import STRING, Member, Nulls
from awsglue._frame.slots import Slot
from awsglue._frame.sparktypes import internal_ddl
from awsglue._frame.state import Frame
from awsglue._listing import Found
from awsglue._partitions import Partition
from awsglue._paths import File, keys_of

_NULL = "__HIVE_DEFAULT_PARTITION__"
"""The folder of rows without a value; Glue knows the value by this name, Spark takes it as null."""


def as_one(table: Table, roots: Sequence[Partition], found: Sequence[Found]) -> Found | None:
    """The files of all partitions below the table's location; None if a partition stands elsewhere."""
    base = table.location.rstrip("/")
    names = [name for name, _ in table.keys]
    files: list[File] = []
    spelled: set[tuple[str, ...]] = set()
    for part, root in zip(found, roots, strict=True):
        if not root.location.startswith(f"{base}/"):
            return None
        keys = keys_of(root.location.rstrip("/")[len(base) + 1 :])
        if [name.lower() for name, _ in keys] != names or tuple(value for _, value in keys) != root.values:
            return None
        spelled.add(tuple(name for name, _ in keys))
        files += [replace(file, partition=keys) for file in part.files]
    whole = all(part.whole for part in found)
    return Found(base, tuple(files), whole) if files and len(spelled) == 1 else None


def key_slots(frame: Frame, table: Table, keys: Sequence[str]) -> list[Slot]:
    """The table's partition keys, out of the columns that the folders' names gave."""
    by_name = {slot.name: slot for slot in frame.slots()}
    made = []
    for key, (name, kind) in zip(keys, table.keys, strict=True):
        slot, to = by_name[key], target_of(kind) or STRING
        text = f"coalesce({slot.value}, {literal(_NULL)})"
        made.append(Slot(Member(name, to, Nulls.ABSENT), f"CAST({text} AS {internal_ddl(to)})"))
    return made
