"""Feature frames of a real shop: nothing later, and the numbers as pandas adds them up."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest

from data.features.columns import Frame
from data.features.frames import frame_of
from tests.data.features.hindsight import known_by
from tests.real.conftest import RealShop
from tests.real.retail import Reference

CUTS = (date(2010, 3, 31), date(2010, 8, 15), date(2010, 11, 30))


@pytest.mark.parametrize("day", CUTS)
def test_a_day_that_has_passed_is_described_as_it_was(retail: RealShop, day: date) -> None:
    release = retail.view.release
    with known_by(day, retail.store, release.timezone) as engine:
        for frame in Frame:
            then = frame_of(engine, frame, release.first_day, day)
            now = frame_of(retail.view.engine, frame, release.first_day, day)
            pd.testing.assert_frame_equal(now, then)
            assert len(now) >= 4


def test_customers_are_described_as_pandas_would(retail: RealShop, by_pandas: Reference) -> None:
    day = CUTS[1]
    frame = frame_of(retail.view.engine, Frame.CUSTOMERS, retail.view.release.first_day, day)
    found = frame.set_index("customer_id").sort_index()
    expected = _by_pandas(by_pandas, day)
    assert len(found) == len(expected) > 3_000
    pd.testing.assert_frame_equal(found[expected.columns].astype("float64"), expected)


def _by_pandas(reference: Reference, day: date) -> pd.DataFrame:
    lines = reference.sales[(reference.sales["day"] <= day) & reference.sales["customer"].notna()]
    lines = lines.assign(amount=lines["amount"].astype("float64"), on=pd.to_datetime(lines["day"]))
    back = reference.reversals[reference.reversals["day"] <= day]
    of = lines.groupby("customer")
    orders = of["invoice"].nunique()
    days = of["on"].nunique()
    age = (of["on"].max() - of["on"].min()).dt.days
    # The shop of this file has no discounts, so sales are gross and what is paid alike.
    taken = back["amount"].astype("float64").groupby(back["customer"]).sum()
    recent = lines[lines["on"] > pd.Timestamp(day) - pd.Timedelta(days=90)]
    invoices = lines.drop_duplicates("invoice")
    sundays = invoices[invoices["on"].dt.day_of_week >= 5].groupby("customer").size()
    found = pd.DataFrame(
        {
            "orders": orders,
            "order_days": days,
            "age_at_last_order": age,
            "mean_gap_days": (age / (days - 1)).where(days > 1),
            "orders_90": recent.groupby("customer")["invoice"].nunique(),
            "total_90": recent.groupby("customer")["amount"].sum(),
            "average_order_value": of["amount"].sum() / orders,
            "units_per_order": of["quantity"].sum() / orders,
            "lines_per_order": of.size() / orders,
            "products": of["product"].nunique(),
            "weekend_share": sundays / orders,
            "reversed_share": taken.reindex(orders.index).fillna(0.0) / of["amount"].sum(),
        }
    )
    filled = ["orders_90", "total_90", "weekend_share"]
    found[filled] = found[filled].fillna(0.0)
    return found.astype("float64").rename_axis("customer_id").sort_index()
