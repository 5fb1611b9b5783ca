"""Comparisons, the day of reversals, the ladder and the facts beside it, on the tiny shop."""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient

from bench.page import Page
from data.answers.reversal_days import ORDER_ONLY
from layouts import filters, kpi, trends
from tests.callbacks.conftest import Open

JULY_SO_FAR = "?from=2026-07-01&to=2026-07-20"


def text(page: Page, component: str) -> Any:
    return page.value(component, "children")


def facts(page: Page) -> dict[str, dict[str, Any]]:
    return {row["label"]: row for row in page.value(kpi.FACTS.table, "rowData")}


def test_the_switch_moves_reversals_to_the_day_of_their_order(opened: Open) -> None:
    page = opened(JULY_SO_FAR)
    assert text(page, "kpi-net_sales-value") == "£69.00"
    page.change(filters.Id.BASIS, "value", "order-day")
    assert page.value("location", "search") == f"{JULY_SO_FAR}&basis=order-day"
    assert text(page, "kpi-net_sales-value") == "£105.00"
    assert text(page, "kpi-net_sales-previous") == "vs £13.00"
    assert text(page, "kpi-reversal_rate-value") == "7.0%"
    assert text(page, "kpi-items_per_order-value") == "1.50"
    assert text(page, "kpi-gross_sales-value") == "£128.00"
    assert text(page, filters.Id.SUMMARY) == "6 orders; reversals on the day of their order"
    lede = text(page, kpi.Id.LEDE)
    assert lede.startswith("Net sales by order day rose by 707.7% to £105.00, from £13.00")


def test_trends_follow_the_switch_too(opened: Open) -> None:
    page = opened(f"?tab=trends&period=all&basis=order-day&{trends.CHOICES[1].key}=month")
    assert text(page, trends.MAIN.title) == "Net sales by order day by month"
    traces = page.value(trends.MAIN.graph, "figure")["data"]
    points = {x: y for t in traces for x, y in zip(t["x"], t["y"], strict=True)}
    assert [points[day] for day in sorted(points)] == [37.5, 13, 105]


def test_where_the_data_leave_no_choice_the_switch_is_hidden_and_says_why(
    opened: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = opened("")
    assert page.value(filters.Id.BASIS_FIELD, "className") == "basis"
    assert text(page, filters.Id.BASIS_NOTE) == ""
    monkeypatch.setattr("callbacks.filters.only_one_basis", lambda _: ORDER_ONLY)
    page = opened("?period=all")
    assert page.value(filters.Id.BASIS_FIELD, "className") == "basis is-fixed"
    assert text(page, filters.Id.BASIS_NOTE).startswith("Order basis only")


@pytest.mark.parametrize("wrong", ["payday", 7, None, ["order-day"]])
def test_a_day_of_reversals_that_no_browser_of_ours_sends_is_refused(
    opened: Open, wrong: object
) -> None:
    page = opened(JULY_SO_FAR)
    page.change(filters.Id.BASIS, "value", wrong)
    assert page.value("location", "search") == JULY_SO_FAR
    assert text(page, "kpi-net_sales-value") == "£69.00"


@pytest.mark.parametrize(
    ("compare", "short"),
    [
        ("previous", "previous period"),
        ("last-year", "same dates last year"),
        ("last-year-weekdays", "same weekdays last year"),
        ("last-year-retail", "4-5-4 retail weeks last year"),
    ],
)
def test_every_comparison_is_offered_and_says_its_name(
    opened: Open, compare: str, short: str
) -> None:
    page = opened("?from=2026-07-01&to=2026-07-20")
    page.change(filters.Id.COMPARE, "value", compare)
    kept = "" if compare == "previous" else f"&compare={compare}"
    assert page.value("location", "search") == f"{JULY_SO_FAR}{kept}"
    note = text(page, filters.Id.PERIOD_NOTE)
    if compare == "previous":
        assert note == f"1 – 20 Jul 2026 against 1 – 20 Jun 2026 ({short})"
    else:
        assert note.endswith("the data do not reach back to the period to compare with")
        # The period before, which the data do know, stands beside it.
        assert text(page, "kpi-net_sales-delta-prev") == "–"
        assert text(page, "kpi-net_sales-delta-year") == "40.8% on the period before"


def test_compared_with_nothing_no_card_shows_a_change(opened: Open) -> None:
    page = opened(f"{JULY_SO_FAR}&compare=none")
    for name in kpi.KPIS:
        assert text(page, f"kpi-{name}-delta-prev") == "–"
        assert page.value(f"kpi-{name}-delta-year", "className") == "year none neutral"
        assert text(page, f"kpi-{name}-previous") == ""


def test_an_unfinished_period_is_hatched_and_carries_no_percentage_anywhere(opened: Open) -> None:
    page = opened("?month=2026-07")
    for name in kpi.KPIS:
        assert text(page, f"kpi-{name}-delta-prev") == "–"
        assert text(page, f"kpi-{name}-note").startswith("So far, 20 of 31 days")
    assert page.value("kpi-net_sales-value", "className") == "kpi-value is-so-far"
    assert {row["change"] for row in facts(page).values()} == {"–"}
    assert text(page, kpi.FACTS.note).startswith("So far, 20 of 31 days.")


def test_the_ladder_goes_from_gross_to_total_and_its_table_says_the_same(opened: Open) -> None:
    page = opened(JULY_SO_FAR)
    bars, ticks = page.value(kpi.LADDER.graph, "figure")["data"]
    assert bars["x"] == [128, -14, -45, 69, 15, 2, 86]
    # Gross sales of 1 to 20 June, and where discounts of then would end.
    assert ticks["x"][:2] == [53, 124]
    assert text(page, kpi.LADDER.subtitle) == "1 – 20 Jul 2026; the tick marks 1 – 20 Jun 2026"
    page.change("location", "search", f"{JULY_SO_FAR}&basis=order-day&product=LAMP")
    bars = page.value(kpi.LADDER.graph, "figure")["data"][0]
    assert bars["x"] == [80, -8, 0, 72, None, None, None]
    note = text(page, kpi.LADDER.note)
    assert note == (
        "Reversals count on the day of their order. "
        "Shipping and tax belong to whole orders, not to products or categories."
    )


def test_three_order_values_stand_beside_each_other_and_free_orders_too(opened: Open) -> None:
    page = opened("?period=all")
    found = facts(page)
    assert {label: row["value"] for label, row in found.items()} == {
        "Average order value": "£19.05",
        "Net average order value": "£14.14",
        "Median order value": "£13.50",
        "Free orders": "1",
        "New customers": "5",
        "Returning customers": "3",
        "Came and came back": "3",
        "Repeat rate": "–",
    }
    assert text(page, kpi.FACTS.note).startswith(
        "3 customers came and came back: counted as new and as returning."
    )


def test_without_an_order_ladder_and_facts_say_what_to_undo(opened: Open) -> None:
    page = opened("?month=2026-06&country=Germany")
    for card in (kpi.LADDER, kpi.FACTS):
        assert page.value(card.body, "className") == "card-body-x is-empty"
        assert "Country: Germany" in text(page, card.state_text)


def test_the_facts_are_held_against_the_comparison(opened: Open) -> None:
    row = facts(opened(JULY_SO_FAR))["Average order value"]
    assert (row["value"], row["comparison"], row["change"]) == ("£19.00", "£24.50", "↓ 22.4%")


def test_new_customers_carry_a_warning_while_everybody_looks_new(opened: Open) -> None:
    """Gaps of up to 60 days: until 29 June nobody can be called new for sure."""
    page = opened("?month=2026-05")
    assert text(page, "kpi-new_customers-note") == "Everybody looks new until 29 Jun 2026"
    assert text(page, "kpi-orders-note") == ""
    later = opened(JULY_SO_FAR)
    assert text(later, "kpi-new_customers-note") == ""


def test_weeks_of_the_chosen_days_that_are_cut_say_so(opened: Open) -> None:
    page = opened("?tab=trends&from=2026-06-10&to=2026-06-24&trends.grain=week")
    names = [t["name"] for t in page.value(trends.MAIN.graph, "figure")["data"]]
    assert "Cut by the chosen dates" in names
    note = text(page, trends.MAIN.note)
    assert "Week of 8 Jun 2026: cut by the chosen dates" in note
    assert "Week of 22 Jun 2026: cut by the chosen dates" in note


def test_the_period_menu_offers_whole_weeks_first(client: FlaskClient) -> None:
    tree = json.dumps(client.get("/_dash-layout").get_json())
    for label in ("Last 13 weeks", "Last week", "Week to date", "Last quarter", "Last year"):
        assert f'"{label}"' in tree
    assert '"Last 90 days"' not in tree


def test_a_link_with_an_old_preset_still_opens_it(opened: Open) -> None:
    page = opened("?period=last-90")
    assert text(page, filters.Id.PERIOD_LABEL) == "Last 90 days"
    first = date(2026, 7, 20) - timedelta(days=89)
    assert page.value(filters.Id.FROM_TO, "start_date") == first.isoformat()
