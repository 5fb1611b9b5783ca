"""Sentences of the page, on the tiny shop."""

from __future__ import annotations

import pytest

from callbacks import words
from layouts import filters, forecast, kpi, products, segmentation, trends
from tests.callbacks.conftest import Open

JUNE = "?from=2026-06-10&to=2026-06-20"


@pytest.mark.parametrize(
    ("search", "sentence"),
    [
        # 10 to 20 June: 36 and 13 of sales; 30 May to 9 June: none.
        (JUNE, "Net sales came to £49.00, from nothing in the period before."),
        (f"{JUNE}&compare=none", "Net sales came to £49.00."),
        (
            f"{JUNE}&compare=last-year",
            "Net sales came to £49.00; the data do not reach back further.",
        ),
        ("?from=2026-06-08&to=2026-06-12&country=Germany", "Net sales stayed about the same: "),
        ("?from=2020-01-01&to=2020-01-31", "The data know no day of this period."),
        ("?from=2027-01-01&to=2027-01-31", "The data know no day of this period."),
        ("?period=all", "Net sales of the whole history: £155.50."),
    ],
)
def test_the_sentence_on_top_says_only_what_is_known(
    opened: Open, search: str, sentence: str
) -> None:
    assert str(opened(search).value(kpi.Id.LEDE, "children")).startswith(sentence)


def test_a_period_without_any_data_has_no_numbers_not_even_zero(opened: Open) -> None:
    page = opened("?from=2020-01-01&to=2020-01-31")
    shown = {page.value(f"kpi-{name}-value", "children") for name in kpi.KPIS}
    assert shown == {"Not available"}


@pytest.mark.parametrize("name", ["shipping", "total_sales", "reversed_order_rate"])
def test_what_is_unknown_by_product_is_said_to_be(opened: Open, name: str) -> None:
    page = opened("?tab=trends&period=all&product=MUG")
    page.change(trends.Id.METRIC, "value", name)
    assert page.value(trends.MAIN.body, "className") == "card-body-x is-missing"
    assert "product" in page.value(trends.MAIN.state_text, "children")
    assert page.value(trends.Id.LEDE, "children").endswith("not available for this selection.")


def test_one_is_not_counted_as_many(opened: Open) -> None:
    assert words.counted(1, "order") == "1 order"
    assert words.counted(15_822, "order") == "15,822 orders"
    page = opened("?from=2026-07-20&to=2026-07-20")
    assert page.value(filters.Id.SUMMARY, "children") == "1 order"
    assert page.value(filters.Id.ROWS, "className") == "linkish"
    note = page.value(kpi.PRODUCTS.note, "children")
    assert note == "The one shown makes up 100.0% of net sales by order day."


def test_the_leading_product_is_counted_in_pieces_or_money(opened: Open) -> None:
    page = opened("?tab=products&period=all")
    page.change(products.Id.METRIC, "value", "units")
    assert page.value(products.Id.LEDE, "children") == "Green tea leads with 9 units."
    page.change(products.Id.METRIC, "value", "reversals_by_order")
    assert page.value(products.Id.LEDE, "children") == "Desk lamp leads with £36.00 of reversals."
    link = "?tab=products&from=2026-06-12&to=2026-06-20&products.by=reversals_by_order"
    page.change("location", "search", link)
    assert page.value(products.Id.LEDE, "children") == ""
    for card in (products.TOP, products.CATEGORIES):
        assert page.value(card.body, "className") == "card-body-x is-few"
        sentence = "There are no reversals in this selection."
        assert page.value(card.state_text, "children") == sentence


def test_nothing_found_names_products_as_the_chips_do(opened: Open) -> None:
    page = opened("?tab=trends&month=2026-05&product=LAMP&country=Ireland")
    text = page.value(trends.MAIN.state_text, "children")
    assert (
        text == "There are no orders in 1 – 31 May 2026 with Product: Desk lamp; Country: Ireland."
    )
    assert page.value(filters.Id.ROWS, "className") == "linkish is-hidden"


def test_nothing_is_forecast_for_what_was_never_sold(opened: Open) -> None:
    page = opened("?tab=forecast&product=NOPE")
    assert page.value(forecast.MAIN.body, "className") == "card-body-x is-empty"
    text = page.value(forecast.MAIN.state_text, "children")
    assert text == "There are no orders with Product: NOPE."
    assert page.value(forecast.Id.LEDE, "children") == ""


def test_dots_need_customers_with_a_cluster(opened: Open) -> None:
    # Only the guest bought on 20 May.
    page = opened("?tab=segments&from=2026-05-20&to=2026-05-20")
    assert page.value(segmentation.SCATTER.body, "className") == "card-body-x is-few"
