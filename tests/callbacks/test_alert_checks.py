"""When an alert fires: values, changes and forecast ranges, against sums made by hand."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import cast

import pandas as pd
import pytest

from callbacks.alert_checks import LEAST_MONTHS, finding
from callbacks.alert_words import condition
from data.notes.alert_records import Rule, State, checked_rule
from data.notes.alert_steps import Finding
from data.periods import Period
from data.releases import ReleaseStore
from data.warehouse import View
from models.forecasting import forecast
from tests.data.answers.made import view_of

FORM: dict[str, object] = {
    "name": "Watched",
    "metric": "net_sales",
    "kind": "threshold",
    "side": "below",
    "value": "0",
    "window": "week",
    "recipients": "ada@example.com",
}
WEEK, DAY = Period(date(2026, 7, 13), date(2026, 7, 19)), date(2026, 7, 20)
JUNE = Period(date(2026, 6, 1), date(2026, 6, 30))


@pytest.fixture(scope="session")
def view(kept_in: str, view: View, request: pytest.FixtureRequest) -> View:
    """The tiny shop's release, wherever it is kept."""
    elsewhere = {"postgresql": "server_view", "clickhouse": "clickhouse_view"}
    if kept_in == "files":
        return view
    return cast(View, request.getfixturevalue(elsewhere[kept_in]))


def rule(**change: object) -> Rule:
    return checked_rule(FORM | change)


# --- values and changes ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("change", "period", "found"),
    [
        # 13 to 19 July: nothing sold, 5.00 given back.
        ({}, WEEK, ("firing", -5.0, "Net sales: −£5.00, below £0.00")),
        ({"value": "-5"}, WEEK, ("ok", -5.0, "Net sales: −£5.00, not below −£5.00")),
        ({"side": "above", "value": "-5.01"}, WEEK, ("firing", -5.0, "above −£5.01")),
        ({"metric": "orders", "value": "1"}, WEEK, ("firing", 0.0, "Orders: 0, below 1")),
        # June: 53.00 gross, 4.00 off.
        ({"window": "month", "value": "49"}, JUNE, ("ok", 49.0, "£49.00, not below £49.00")),
        ({"window": "month", "value": "49.01"}, JUNE, ("firing", 49.0, "below £49.01")),
        (
            {"window": "month", "value": "37", "filters": "country=United+Kingdom"},
            JUNE, ("firing", 36.0, "£36.00, below £37.00"),
        ),
        # A rate: 10 of the 10 + 3 in Ireland, none taken back.
        (
            {"metric": "reversal_rate", "side": "above", "value": "0.1", "window": "month"},
            JUNE, ("ok", 0.0, "Reversal rate: 0.0%, not above 0.1%"),
        ),
        # 20 July: O11 for 9.00, one order, one customer.
        ({"window": "day", "value": "9.01"}, Period(DAY, DAY), ("firing", 9.0, "below £9.01")),
    ],
)  # fmt: skip
def test_a_value_is_held_against_its_limit(
    view: View, change: dict[str, object], period: Period, found: tuple[str, float, str]
) -> None:
    state, value, said = found
    judged = finding(view, rule(**change))
    assert (judged.period, judged.state.value, judged.value) == (period, state, value)
    assert said in judged.detail


def test_what_has_no_value_cannot_be_told(view: View) -> None:
    found = finding(view, rule(metric="average_order_value", value="10"))
    assert (found.period, found.state, found.value) == (WEEK, State.NO_DATA, None)
    assert found.detail == (
        "Average order value cannot be told: it is blank when there is nothing to divide by."
    )
    whole = finding(view, rule(metric="shipping", filters="category=Kitchen"))
    assert whole.state is State.NO_DATA
    assert "not available with a product or category filter" in whole.detail


def test_a_metric_that_is_gone_cannot_be_told(view: View) -> None:
    gone = replace(rule(), metric="profit")
    found = finding(view, gone)
    assert found.state is State.NO_DATA
    assert "There is no metric 'profit'" in found.detail
    assert condition(gone, "GBP") == "profit, which is no metric any more"


def test_a_change_needs_something_above_nothing_before(view: View) -> None:
    day = finding(view, rule(kind="change", value="5", window="day"))
    assert day.state is State.NO_DATA
    assert "net sales of 19 Jul 2026 was not above 0" in day.detail
    month = finding(view, rule(kind="change", value="5", window="month"))
    assert month.detail == "There is nothing to compare with: the data begin on 4 May 2026."
    year = finding(view, rule(kind="change", value="5", comparison="last-year-weekdays"))
    assert year.state is State.NO_DATA


New = Callable[[list[tuple[str | None, date, int]]], View]


@pytest.fixture
def made(new_store: Callable[..., ReleaseStore], tmp_path: Path) -> New:
    return lambda orders: view_of(new_store(tmp_path), orders)


MONDAY = date(2026, 6, 1)


def weeks(*amounts: int) -> list[tuple[str | None, date, int]]:
    """An order on each Monday; the last week goes on to its Sunday."""
    days = [MONDAY + timedelta(weeks=n) for n in range(len(amounts))]
    return [
        *(("ada", day, amount) for day, amount in zip(days, amounts, strict=True)),
        ("ben", days[-1] + timedelta(days=6), 1),
    ]


def test_a_change_is_held_against_the_week_before(made: New) -> None:
    """200.00, then 149.00 + 1.00: a quarter less."""
    view = made(weeks(200, 149))

    def state(side: str, value: str) -> State:
        return finding(view, rule(kind="change", side=side, value=value)).state

    assert state("below", "24.9") is State.FIRING
    assert state("below", "25") is State.OK
    assert state("either", "24.9999") is State.FIRING
    assert state("above", "1") is State.OK
    found = finding(view, rule(kind="change", value="10"))
    assert found.value == 150.0
    assert found.detail == "Net sales: £150.00, down 25.0% from £200.00 in the period before"
    words = condition(rule(kind="change", value="10.50", side="either"), "GBP")
    assert words == ("Net sales of a week rises or falls by more than 10.5% on the period before")


def test_an_average_is_one_of_sums(made: New) -> None:
    """10.00 in one order, then 10.00 and 1.00 in two: 5.50 each, 45 per cent less."""
    view = made(weeks(10, 10))
    moved = finding(view, rule(kind="change", metric="average_order_value", value="10"))
    assert (moved.value, moved.state) == (5.5, State.FIRING)
    assert "down 45.0% from £10.00" in moved.detail


def test_a_rate_moves_in_points(view: View) -> None:
    """Of May's 50.00 gross 9.00 came back, 18 per cent, and of June's nothing: 18 points less."""
    watched = rule(
        kind="change", metric="reversal_rate", value="17.9", window="month", side="either"
    )
    # May is not whole in this shop: as if its data began on its first day.
    whole = replace(view, release=replace(view.release, first_day=date(2026, 5, 1)))
    found = finding(whole, watched)
    assert (found.state, found.value) == (State.FIRING, 0.0)
    assert found.detail == "Reversal rate: 0.0%, down 18.0 pt from 18.0% in the period before"
    assert finding(whole, replace(watched, value=Decimal(18))).state is State.OK
    assert condition(watched, "GBP").endswith("by more than 17.9 points on the period before")


def test_without_a_complete_week_nothing_is_judged(made: New) -> None:
    found = finding(made([("ada", date(2026, 7, 20), 9)]), rule())
    assert found == Finding(
        None,
        State.NO_DATA,
        None,
        "There is no complete week yet: the data hold 20 Jul 2026.",
    )


# --- forecast ranges -----------------------------------------------------------------------------


def months(*amounts: int) -> list[tuple[str | None, date, int]]:
    """An order on the first of each month from January 2024, and one on the last day of all."""
    first = pd.date_range("2024-01-01", periods=len(amounts), freq="MS")
    orders: list[tuple[str | None, date, int]] = [
        ("ada", day.date(), amount) for day, amount in zip(first, amounts, strict=True)
    ]
    end = (first[-1] + pd.offsets.MonthEnd()).date()
    return [*orders[:-1], ("ada", orders[-1][1], amounts[-1] - 1), ("ben", end, 1)]


USUAL = [1000 + 10 * n + (37 * n) % 50 for n in range(24)]


def judged(view: View, level: str = "80", side: str = "either") -> Finding:
    return finding(view, rule(kind="band", side=side, window="month", value=level))


@pytest.mark.parametrize(("last", "where"), [(5000, "above"), (10, "below"), (0, "within")])
def test_a_month_is_held_against_what_was_forecast_without_it(
    made: New, last: int, where: str
) -> None:
    amounts = [*USUAL, last or 1240]
    known = pd.Series(
        [float(n) for n in amounts[:-1]],
        index=pd.date_range("2024-01-01", periods=len(USUAL), freq="MS"),
    )
    ahead = forecast(known, 1, "MS").frame.iloc[0]
    view = made(months(*amounts))
    found = judged(view)
    assert found.period == Period(date(2026, 1, 1), date(2026, 1, 31))
    assert found.value == amounts[-1]
    assert found.state is (State.OK if where == "within" else State.FIRING)
    assert found.detail == (
        f"Net sales: £{amounts[-1]:,.2f}, {where} the 80% range from £{ahead['lo80']:,.2f} to "
        f"£{ahead['hi80']:,.2f}"
    )
    assert judged(view, side="above").state is (State.FIRING if where == "above" else State.OK)
    assert judged(view, side="below").state is (State.FIRING if where == "below" else State.OK)
    assert f"£{ahead['lo95']:,.2f} to £{ahead['hi95']:,.2f}" in judged(view, "95").detail


def test_too_short_a_history_has_no_range(made: New, view: View) -> None:
    few = judged(made(months(*range(100, 100 + LEAST_MONTHS))))
    assert few.state is State.NO_DATA
    assert few.detail == (
        "A forecast's range, in complete months before, need at least 8; there are 7."
    )
    assert judged(view).state is State.NO_DATA
