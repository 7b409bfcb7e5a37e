"""The plan's logic alone: what is wanted against what is there."""

from __future__ import annotations

from typing import Any

import pytest

from boathouse.deploy.families import Family, Fields, Found
from boathouse.deploy.plan import Difference, compare, differences, removal
from boathouse.deploy.stamp import Stamp

STAMP = Stamp("shop", "now", "hash", "passed")
TAGS = STAMP.tags


class Boats(Family):
    """A kind of resource that needs no account."""

    kind = "boat"

    def __init__(self, wanted: dict[str, Fields], there: dict[str, Found] | None = None) -> None:
        self._wanted, self._there = wanted, there or {}

    def wanted(self) -> dict[str, Fields]:
        return self._wanted

    def found(self) -> dict[str, Found]:
        return self._there

    def create(self, name: str, wanted: Fields) -> None:
        raise AssertionError

    def delete(self, name: str, found: Found | None = None) -> None:
        raise AssertionError

    def kept(self, name: str, found: Found, *, data: bool) -> str:
        return "" if data or name != "ark" else "it is full"


class Harbours(Boats):
    """One that somebody else may have made."""

    kind = "harbour"
    shared = True


def planned(family: Family, **how: Any) -> list[tuple[str, str, list[tuple[str, Any, Any]]]]:
    steps = compare(family, family.found(), STAMP, **how)
    changes = [step.change for step in steps]
    return [(c.action, c.name, [(f.path, f.old, f.new) for f in c.fields]) for c in changes]


def test_what_is_missing_is_created_with_all_its_fields() -> None:
    assert planned(Boats({"gig": {"Oars": 4, "Crew": {"Cox": "Jo"}}})) == [
        ("create", "gig", [("Oars", None, 4), ("Crew.Cox", None, "Jo")])
    ]


def test_each_field_that_differs_is_updated_and_nothing_else() -> None:
    there = {"gig": Found({"Oars": 2, "Crew": {"Cox": "Jo", "Bow": "Al"}, "Hull": "oak"})}
    assert planned(Boats({"gig": {"Oars": 4, "Crew": {"Cox": "Jo"}, "Hull": "oak"}}, there)) == [
        ("update", "gig", [("Oars", 2, 4), ("Crew.Bow", "Al", None)])
    ]


def test_what_is_as_it_should_be_is_unchanged() -> None:
    assert planned(Boats({"gig": {"Oars": 4}}, {"gig": Found({"Oars": 4})})) == [("unchanged", "gig", [])]


def test_only_what_this_project_made_is_deleted() -> None:
    there = {"old": Found({}), "theirs": Found({}, owned=False)}
    assert planned(Boats({}, there)) == [("delete", "old", [])]
    assert planned(Boats({}, there), prune=False) == []


def test_what_somebody_else_made_is_a_conflict_unless_adopted_or_shared() -> None:
    there = {"gig": Found({"Oars": 2}, owned=False)}
    assert planned(Boats({"gig": {"Oars": 4}}, there)) == [("conflict", "gig", [])]
    assert planned(Boats({"gig": {"Oars": 4}}, there), adopt=True) == [("update", "gig", [("Oars", 2, 4)])]
    assert planned(Harbours({"gig": {"Oars": 4}}, there)) == [("unchanged", "gig", [])]


@pytest.mark.parametrize(
    ("tags", "fields"),
    [
        (TAGS, []),
        ({**TAGS, "boathouse:commit": "then", "boathouse:content": "other"}, []),
        (
            {"boathouse:project": "shop", "boathouse:gate": "passed"},
            [("Tags.boathouse:commit", None, "now"), ("Tags.boathouse:content", None, "hash")],
        ),
        ({**TAGS, "boathouse:gate": "forced"}, [("Tags.boathouse:gate", "forced", "passed")]),
        (
            {**TAGS, "boathouse:gate": "forced", "boathouse:commit": "then"},
            [("Tags.boathouse:commit", "then", "now"), ("Tags.boathouse:gate", "forced", "passed")],
        ),
    ],
)
def test_tags_of_an_earlier_deployment_are_no_drift(
    tags: dict[str, str], fields: list[tuple[str, Any, Any]]
) -> None:
    ((_, _, found),) = planned(
        Boats({"gig": {"Oars": 4, "Tags": TAGS}}, {"gig": Found({"Oars": 4, "Tags": tags})})
    )
    assert found[: len(fields)] == fields
    assert bool(found) is bool(fields)


def test_what_is_written_bears_the_tags_of_its_writing() -> None:
    tags = {**TAGS, "boathouse:commit": "then"}
    assert planned(Boats({"gig": {"Oars": 4, "Tags": TAGS}}, {"gig": Found({"Oars": 2, "Tags": tags})})) == [
        ("update", "gig", [("Oars", 2, 4), ("Tags.boathouse:commit", "then", "now")])
    ]


def test_the_order_of_columns_counts_and_that_of_other_maps_does_not() -> None:
    columns = {"Columns": {"a": "int", "b": "int"}, "Other": {"x": 1, "y": 2}}
    swapped = {"Columns": {"b": "int", "a": "int"}, "Other": {"y": 2, "x": 1}}
    assert list(differences(swapped, columns)) == [Difference("Columns (order)", "b, a", "a, b")]


def test_a_removal_goes_backwards_and_keeps_what_has_a_reason() -> None:
    there = {"gig": Found({}), "ark": Found({}), "theirs": Found({}, owned=False)}
    changes = removal([Boats({}, there)], data=False).changes
    assert [(c.action, c.name, c.note) for c in changes] == [
        ("keep", "ark", "it is full"),
        ("delete", "gig", ""),
    ]
    assert [c.action for c in removal([Boats({}, there)], data=True).changes] == ["delete", "delete"]
