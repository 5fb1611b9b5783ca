"""The pages of trends and patterns as a browser asks for them."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from callbacks.asked import Asked
from callbacks.deck import Drawn
from callbacks.patterns import DECK as PATTERNS
from callbacks.patterns import lede
from callbacks.trends import DECK as TRENDS
from data.notes import open_notes
from data.notes.records import Event, EventKind
from data.selection import parse
from data.stores import FileStore
from data.warehouse import View
from layouts import patterns, trends
from tests.callbacks import planted_days as planted
from tests.callbacks.conftest import Open
from tests.callbacks.test_page import rows, state, text
from tests.data.answers.grown import publish

MAIN, UNUSUAL = TRENDS


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> View:
    """Eighteen weeks with six unusual days."""
    return publish(FileStore(tmp_path_factory.mktemp("planted")), planted.star(), currency="GBP")


def asked(view: View, query: str, **settings: str) -> Asked:
    selection = parse(query)
    release = view.release
    filters = selection.filters(release.first_day, release.last_day)
    return Asked(view, selection, filters, {k.replace("_", "."): v for k, v in settings.items()})


def traces(drawn: Drawn, question: Asked) -> dict[str, dict[str, Any]]:
    figure = drawn.card(question, "light").figure.to_plotly_json()
    return {trace["name"].split("  ")[0]: trace for trace in figure["data"]}


def test_a_rolling_trend_has_the_single_days_behind_it(opened: Open) -> None:
    """1 to 6 July: 12.00 a day over the three days up to the 1st are 36.00 / 7 over seven."""
    page = opened("?tab=trends&from=2026-07-01&to=2026-07-06&trends.rolling=7")
    found = rows(page, trends.MAIN)
    assert [round(row["value"] * 7, 6) for row in found] == [36, 59, 69, 69, 65, 65]
    assert [row["day"] for row in found] == [36, 23, 10, 0, -4, 0]
    assert text(page, trends.MAIN.title) == "Net sales, 7 days up to each day"
    assert "mean per day of the 7 days" in text(page, trends.MAIN.note)


def test_rolling_values_follow_the_day_on_which_reversals_count(opened: Open) -> None:
    """R2 of 1 July belongs to O4 of 10 June: by order day July begins with 67.00 of O6."""
    link = "?tab=trends&from=2026-07-01&to=2026-07-02&trends.rolling=7&basis=order-day"
    page = opened(link)
    assert [round(row["day"], 2) for row in rows(page, trends.MAIN)] == [67, 23]


def test_longer_points_are_not_rolled_and_the_card_says_so(opened: Open) -> None:
    page = opened("?tab=trends&period=all&trends.rolling=28&trends.grain=month")
    assert text(page, trends.MAIN.title) == "Net sales by month"
    assert text(page, trends.MAIN.note).endswith("Rolling values go by day: choose Day.")


def test_a_median_is_not_rolled_and_the_card_says_so(opened: Open) -> None:
    page = opened("?tab=trends&period=all&trends.rolling=7&trends.metric=median_order_value")
    assert state(page, trends.MAIN) == "is-missing"
    assert "cannot be rolled" in text(page, trends.MAIN.state_text)


def test_too_few_days_for_a_window_say_when_the_data_begin(opened: Open) -> None:
    page = opened("?tab=trends&from=2026-05-04&to=2026-05-10&trends.rolling=28")
    said = text(page, trends.MAIN.state_text)
    assert said == "28 days are needed up to each day; the data begin on 4 May 2026."


def test_a_trend_in_its_parts_adds_up(opened: Open) -> None:
    page = opened("?tab=trends&period=all&trends.grain=month&trends.by=country")
    found = rows(page, trends.MAIN)
    assert sum(row["value"] for row in found) == 155.5
    assert {row["part"] for row in found} == {
        "United Kingdom",
        "Ireland",
        "Germany",
        "Unknown",
    }
    assert text(page, trends.MAIN.title) == "Net sales by country and month"
    assert text(page, trends.MAIN.note) == "The last points do not hold all their days."


def test_a_part_that_whole_orders_do_not_have_is_refused(opened: Open) -> None:
    page = opened("?tab=trends&period=all&trends.by=category&trends.metric=shipping")
    assert "whole orders only" in text(page, trends.MAIN.state_text)


def test_no_unusual_day_is_an_answer_and_says_what_was_judged(opened: Open) -> None:
    page = opened("?tab=trends&period=all")
    assert text(page, trends.UNUSUAL.state_title) == "No unusual day"
    said = text(page, trends.UNUSUAL.state_text)
    assert said.startswith("All 22 days lie within what the eight weeks before lead")
    assert "Days are judged from 29 Jun 2026 on" in said
    assert "56 days could not be" in said


def test_ratios_have_no_unusual_days_and_the_list_says_why(opened: Open) -> None:
    page = opened("?tab=trends&period=all&trends.metric=average_order_value")
    assert state(page, trends.UNUSUAL) == "is-missing"
    assert "is no sum" in text(page, trends.UNUSUAL.state_text)
    assert state(page, trends.MAIN) == "is-ready"


def test_too_little_history_states_the_need_and_the_count(opened: Open) -> None:
    page = opened("?tab=trends&from=2026-05-04&to=2026-05-31")
    assert state(page, trends.UNUSUAL) == "is-few"
    assert "at least 57; there are 28" in text(page, trends.UNUSUAL.state_text)


def test_a_chosen_unusual_day_becomes_the_period(opened: Open) -> None:
    page = opened("?tab=trends&period=all")
    row = {"key": "2026-07-01/2026-07-01"}
    page.change(trends.UNUSUAL.table, "selectedRows", [row])
    assert page.value("location", "search") == "?tab=trends&from=2026-07-01&to=2026-07-01"


def test_unusual_days_are_listed_with_money_percent_and_cause(shop: View) -> None:
    card = UNUSUAL.card(asked(shop, "period=all"), "light")
    by_day = {row["period"]: row for row in card.rows}
    assert sorted(by_day) == sorted(
        day.isoformat()
        for day in (
            planted.CATEGORY,
            planted.PRODUCT,
            planted.COUNTRY,
            planted.DIP,
            planted.LARGER,
            planted.REVERSED,
        )
    )
    lamps = by_day[planted.CATEGORY.isoformat()]
    assert lamps["why"].startswith("Category Lamps (")
    assert lamps["why"].endswith("%): more orders")
    assert lamps["relative"] > 1
    assert lamps["key"] == f"{planted.CATEGORY}/{planted.CATEGORY}"
    assert by_day[planted.DIP.isoformat()]["why"] == "Fewer orders, spread over everything"
    assert by_day[planted.DIP.isoformat()]["difference"] < 0


def test_unusual_days_are_ringed_on_the_trend_and_only_where_days_are_drawn(shop: View) -> None:
    found = traces(MAIN, asked(shop, "period=all"))
    assert planted.DIP.isoformat() in found["Unusual day"]["x"]
    words = dict(zip(found["Unusual day"]["x"], found["Unusual day"]["customdata"], strict=True))
    assert "less than expected (−" in words[planted.DIP.isoformat()][1]
    weeks = asked(shop, "period=all", trends_grain="week")
    assert "Unusual day" not in traces(MAIN, weeks)


def test_what_happened_is_drawn_and_stands_beside_its_unusual_day(
    shop: View, tmp_path: Path
) -> None:
    notes = open_notes(tmp_path)
    day = planted.CATEGORY
    sale = Event(0, day - timedelta(days=1), day, EventKind.CAMPAIGN, "Lamp week")
    notes.add_event(sale, "ada")
    question = asked(shop, "period=all")
    question = Asked(
        shop, question.selection, question.filters, {}, notes.reported_in(shop.release.currency)
    )
    listed = {row["period"]: row["events"] for row in UNUSUAL.card(question, "light").rows}
    assert listed[day.isoformat()] == "Lamp week"
    assert listed[planted.DIP.isoformat()] == ""
    layout = MAIN.card(question, "light").figure.to_plotly_json()["layout"]
    assert "Lamp week" in [note["text"] for note in layout["annotations"]]
    assert len(layout["shapes"]) == 1


def test_the_week_and_its_hours_are_those_of_the_shop(opened: Open) -> None:
    """Thursdays of July: O7 at 10 and O8 at 21, on three Thursdays."""
    page = opened("?tab=patterns&from=2026-07-01&to=2026-07-20")
    found = rows(page, patterns.HEAT)
    assert len(found) == 168
    ten = next(row for row in found if row["label"] == "Thu" and row["hour"] == 10)
    assert (ten["days"], round(ten["orders"], 4), ten["average_order_value"]) == (3, 0.3333, 20)
    week = {row["label"]: row for row in rows(page, patterns.WEEKDAYS)}
    assert round(week["Thu"]["net_sales"] * 3, 6) == 23
    assert text(page, patterns.WEEKDAYS.note) == (
        "Mean per day: the period holds 2 to 3 of each weekday."
    )
    assert text(page, "patterns-lede").startswith("Thursdays (0.67 on average) have the most")


def test_what_is_shown_is_chosen_for_the_whole_page(opened: Open) -> None:
    page = opened("?tab=patterns&period=all&patterns.metric=net_sales")
    assert text(page, patterns.HEAT.title) == "Net sales by weekday and hour"
    assert text(page, patterns.WEEKDAYS.title) == "Net sales by weekday"
    assert text(page, patterns.SEASON.title) == "Seasonality of net sales"
    assert "Reversals are taken off" in text(page, patterns.HEAT.note)


def test_a_short_history_has_its_weekdays_only_and_says_what_months_need(shop: View) -> None:
    season = PATTERNS[2].card(asked(shop, "period=last-28"), "light")
    assert [row["label"] for row in season.rows] == [
        "Mon",
        "Tue",
        "Wed",
        "Thu",
        "Fri",
        "Sat",
        "Sun",
    ]
    best = max(season.rows, key=lambda row: row["index"])
    assert best["label"] == "Fri"
    assert season.note.startswith(
        "By weekday only. Seasons of the year, in complete months, need at least 24; there are 3."
    )


def test_a_selection_without_orders_has_no_patterns(opened: Open) -> None:
    page = opened("?tab=patterns&from=2026-06-16&to=2026-06-20")
    assert state(page, patterns.HEAT) == "is-empty"
    assert text(page, "patterns-lede") == "There are no orders to see a pattern in."


def test_one_days_patterns_name_that_weekday_only(shop: View) -> None:
    day = planted.day(0).isoformat()
    said = lede(asked(shop, f"from={day}&to={day}"))
    assert said.startswith("The period holds only Mondays (")
    assert said.endswith("The busiest hour is Monday from 12:00 to 13:00.")


def test_days_beyond_the_data_are_empty_on_both_pages(shop: View) -> None:
    later = asked(shop, f"from={date(2030, 1, 1)}&to={date(2030, 1, 31)}")
    for drawn in (*TRENDS, *PATTERNS[:2]):
        assert drawn.card(later, "light").state.class_name.endswith("is-empty")
