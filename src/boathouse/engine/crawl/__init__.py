"""What a crawler sees in the lake: formats and schemas of files, and which folders are tables."""

from boathouse.engine.crawl.classifiers import classified
from boathouse.engine.crawl.delimited import DELIMITERS, Rules
from boathouse.engine.crawl.delta import Delta, delta
from boathouse.engine.crawl.globs import excluded
from boathouse.engine.crawl.grouping import Leaf, Seen, Tree, at_level, in_folders
from boathouse.engine.crawl.kinds import Kind
from boathouse.engine.crawl.schemas import Schema

__all__ = [
    "DELIMITERS",
    "Delta",
    "Kind",
    "Leaf",
    "Rules",
    "Schema",
    "Seen",
    "Tree",
    "at_level",
    "classified",
    "delta",
    "excluded",
    "in_folders",
]
