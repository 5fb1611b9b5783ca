"""The page of baskets: bundles in money, and plain words where chance explains everything."""

from __future__ import annotations

import json
from typing import Any

import pytest
from dash.exceptions import PreventUpdate

from bench.page import Page
from callbacks.baskets import pair_of
from callbacks.services import Services
from dashapp.factory import create_app
from dashapp.services import build_services
from dashapp.settings import Settings
from data.stores import FileStore
from layouts import baskets
from tests.callbacks.conftest import Open
from tests.data.answers.carts import Cart, random_carts, shop_of

PRICES = [str(4 + n % 5) for n in range(20)]
COSTS = ["2"] * 10
PAGE = "?tab=baskets&period=all"


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory, no_settings_from_outside: None) -> Open:
    """400 baskets of 20 products in which 3 and 4, and 11 and 12, go together."""
    settings = Settings(data_dir=tmp_path_factory.mktemp("carts"), query_threads=1)
    carts = random_carts(3, 400, 20, mean_size=2.0)
    for every, two in ((5, {3, 4}), (7, {11, 12})):
        carts = [
            Cart(sorted({*cart.products, *two}), cart.day) if not n % every else cart
            for n, cart in enumerate(carts)
        ]
    shop_of(FileStore(settings.releases_dir), carts, PRICES, COSTS)
    return opener(build_services(settings), settings)


def opener(services: Services, settings: Settings) -> Open:
    """Opens pages of an app."""
    client = create_app(services, settings).server.test_client()

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


def table(page: Page) -> list[dict[str, Any]]:
    """The pairs of the table."""
    found: list[dict[str, Any]] = page.value(baskets.TABLE.table, "rowData")
    return found


def test_the_planted_pairs_are_offered_and_ranked_by_money(shop: Open) -> None:
    page = shop(PAGE)
    pairs = [row["pair"] for row in table(page)]
    assert set(pairs[:2]) == {"P0003 + P0004", "P0011 + P0012"}
    worths = [row["worth"] for row in table(page)]
    assert worths == sorted(worths, reverse=True)
    note = page.value(baskets.TABLE.note, "children")
    assert "400 orders with merchandise. 190 pairs of 20 products tested" in note
    lede = page.value(baskets.Id.LEDE, "children")
    assert lede.startswith(f"{len(pairs)} pairs stand out.")


def test_the_best_bundles_are_drawn_with_their_range(shop: Open) -> None:
    page = shop(PAGE)
    bars = page.value(baskets.BEST.graph, "figure")["data"][0]
    assert [row[0] for row in bars["customdata"]] == [row["pair"] for row in table(page)][:10]
    assert bars["x"] == [row["worth"] for row in table(page)][:10]
    assert all(away > 0 for away in bars["error_x"]["array"])


def test_the_worth_adds_up_and_follows_the_offer(shop: Open) -> None:
    page = shop(f"{PAGE}&baskets.discount=0")
    gained, given, left = page.value(baskets.WORTH.graph, "figure")["data"][0]["x"]
    assert given == 0
    assert gained == left == table(page)[0]["worth"]
    page.change(baskets.Id.DISCOUNT, "value", "20")
    gained, given, left = page.value(baskets.WORTH.graph, "figure")["data"][0]["x"]
    assert given < 0
    assert gained + given == pytest.approx(left) == table(page)[0]["worth"]


def test_a_row_or_a_mark_chooses_the_pair_and_the_link_remembers_it(shop: Open) -> None:
    page = shop(PAGE)
    second = table(page)[1]
    page.change(baskets.TABLE.table, "selectedRows", [second])
    assert "baskets.pair=P00" in page.value("location", "search")
    shown = page.value(baskets.WORTH.subtitle, "children")
    assert shown == f"{second['offer_label']}, offered to buyers of {second['anchor_label']}"
    first = page.value(baskets.BEST.graph, "figure")["data"][0]["customdata"][0]
    page.change(baskets.BEST.graph, "clickData", {"points": [{"customdata": first}]})
    assert table(page)[0]["offer_label"] in page.value(baskets.WORTH.subtitle, "children")


def test_a_pair_that_is_not_there_means_the_best_one(shop: Open) -> None:
    page = shop(f"{PAGE}&baskets.pair=nothing+like+it")
    assert table(page)[0]["offer_label"] in page.value(baskets.WORTH.subtitle, "children")


def test_a_product_filter_keeps_its_pairs(shop: Open) -> None:
    page = shop(f"{PAGE}&product=P0003")
    assert table(page)
    assert all("P0003" in row["pair"] for row in table(page))


def test_costs_make_margins_and_no_cost_is_said(shop: Open) -> None:
    page = shop(f"{PAGE}&baskets.pair=P0003+%2B+P0004")
    assert "(its margin at that price)" in page.value(baskets.WORTH.note, "children")
    page.change("location", "search", f"{PAGE}&baskets.pair=P0011+%2B+P0012")
    note = page.value(baskets.WORTH.note, "children")
    assert "(its price, as its cost is not known)" in note


def test_baskets_of_customers_can_be_asked_for(shop: Open) -> None:
    page = shop(PAGE)
    page.change(baskets.Id.BASKET, "value", "30-days")
    assert "400 baskets of 30 days with merchandise" in page.value(baskets.TABLE.note, "children")


def test_a_shop_too_small_says_what_is_missing(opened: Open) -> None:
    page = opened(PAGE)
    for card in (baskets.BEST, baskets.WORTH, baskets.TABLE):
        assert page.value(card.body, "className") == "card-body-x is-few"
    text = page.value(baskets.TABLE.state_text, "children")
    assert text == (
        "A pair has to be in 5 baskets to be judged. Among 10 orders fewer than two products are "
        "in so many. Choose a longer period."
    )
    assert page.value(baskets.Id.LEDE, "children") == ""


def test_baskets_without_a_pair_that_stands_out_say_so(
    tmp_path_factory: pytest.TempPathFactory, no_settings_from_outside: None
) -> None:
    settings = Settings(data_dir=tmp_path_factory.mktemp("chance"), query_threads=1)
    shop_of(FileStore(settings.releases_dir), random_carts(4, 300, 12), PRICES[:12])
    page = opener(build_services(settings), settings)(PAGE)
    text = page.value(baskets.TABLE.state_text, "children")
    assert "None is bought together more often than chance explains" in text


@pytest.mark.parametrize("row", [None, {}, {"pair": ""}, {"pair": 7}, {"pair": "x" * 300}, "P"])
def test_what_names_no_pair_changes_nothing(row: Any) -> None:
    with pytest.raises(PreventUpdate):
        pair_of(row)


@pytest.mark.parametrize("said", ["discount=99", "rise=0", "basket=week"])
def test_what_no_control_offers_is_refused(opened: Open, said: str) -> None:
    page = opened(PAGE)
    page.change("location", "search", f"{PAGE}&baskets.{said}")
    assert page.value(baskets.TABLE.body, "className") == "card-body-x is-few"
