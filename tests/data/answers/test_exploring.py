"""What the exploratory report is made of, on both databases, against what pandas counts."""

from __future__ import annotations

import math

import pandas as pd
import pytest

from data.answers.exploring import FEATURES, SAMPLE, explore
from data.queries import exploring as statements
from data.warehouse import View


def test_orders_are_binned_by_tenths_of_a_power_of_ten(view: View) -> None:
    """18 15 13.50 36 13 72 20 3 10 9, and O10 that was free."""
    found = explore(view).order_values
    assert found["rows"].sum() == 11
    free = found[found["low"].isna()]
    assert free["rows"].tolist() == [1]
    known = found.dropna()
    ten = known[(known["low"] <= 10.001) & (known["high"] > 10.001)]
    assert ten["rows"].tolist() == [1]
    assert ten["low"].iloc[0] == pytest.approx(10)


def test_pieces_and_orders_are_counted_one_by_one(view: View) -> None:
    found = explore(view)
    assert dict(found.items.values.tolist()) == {1: 5, 2: 4, 3: 1, 4: 1}
    # cleo and eve ordered once, ben and dan twice, ada four times.
    assert dict(found.frequency.values.tolist()) == {1: 2, 2: 2, 4: 1}


def test_products_make_up_all_of_net_sales_in_the_end(view: View) -> None:
    """LAMP 120 - 12 - 36 = 72, MUG 60 - 3 - 9 = 48, TEA 45 - 6.50 - 4 = 34.50; POST is none."""
    found = explore(view).contributions
    assert found["products"].tolist() == [1, 2, 3]
    assert found["part"].tolist() == [34, 67, 100]
    assert found["share"].tolist() == pytest.approx([72 / 154.5, 120 / 154.5, 1])


def test_gaps_are_counted_and_never_read(view: View) -> None:
    gaps = explore(view).gaps
    frame = gaps.set_index(["table_name", "column_name"])
    counts = {key: (row.rows, row.missing) for key, row in frame.iterrows()}
    assert counts["customers", "email"] == (6, 3)
    assert counts["orders", "customer_id"] == (13, 1)
    assert frame.loc[("products", "category"), "missing"] == 2
    for table in statements.STAR:
        for name in view.frame(statements.filled(table)).columns:
            assert name == "rows" or name in table.c


def test_growth_is_of_whole_months_only(view: View) -> None:
    found = explore(view).months
    assert found["net_sales"].tolist() == [37.5, 49, 69]
    assert found["complete"].tolist() == [False, True, False]
    assert found["growth"].isna().all()


def test_pandas_bins_and_ranks_the_same_on_the_simulated_shop(demo_view: View) -> None:
    with demo_view.engine.connect() as connection:
        orders = pd.DataFrame(
            connection.exec_driver_sql("SELECT gross - discount, quantity FROM fact_orders").all(),
            columns=["value", "pieces"],
        )
        people = pd.DataFrame(
            connection.exec_driver_sql(
                f"SELECT {', '.join(FEATURES)} FROM customer_features "
                "WHERE recency_days IS NOT NULL"
            ).all(),
            columns=FEATURES,
        ).astype("float64")
    found = explore(demo_view)
    places = [
        math.floor(round(math.log10(float(value)) * 10, 6))
        for value in orders["value"]
        if value > 0
    ]
    expected = pd.Series(places).value_counts().sort_index()
    assert found.order_values.dropna()["rows"].tolist() == expected.tolist()
    pieces = orders["pieces"].clip(upper=20).value_counts().sort_index()
    assert dict(found.items.values.tolist()) == pieces.to_dict()
    assert found.sampled == found.buyers == len(people) <= SAMPLE
    pd.testing.assert_frame_equal(
        found.correlations, people.corr(method="spearman"), check_exact=False, rtol=1e-9
    )
    assert found.days["net_sales"].sum() == pytest.approx(found.whole["net_sales"])
    assert found.months["net_sales"].sum() == pytest.approx(found.whole["net_sales"])
    assert found.contributions["share"].is_monotonic_increasing
