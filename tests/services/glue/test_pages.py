"""Paging."""

from __future__ import annotations

import pytest

from boathouse.errors import ServiceError
from boathouse.services.glue.pages import Page


def test_a_full_page_without_more_has_no_token() -> None:
    assert Page(None, 2).cut(["a", "b"], key=str) == (["a", "b"], {})


def test_a_token_leads_behind_the_last_thing() -> None:
    taken, more = Page(None, 2).cut(["a", "b", "c"], key=str)
    assert taken == ["a", "b"]
    assert Page(more["NextToken"], 2).after == "b"


def test_a_page_has_a_default_size() -> None:
    taken, more = Page(None, None, default=3).cut(range(10), key=int)
    assert taken == [0, 1, 2]
    assert Page(more["NextToken"], None, key=int).after == 2


def test_nothing_is_a_page() -> None:
    assert Page(None, None).cut([], key=str) == ([], {})


@pytest.mark.parametrize("token", ["x", "é", "bm8=", "////"])
def test_a_token_of_nobodys_is_refused(token: str) -> None:
    with pytest.raises(ServiceError, match="Invalid pagination token"):
        Page(token, 2)


def test_a_token_of_another_listing_is_refused() -> None:
    _, more = Page(None, 1, key=int).cut([1, 2], key=int)
    with pytest.raises(ServiceError, match="Invalid pagination token"):
        Page(more["NextToken"], 1)
