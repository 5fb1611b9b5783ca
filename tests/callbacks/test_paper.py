"""Pages of the dashboard as PDF, with the filters that the reader chose."""

from __future__ import annotations

import pytest

from callbacks import paper
from callbacks.address import address_of
from callbacks.decks import DECKS
from callbacks.desk import Refused
from callbacks.services import Services
from data.filters import FilterError
from layouts.tabs import Tab, page_of
from tests.layouts.paper.reading import texts_of


def test_the_overview_holds_its_numbers_and_says_its_filters(services: Services) -> None:
    address = address_of("?period=all&country=Germany")
    text = texts_of(paper.pdf(services, address, [Tab.OVERVIEW]))
    assert "£90.00" in text
    assert "Filters: Country: Germany" in text
    assert "Data to: 20 Jul 2026" in text


def test_all_pages_are_bound_in_their_order(services: Services) -> None:
    text = texts_of(paper.pdf(services, address_of("?period=all"), list(DECKS)))
    places = [text.find(page_of(tab).label) for tab in DECKS]
    assert min(places) >= 0
    for tab in DECKS:
        for drawn in DECKS[tab][:1]:
            assert drawn.ids.prefix


def test_the_data_tab_is_not_taken_along(services: Services) -> None:
    with pytest.raises(FilterError, match="open another one"):
        paper.pdf(services, address_of("?tab=data"), [Tab.DATA])


def test_who_asks_while_a_pdf_is_drawn_is_told_so_and_does_not_wait(services: Services) -> None:
    address = address_of("?period=all")
    with (
        paper.ONE_AT_A_TIME.taken(),
        pytest.raises(Refused, match="Another PDF is being drawn"),
    ):
        paper.pdf(services, address, [Tab.OVERVIEW])
    assert paper.pdf(services, address, [Tab.TARGETS]).startswith(b"%PDF")


def test_a_pdf_that_fails_lets_the_next_one_be_drawn(services: Services) -> None:
    for _ in range(2):
        with pytest.raises(FilterError, match="open another one"):
            paper.pdf(services, address_of("?tab=data"), [Tab.DATA])
