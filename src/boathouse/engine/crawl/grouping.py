"""Which folders are tables, and which are partitions of one.

AWS: https://docs.aws.amazon.com/glue/latest/dg/crawler-s3-folder-table-partition.html
Differs: AWS documents examples and a threshold of 70 percent, not the algorithm. Here files that lie
beside folders are a table each, and so are the files of a folder that are not all alike; files of an unknown
format are passed over where there are others.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import unquote

from boathouse.engine.crawl.schemas import ALIKE, Schema, joined

Likeness = Callable[[Schema, Schema], bool]


@dataclass(frozen=True)
class Seen:
    """A file that was classified."""

    key: str
    size: int
    schema: Schema


@dataclass(frozen=True)
class Leaf:
    """A folder of files: the whole table, or one of its partitions, below the table's root by `folders`."""

    folders: tuple[str, ...]
    files: tuple[Seen, ...]

    @cached_property
    def schema(self) -> Schema:
        """The schema of all its files."""
        return joined(file.schema for file in self.files)


@dataclass(frozen=True)
class Tree:
    """A table: its `root` is a key that ends in `/` (empty for a bucket), or the key of its only file."""

    root: str
    leaves: tuple[Leaf, ...]

    @cached_property
    def depth(self) -> int:
        """How many partition keys it has."""
        return len(self.leaves[0].folders)

    @cached_property
    def schema(self) -> Schema:
        """The schema of all its files."""
        return joined(leaf.schema for leaf in self.leaves)

    @cached_property
    def files(self) -> list[Seen]:
        """All its files."""
        return [file for leaf in self.leaves for file in leaf.files]

    @cached_property
    def keys(self) -> list[str]:
        """The names of the partition keys: those of `name=value` folders, else by their level."""
        keys = []
        for level in range(self.depth):
            named = {_named(leaf.folders[level])[0] for leaf in self.leaves}
            name = named.pop() if len(named) == 1 else ""
            keys.append(name.lower() or f"partition_{level}")
        return keys

    def values(self, leaf: Leaf) -> list[str]:
        """The values of the partition keys in one of its leaves."""
        return [_value(folder, key) for folder, key in zip(leaf.folders, self.keys, strict=True)]


def in_folders(files: Iterable[Seen], prefix: str, alike: Likeness) -> list[Tree]:
    """The tables below a prefix that ends in `/`, or is empty."""
    below: dict[str, list[Seen]] = defaultdict(list)
    own: list[Seen] = []
    for file in files:
        folder, slash, _ = file.key[len(prefix) :].partition("/")
        (below[folder] if slash else own).append(file)
    if not below:
        return _flat(prefix, own, alike)
    found = {name: in_folders(inside, f"{prefix}{name}/", alike) for name, inside in below.items()}
    taken = [] if own else _majority(prefix, found, alike)
    trees = [] if not taken else [_parent(prefix, {name: found.pop(name)[0] for name in taken})]
    return [*_each(own), *trees, *(tree for rest in found.values() for tree in rest)]


def at_level(files: Iterable[Seen], folders: int, start: str = "") -> list[Tree]:
    """One table for each folder of a level, that is so many folders below `start`."""
    roots: dict[str, list[Seen]] = defaultdict(list)
    shallow: list[Seen] = []
    for file in files:
        parts = file.key[len(start) :].split("/")
        if len(parts) <= folders:
            shallow.append(file)
        else:
            roots[start + "".join(f"{part}/" for part in parts[:folders])].append(file)
    return [*_each(shallow), *(_forced(root, inside) for root, inside in roots.items())]


def _forced(root: str, files: list[Seen]) -> Tree:
    """A table of the files that are of the most usual format and as deep as most."""
    known = [file for file in files if file.schema.known] or files
    usual = Counter(map(_shape, known)).most_common(1)[0][0]
    leaves: dict[tuple[str, ...], list[Seen]] = defaultdict(list)
    for file in known:
        if _shape(file) == usual:
            leaves[tuple(file.key[len(root) :].split("/")[:-1])].append(file)
    return Tree(root, tuple(Leaf(folders, tuple(inside)) for folders, inside in sorted(leaves.items())))


def _shape(file: Seen) -> tuple[str, str, int]:
    return file.schema.classification, file.schema.compression, file.key.count("/")


def _flat(prefix: str, files: list[Seen], alike: Likeness) -> list[Tree]:
    """A folder without folders: one table if its files are alike, else one for each file."""
    known = [file for file in files if file.schema.known] or files
    if known and all(alike(known[0].schema, file.schema) for file in known):
        return [Tree(prefix, (Leaf((), tuple(known)),))]
    return _each(known)


def _each(files: Sequence[Seen]) -> list[Tree]:
    known = [file for file in files if file.schema.known] or files
    return [Tree(file.key, (Leaf((), (file,)),)) for file in known]


def _majority(prefix: str, found: dict[str, list[Tree]], alike: Likeness) -> list[str]:
    """The folders that are partitions of one table; none if too few of them are alike."""
    groups: list[list[str]] = []
    for name, trees in found.items():
        if len(trees) != 1 or trees[0].root != f"{prefix}{name}/" or not trees[0].schema.known:
            continue
        for group in groups:
            first = found[group[0]][0]
            if first.depth == trees[0].depth and alike(first.schema, trees[0].schema):
                group.append(name)
                break
        else:
            groups.append([name])
    largest = max(groups, key=len, default=[])
    return largest if largest and len(largest) >= ALIKE * len(found) else []


def _parent(prefix: str, children: dict[str, Tree]) -> Tree:
    leaves = (
        Leaf((name, *leaf.folders), leaf.files) for name, tree in children.items() for leaf in tree.leaves
    )
    return Tree(prefix, tuple(leaves))


def _named(folder: str) -> tuple[str, str]:
    """A folder's key and value, the key empty if it has none."""
    key, equals, value = folder.partition("=")
    return (unquote(key), unquote(value)) if equals and key else ("", folder)


def _value(folder: str, key: str) -> str:
    name, value = _named(folder)
    return value if name.lower() == key else folder
