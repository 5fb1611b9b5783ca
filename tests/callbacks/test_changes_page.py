"""Why it changed: cards, sentence and links, on the tiny shop."""

from __future__ import annotations

from typing import Any

import pytest

from bench.page import Page
from callbacks import changes_page as page_of_changes
from callbacks import changes_words
from callbacks.asked import Asked, read
from callbacks.services import Services
from data.answers.bridge import Step
from data.formulas import Format
from layouts import changes_page
from layouts.components import CardIds
from tests.callbacks.conftest import Open

JULY = "from=2026-07-01&to=2026-07-20"


@pytest.fixture
def july(services: Services) -> Asked:
    return read(services, JULY)


def asked(services: Services, query: str) -> Asked:
    return read(services, query)


def bars(page: Page, ids: CardIds) -> dict[str, Any]:
    figure = page.value(ids.graph, "figure")
    return next(trace for trace in figure["data"] if trace["type"] == "bar")


def state(page: Page, ids: CardIds) -> str:
    return str(page.value(ids.body, "className")).rpartition(" ")[2]


def test_bars_of_both_bridges_end_where_the_change_does(opened: Open) -> None:
    page = opened(f"?tab=changes&{JULY}")
    for ids in (changes_page.DRIVERS, changes_page.MIX):
        drawn = bars(page, ids)
        _, *steps, _ = drawn["x"]
        assert drawn["base"][-1] + drawn["x"][-1] == pytest.approx(20)
        assert sum(steps) == pytest.approx(20)
        assert state(page, ids) == "is-ready"
        assert "The coloured bars add up to +£20.00;" in page.value(ids.note, "children")


def test_the_basis_of_the_selection_decides(services: Services) -> None:
    card = page_of_changes.drivers_card(asked(services, f"{JULY}&basis=order-day"), "light")
    assert card.rows[-1]["amount"] == 105
    assert card.rows[-2]["label"] == "Reversals without an order"
    assert card.metrics[0] == "net_sales_by_order"
    assert "after reversals" in card.note


def test_the_table_writes_each_size_as_what_it_is(july: Asked) -> None:
    card = page_of_changes.drivers_card(july, "light")
    shown = {row["label"]: (row["before"], row["after"]) for row in card.rows}
    assert shown["New customers"] == ("1", "2")
    assert shown["Returning: orders per customer"] == ("1.00", "1.33")
    assert shown["New customers: order value"] == ("£13.00", "£36.00")
    assert [card.rows[0]["label"], card.rows[-1]["label"]] == [
        "1 – 20 Jun 2026",
        "1 – 20 Jul 2026",
    ]


def test_a_switch_chooses_products_or_categories(opened: Open) -> None:
    page = opened(f"?tab=changes&{JULY}")
    assert page.value(changes_page.MIX.title, "children").endswith("of products")
    page.change(changes_page.Id.BY, "value", "category")
    assert page.value(changes_page.MIX.title, "children").endswith("of categories")
    assert "changes.by=category" in page.value("location", "search")


def test_a_click_on_a_bar_keeps_its_product_or_category_alone(opened: Open) -> None:
    page = opened(f"?tab=changes&{JULY}")
    marks = bars(page, changes_page.PRODUCTS)["customdata"]
    assert [mark[0] for mark in marks] == ["TEA", "MUG", "LAMP", "POST", ""]
    page.change(changes_page.PRODUCTS.graph, "clickData", {"points": [{"customdata": marks[0]}]})
    assert page.value("location", "search") == f"?tab=changes&{JULY}&product=TEA"
    assert bars(page, changes_page.DRIVERS)["x"][-1] == 16
    page = opened(f"?tab=changes&{JULY}")
    marks = bars(page, changes_page.CATEGORIES)["customdata"]
    page.change(changes_page.CATEGORIES.graph, "clickData", {"points": [{"customdata": marks[0]}]})
    assert page.value("location", "search") == f"?tab=changes&{JULY}&category=Pantry"


def test_the_sentence_says_what_changed_and_why(july: Asked) -> None:
    assert page_of_changes.lede(july) == (
        "Net sales rose by £20.00 (+40.8%) to £69.00 against 1 – 20 Jun 2026: more customers "
        "came back (+£42.76) and new customers spent more per order (+£35.11), while returning "
        "customers spent less per order (−£47.96). The product that moved most was Green tea "
        "(+£16.00)."
    )


def test_every_number_of_the_sentence_is_a_link(july: Asked) -> None:
    pieces = changes_words.sentence(july)
    numbers = [piece for piece in pieces if "£" in piece.text or "%" in piece.text]
    assert len(numbers) == 7
    assert all(piece.href for piece in numbers)
    assert numbers[-1].href == f"?tab=changes&{JULY}&product=TEA"
    assert {piece.href for piece in numbers[:2]} == {f"#{changes_page.DRIVERS.title}"}
    assert numbers[2].href == f"?tab=trends&{JULY}"


def test_the_sentence_stands_on_the_page_with_its_links(opened: Open) -> None:
    page = opened(f"?tab=changes&{JULY}")
    pieces = page.value(changes_page.Id.LEDE, "children")
    links = [piece["props"]["href"] for piece in pieces if isinstance(piece, dict)]
    assert links[-1] == f"?tab=changes&{JULY}&product=TEA"
    assert links[0].startswith("#changes-drivers")


def test_the_links_keep_filters_and_the_switch(services: Services) -> None:
    kept = asked(services, f"{JULY}&country=United+Kingdom&changes.by=category")
    last = changes_words.sentence(kept)[-2].href
    assert last == f"?tab=changes&{JULY}&product=LAMP&country=United+Kingdom&changes.by=category"


def test_with_one_product_chosen_no_product_is_named(services: Services) -> None:
    assert "product" not in page_of_changes.lede(asked(services, f"{JULY}&product=TEA"))


def test_an_unfinished_period_has_no_percentage_and_as_many_days(services: Services) -> None:
    said = page_of_changes.lede(asked(services, "month=2026-07"))
    assert said.startswith("Net sales so far rose by £20.00 to £69.00 against 1 – 20 Jun 2026")
    card = page_of_changes.mix_card(asked(services, "month=2026-07"), "light")
    assert card.subtitle.startswith("So far, 20 of 31 days: ")


@pytest.mark.parametrize(
    ("query", "reason"),
    [
        ("period=all", "Before the whole history there is nothing."),
        ("month=2026-05", "The data begin on 4 May 2026, after the period to compare with."),
        (f"{JULY}&compare=none", "Nothing is compared."),
        ("month=2027-01", "The data know no day of this period."),
    ],
)
def test_without_a_comparison_cards_and_sentence_say_why(
    services: Services, query: str, reason: str
) -> None:
    question = asked(services, query)
    assert page_of_changes.lede(question).startswith(reason)
    for drawn in page_of_changes.DECK:
        card = drawn.card(question, "dark")
        assert card.state.class_name.endswith("is-missing")
        assert card.state.text.startswith(reason)
        assert card.state.title == "Nothing to compare with"


def test_a_selection_without_orders_says_which_filter_did_it(services: Services) -> None:
    nothing = asked(services, f"{JULY}&country=Ireland&channel=app")
    assert page_of_changes.lede(nothing) == "There are no orders in either period."
    assert "Country: Ireland" in page_of_changes.drivers_card(nothing, "light").state.text
    assert page_of_changes.mix_card(nothing, "light").state.class_name.endswith("is-empty")
    assert page_of_changes.products_card(nothing, "light").state.title == "Nothing moved"


def test_an_export_of_the_products_holds_all_of_them(july: Asked) -> None:
    card = page_of_changes.products_card(july, "light")
    assert card.whole is not None
    assert card.whole()["label"].tolist() == [row["label"] for row in card.rows]


def test_a_step_is_told_by_what_it_was_and_is() -> None:
    fell = Step("guest_order_value", "Guests: order value", 3.0, -4.0, -5.0, Format.MONEY)
    assert changes_words.happened(fell) == "guests spent less per order"
    came = Step("guests_appeared", "Guests appeared", 3.0, 0.0, 3.0)
    assert changes_words.happened(came) == "guests appeared"
