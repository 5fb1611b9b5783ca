"""The what-if page on a shop whose months are all alike, and on one too young for a forecast."""

from __future__ import annotations

import json
from datetime import date
from fractions import Fraction
from typing import Any

import pytest

from bench.page import Page
from callbacks import what_if as page_of
from callbacks.asked import read
from callbacks.services import Services
from callbacks.what_if_answer import levers_of
from callbacks.what_if_worth import worth_frame, worth_rows
from dashapp.factory import create_app
from dashapp.services import build_services
from dashapp.settings import Settings
from data.answers.what_if import customers_expected
from data.filters import FilterError
from data.periods import add_months
from data.stores import FileStore
from layouts.what_if import EFFECTS, LADDER, MONTHS, TABLE, WORTH, Id
from models.what_if import Levers, Shares
from tests.callbacks.conftest import Open
from tests.data.answers.made import view_of

DAYS = [add_months(date(2024, 1, 10), n) for n in range(30)]


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory, no_settings_from_outside: None) -> Open:
    """30 months in which ann buys for 30, a guest for 20 and somebody new for 50; then a day."""
    settings = Settings(data_dir=tmp_path_factory.mktemp("levers"), query_threads=1)
    orders = [
        order
        for n, day in enumerate(DAYS)
        for order in (("ann", day, 30), (None, day, 20), (f"new {n}", day, 50))
    ]
    view_of(FileStore(settings.releases_dir), [*orders, (None, date(2026, 7, 1), 1)])
    client = create_app(build_services(settings), settings).server.test_client()

    def send(path: str, body: Any) -> tuple[int, bytes]:
        if body is None:
            answer = client.get(path)
        else:
            answer = client.post(path, data=json.dumps(body), content_type="application/json")
        return answer.status_code, answer.get_data()

    def open_(search: str) -> Page:
        page = Page(send, connections=1)
        page.open(search)
        return page

    return open_


def lede(page: Page) -> str:
    return str(page.value(Id.LEDE, "children"))


def table(page: Page) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = page.value(TABLE.table, "rowData")
    return rows


def test_with_nothing_moved_the_page_is_the_forecast(shop: Open) -> None:
    page = shop("?tab=what-if")
    expected = shop("?tab=forecast&forecast.horizon=6").value("forecast-numbers-table", "rowData")
    assert [row["baseline"] for row in table(page)] == [row["yhat"] for row in expected]
    assert [row["scenario"] for row in table(page)] == [row["yhat"] for row in expected]
    assert lede(page).startswith("Nothing is moved: net sales of the next 6 months are expected at")


def test_levers_stand_in_the_link_and_move_every_card(shop: Open) -> None:
    page = shop("?tab=what-if&what-if.price=10&what-if.retention=20&what-if.months=2")
    rows = table(page)
    assert [row["period"] for row in rows] == ["Jul 2026", "Aug 2026"]
    for row in rows:
        assert row["scenario"] == pytest.approx(row["baseline"] * 1.1 * 1.06, abs=0.006)
        assert row["difference"] == pytest.approx(row["price"] + row["retention"])
        assert "lost" not in row
    said = lede(page)
    assert said.startswith("Price +10%, retention +20%: net sales of the next 2 months would be")
    assert "+16.6%" in said
    assert page.value(Id.PRICE, "value") == 10
    ladder = page.value(LADDER.table, "rowData")
    assert [row["label"] for row in ladder] == [
        "Gross sales",
        "Discounts",
        "Reversals",
        "Net sales",
    ]
    net = ladder[-1]
    assert net["scenario"] == pytest.approx(sum(row["scenario"] for row in rows))


def test_a_moved_slider_changes_the_link_and_zero_brings_it_back(shop: Open) -> None:
    page = shop("?tab=what-if&what-if.months=3")
    page.change(Id.VOLUME, "value", -7)
    assert page.value("location", "search") == "?tab=what-if&what-if.volume=-7&what-if.months=3"
    assert lede(page).startswith("Volume −7%: net sales of the next 3 months")
    page.change(Id.ZERO, "n_clicks", 1)
    assert page.value("location", "search") == "?tab=what-if&what-if.months=3"
    assert page.value(Id.VOLUME, "value") == 0


def test_steps_and_lines_are_drawn_between_both_ends(shop: Open) -> None:
    page = shop("?tab=what-if&what-if.price=10&what-if.lost=0.5")
    steps = page.value(EFFECTS.graph, "figure")["data"][1]["customdata"]
    assert [step[1] for step in steps] == [
        "As forecast",
        "Price",
        "Volume lost to the price",
        "Volume",
        "Retention",
        "Discount",
        "Reversals",
        "What if",
    ]
    names = [trace["name"] for trace in page.value(MONTHS.graph, "figure")["data"]]
    assert names[-3:] == ["Actual", "As forecast", "What if"]
    assert "Each 1% of price costs 0.5% of volume" in page.value(MONTHS.note, "children")


def test_the_shares_that_levers_work_on_are_said(shop: Open) -> None:
    page = shop("?tab=what-if&what-if.price=1")
    said = page.value(MONTHS.note, "children")
    assert said.startswith(
        "Of the 12 complete months to 30 Jun 2026: discounts took 0.0% of gross sales, reversals "
        "0.0% of the rest, and customers who had bought before brought 30.0% of what was ordered."
    )
    assert said.endswith("A price changes no volume here unless you say how much.")


def test_discounts_that_cannot_fall_further_are_said(shop: Open) -> None:
    page = shop("?tab=what-if&what-if.discount=-5")
    assert page.value(MONTHS.note, "children").endswith("Discounts cannot fall below none.")
    assert [row["difference"] for row in table(page)] == [0.0] * 6


def test_without_expectations_only_the_card_of_customers_says_so(shop: Open) -> None:
    page = shop("?tab=what-if")
    assert page.value(WORTH.state_title, "children") == "Not known yet"
    assert "Train again" in page.value(WORTH.state_text, "children")
    assert page.value(LADDER.state_title, "children") == ""


def test_what_is_expected_of_known_customers_moves_with_the_levers(services: Services) -> None:
    """The shop by hand: 104.50 in 90 days, 12.8 orders in a year; 1.1 times 1.2 of that."""
    asked = read(services, "what-if.price=10&what-if.retention=20")
    known = customers_expected(asked.view, asked.filters)
    assert known is not None
    moved = Levers(price=10, retention=20)
    frame = worth_frame(known, moved, Shares(Fraction(0), Fraction(0), Fraction(1, 2)))
    assert frame["baseline"].tolist() == pytest.approx([4.1, 104.5, 12.8, 333.5])
    assert frame["scenario"].tolist() == pytest.approx([4.92, 137.94, 15.36, 440.22])
    assert frame["difference"].tolist() == pytest.approx([0.82, 33.44, 2.56, 106.72])
    assert worth_rows(frame, "GBP")[3] == {
        "label": "Net sales in 365 days",
        "baseline": "£333.50",
        "scenario": "£440.22",
        "difference": "+£106.72",
        "currency": "GBP",
    }
    assert worth_rows(frame, "GBP")[2]["difference"] == "+3"


def test_a_shop_too_young_for_a_forecast_says_how_much_is_missing(opened: Open) -> None:
    page = opened("?tab=what-if&what-if.price=5")
    for ids in (MONTHS, EFFECTS, TABLE, LADDER, WORTH):
        assert page.value(ids.state_title, "children") == "Too little data", ids.prefix
    assert lede(page) == ""


def test_a_selection_without_orders_names_the_filter(shop: Open) -> None:
    page = shop("?tab=what-if&country=Nowhere")
    assert page.value(MONTHS.state_title, "children") == "No orders match these filters"
    assert lede(page) == ""


def test_a_lever_of_a_link_that_goes_too_far_is_refused_in_words() -> None:
    assert levers_of({"what-if.price": "-30"}) == Levers(price=-30)
    with pytest.raises(FilterError, match="Price: choose a whole number from -30 to 30"):
        levers_of({"what-if.price": "31"})
    with pytest.raises(FilterError, match="Volume lost: choose one of 0, "):
        levers_of({"what-if.lost": "0.7"})


@pytest.mark.parametrize("value", [None, True, 2.5, "many", 31, float("nan"), float("inf"), [1]])
def test_a_slider_that_says_no_whole_number_changes_nothing(shop: Open, value: Any) -> None:
    page = shop("?tab=what-if&what-if.price=2")
    page.change(Id.PRICE, "value", value)
    assert page.value("location", "search") == "?tab=what-if&what-if.price=2"
    assert lede(page).startswith("Price +2%")


def test_back_to_zero_leaves_filters_and_months_as_they_are() -> None:
    search = "?tab=what-if&country=UK&what-if.price=3&what-if.lost=1&what-if.months=2"
    assert page_of.zeroed(search) == "?tab=what-if&country=UK&what-if.months=2"
