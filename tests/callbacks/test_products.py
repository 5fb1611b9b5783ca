"""The page of products: what it says, what it leaves out, and what it refuses."""

from __future__ import annotations

from typing import Any

import pytest

from bench.page import Page
from callbacks.asked import read
from callbacks.exports import all_rows
from callbacks.product_table import table_card
from callbacks.services import Services
from data.answers.kpis import values
from data.filters import Filters
from data.metrics import metric
from data.warehouse import View
from layouts import products
from layouts.components import CardIds
from tests.callbacks.conftest import Open

ALL = "?tab=products&period=all"


def rows(page: Page, card: CardIds) -> list[dict[str, Any]]:
    """The rows of a table."""
    found: list[dict[str, Any]] = page.value(card.table, "rowData")
    return found


def fields(page: Page) -> set[str]:
    """The columns of the large table."""
    return {column["field"] for column in page.value(products.TABLE.table, "columnDefs")}


def test_the_bars_and_other_make_up_net_sales(opened: Open) -> None:
    page = opened(ALL)
    page.change(products.TOP.toggle, "n_clicks", 1)
    shown = page.value(products.TOP.behind, "children")["props"]["children"]["props"]["rowData"]
    assert [(row["label"], row["value"]) for row in shown] == [
        ("Desk lamp", 72.0),
        ("Blue mug", 48.0),
        ("Green tea", 34.5),
        ("Other", 1.0),
    ]
    note = page.value(products.TOP.note, "children")
    assert "The 3 products shown make up 99.4%" in note
    assert "codes that are no merchandise and reversals that name no product" in note


def test_a_click_on_other_filters_nothing(opened: Open) -> None:
    page = opened(ALL)
    traces = page.value(products.TOP.graph, "figure")["data"]
    assert "customdata" not in traces[-1]
    assert traces[-1]["name"] == "Other"


def test_what_cannot_be_added_up_has_no_other(opened: Open) -> None:
    page = opened(ALL + "&products.by=orders")
    assert "Other" not in [
        trace["name"] for trace in page.value(products.TOP.graph, "figure")["data"]
    ]


def test_the_table_says_what_is_in_net_sales_and_in_no_row(opened: Open) -> None:
    note = opened(ALL).value(products.TABLE.note, "children")
    assert "postage, fees and other codes (£6.00) and not by product (−£5.00)" in note
    assert "known of 53.4% of product sales: £46.50" in note
    assert "9 of 10 reversals come within 24 days: more may follow." in note


def test_what_is_taken_along_adds_up_to_net_sales(services: Services, view: View) -> None:
    asked = read(services, "period=all")
    found, cut = all_rows(table_card(asked, "light"), "GBP")
    whole = values(view, [metric("net_sales_by_order")], Filters())["net_sales_by_order"]
    assert sum(row["net_sales_by_order"] for row in found) == whole == 155.5
    assert not cut
    searched = read(services, "period=all&products.search=mug")
    assert len(all_rows(table_card(searched, "light"), "GBP")[0]) == 1


def test_columns_that_would_be_empty_are_not_there(opened: Open) -> None:
    page = opened(ALL)
    assert {"margin", "margin_rate"} <= fields(page)
    assert "baseline" not in fields(page)
    page.change("location", "search", f"{ALL}&product=LAMP")
    assert "margin" not in fields(page)
    assert "No margin" in page.value(products.TABLE.note, "children")
    page.change("location", "search", "?tab=products&from=2026-07-01&to=2026-07-20")
    assert {"baseline", "change"} <= fields(page)


def test_search_class_and_order_stand_in_the_link(opened: Open) -> None:
    page = opened(ALL)
    page.change(products.Id.SEARCH, "value", "TEA")
    assert [row["key"] for row in rows(page, products.TABLE)] == ["TEA"]
    assert page.value("location", "search") == f"{ALL}&products.search=TEA"
    page.change(products.Id.SEARCH, "value", "nothing like it")
    assert "is in no name and no code" in page.value(products.TABLE.state_text, "children")
    page.change(products.Id.SEARCH, "value", "")
    page.change(products.Id.SORT, "value", "units")
    assert [row["key"] for row in rows(page, products.TABLE)] == ["TEA", "MUG", "LAMP"]


def test_unsold_products_can_be_listed(opened: Open) -> None:
    page = opened("?tab=products&month=2026-06&products.class=U")
    assert [row["key"] for row in rows(page, products.TABLE)] == ["TEA"]
    page.change(products.Id.CLASS, "value", "B")
    text = page.value(products.TABLE.state_text, "children")
    assert text == "There are none of class B. Change the search or the class above the table."


def test_the_curve_names_the_classes_and_what_the_best_fifth_makes(opened: Open) -> None:
    page = opened(ALL)
    note = page.value(products.PARETO.note, "children")
    assert note.startswith("3 products sold. 3 products in A.")
    traces = page.value(products.PARETO.graph, "figure")["data"]
    assert traces[1]["text"] == ["Best 20%: 46.6% of sales"]


def test_at_the_beginning_of_the_data_nothing_is_called_new(opened: Open) -> None:
    page = opened("?tab=products&month=2026-06")
    text = page.value(products.NEW.state_text, "children")
    assert text.startswith("The data begin on 4 May 2026")


def test_dying_needs_a_period_to_compare_with(opened: Open) -> None:
    page = opened(ALL)
    assert "Choose one to compare with" in page.value(products.DYING.state_text, "children")
    page.change("location", "search", "?tab=products&from=2026-07-01&to=2026-07-20")
    text = page.value(products.DYING.state_text, "children")
    assert text.startswith("No product that went well in 1 – 20 Jun 2026 has collapsed.")


@pytest.mark.parametrize("said", ["products.sort=nothing", "products.class=D", "products.by=tax"])
def test_what_no_control_offers_is_refused(opened: Open, said: str) -> None:
    page = opened(ALL)
    page.change("location", "search", f"{ALL}&{said}")
    assert len(rows(page, products.TABLE)) == 3


def test_an_empty_period_says_so_on_every_card(opened: Open) -> None:
    page = opened("?tab=products&from=2026-05-06&to=2026-05-07")
    for card in (products.TOP, products.CATEGORIES, products.PARETO, products.TABLE):
        assert page.value(card.body, "className") == "card-body-x is-empty"
