"""What holds for every filter: parts add up to the whole, to the cent, and pandas agrees."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from decimal import Decimal
from functools import cache

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from data.answers.breakdown import breakdown
from data.answers.kpis import values
from data.answers.options import options
from data.answers.payments import METHODS, attempts, payments
from data.answers.series import series
from data.dimensions import Dimension
from data.filters import Filters
from data.formulas import WHOLE_ORDERS_ONLY, Metric
from data.metrics import METRICS
from data.periods import Grain, Period
from data.warehouse import View
from tests.conftest import PLACES
from tests.data.answers.asking import asked
from tests.data.answers.reference import Reference

ADDITIVE = [metric for metric in METRICS.values() if metric.additive]
OF_LINES = [m for m in ADDITIVE if m.null_rule != WHOLE_ORDERS_ONLY]
DISJOINT = (Dimension.COUNTRY, Dimension.CHANNEL, Dimension.SEGMENT, Dimension.CATEGORY)

FIELDS = {
    "countries": Dimension.COUNTRY,
    "channels": Dimension.CHANNEL,
    "segments": Dimension.SEGMENT,
    "categories": Dimension.CATEGORY,
    "payment_methods": Dimension.PAYMENT_METHOD,
}

quick = settings(
    max_examples=3 if "spark" in PLACES else 30,  # where each question takes a second
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow],
)


def exact(number: float | None) -> Decimal:
    """A sum of money as it is: the database gave it with four places."""
    return Decimal(repr(round(number or 0.0, 4)))


def added(numbers: Iterable[float]) -> Decimal:
    return sum((exact(number) for number in numbers), Decimal(0))


@cache
def values_of(view: View, dimension: Dimension) -> list[str]:
    return [option["value"] for option in options(view, dimension)]


@st.composite
def selections(draw: st.DrawFn, view: View) -> Filters:
    """A period, or none, and some values of some dimensions."""
    first, last = view.release.first_day, view.release.last_day
    days = (last - first).days
    period = None
    if draw(st.booleans()):
        start = draw(st.integers(0, days))
        length = draw(st.integers(0, 500))
        period = Period(first + timedelta(start), first + timedelta(start + length))
    chosen = {}
    for name in draw(st.lists(st.sampled_from(sorted(FIELDS)), unique=True, max_size=2)):
        offered = st.sampled_from(values_of(view, FIELDS[name]))
        chosen[name] = draw(st.lists(offered, min_size=1, unique=True))
    return Filters.keeping(chosen).within(period)


def metrics_for(filters: Filters, dimension: Dimension | None = None) -> list[Metric]:
    of_lines = filters.touches_products or (dimension is not None and dimension.is_of_lines)
    return OF_LINES if of_lines else ADDITIVE


def assert_adds_up(
    frame: pd.DataFrame, metrics: list[Metric], view: View, filters: Filters
) -> None:
    whole = values(view, metrics, filters)
    parts = {metric.name: added(frame[metric.name]) for metric in metrics}
    assert parts == {name: exact(value) for name, value in whole.items()}


@quick
@given(data=st.data(), grain=st.sampled_from(list(Grain)))
def test_points_of_a_series_add_up_to_the_total(
    demo_view: View, data: st.DataObject, grain: Grain
) -> None:
    filters = data.draw(selections(demo_view))
    metrics = metrics_for(filters)
    assert_adds_up(series(demo_view, metrics, filters, grain), metrics, demo_view, filters)


@quick
@given(data=st.data(), dimension=st.sampled_from(DISJOINT))
def test_values_of_a_dimension_add_up_to_the_total(
    demo_view: View, data: st.DataObject, dimension: Dimension
) -> None:
    filters = data.draw(selections(demo_view))
    metrics = metrics_for(filters, dimension)
    frame = breakdown(demo_view, metrics, filters, dimension)
    assert_adds_up(frame, metrics, demo_view, filters)
    whole = values(demo_view, [metrics[0]], filters)[metrics[0].name]
    assert frame["share"].sum() == pytest.approx(1 if whole and len(frame) else 0)


@quick
@given(data=st.data())
def test_pandas_adds_up_the_same_numbers_from_the_star(
    demo_view: View, reference: Reference, data: st.DataObject
) -> None:
    filters = data.draw(selections(demo_view))
    expected = reference.values(filters)
    if not filters.touches_products:
        expected |= reference.of_whole_orders(filters)
    assert asked(demo_view, tuple(expected), filters) == pytest.approx(expected, abs=1e-6)


@quick
@given(data=st.data())
def test_payments_by_method_add_up_to_what_was_collected(
    demo_view: View, data: st.DataObject
) -> None:
    filters = data.draw(selections(demo_view))
    if not filters.touches_products:
        collected = asked(demo_view, ("collected",), filters)["collected"]
        assert added(payments(demo_view, filters)["amount"]) == exact(collected)


@quick
@given(data=st.data())
def test_attempts_alone_are_what_the_page_of_payments_says_of_them(
    demo_view: View, data: st.DataObject
) -> None:
    filters = data.draw(selections(demo_view))
    whole = payments(demo_view, filters)
    beside = whole[whole["attempts"] > 0]  # orders tried with a method, all on other days
    pd.testing.assert_frame_equal(
        attempts(demo_view, filters), beside[METHODS].reset_index(drop=True), check_dtype=False
    )


def test_every_product_adds_up_to_the_whole_but_for_what_names_none(
    demo_view: View, reference: Reference
) -> None:
    for product in reference.lines["product_id"].drop_duplicates().head(25):
        filters = Filters(products=(product,))
        expected = reference.values(filters)
        assert asked(demo_view, tuple(expected), filters) == pytest.approx(expected, abs=1e-6)


def test_the_simulated_shop_has_all_that_could_go_wrong(
    demo_view: View, reference: Reference
) -> None:
    """Guests, split payments, reversals in another month, customers outside the clusters."""
    orders = reference.lines.drop_duplicates("order_id")
    back = reference.reversals
    assert orders["customer_id"].isna().any()
    assert (orders["methods"].dropna().map(len) > 1).any()
    assert (back["day"] > back["order_day"]).any()
    assert reference.payments["status"].nunique() > 1
    assert orders["segment"].nunique() > 1
    everything = asked(demo_view, ("net_sales", "net_sales_by_order"), Filters())
    assert everything["net_sales"] == everything["net_sales_by_order"]
