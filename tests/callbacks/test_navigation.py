"""Links, controls and tabs say the same thing."""

from __future__ import annotations

from datetime import date

import pytest
from dash import no_update
from dash.exceptions import PreventUpdate

from callbacks.address import Address, address_of
from callbacks.controls import Controls, controls_of, selection_of
from callbacks.crossing import crossed
from callbacks.navigation import cleared, link_after, question_for, undone, without
from data.filters import FilterError
from data.periods import Comparison, Period, Preset
from data.selection import Selection
from layouts.tabs import Tab

FIRST, LAST = date(2023, 11, 1), date(2026, 11, 21)


def controls(**changes: object) -> Controls:
    """The controls of a first visit, with some changed."""
    held = controls_of(Selection(), FIRST, LAST)
    values = {name: getattr(held, name) for name in Controls.__dataclass_fields__} | changes
    return Controls(**values)


def test_a_first_visit_needs_nothing_in_the_link() -> None:
    assert Address(Tab.OVERVIEW, Selection()).search() == ""
    assert address_of("") == Address(Tab.OVERVIEW, Selection())


def test_a_link_to_a_tab_that_does_not_exist_opens_the_first() -> None:
    assert address_of("?tab=secrets").tab is Tab.OVERVIEW


def test_controls_show_the_days_a_preset_means() -> None:
    held = controls_of(Selection(), FIRST, LAST)
    assert (held.preset, held.start, held.end) == ("last-28", "2026-10-25", "2026-11-21")


def test_dates_win_over_the_preset_when_they_were_touched_last() -> None:
    chosen = selection_of(controls(start="2026-01-01", end="2026-01-31"), changed="days")
    assert chosen.days == Period(date(2026, 1, 1), date(2026, 1, 31))


def test_a_preset_wins_over_dates_and_month_when_it_was_touched_last() -> None:
    chosen = selection_of(controls(preset="last-7", month="2026-01"), changed="preset")
    assert chosen == Selection(preset=Preset.LAST_7)


def test_a_month_stays_chosen_while_other_filters_change() -> None:
    held = controls(preset="custom", month="2026-02", kept={"countries": ["France"]})
    chosen = selection_of(held, changed="")
    assert chosen.month == "2026-02"
    assert chosen.kept.countries == ("France",)


@pytest.mark.parametrize(
    "wrong",
    [
        {"preset": "fortnight"},
        {"preset": 7},
        {"compare": {"a": 1}},
        {"kept": {"countries": "France"}},
        {"kept": {"countries": [{"x": 1}]}},
        {"kept": {"countries": [str(n) for n in range(201)]}},
        {"preset": "custom", "start": "soon", "end": "later"},
        {"preset": "custom", "start": None, "end": None},
        {"preset": "custom", "month": "2026-99"},
    ],
)
def test_controls_that_no_browser_of_ours_would_send_are_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(FilterError):
        selection_of(controls(**wrong), changed="")


def test_what_a_page_s_own_controls_hold_travels_in_the_link() -> None:
    link = "?tab=trends&period=last-7&trends.metric=orders&trends.grain=week"
    address = address_of(link)
    assert address.search() == link
    assert address.setting("trends.metric") == "orders"
    assert address.setting("products.by") == "net_sales_by_order"
    assert address.question() == "period=last-7&trends.metric=orders&trends.grain=week"
    assert address_of("?tab=products&trends.metric=orders").question() == ""


def test_a_setting_that_is_what_it_is_at_first_is_not_said() -> None:
    back = address_of("?trends.metric=orders").with_settings({"trends.metric": "net_sales"})
    assert back == Address(Tab.OVERVIEW, Selection())


@pytest.mark.parametrize("link", ["?trends.metric=profit", "?forecast.horizon=99"])
def test_a_setting_that_no_control_offers_is_refused(link: str) -> None:
    with pytest.raises(FilterError, match="choose one of"):
        address_of(link)


def test_a_click_on_a_mark_filters_by_it_and_a_second_one_no_longer() -> None:
    link = "?tab=products&country=France"
    once = crossed(link, "categories", "Lamps")
    assert once == "?tab=products&category=Lamps&country=France"
    assert crossed(once, "categories", "Mugs") == "?tab=products&category=Mugs&country=France"
    assert crossed(once, "categories", "Lamps") == link


def test_a_click_on_a_time_chooses_its_days_and_a_second_one_the_usual_ones() -> None:
    week = crossed("?tab=trends&compare=none", "days", "2026-11-02/2026-11-08")
    assert week == "?tab=trends&from=2026-11-02&to=2026-11-08&compare=none"
    assert crossed(week, "days", "2026-11-02/2026-11-08") == "?tab=trends&compare=none"
    assert crossed("", "days", "2026-11-02") == "?from=2026-11-02&to=2026-11-02"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("segments", "Guests"),
        ("segments", None),
        ("segments", {"x": 1}),
        ("start", "2026-11-02"),
        ("days", "then/now"),
        ("days", "2026-11-08/2026-11-02"),
    ],
)
def test_a_click_on_what_no_filter_can_keep_is_refused(field: str, value: object) -> None:
    with pytest.raises(FilterError):
        crossed("", field, value)


def test_the_question_goes_to_the_page_in_sight() -> None:
    address = Address(Tab.TRENDS, Selection(preset=Preset.LAST_7))
    assert question_for(address, admin=False) == {
        "place": "question-trends",
        "query": "period=last-7",
    }


def test_nobody_but_an_administrator_is_asked_for_the_data_page() -> None:
    address = Address(Tab.DATA, Selection())
    assert question_for(address, admin=True)["place"] == "question-data"
    assert question_for(address, admin=False) is no_update


def test_removing_a_chip_keeps_tab_and_other_filters() -> None:
    left = without("?tab=products&country=France&country=Spain", "countries", "France")
    assert left == "?tab=products&country=Spain"


def test_a_chip_of_no_known_filter_is_refused() -> None:
    with pytest.raises(FilterError):
        without("?country=France", "colour", "red")


def test_clearing_keeps_period_comparison_and_tab() -> None:
    link = "?tab=trends&month=2026-02&compare=last-year&country=France&product=7"
    assert cleared(link) == "?tab=trends&month=2026-02&compare=last-year"


def test_buttons_of_cards_undo_what_they_name() -> None:
    link = "?tab=trends&month=2026-02&country=France"
    assert undone("clear", link, admin=False)[0] == "?tab=trends&month=2026-02"
    assert undone("period", link, admin=False)[0] == "?tab=trends&country=France"
    assert undone("retry", link, admin=False) == (
        no_update,
        {"place": "question-trends", "query": "month=2026-02&country=France"},
    )
    with pytest.raises(PreventUpdate):
        undone("format the disk", link, admin=False)


@pytest.mark.parametrize(
    "link",
    ["", "?tab=overview", "?period=last-28", "?country=France&country=Spain&tab=trends", "?utm=1"],
)
def test_a_link_that_means_the_view_is_left_as_it_is_so_that_back_goes_back(link: str) -> None:
    assert link_after(link, address_of(link)) is no_update


def test_a_link_that_means_another_view_or_none_is_replaced() -> None:
    shown = Address(Tab.TRENDS, Selection(preset=Preset.LAST_7))
    assert link_after("?tab=trends", shown) == "?tab=trends&period=last-7"
    assert link_after("?month=hello", shown) == "?tab=trends&period=last-7"


def test_comparison_travels_in_the_link() -> None:
    chosen = selection_of(controls(compare="none"), changed="")
    assert chosen.compare is Comparison.NONE
    assert chosen.query() == "compare=none"
