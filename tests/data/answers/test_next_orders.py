"""Who is due or overdue, page by page, against pandas on made-up predictions."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from data.answers.next_orders import SORTINGS, Show, Wanted, all_next_orders, next_orders
from data.answers.rows import A_PAGE
from data.filters import Filters
from data.releases import ReleaseStore
from tests.data.answers.valued_shop import LAST, Shop, valued_shop

NewStore = Callable[..., ReleaseStore]


@pytest.fixture
def shop(new_store: NewStore, tmp_path: Path) -> Shop:
    """237 customers with made-up predictions."""
    return valued_shop(new_store(tmp_path))


def shown(people: pd.DataFrame, show: Show) -> pd.DataFrame:
    """The customers who are due, overdue, or all."""
    soon = people["next_order_on"] <= pd.Timestamp(LAST) + pd.Timedelta(days=30)
    which = {
        Show.ALL: pd.Series(data=True, index=people.index),
        Show.OVERDUE: people["overdue"],
        Show.DUE: soon & ~people["overdue"],
    }
    return people[which[show]]


def in_order(people: pd.DataFrame, sort: str) -> list[str]:
    sorting = SORTINGS[sort]
    ranked = people.sort_values(
        [sorting.column, "customer_key"],
        ascending=[not sorting.largest_first, True],
        na_position="last",
    )
    return ranked["customer_id"].tolist()


def test_every_list_is_the_one_of_pandas_in_its_order(shop: Shop) -> None:
    first = all_next_orders(shop.view, Filters(), Wanted(Show.ALL), limit=1_000)
    people = shop.customers.merge(first[["customer_id", "last_order_on"]])
    for show in Show:
        wanted = shown(people, show)
        for sort in SORTINGS:
            found = all_next_orders(shop.view, Filters(), Wanted(show, sort), limit=1_000)
            assert found["customer_id"].tolist() == in_order(wanted, sort), (show, sort)
    assert 20 < len(shown(people, Show.DUE)) < len(shown(people, Show.OVERDUE)) < 237


def test_pages_follow_each_other_and_their_sums_are_of_everybody(shop: Shop) -> None:
    wanted = Wanted(Show.ALL, "alive")
    pages = [next_orders(shop.view, Filters(), wanted, page=page) for page in range(1, 6)]
    assert [len(page.rows) for page in pages] == [A_PAGE, A_PAGE, A_PAGE, A_PAGE, 37]
    listed = [who for page in pages for who in page.rows["customer_id"]]
    assert listed == in_order(shop.customers, "alive")
    due, overdue = shown(shop.customers, Show.DUE), shown(shop.customers, Show.OVERDUE)
    first = pages[0]
    assert (first.customers, first.due, first.overdue) == (237, len(due), len(overdue))
    assert first.due_value == pytest.approx(due["value_90"].sum(), rel=1e-12)
    assert first.overdue_value == pytest.approx(overdue["value_90"].sum(), rel=1e-12)
    beyond = next_orders(shop.view, Filters(), wanted, page=99)
    assert (beyond.page, beyond.pages) == (5, 5)


def test_filters_and_search_keep_some_of_them(shop: Shop) -> None:
    kept = shop.customers[shop.customers["has_first"]]
    found = next_orders(shop.view, Filters(products=("P0000",)), Wanted(Show.OVERDUE))
    assert found.found == len(shown(kept, Show.OVERDUE))
    assert found.customers == len(kept)
    sought = all_next_orders(shop.view, Filters(), Wanted(Show.ALL, find="C01"), limit=1_000)
    assert sorted(sought["customer_id"]) == [f"c01{n}" for n in range(10)]
