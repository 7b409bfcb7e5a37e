"""jsonPath: which objects of a JSON document are its records.

AWS: https://docs.aws.amazon.com/glue/latest/dg/aws-glue-programming-etl-format-json-home.html
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

Select = Callable[[Any], Iterator[dict[str, Any]]]

_STEP = re.compile(
    r"\.\.(?P<below>[^.\[\]*]+)|\.?(?P<all>\*|\[\*\])|\[(?P<place>-?\d+)\]"
    r"|\[(?:'(?P<single>[^']*)'|\"(?P<double>[^\"]*)\")\]|\.?(?P<name>[^.\[\]*]+)"
)
_PAGE = "https://docs.aws.amazon.com/glue/latest/dg/aws-glue-programming-etl-format-json-home.html"


def selector(path: str) -> Select:
    """A function that takes the records out of a document by a path such as `$.rows[*]`.

    A path that leads to an array takes the objects in it. Raises NotImplementedError for a path of another
    form than names, `*`, `[n]`, `['name']` and `..name`.
    """
    steps = _steps(path)

    def select(document: Any) -> Iterator[dict[str, Any]]:
        found = [document]
        for step in steps:
            found = [inner for value in found for inner in step(value)]
        for value in found:
            yield from (item for item in (value if isinstance(value, list) else [value]) if _is_object(item))

    return select


def _is_object(value: Any) -> bool:
    return isinstance(value, dict)


Step = Callable[[Any], list[Any]]


def _steps(path: str) -> list[Step]:
    text = path.strip()
    position = 1 if text.startswith("$") else 0
    steps: list[Step] = []
    while position < len(text):
        matched = _STEP.match(text, position)
        if matched is None:
            raise NotImplementedError(
                f"jsonPath {path!r}: names, *, [n], ['name'] and ..name are understood, not "
                f"{text[position:]!r}. See {_PAGE}"
            )
        steps.append(_step(matched))
        position = matched.end()
    return steps


def _step(matched: re.Match[str]) -> Step:
    if matched["all"]:
        return _children
    if matched["place"]:
        place = int(matched["place"])
        return lambda value: _at(value, place)
    if matched["below"]:
        name = matched["below"]
        return lambda value: list(_below(value, name))
    named = matched["name"] or matched["single"] or matched["double"] or ""
    return lambda value: [value[named]] if isinstance(value, dict) and named in value else []


def _children(value: Any) -> list[Any]:
    """The elements of an array; an object stands for itself, as in a file of one object."""
    return value if isinstance(value, list) else [value]


def _at(value: Any, place: int) -> list[Any]:
    return [value[place]] if isinstance(value, list) and -len(value) <= place < len(value) else []


def _below(value: Any, name: str) -> Iterator[Any]:
    """The values of a name at any depth."""
    if isinstance(value, dict):
        if name in value:
            yield value[name]
        for inner in value.values():
            yield from _below(inner, name)
    elif isinstance(value, list):
        for inner in value:
            yield from _below(inner, name)
