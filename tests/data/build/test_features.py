"""Customer features by hand, and RFM scores against an independent reckoning in pandas."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import numpy as np
import pandas as pd
import pytest
import sqlalchemy as sa

from data import schema
from data.build import build_release
from data.engines import writer_engine
from data.frames import insert_frame
from data.progress import silent
from data.rfm import GRID
from tests.data import shop
from tests.data.build.conftest import change, rows

F = schema.customer_features.c


def test_features_of_every_customer_as_of_the_last_day(built: sa.Engine) -> None:
    found = rows(
        built, F.customer_key, F.first_order_on, F.last_order_on, F.tenure_days, F.orders,
        F.recency_days, F.frequency, F.monetary, F.historic_clv,
    )  # fmt: skip
    may, june, july = (date(2026, month, 1) for month in (5, 6, 7))
    days = timedelta
    assert found == [
        (1, may + days(3), july + days(1), 77, 4, 18, 3, 32, 32),
        (2, may + days(3), july + days(2), 77, 2, 17, 2, 21, 21),
        (3, june + days(14), june + days(14), 35, 1, 35, 1, 13, 13),
        (4, july, july + days(19), 19, 2, 0, 2, 76, 76),
        (5, july + days(9), july + days(9), 10, 1, 10, 1, 0, 0),
    ]


def test_scores_and_segments_by_hand(built: sa.Engine) -> None:
    assert rows(built, F.r_score, F.f_score, F.m_score, F.rfm_segment) == [
        (2, 3, 4, "At risk"),
        (3, 2, 3, "Need attention"),
        (1, 1, 2, "Hibernating"),
        (5, 2, 5, "Champions"),
        (4, 1, 1, "Promising"),
    ]


def test_only_the_last_24_months_score_but_all_of_it_is_customer_value(own: sa.Engine) -> None:
    """As of 20 July 2026 the look-back begins on 21 July 2024."""
    order = schema.orders
    for order_id, day in (("O1", date(2024, 7, 21)), ("O2", date(2024, 7, 20))):
        at = datetime(day.year, day.month, day.day, 12)  # noqa: DTZ001
        change(own, sa.update(order).where(order.c.order_id == order_id).values(ordered_at=at))
    old = datetime(2024, 7, 20, 22, 59)  # noqa: DTZ001  # still 20 July in London
    change(own, sa.update(order).where(order.c.order_id == "O5").values(ordered_at=old))
    build_release(own, timezone=shop.TIMEZONE, currency="GBP", progress=silent)
    found = rows(
        own, F.customer_key, F.recency_days, F.orders, F.frequency, F.monetary, F.historic_clv
    )
    assert found[:3] == [
        (1, 18, 4, 3, 32, 32),  # O1 is just inside, and so is its refund
        (2, 17, 2, 1, 6, 21),  # O2 is just outside; 10 less the credit note of 4 are left
        (3, None, 1, 0, 0, 13),
    ]
    assert rows(own, F.r_score, F.f_score, F.m_score, F.rfm_segment)[2] == (None, None, None, None)
    # The four who are left are scored among themselves: the middles of their ranks are 1/8, 3/8,
    # 5/8 and 7/8, and five times that is 0.6, 1.9, 3.1 and 4.4.
    assert [row[0] for row in rows(own, F.r_score)] == [1, 2, None, 5, 4]


def test_every_pair_of_scores_has_exactly_one_segment() -> None:
    cells = Counter((r, fm) for s in GRID for r in s.recency for fm in s.worth)
    assert cells == {(r, fm): 1 for r in range(1, 6) for fm in range(1, 6)}


def test_a_single_customer_is_in_the_middle(own: sa.Engine) -> None:
    order = schema.orders
    change(own, sa.update(order).values(customer_id=None))
    change(own, sa.update(order).where(order.c.order_id == "O1").values(customer_id="ada"))
    build_release(own, timezone=shop.TIMEZONE, currency="GBP", progress=silent)
    assert rows(own, F.r_score, F.f_score, F.m_score) == [(3, 1, 3)]


# --- against pandas --------------------------------------------------------------------------

CUSTOMERS, ORDERS = 400, 1500


@pytest.fixture(scope="module", params=[1, 2, 3])
def random_shop(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[sa.Engine, pd.DataFrame]]:
    """A built shop of random orders over four years, with many ties, and its orders."""
    dice = np.random.default_rng(request.param)
    orders = pd.DataFrame(
        {
            "customer_key": (dice.beta(0.6, 1.5, ORDERS) * CUSTOMERS).astype(int),
            "day": pd.Timestamp("2026-11-21")
            - pd.to_timedelta(dice.integers(0, 1460, ORDERS), "D"),
            "price": dice.choice([5, 5, 5, 10, 20, 99], ORDERS),
            "refunded": dice.choice([0, 0, 0, 5], ORDERS),
        }
    )
    orders.loc[0, "day"] = pd.Timestamp("2026-11-21")
    # Keys are given by id: number the ids as the build will.
    orders["customer_key"] = orders["customer_key"].rank(method="dense").astype(int)
    engine = writer_engine(tmp_path_factory.mktemp("random") / "shop.duckdb")
    _fill(engine, orders)
    build_release(engine, timezone="UTC", currency="GBP", progress=silent)
    yield engine, orders
    engine.dispose()


def _fill(engine: sa.Engine, orders: pd.DataFrame) -> None:
    ids = [f"O{n:05}" for n in range(len(orders))]
    people = orders["customer_key"].map("C{:04}".format)
    at = orders["day"] + pd.Timedelta(hours=12)
    shared = {"order_id": ids, "product_id": "P", "quantity": 1}
    frames: dict[str, dict[str, Any]] = {
        "customers": {"customer_id": sorted(set(people))},
        "products": {"product_id": ["P"], "name": ["Thing"], "is_product": [True]},
        "orders": {
            "order_id": ids, "customer_id": people, "ordered_at": at, "status": "paid",
            "currency": "GBP", "shipping": 0, "tax": 0,
        },
        "order_items": shared
        | {"order_item_id": ids, "unit_price": orders["price"], "discount": 0},
        "refunds": shared | {"refund_id": ids, "refunded_at": at, "amount": orders["refunded"]},
        "payments": {"payment_id": []},
        "order_statuses": {"status": ["paid"], "counts_as_order": [True], "meaning": ["Paid."]},
    }  # fmt: skip
    schema.METADATA.create_all(engine, tables=schema.STAR)
    with engine.begin() as connection:
        for name, columns in frames.items():
            table = schema.METADATA.tables[name]
            frame = pd.DataFrame(columns).reindex(columns=[column.name for column in table.c])
            if len(frame):
                insert_frame(connection, table, frame)


def _by_pandas(orders: pd.DataFrame) -> pd.DataFrame:
    """R, F, M and scores without SQL: percentile ranks of pandas, cuts of numpy."""
    last = orders["day"].max()
    recent = orders[orders["day"] > last - pd.DateOffset(months=24)]
    table = pd.DataFrame(
        {
            "recency_days": (last - recent.groupby("customer_key")["day"].max()).dt.days,
            "frequency": recent.groupby("customer_key")["day"].nunique(),
            "monetary": recent["price"]
            .sub(recent["refunded"])
            .groupby(recent["customer_key"])
            .sum(),
        }
    )

    def fifth(values: pd.Series) -> pd.Series:
        # Tenths of the number of customers, so that everything is whole: 2 * (rank - 1/2) / 2n.
        twice = (2 * values.rank(method="average") - 1).round().astype(int)
        return 1 + (5 * twice) // (2 * len(values))

    table["r_score"] = fifth(-table["recency_days"])
    table["f_score"] = np.searchsorted([1, 2, 3, 4, 6], table["frequency"], side="right")
    table["m_score"] = fifth(table["monetary"])
    return table.astype("int64")


def test_scores_agree_with_pandas(random_shop: tuple[sa.Engine, pd.DataFrame]) -> None:
    engine, orders = random_shop
    expected = _by_pandas(orders)
    names = ["customer_key", *expected.columns]
    found = pd.DataFrame(rows(engine, *(F[name] for name in names)), columns=names)
    lapsed = found[found["recency_days"].isna()]
    assert 0 < len(lapsed) < len(found)
    assert set(lapsed["frequency"]) == {0}
    scored = found.dropna().set_index("customer_key").astype("int64")
    pd.testing.assert_frame_equal(scored, expected, check_names=False)
    assert set(scored["r_score"]) == {1, 2, 3, 4, 5}


def test_equal_customers_have_equal_scores(random_shop: tuple[sa.Engine, pd.DataFrame]) -> None:
    engine, _ = random_shop
    for value, score in ((F.recency_days, F.r_score), (F.frequency, F.f_score),
                         (F.monetary, F.m_score)):  # fmt: skip
        pairs = {pair for pair in rows(engine, value, score) if pair[1] is not None}
        assert len(pairs) == len({value for value, _ in pairs})
        ordered = [score for _, score in sorted(pairs)]
        assert ordered in (sorted(ordered), sorted(ordered, reverse=True))


def test_the_segment_is_the_grids_cell_with_halves_rounded_up(
    random_shop: tuple[sa.Engine, pd.DataFrame],
) -> None:
    engine, _ = random_shop
    names = {(r, fm): s.name for s in GRID for r in s.recency for fm in s.worth}
    checked = set()
    for r, f, m, segment in rows(engine, F.r_score, F.f_score, F.m_score, F.rfm_segment):
        if r is not None:
            half_up = int((Decimal(f + m) / 2).quantize(Decimal(1), rounding="ROUND_HALF_UP"))
            assert segment == names[r, half_up]
            checked.add(segment)
    assert len(checked) >= 8


def test_what_customers_brought_adds_up_to_what_was_sold(
    random_shop: tuple[sa.Engine, pd.DataFrame],
) -> None:
    engine, orders = random_shop
    total = sum(value for (value,) in rows(engine, F.historic_clv))
    assert total == int(orders["price"].sum() - orders["refunded"].sum())
