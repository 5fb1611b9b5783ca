"""Customers of a selection, by hand on the tiny shop."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import numpy as np
import pandas as pd
import pytest

from data.answers.kpis import values
from data.answers.people import (
    LAPSED_WORD,
    Wanted,
    clock_of,
    customers,
    find,
    goods,
    methods,
    month_ends,
    person,
    segments,
)
from data.filters import FilterError, Filters
from data.metrics import metric
from data.queries.rfm_scores import features
from data.warehouse import View
from tests.data.answers.asking import JULY, JUNE, kept
from tests.data.answers.made import Made
from tests.data.answers.test_rows import HOSTILE

PERSONAL = {"name", "email", "city"}


def listed(view: View, filters: Filters | None = None, **wanted: str) -> pd.DataFrame:
    """The first page, by id."""
    found = customers(view, filters or Filters(), Wanted(**wanted))
    return found.rows.set_index("customer_id")


def test_every_customer_is_a_row_the_one_who_brought_most_first(view: View) -> None:
    found = customers(view, Filters(), Wanted())
    assert (found.found, found.orders, found.page, found.pages) == (5, 10, 1, 1)
    frame = found.rows.set_index("customer_id")
    assert list(frame.index) == ["dan", "ada", "ben", "cleo", "eve"]
    assert frame["net"].tolist() == [76.0, 32.0, 21.0, 13.0, 0.0]
    assert frame["historic_clv"].tolist() == [76.0, 32.0, 21.0, 13.0, 0.0]
    assert frame["orders"].tolist() == [2, 4, 2, 1, 1]
    assert frame["days_since"].tolist() == [0, 18, 17, 35, 10]
    assert frame["rfm_segment"].tolist() == [
        "Champions", "At risk", "Need attention", "Hibernating", "Promising",
    ]  # fmt: skip
    assert frame["cluster"].tolist()[:3] == ["Loyal regulars"] * 3
    # Guests ordered for 13.50; everything else of the shop's 155.50 is in a row.
    whole = values(view, [metric("net_sales")], Filters())["net_sales"]
    assert (found.net, whole) == (142.0, 155.5)


def test_a_list_of_june_knows_nothing_of_july(view: View) -> None:
    frame = listed(view, kept(JUNE))
    assert list(frame.index) == ["cleo", "ada"]
    ada = frame.loc["ada"]
    assert (ada["orders"], ada["net"], ada["historic_clv"]) == (1, 0.0, 45.0)
    assert (ada["last_order_on"], ada["days_since"]) == (pd.Timestamp("2026-06-10"), 20)


def test_gaps_of_the_shop_are_those_between_days_with_an_order(view: View) -> None:
    # ada: 37 and 22 days; ben: 60; dan: 19.
    clock = clock_of(view, Filters())
    gaps = [19, 22, 37, 60]
    assert clock.usual == pytest.approx(np.percentile(gaps, 80))
    assert clock.longest == pytest.approx(np.percentile(gaps, 95))


def test_who_has_waited_longer_than_usual_is_at_risk_and_much_longer_lapsed(made: Made) -> None:
    start = date(2026, 1, 1)
    visits = {
        # every ten days, and silent for 10, 11 and 20 days at the end
        "punctual": (60, 70, 80),
        "late": (59, 69, 79),
        "gone": (50, 60, 70),
        # one order is no rhythm: the shop's decides
        "once": (80,),
        "once-long-ago": (1,),
    }
    view = made([(who, start + timedelta(days=n), 5) for who, days in visits.items() for n in days]
                + [("last", start + timedelta(days=90), 5)])  # fmt: skip
    frame = listed(view)
    assert frame["days_since"].to_dict() == {
        "punctual": 10, "late": 11, "gone": 20, "once": 10, "once-long-ago": 89, "last": 0,
    }  # fmt: skip
    assert frame["overdue"].to_dict() == {
        "punctual": "", "late": LAPSED_WORD, "gone": LAPSED_WORD,
        "once": "", "once-long-ago": LAPSED_WORD, "last": "",
    }  # fmt: skip
    found = customers(view, Filters(), Wanted(overdue=LAPSED_WORD))
    assert (found.found, found.lapsed, found.at_risk) == (3, 3, 0)


def test_nobody_is_overdue_where_nobody_came_back(made: Made) -> None:
    view = made([("ada", date(2026, 1, 1), 5), ("ben", date(2026, 3, 1), 5)])
    assert clock_of(view, Filters()).usual is None
    assert listed(view)["overdue"].tolist() == ["", ""]


def test_customers_are_sorted_and_looked_for_in_the_database(view: View) -> None:
    assert list(listed(view, sort="orders").index)[:1] == ["ada"]
    assert list(listed(view, sort="last-order").index)[:2] == ["dan", "eve"]
    assert list(listed(view, sort="quiet").index)[:2] == ["cleo", "ada"]
    assert list(listed(view, find="E").index) == ["ben", "cleo", "eve"]


@pytest.mark.parametrize("text", HOSTILE)
def test_no_sign_means_anything_but_itself(view: View, text: str) -> None:
    assert listed(view, find=text).empty
    assert find(view, text).empty
    assert person(view, text) is None
    assert goods(view, text).empty
    assert segments(view, text).empty


def test_what_no_database_can_hold_is_refused(view: View) -> None:
    askings: list[Callable[[View, str], Any]] = [find, person, goods, methods, segments]
    for asking in askings:
        with pytest.raises(FilterError, match="cannot be looked for"):
            asking(view, "\0")


def test_names_are_not_even_asked_for_where_they_may_not_be_shown(view: View) -> None:
    assert not PERSONAL & set(listed(view).columns)
    assert not PERSONAL & set(person(view, "ada") or {})
    shown = customers(view, Filters(), Wanted(), people=True).rows.set_index("customer_id")
    assert list(shown.loc["ada", ["name", "email", "city"]]) == [
        "Ada Lane", "ada@example.com", "Leeds",
    ]  # fmt: skip
    assert (person(view, "ada", people=True) or {})["email"] == "ada@example.com"


def test_people_are_found_by_name_and_by_address(view: View) -> None:
    assert find(view, "LANE")["customer_id"].tolist() == ["ada"]
    assert find(view, "@example.com")["customer_id"].tolist() == ["ada", "ben", "dan"]
    assert find(view, "ada@")["city"].tolist() == ["Leeds"]


def test_a_customer_s_facts_are_of_the_whole_history(view: View) -> None:
    ada = person(view, "ada") or {}
    assert (ada["orders"], ada["frequency"], ada["recency_days"]) == (4, 3, 18)
    assert (ada["gross"], ada["discount"], ada["reversed"]) == (83.0, 6.0, 45.0)
    assert ada["historic_clv"] == 83 - 6 - 45
    assert (ada["r_score"], ada["f_score"], ada["m_score"]) == (2, 3, 4)
    assert ada["median_gap"] == np.median([37, 22])
    assert ada["cluster"] == "Loyal regulars"
    dan = person(view, "dan") or {}
    assert dan["median_gap"] is None
    fay = person(view, "fay") or {}
    assert fay["first_order_on"] is None
    assert person(view, "nobody") is None


def test_a_customer_s_goods_and_methods_add_up(view: View) -> None:
    bought = goods(view, "ada")
    assert bought[["product", "orders", "net"]].values.tolist() == [
        ["Green tea", 1, 20.0],
        ["Blue mug", 1, 9.0],
        ["Postage", 1, 3.0],
        ["Desk lamp", 1, 0.0],
    ]
    paid = methods(view, "ada")
    assert paid[["method", "attempts", "succeeded", "amount"]].values.tolist() == [
        ["card", 3, 3, 70.8],
        ["gift card", 1, 1, 20.0],
        ["paypal", 1, 1, 3.0],
    ]


def test_month_ends_are_those_of_months_that_are_over() -> None:
    assert month_ends(date(2026, 7, 20), 3) == [
        date(2026, 4, 30), date(2026, 5, 31), date(2026, 6, 30),
    ]  # fmt: skip
    assert month_ends(date(2026, 2, 28), 2) == [date(2026, 1, 31), date(2026, 2, 28)]
    assert len(month_ends(date(2024, 2, 29))) == 13


def test_a_customer_s_segments_are_those_of_the_ends_of_months(view: View) -> None:
    history = segments(view, "ada")
    assert history["day"].dt.date.tolist() == [date(2026, 5, 31), date(2026, 6, 30)]
    for day, segment in zip(history["day"].dt.date, history["segment"], strict=True):
        everybody = view.frame(features(day)).set_index("customer_key")
        assert everybody.loc[1, "rfm_segment"] == segment


def test_nothing_is_known_before_the_data_begin(view: View) -> None:
    early = Filters(start=date(2020, 1, 1), end=date(2020, 1, 31))
    with pytest.raises(FilterError, match="before the data begin"):
        customers(view, early, Wanted())
    assert customers(view, kept(JULY), Wanted()).found == 4
