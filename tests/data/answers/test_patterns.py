"""Hours of the week and parts over time, by hand on the tiny shop and against pandas."""

from __future__ import annotations

from datetime import date, timedelta

import pandas as pd
import pytest
import sqlalchemy as sa

from data import schema
from data.answers.patterns import MEASURED, OTHER, has_hours, hours, known_days, split, weekdays
from data.answers.series import series
from data.dimensions import Dimension
from data.filters import FilterError, Filters
from data.metrics import METRICS
from data.periods import Grain, Period
from data.warehouse import View
from tests.data.answers.asking import JULY, day, kept
from tests.data.answers.made import Made, Order
from tests.data.answers.reference import Reference

NET, GROSS, AOV = (METRICS[n] for n in ("net_sales", "gross_sales", "average_order_value"))


def at(frame: pd.DataFrame, weekday: int, hour: int) -> list[float]:
    """Days, orders, net sales and average order value of one hour."""
    row = frame[(frame["weekday"] == weekday) & (frame["hour"] == hour)]
    return list(row[["days", *MEASURED]].iloc[0])


def test_the_week_has_168_hours_in_their_order(view: View) -> None:
    frame = hours(view, kept())
    assert frame["weekday"].tolist() == [weekday for weekday in range(7) for _ in range(24)]
    assert frame["hour"].tolist() == list(range(24)) * 7
    assert list(frame.columns) == ["weekday", "hour", "days", *MEASURED]


def test_an_hour_is_a_mean_over_that_weekday_of_the_period(view: View) -> None:
    """1 to 20 July: O6 came on Wednesday the 1st at half past midnight in London, O7 on Thursday
    the 2nd at 10 and O8 at 21, and O9 on Friday the 3rd at 19. Three of each weekday but Tuesday.
    R5 took 5.00 back of O6.
    """
    frame = hours(view, kept(JULY))
    assert at(frame, 2, 0) == [3, pytest.approx(1 / 3), pytest.approx(67 / 3), 72]
    assert at(frame, 3, 10) == [3, pytest.approx(1 / 3), pytest.approx(20 / 3), 20]
    assert at(frame, 3, 21)[:3] == [3, pytest.approx(1 / 3), 1]
    assert frame.loc[frame["weekday"] == 1, "days"].unique().tolist() == [2]
    assert at(frame, 1, 12)[:3] == [2, 0, 0]
    assert pd.isna(at(frame, 1, 12)[3])


def test_weekdays_are_the_sums_of_their_hours_and_ratios_of_sums(view: View) -> None:
    """Thursdays of July: O7 20.00 and O8 3.00."""
    frame = weekdays(view, kept(JULY)).set_index("weekday")
    assert frame.loc[[3]].iloc[0].tolist() == [3, pytest.approx(2 / 3), pytest.approx(23 / 3), 11.5]
    assert frame["days"].tolist() == [3, 2, 3, 3, 3, 3, 3]


def test_products_have_the_hour_of_their_order_and_so_have_their_reversals(view: View) -> None:
    """LAMP: O4 on Wednesday 10 June at 13 in London, 36.00 and taken back; O6 72.00."""
    frame = hours(view, kept(products=["LAMP"]))
    assert at(frame, 2, 13)[1:] == [pytest.approx(1 / 11), 0, 36]
    assert at(frame, 2, 0)[2] == pytest.approx(72 / 11)


def test_a_weekday_that_the_period_does_not_hold_is_missing_and_not_0(view: View) -> None:
    frame = weekdays(view, kept(Period(day(7, 1), day(7, 2)))).set_index("weekday")
    assert frame["days"].tolist() == [0, 0, 1, 1, 0, 0, 0]
    assert frame["orders"].isna().tolist() == [True, True, False, False, True, True, True]


def test_a_period_beyond_the_data_has_no_days(view: View) -> None:
    later = kept(Period(date(2027, 1, 1), date(2027, 1, 31)))
    assert known_days(view, later) is None
    assert hours(view, later)["orders"].isna().all()


def test_orders_without_a_time_of_day_are_told(view: View, made: Made) -> None:
    assert has_hours(hours(view, kept()))
    assert not has_hours(hours(view, kept(countries=["Germany"], channels=["web"])))


def plain_hours(view: View, lines: pd.DataFrame) -> pd.DataFrame:
    """Orders and what they were worth by weekday and hour, as pandas alone counts them."""
    with view.engine.connect() as connection:
        found = connection.exec_driver_sql("SELECT order_id, ordered_at FROM orders").all()
    instants = pd.Series({row[0]: row[1] for row in found})
    local = pd.to_datetime(instants).dt.tz_localize("UTC").dt.tz_convert(view.release.timezone)
    local = local.reindex(lines["order_id"])
    worth = (lines["gross"] - lines["discount"]).astype(float).to_numpy()
    frame = pd.DataFrame({"order": lines["order_id"].to_numpy(), "worth": worth})
    keyed = frame.assign(weekday=local.dt.day_of_week.to_numpy(), hour=local.dt.hour.to_numpy())
    return keyed.groupby(["weekday", "hour"]).agg(
        orders=("order", "nunique"), worth=("worth", "sum")
    )


@pytest.mark.parametrize("only_app", [False, True], ids=["all", "one-channel"])
def test_hours_are_those_of_a_plain_count(
    demo_view: View, reference: Reference, only_app: bool
) -> None:
    channel = reference.lines["channel"].iloc[0]
    filters = Filters(channels=(channel,)) if only_app else Filters()
    lines = reference.lines
    lines = lines[lines["channel"] == channel] if only_app else lines
    wanted = plain_hours(demo_view, lines)
    frame = hours(demo_view, filters).set_index(["weekday", "hour"])
    sold = frame[frame["orders"] > 0]
    assert sold.index.tolist() == wanted.index.tolist()
    counted = (sold["orders"] * sold["days"]).round(6)
    assert counted.tolist() == wanted["orders"].tolist()
    assert sold["average_order_value"].to_numpy() == pytest.approx(
        (wanted["worth"] / wanted["orders"]).to_numpy()
    )
    net = series(demo_view, [METRICS["net_sales_by_order"]], filters, Grain.DAY)
    assert (frame["net_sales"] * frame["days"]).sum() == pytest.approx(
        net["net_sales_by_order"].sum(), abs=0.005
    )


def test_parts_and_others_add_up_to_the_whole_at_every_point(demo_view: View) -> None:
    for dimension in (Dimension.COUNTRY, Dimension.CATEGORY, Dimension.SEGMENT, Dimension.CHANNEL):
        for grain in (Grain.MONTH, Grain.WEEK):
            found = split(demo_view, NET, Filters(), grain, dimension)
            assert found.adds_up
            total = found.frame.groupby("period")["value"].sum()
            whole = series(demo_view, [NET], Filters(), grain).set_index("period")["net_sales"]
            assert (total - whole).abs().max() < 0.005, (dimension, grain)


def test_the_five_largest_are_named_and_the_cut_is_counted(demo_view: View) -> None:
    found = split(demo_view, GROSS, Filters(), Grain.MONTH, Dimension.COUNTRY)
    sums = found.frame.groupby("part", sort=False)["value"].sum()
    assert found.parts == (*sums.index[:5], OTHER)
    assert sums.iloc[:5].is_monotonic_decreasing
    assert found.others == len(set(_countries(demo_view))) - 5


def _countries(view: View) -> list[str]:
    frame = view.frame(sa.select(schema.fact_orders.c.country).distinct())
    return [str(country) for country in frame["country"]]


def test_a_part_is_what_its_own_filter_says(demo_view: View) -> None:
    found = split(demo_view, AOV, Filters(), Grain.QUARTER, Dimension.CATEGORY)
    assert not found.adds_up
    assert OTHER not in found.parts
    for part in found.parts:
        alone = series(demo_view, [AOV], Filters(categories=(part,)), Grain.QUARTER)
        mine = found.frame[found.frame["part"] == part]
        wanted = dict(zip(alone["period"], alone[AOV.name], strict=True))
        for row in mine.itertuples():
            assert row.value == pytest.approx(wanted.get(row.period), nan_ok=True)


def test_payment_methods_have_no_others_because_orders_are_split(demo_view: View) -> None:
    found = split(demo_view, NET, Filters(), Grain.MONTH, Dimension.PAYMENT_METHOD)
    assert not found.adds_up
    assert OTHER not in found.parts


def test_gaps_of_a_part_are_0_for_sums_and_missing_for_ratios(view: View) -> None:
    july = kept(Period(day(7, 1), day(7, 3)))
    sums = split(view, GROSS, july, Grain.DAY, Dimension.COUNTRY).frame
    germany = sums[sums["part"] == "Germany"]
    assert germany["value"].tolist() == [80, 0, 0]
    ratios = split(view, AOV, july, Grain.DAY, Dimension.COUNTRY).frame
    assert ratios[ratios["part"] == "Germany"]["value"].isna().tolist() == [False, True, True]


def test_numbers_of_whole_orders_have_no_categories(view: View) -> None:
    with pytest.raises(FilterError, match="Shipping is known for whole orders only"):
        split(view, METRICS["shipping"], kept(), Grain.DAY, Dimension.CATEGORY)


def test_a_selection_without_orders_has_no_parts(view: View) -> None:
    found = split(view, NET, kept(countries=["Nowhere"]), Grain.DAY, Dimension.COUNTRY)
    assert found.parts == ()
    assert found.frame.empty


def test_all_midnight_orders_are_seen_as_such(made: Made) -> None:
    """The orders of these shops are all placed at noon."""
    orders: list[Order] = [("ada", date(2025, 1, 1) + timedelta(days=n), 10) for n in range(14)]
    frame = hours(made(orders), Filters())
    assert at(frame, 0, 12) == [2, 1, 10, 10]
    assert has_hours(frame)
