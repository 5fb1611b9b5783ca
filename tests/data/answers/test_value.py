"""What customers are expected to bring: by hand, and against pandas on made-up predictions."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import sqlalchemy as sa

from data import schema
from data.answers import value
from data.answers.value import By
from data.filters import FilterError, Filters
from data.frames import insert_frame
from data.releases import ReleaseStore
from data.warehouse import View
from tests.data.answers.carts import Cart, shop_of

NewStore = Callable[..., ReleaseStore]
LAST = date(2026, 12, 31)


def test_the_sums_of_the_tiny_shop_by_hand(view: View) -> None:
    found = value.expected(view, Filters())
    # 0.9 + 0.5 + 0.3 + 1 + 0.25; 36 + 5 + 3 + 60 + 0.50; net sales of all but guests.
    assert found.values["customers_alive"] == pytest.approx(2.95, abs=1e-12)
    assert found.values["expected_value_90"] == pytest.approx(104.5, abs=1e-9)
    assert found.values["historic_value"] == 142.0
    assert found.values["average_clv"] == pytest.approx(28.4, abs=1e-12)
    assert found.values["average_total_clv"] == pytest.approx((142 + 333.5) / 5, abs=1e-12)
    # One of five is the best fifth; a tenth of five is nobody.
    assert found.values["top_20_share"] == pytest.approx(200 / 333.5, abs=1e-12)
    assert found.values["top_10_share"] is None


def test_the_range_adds_up_chance_and_the_error_of_the_held_out_days(view: View) -> None:
    found = value.expected(view, Filters())
    width = 2 * 1.2815515655446004  # from the 10th to the 90th percentile
    # Of each the larger of the interval's variance and value x value per order.
    variances = [
        max(((high - low) / width) ** 2, year * order)
        for low, high, year, order in (
            (40, 180, 108, 20), (0, 40, 15, 10), (0, 30, 9, 15), (80, 320, 200, 40), (0, 5, 1.5, 5),
        )
    ]  # fmt: skip
    reach = 1.2815515655446004 * (sum(variances) + (0.1 * 333.5) ** 2) ** 0.5
    assert found.off == pytest.approx(0.1, abs=1e-12)
    assert found.low == pytest.approx(333.5 - reach, abs=1e-6)
    assert found.high == pytest.approx(333.5 + reach, abs=1e-6)


def test_the_period_changes_nothing_and_filters_keep_whole_customers(view: View) -> None:
    july = value.expected(view, Filters(start=date(2026, 7, 15), end=date(2026, 7, 31)))
    assert july == value.expected(view, Filters())
    # ada, ben, cleo and dan bought a mug at some time, eve did not.
    mug = value.expected(view, Filters(products=("MUG",)))
    assert mug.values["expected_value_365"] == pytest.approx(332.0, abs=1e-9)
    champions = value.expected(view, Filters(rfm_segments=("Champions",)))
    assert champions.values["customers_valued"] == 1


def test_nobody_brings_nothing_and_has_no_average(view: View) -> None:
    found = value.expected(view, Filters(countries=("Nowhere",)))
    assert (found.low, found.high) == (0.0, 0.0)
    assert found.values["expected_value_365"] == 0
    assert found.values["average_clv"] is None
    assert value.by_chance(view, Filters(countries=("Nowhere",)))["customers"].tolist() == [0] * 10
    assert value.by_percent(view, Filters(countries=("Nowhere",))).empty
    assert value.by_tenth(view, Filters(countries=("Nowhere",))).empty
    assert value.by_group(view, Filters(countries=("Nowhere",)), By.RFM).empty


def test_a_chance_on_a_border_is_in_the_bin_above_it(view: View) -> None:
    frame = value.by_chance(view, Filters())
    assert frame["customers"].tolist() == [0, 0, 1, 1, 0, 1, 0, 0, 0, 2]
    assert frame["share"].sum() == 1
    assert frame["low"].iloc[3] == 0.3


def test_the_held_out_days_are_added_up_in_a_last_row(view: View) -> None:
    frame = value.calibration(view)
    assert frame["decile"].isna().tolist() == [False, False, True]
    assert frame["orders_error"].tolist() == [-0.5, 0.25, 0.0]
    assert frame["value_error"].tolist() == pytest.approx([-0.5, 0.25, 0.1], abs=1e-12)
    assert value.holdout_error(view) == pytest.approx(0.1, abs=1e-12)


def test_one_customer_has_the_row_of_the_table(view: View) -> None:
    found = value.of_customer(view, " ada ")
    assert found is not None
    assert (found["p_alive"], found["value_365_lo"], found["overdue"]) == (0.9, 40.0, False)
    assert found["next_order_on"] == pd.Timestamp("2026-08-10")
    assert value.of_customer(view, "fay") is None
    with pytest.raises(FilterError, match="cannot be looked for"):
        value.of_customer(view, "a\0b")


# --- against pandas -------------------------------------------------------------------------------


@dataclass(frozen=True)
class Shop:
    """A release of made-up predictions, and the same customers as a frame."""

    view: View
    customers: pd.DataFrame


@pytest.fixture
def shop(new_store: NewStore, tmp_path: Path) -> Shop:
    """237 customers with one to three orders of two products, and nothing held out."""
    made = np.random.default_rng(5)
    carts = [
        Cart([int(made.integers(0, 2))], LAST - timedelta(days=int(made.integers(0, 400))), who)
        for who in (f"c{n:03}" for n in range(237))
        for _ in range(int(made.integers(1, 4)))
    ]
    predicted = _predictions(made, 237)

    def learn(engine: sa.Engine) -> None:
        for table, frame in (
            (schema.customer_value, predicted),
            (schema.customer_segments, predicted[["customer_key", "cluster", "segment"]].head(200)),
        ):
            with engine.begin() as connection:
                insert_frame(connection, table, frame)

    view = shop_of(new_store(tmp_path), carts, ["19.99", "7.35"], learn=learn)
    prices = {0: Decimal("19.99"), 1: Decimal("7.35")}
    bought = pd.DataFrame([(c.who, c.products[0], prices[c.products[0]]) for c in carts])
    bought.columns = ["customer_id", "product", "paid"]
    by_customer = bought.groupby("customer_id")
    known = pd.DataFrame(
        {
            "historic": by_customer["paid"].sum(),
            "has_first": by_customer["product"].agg(lambda p: (p == 0).any()),
        }
    ).reset_index()
    # Customers are numbered by their id.
    return Shop(view, predicted.assign(customer_id=known["customer_id"]).merge(known))


def _predictions(made: np.random.Generator, count: int) -> pd.DataFrame:
    alive = made.beta(0.7, 0.7, count).round(2)  # many on the borders of bins
    orders = alive * made.gamma(1.5, 2.0, count)
    order = made.gamma(4.0, 8.0, count)
    year = (orders * order).round(0)  # some are equal: then the key decides
    return pd.DataFrame(
        {
            "customer_key": range(1, count + 1),
            "repeat_days": 1,
            "p_alive": alive,
            "orders_90": orders / 4,
            "orders_365": orders,
            "value_90": year / 4,
            "value_365": year,
            "value_365_lo": year / 3,
            "value_365_hi": year * 2.5,
            "value_per_order": order,
            "next_order_on": pd.Timestamp(LAST),
            "next_order_from": pd.Timestamp(LAST),
            "next_order_to": pd.Timestamp(LAST),
            "overdue": False,
            "cluster": np.arange(count) % 3,
            "segment": [f"K{n % 3}" for n in range(count)],
        }
    )


@pytest.mark.parametrize("filtered", [False, True])
def test_every_sum_is_the_one_of_plain_pandas(shop: Shop, *, filtered: bool) -> None:
    filters = Filters(products=("P0000",)) if filtered else Filters()
    kept = shop.customers[shop.customers["has_first"]] if filtered else shop.customers
    found = value.expected(shop.view, filters).values
    ranked = kept.sort_values(["value_365", "customer_key"], ascending=[False, True])
    year = kept["value_365"].sum()
    historic = sum(kept["historic"], Decimal(0))
    wanted = {
        "customers_valued": len(kept),
        "customers_alive": kept["p_alive"].sum(),
        "expected_orders_90": kept["orders_90"].sum(),
        "expected_orders_365": kept["orders_365"].sum(),
        "expected_value_90": kept["value_90"].sum(),
        "expected_value_365": year,
        "historic_value": float(historic),
        "average_clv": float(historic / len(kept)),
        "average_total_clv": (float(historic) + year) / len(kept),
        "top_10_share": ranked["value_365"].head(len(kept) // 10).sum() / year,
        "top_20_share": ranked["value_365"].head(len(kept) // 5).sum() / year,
    }
    assert found == pytest.approx(wanted, rel=1e-12)
    assert found["historic_value"] == float(historic)


def test_bins_groups_and_ranks_hold_everybody_once(shop: Shop) -> None:
    people = shop.customers
    bins = np.minimum(np.floor(people["p_alive"] * 10), 9).value_counts()
    found = value.by_chance(shop.view, Filters())
    assert found["customers"].tolist() == [bins.get(n, 0) for n in range(10)]

    groups = value.by_group(shop.view, Filters(), By.CLUSTER).set_index("key")
    names = people["segment"].where(people.index < 200, "Not in a cluster")
    sums = people.groupby(names)["value_365"].sum()
    assert groups["value_365"].to_dict() == pytest.approx(sums.to_dict(), rel=1e-12)
    assert groups["value_365"].is_monotonic_decreasing
    assert groups["share"].sum() == pytest.approx(1)

    ranked = people.sort_values(["value_365", "customer_key"], ascending=[False, True])
    place = np.arange(1, len(people) + 1)
    tenths = ranked.groupby(np.ceil(np.ceil(place * 100 / len(people)) / 10))
    by_tenth = value.by_tenth(shop.view, Filters())
    assert by_tenth["tenth"].tolist() == list(range(1, 11))
    assert by_tenth["customers"].tolist() == tenths.size().tolist()
    assert by_tenth["value_365"].tolist() == pytest.approx(
        tenths["value_365"].sum().tolist(), rel=1e-12
    )
    so_far = [float(sum(rows["historic"], Decimal(0))) for _, rows in tenths]
    assert by_tenth["historic_clv"].tolist() == pytest.approx(so_far, abs=1e-9)
    curve = value.by_percent(shop.view, Filters())
    assert len(curve) == 100
    assert curve["value_share"].iloc[-1] == pytest.approx(1)
    assert curve["customers"].iloc[-1] == 237


def test_without_held_out_days_nobody_knows_how_good_it_is(shop: Shop) -> None:
    assert value.calibration(shop.view).empty
    assert value.holdout_error(shop.view) is None
    assert value.expected(shop.view, Filters()).off is None
