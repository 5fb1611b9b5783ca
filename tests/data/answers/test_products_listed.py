"""Products searched, sorted, cut and held against the period before; new and dying ones."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest

from data.answers.products import HISTORY_DAYS, products, tells_new
from data.filters import Filters
from data.periods import Comparison, Period
from data.queries.products_list import SORTINGS, Wanted
from data.releases import ReleaseStore
from data.warehouse import View
from tests.data.answers.asking import JULY, JUNE, kept
from tests.data.answers.carts import START, Cart, shop_of


def test_a_search_means_itself_and_finds_names_and_codes(view: View) -> None:
    for text, keys in (("TEA", ["TEA"]), ("blue M", ["MUG"]), ("%", []), ("m_g", [])):
        found = products(view, Filters(), wanted=Wanted(search=text))
        assert found.rows["key"].tolist() == keys
        assert found.found == len(keys)


def test_a_search_changes_no_class_and_no_share(view: View) -> None:
    found = products(view, Filters(), wanted=Wanted(search="tea")).rows.iloc[0]
    assert (found["rank"], found["abc"]) == (3, "A")
    assert found["share"] == pytest.approx(34.5 / 154.5)


def test_a_class_can_be_shown_alone(view: View) -> None:
    unsold = products(view, kept(JUNE), wanted=Wanted(abc="U"))
    assert unsold.rows["key"].tolist() == ["TEA"]


def test_a_cut_says_how_many_there_are(view: View) -> None:
    found = products(view, Filters(), limit=2)
    assert (len(found.rows), found.found) == (2, 3)


@pytest.mark.parametrize(
    ("sort", "keys"),
    [
        ("net_sales", ["LAMP", "MUG", "TEA"]),
        ("units", ["TEA", "MUG", "LAMP"]),
        ("orders", ["MUG", "TEA", "LAMP"]),
        ("margin", ["MUG", "TEA", "LAMP"]),
        ("reversals", ["LAMP", "MUG", "TEA"]),
        ("reversal_rate", ["LAMP", "MUG", "TEA"]),
        ("discount_share", ["TEA", "LAMP", "MUG"]),
        ("unsold", ["LAMP", "TEA", "MUG"]),
    ],
)
def test_products_are_sorted_in_the_database_and_unknown_ones_come_last(
    view: View, sort: str, keys: list[str]
) -> None:
    assert products(view, Filters(), wanted=Wanted(sort=sort)).rows["key"].tolist() == keys


@pytest.mark.parametrize("sort", list(SORTINGS))
def test_every_order_can_be_asked_for(view: View, sort: str) -> None:
    found = products(view, kept(JULY), Comparison.PREVIOUS, Wanted(sort=sort))
    assert sorted(found.rows["key"]) == ["LAMP", "MUG", "TEA"]


def test_a_product_is_held_against_the_period_before(view: View) -> None:
    """1 to 20 July against 1 to 20 June, when the lamp was sold and given back."""
    period = Period(date(2026, 7, 1), date(2026, 7, 20))
    july = products(view, kept(period), Comparison.PREVIOUS).rows.set_index("key")
    assert july["baseline"].to_dict() == {"LAMP": 0.0, "MUG": 10.0, "TEA": 0.0}
    assert july["difference"].to_dict() == {"LAMP": 72.0, "MUG": 9.0, "TEA": 20.0 - 4.0}
    assert july.loc["MUG", "change"] == pytest.approx(0.9)
    assert july["change"].isna().to_dict() == {"LAMP": True, "MUG": False, "TEA": True}


def test_without_a_period_before_there_is_nothing_to_hold_a_product_against(view: View) -> None:
    june = products(view, kept(JUNE), Comparison.PREVIOUS).rows
    assert june["baseline"].isna().all()
    assert june["difference"].isna().all()
    assert not june["dying"].any()


def test_the_part_of_an_unfinished_period_has_no_percentage(view: View) -> None:
    july = products(view, kept(JULY), Comparison.PREVIOUS).rows.set_index("key")
    assert july.loc["MUG", "baseline"] == 10.0
    assert july["change"].isna().all()


@pytest.fixture
def shop(new_store: Callable[..., ReleaseStore], tmp_path: Path) -> Callable[..., View]:
    """Publishes the carts of one test; two products of 10 each."""
    return lambda carts: shop_of(new_store(tmp_path), carts, ["10", "10"])


def daily(product: int, first: date, orders: int) -> list[Cart]:
    """So many orders of a product, a day apart."""
    return [Cart([product], first + timedelta(days=n)) for n in range(orders)]


def span(after: int, days: int = 30) -> Period:
    """So many days, so long after the beginning."""
    first = START + timedelta(days=after)
    return Period(first, first + timedelta(days=days - 1))


def test_a_product_is_new_where_its_first_sale_ever_is_in_the_period(
    shop: Callable[..., View],
) -> None:
    day = START + timedelta(days=HISTORY_DAYS)
    carts = [Cart([0]), Cart([0, 1], day), Cart([1], day + timedelta(days=40))]
    view = shop(carts)
    first, later = span(HISTORY_DAYS), span(HISTORY_DAYS + 30)
    found = products(view, kept(first), wanted=Wanted(only="new"))
    assert (found.found, found.rows["key"].tolist()) == (1, ["P0001"])
    assert products(view, kept(later), wanted=Wanted(only="new")).found == 0


def test_nothing_is_called_new_at_the_beginning_of_the_data(shop: Callable[..., View]) -> None:
    view = shop([Cart([0]), Cart([1], START + timedelta(days=HISTORY_DAYS))])
    early = span(HISTORY_DAYS - 1)
    assert not tells_new(view, kept(early))
    assert not tells_new(view, Filters())
    assert products(view, kept(early), wanted=Wanted(only="new")).found == 0


@pytest.mark.parametrize(("before", "now", "dying"), [
    (12, 2, True), (12, 3, False), (12, 0, True), (10, 2, True), (9, 0, False),
])  # fmt: skip
def test_dying_is_less_than_a_quarter_of_what_went_well_before(
    shop: Callable[..., View], before: int, now: int, dying: bool
) -> None:
    carts = [*daily(0, START, before), *daily(0, span(30).start, now), Cart([1], span(30).end)]
    found = products(shop(carts), kept(span(30)), Comparison.PREVIOUS)
    assert found.rows.set_index("key").loc["P0000", "dying"] == dying
