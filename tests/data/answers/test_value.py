"""What customers are expected to bring: by hand, and against pandas on made-up predictions."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from data.answers import value
from data.answers.value import By
from data.filters import FilterError, Filters
from data.releases import ReleaseStore
from data.warehouse import View
from tests.data.answers.valued_shop import Shop, valued_shop

NewStore = Callable[..., ReleaseStore]


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


@pytest.fixture
def shop(new_store: NewStore, tmp_path: Path) -> Shop:
    """237 customers with made-up predictions, and nothing held out."""
    return valued_shop(new_store(tmp_path))


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
