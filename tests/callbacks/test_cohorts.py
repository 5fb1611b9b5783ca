"""The page of cohorts: which cohorts it shows, what it says of them, and what it leaves unsaid."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path

import pandas as pd
import pytest

from callbacks import rhythm
from callbacks.address import settings_of
from callbacks.asked import Asked
from callbacks.cards import Card
from callbacks.cohorts import DECK, retention_card, value_card
from callbacks.crossing import crossed
from data.releases import ReleaseStore
from data.selection import parse
from data.stores import FileStore
from data.warehouse import View
from layouts import cohorts
from layouts.tabs import Tab, page_of
from tests.callbacks.conftest import Open
from tests.data.answers.made import Order, view_of

FIRST = date(2025, 1, 6)
LATE = FIRST + timedelta(days=370)


def crowd(name: str, size: int, first: date, gaps: Sequence[int]) -> list[Order]:
    """So many customers of a day; the nth of them came again after the nth gap."""
    came: list[Order] = [(f"{name}{n}", first, 10) for n in range(size)]
    return came + [(f"{name}{n}", first + timedelta(gap), 5) for n, gap in enumerate(gaps)]


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> View:
    """40 customers of January 2025, 25 of February, 3 of March; the data end on 11 Jan 2026."""
    store: ReleaseStore = FileStore(tmp_path_factory.mktemp("crowds"))
    orders = crowd("jan", 40, FIRST, [40] * 20 + [100] * 2)
    orders += crowd("feb", 25, date(2025, 2, 10), [25] * 5)
    orders += [*crowd("mar", 3, date(2025, 3, 10), []), ("jan39", LATE, 5)]
    return view_of(store, orders)


def asked(view: View, query: str = "period=all") -> Asked:
    selection, release = parse(query), view.release
    filters = selection.filters(release.first_day, release.last_day)
    return Asked(view, selection, filters, dict(settings_of(query)))


def cell(card: Card, label: str, k: int) -> tuple[object, ...]:
    row = next(row for row in card.rows if (row["label"], row["k"]) == (label, k))
    return tuple(row[name] for name in ("size", "active", "retention", "value", "status"))


def test_every_cell_of_the_grid_stands_in_the_table_with_its_counts(shop: View) -> None:
    card = retention_card(asked(shop), "light")
    assert card.title == "Who came again"
    # 20 of January came on 15 February, 40 days later.
    assert cell(card, "Jan 2025", 1) == (40, 20, 0.5, 500.0, "shown")
    assert cell(card, "Feb 2025", 1) == (25, 5, 0.2, 275.0, "shown")
    assert cell(card, "Mar 2025", 0) == (3, 3, None, 30.0, "too few")
    assert cell(card, "Feb 2025", 11) == (25, None, None, None, "not yet")
    assert cell(card, "All mature cohorts", 1) == (68, 25, 25 / 68, 805.0, "weighted by size")
    assert {row["key"] for row in card.rows if row["label"] == "Feb 2025"} == {
        "2025-02-01/2025-02-28"
    }


def test_thirty_day_windows_are_chosen_in_the_link(shop: View) -> None:
    card = retention_card(asked(shop, "period=all&cohorts.clock=windows"), "light")
    assert cell(card, "Feb 2025", 0)[1:3] == (25, 1.0)
    # 25 days later is still within the first 30.
    assert cell(card, "Feb 2025", 1)[1:3] == (0, 0.0)
    assert card.figure.layout.annotations[0].text == "Windows of 30 days since the first order"


def test_a_short_selection_is_filled_up_with_the_cohorts_before_it(shop: View) -> None:
    one_month = retention_card(asked(shop, "month=2025-12"), "light")
    assert one_month.subtitle == (
        "Share with an order, first orders of Jan 2025 to Dec 2025: the 12 months up to the end of "
        "the selection"
    )
    everything = retention_card(asked(shop), "light")
    assert everything.subtitle.endswith("Jan 2025 to Jan 2026: all cohorts of the selection")
    weeks = retention_card(asked(shop, "month=2025-03&cohorts.by=week"), "light")
    assert "first orders of weeks from 6 Jan 2025 to 31 Mar 2025" in weeks.subtitle
    assert {row["label"] for row in weeks.rows} >= {"6 Jan 2025", "10 Feb 2025", "10 Mar 2025"}


def test_the_note_says_where_everyone_only_looks_new(shop: View) -> None:
    note = retention_card(asked(shop), "light").note
    assert note.startswith("Hatched: not yet, because not every customer of the row")
    assert "Grey with *: the data begin on 6 Jan 2025, and for the first 100 days" in note


def test_a_cohort_is_worth_its_net_sales_per_head_or_in_all(shop: View) -> None:
    each = value_card(asked(shop), "light")
    total = value_card(asked(shop, "period=all&cohorts.worth=total"), "light")
    assert (each.title, total.title) == ("What a customer is worth", "What a cohort is worth")
    assert each.figure.layout.yaxis.ticktext[0] == "<b>Average</b>"
    # A sum over cohorts is no average of theirs.
    assert total.figure.layout.yaxis.ticktext[0].startswith("Jan 2025")
    grey = next(trace for trace in total.figure.data if trace.name == "grey")
    assert grey.text[0][:2] == ["£400.00", "£500.00"]


def test_products_nobody_bought_show_no_false_zeros(shop: View) -> None:
    card = retention_card(asked(shop, "period=all&product=unknown"), "light")
    assert card.figure is None
    assert card.state.class_name.endswith("is-empty")


def test_who_bought_again_is_asked_of_those_watched_so_long(shop: View) -> None:
    card = rhythm.repeat_card(asked(shop), "light")
    found = {row["label"]: (row["observed"], row["came"]) for row in card.rows}
    assert found == {
        "30 days": (68, 5),
        "60 days": (68, 25),
        "90 days": (68, 25),
        "180 days": (68, 27),
        "365 days": (40, 22),
    }


def test_odds_under_twenty_customers_are_not_shown(shop: View) -> None:
    card = rhythm.odds_card(asked(shop, "period=all&cohorts.within=180"), "light")
    assert card.title == "The next order within 180 days"
    assert [(row["label"], row["observed"]) for row in card.rows] == [
        ("1st → 2nd", 68),
        ("2nd → 3rd", 27),
    ]
    assert card.rows[0]["rate"] == 27 / 68
    assert card.rows[1]["rate"] == 0.0
    year = rhythm.odds_card(asked(shop, "period=all&cohorts.within=365"), "light")
    assert year.rows[1]["rate"] is None
    assert year.note.endswith("Under 20 customers no rate is shown.")


def test_both_medians_are_said_with_the_reason_why_they_differ(shop: View) -> None:
    # 28 gaps have ended: 5 of 25 days, 20 of 40, 2 of 100, one of 370; 68 last orders wait.
    card = rhythm.curve_card(asked(shop), "light")
    assert card.note.startswith("The median of ended gaps (40 days) is too short, because 68")
    assert card.note.endswith("fewer than half of all orders have been followed by another so far.")
    assert sum(row["events"] for row in card.rows) == 28
    assert sum(row["censored"] for row in card.rows) == 68
    gaps = rhythm.gaps_card(asked(shop), "light")
    assert gaps.note == (
        "28 gaps have ended; the middle one took 40 days. Bars are weeks of waiting."
    )


def test_the_sentence_under_the_heading_is_computed(shop: View) -> None:
    assert rhythm.lede(asked(shop)) == (
        "Of 68 new customers watched for 90 days, 36.8% ordered again in that time. "
        "Fewer than half of all orders have been followed by another one so far."
    )
    late = rhythm.lede(asked(shop, "from=2030-01-01&to=2030-01-31"))
    assert late == "The data know no day of this period."


def test_a_tiny_shop_is_told_what_is_missing(view: View) -> None:
    shown = {drawn.ids.prefix: drawn.card(asked(view), "dark") for drawn in DECK}
    assert {name: card.state.title for name, card in shown.items()} == {
        "cohorts-retention": "Too few customers",
        "cohorts-value": "Too few customers",
        "cohorts-repeat": "Too little data",
        "cohorts-odds": "Too little data",
        "cohorts-gaps": "Too little data",
        "cohorts-curve": "Too little data",
    }
    assert shown["cohorts-retention"].state.text == (
        "Rates need 20 customers; the largest cohort here has 2 customers."
    )
    assert shown["cohorts-gaps"].state.text == (
        "This needs 20 gaps between orders; so far there are 4 gaps."
    )
    young = retention_card(asked(view, "month=2026-07&cohorts.by=quarter"), "light")
    assert young.state.title == "Too few customers"


def test_half_is_named_where_it_was_reached() -> None:
    found = pd.DataFrame({"day": [10, 20], "events": [9, 30], "censored": [20, 0]})
    assert rhythm.why_they_differ(found, 20, 20.0).endswith(
        "half of all orders are followed by another within 20 days."
    )


def test_months_that_are_not_over_are_too_early(tmp_path: Path) -> None:
    young = view_of(FileStore(tmp_path), crowd("new", 30, FIRST, [1, 1, 1]))
    card = retention_card(asked(young), "light")
    assert card.state.title == "Too early to say"
    assert [row["status"] for row in card.rows] == ["not yet"]


def test_outside_the_data_every_card_says_so(view: View) -> None:
    for drawn in DECK:
        card = drawn.card(asked(view, "month=2020-01"), "light")
        assert card.state.class_name.endswith("is-empty"), drawn.ids.prefix


def test_a_clicked_row_becomes_the_period() -> None:
    assert crossed("?tab=cohorts", "days", "2026-02-01/2026-02-28") == (
        "?tab=cohorts&from=2026-02-01&to=2026-02-28"
    )


def test_the_page_opens_and_its_controls_stand_in_the_link(opened: Open) -> None:
    page = opened("?tab=cohorts&period=all")
    assert page.value(cohorts.RETENTION.state_title, "children") == "Too few customers"
    page.change(cohorts.Id.WORTH, "value", cohorts.TOTAL)
    assert "cohorts.worth=total" in page.value("location", "search")
    # Sums need no twenty customers.
    assert page.value(cohorts.VALUE.body, "className").endswith("is-ready")
    assert page_of(Tab.COHORTS).label == "Cohorts"
