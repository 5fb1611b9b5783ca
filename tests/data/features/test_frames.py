"""The frames of the tiny shop, whose numbers can be added up by hand."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest
import sqlalchemy as sa

from data import schema
from data.features.columns import FRAMES, Frame
from data.features.frames import ROWS_AT_A_TIME, frame_of, names_of, rows_of
from data.periods import Grain
from data.reading import read
from data.releases import ReleaseStore
from data.warehouse import View, Warehouse
from tests.data import shop
from tests.data.answers.made import NoCache


@pytest.fixture
def view(tiny: ReleaseStore) -> View:
    return Warehouse(tiny, NoCache(), threads=1).view()


def whole(view: View, frame: Frame) -> pd.DataFrame:
    return frame_of(view.engine, frame, shop.FIRST_DAY, shop.LAST_DAY)


@pytest.mark.parametrize("frame", list(Frame))
def test_a_frame_has_the_columns_it_is_said_to_have(view: View, frame: Frame) -> None:
    found = whole(view, frame)
    assert list(found.columns) == names_of(frame)
    never = [c.name for c in FRAMES[frame].columns if c.blank == "never blank"]
    assert len(never) >= 10
    assert not found[never].isna().any().any()


def test_a_customer_is_described_by_all_orders_so_far(view: View) -> None:
    """Ada ordered on 4 May, 10 June (a Wednesday) and twice on 2 July; 81.00 before reversals."""
    found = whole(view, Frame.CUSTOMERS)
    ada = found[found["customer_id"] == "ada"].iloc[0]
    assert (ada["orders"], ada["order_days"], ada["repeat_days"]) == (4, 3, 2)
    assert (ada["tenure_days"], ada["age_at_last_order"], ada["days_since_last_order"]) == (
        77, 59, 18,
    )  # fmt: skip
    assert (ada["mean_gap_days"], ada["median_gap_days"]) == (29.5, 29.5)
    assert ada["average_order_value"] == pytest.approx(77 / 4)
    assert (ada["units_per_order"], ada["lines_per_order"]) == (8 / 4, 4 / 4)
    assert (ada["products"], ada["categories"]) == (4, 3)
    assert ada["discount_share"] == pytest.approx(6 / 83)
    assert (ada["discounted_orders_share"], ada["weekend_share"]) == (0.5, 0)
    assert ada["reversed_share"] == pytest.approx(45 / 77)
    assert (ada["first_country"], ada["first_channel"]) == ("United Kingdom", "web")
    assert (ada["orders_90"], ada["total_90"], ada["orders_365"]) == (4, 77, 4)


def test_scores_are_those_of_the_release_on_its_last_day(view: View) -> None:
    found = whole(view, Frame.CUSTOMERS)
    stored = read(view.engine, sa.select(schema.customer_features))
    shared = [name for name in stored.columns if name in found.columns]
    assert len(shared) == 12
    pd.testing.assert_frame_equal(found[shared], stored[shared])


def test_who_ordered_nothing_of_worth_has_no_share_of_discounts_or_reversals(view: View) -> None:
    found = whole(view, Frame.CUSTOMERS).set_index("customer_id")
    assert found.loc["eve", "average_order_value"] == 0
    assert found.loc[["eve"], ["reversed_share", "mean_gap_days"]].isna().all(axis=None)


def test_an_order_knows_the_one_before_it_and_a_guest_none(view: View) -> None:
    orders = whole(view, Frame.ORDERS).set_index("order_id")
    assert len(orders) == 11
    assert orders["days_since_previous"].dropna().to_dict() == {
        "O4": 37, "O7": 22, "O8": 0, "O9": 60, "O11": 19,
    }  # fmt: skip
    assert orders.loc["O3", ["customer_id", "order_rank"]].isna().all()
    fifth, first = orders.loc["O5"], orders.loc["O1"]
    assert [fifth[name] for name in ("lines", "products", "units", "total")] == [2, 2, 2, 13]
    assert [first[name] for name in ("weekday", "hour", "net")] == [1, 11, 9]


def test_periods_add_up_to_the_same_whatever_their_length(view: View) -> None:
    sums = {}
    for frame in (Frame.MONTHS, Frame.WEEKS, Frame.DAYS):
        found = whole(view, frame)
        added = ["orders", "new_customers", "guest_orders", "units", "gross_sales", "net_sales"]
        sums[frame] = found[added].sum().tolist()
    assert sums[Frame.MONTHS] == sums[Frame.WEEKS] == sums[Frame.DAYS]
    assert sums[Frame.MONTHS][:3] == [11, 5, 1]


def test_months_are_those_that_the_release_stores(view: View) -> None:
    found = whole(view, Frame.MONTHS)
    stored = read(view.engine, sa.select(schema.monthly_sales))
    shared = [name for name in stored.columns if name != "is_complete"]
    pd.testing.assert_frame_equal(found[shared], stored[shared])
    assert found["is_complete"].tolist() == [False, True, False]


def test_a_week_without_an_order_is_there_with_nothing_in_it(view: View) -> None:
    weeks = whole(view, Frame.WEEKS).set_index(Grain.WEEK.value)
    assert len(weeks) == 12
    quiet = weeks.loc[pd.Timestamp(date(2026, 5, 11))]
    assert (quiet["orders"], quiet["net_sales"], quiet["is_complete"]) == (0, 0, True)


def test_rows_come_in_pieces_and_are_the_same(view: View) -> None:
    pieces = list(rows_of(view.engine, Frame.ORDERS, shop.FIRST_DAY, shop.LAST_DAY))
    assert [len(piece) for piece in pieces] == [11]
    assert ROWS_AT_A_TIME >= 1_000
    assert [row["order_id"] for row in pieces[0]] == whole(view, Frame.ORDERS)["order_id"].tolist()
