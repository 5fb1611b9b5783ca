"""The table of products: every number by hand, and every class by an independent calculation."""

from __future__ import annotations

import random
from datetime import date, timedelta
from decimal import Decimal

import pandas as pd
import pytest

from data.answers.kpis import values
from data.answers.products import (
    NO_PRODUCT,
    NOT_MERCHANDISE,
    beside,
    classes,
    costs,
    everything,
    pareto,
    products,
    refund_delay,
)
from data.filters import Filters
from data.metrics import METRICS
from data.periods import Comparison, Period
from data.warehouse import View
from tests.data.answers.asking import JULY, JUNE, kept
from tests.data.answers.reference import Reference
from tests.data.answers.reference import _kept as kept_rows

NET = "net_sales_by_order"


def row(
    view: View, key: str, filters: Filters, comparison: Comparison = Comparison.NONE
) -> pd.Series:
    """One product of the table."""
    rows = products(view, filters, comparison).rows
    return rows[rows["key"] == key].iloc[0]


def test_the_whole_history_of_the_tiny_shop_adds_up_by_hand(view: View) -> None:
    found = products(view, Filters())
    rows = found.rows
    assert found.found == 3
    assert rows["key"].tolist() == ["LAMP", "MUG", "TEA"]
    assert rows[NET].tolist() == [72.0, 48.0, 34.5]
    assert rows["gross_sales"].tolist() == [120.0, 60.0, 45.0]
    assert rows["discounts"].tolist() == [12.0, 3.0, 6.5]
    assert rows["reversals_by_order"].tolist() == [36.0, 9.0, 4.0]
    assert rows["units"].tolist() == [3, 6, 9]
    assert rows["net_units_by_order"].tolist() == [2, 5, 8]
    assert rows["orders"].tolist() == [2, 5, 4]
    assert rows["share"].tolist() == pytest.approx([72 / 154.5, 48 / 154.5, 34.5 / 154.5])
    assert rows["cumulative_share"].tolist() == pytest.approx([72 / 154.5, 120 / 154.5, 1.0])


def test_three_refund_rates_are_three_numbers(view: View) -> None:
    mug = row(view, "MUG", Filters())
    assert mug["reversed_order_rate"] == pytest.approx(1 / 5)
    assert mug["reversal_rate_by_order"] == pytest.approx(9 / 60)
    assert mug["reversed_unit_rate_by_order"] == pytest.approx(1 / 6)


def test_orders_taken_back_are_unknown_where_the_reversal_names_no_order(view: View) -> None:
    tea = row(view, "TEA", Filters())
    assert pd.isna(tea["reversed_order_rate"])
    assert tea["reversal_rate_by_order"] == pytest.approx(4 / 45)


def test_price_discount_and_margin_of_what_was_kept(view: View) -> None:
    mug, lamp = row(view, "MUG", Filters()), row(view, "LAMP", Filters())
    assert mug["average_price"] == pytest.approx(57 / 6)
    assert mug["discount_share"] == pytest.approx(3 / 60)
    assert mug["margin"] == 48 - 4 * 5
    assert mug["margin_rate"] == pytest.approx(28 / 48)
    assert pd.isna(lamp["margin"])
    assert pd.isna(lamp["unit_cost"])


def test_how_much_of_the_sales_has_a_cost_is_said(view: View) -> None:
    known = costs(view, Filters())
    assert known.products == 2
    assert known.share == pytest.approx(82.5 / 154.5)
    assert known.margin == 28 + 18.5
    assert known.rate == pytest.approx(46.5 / 82.5)


def test_without_any_cost_there_is_no_margin_at_all(view: View) -> None:
    known = costs(view, Filters(products=("LAMP",)))
    assert (known.products, known.share, known.margin, known.rate) == (0, None, None, None)


def test_the_product_that_crosses_a_line_belongs_to_the_class_above_it(view: View) -> None:
    """Lamp and mug make 77.7 %, so tea, which goes on to 100 %, is still in A."""
    assert products(view, Filters()).rows["abc"].tolist() == ["A", "A", "A"]


def test_what_was_not_sold_in_the_period_is_in_class_u(view: View) -> None:
    june = products(view, kept(JUNE)).rows.set_index("key")
    assert june["abc"].to_dict() == {"MUG": "A", "LAMP": "C", "TEA": "U"}
    assert june[NET].to_dict() == {"MUG": 10.0, "LAMP": 0.0, "TEA": 0.0}
    assert june["share"].isna().to_dict() == {"MUG": False, "LAMP": False, "TEA": True}


def test_first_and_last_sale_are_those_of_the_whole_shop_up_to_the_periods_end(view: View) -> None:
    june = products(view, kept(JUNE, countries=["Ireland"])).rows.set_index("key")
    assert june.loc["TEA", "last_sold"] == pd.Timestamp(2026, 5, 20)
    assert june.loc["TEA", "days_since"] == 41
    july = products(view, kept(JULY)).rows.set_index("key")
    assert july.loc["LAMP", "first_sold"] == pd.Timestamp(2026, 6, 10)
    assert july.loc["LAMP", "days_since"] == 19  # the data end on 20 July


def test_codes_and_reversals_without_a_product_stand_beside_the_table(view: View) -> None:
    rest = beside(view, Filters()).set_index("label")
    assert rest[NET].to_dict() == {NOT_MERCHANDISE: 6.0, NO_PRODUCT: -5.0}
    assert beside(view, Filters(products=("MUG",))).empty


@pytest.mark.parametrize("period", [None, JUNE, JULY])
def test_all_rows_make_up_the_key_figures(view: View, period: Period | None) -> None:
    rows = everything(view, kept(period))
    names = [NET, "gross_sales", "discounts", "units"]
    whole = values(view, [METRICS[name] for name in names], kept(period))
    for name in names:
        assert Decimal(str(round(float(rows[name].sum()), 4))) == Decimal(str(whole[name]))


def selections(seed: int, reference: Reference) -> list[Filters]:
    """Periods with other filters, drawn at random."""
    drawn = random.Random(seed)
    lines = reference.lines
    found = []
    for _ in range(6):
        start = min(lines["order_day"]) + timedelta(days=drawn.randrange(700))
        filters = Filters(start=start, end=start + timedelta(days=drawn.randrange(10, 300)))
        for name, column in (("countries", "country"), ("categories", "category")):
            if drawn.random() < 0.4:
                kept_values = drawn.sample(sorted(set(lines[column].dropna())), 2)
                filters = filters.changed(name, tuple(kept_values))
        found.append(filters)
    return [*found, Filters()]


@pytest.mark.parametrize("seed", [1, 2])
def test_any_selection_adds_up_to_its_key_figures_and_to_plain_pandas(
    demo_view: View, reference: Reference, seed: int
) -> None:
    for filters in selections(seed, reference):
        rows = everything(demo_view, filters)
        whole = values(demo_view, [METRICS[NET], METRICS["gross_sales"]], filters)
        assert round(rows[NET].sum(), 4) == pytest.approx(whole[NET] or 0.0, abs=1e-6)
        expected = by_pandas(demo_view, reference, filters)
        shown = rows[rows["key"] != ""].set_index("key")
        assert shown["abc"].to_dict() == expected["abc"].to_dict()
        assert shown[NET].to_dict() == pytest.approx(expected["net"].astype(float).to_dict())


def by_pandas(view: View, reference: Reference, filters: Filters) -> pd.DataFrame:
    """Net sales and class of each product, with none of the product's statements."""
    with view.engine.connect() as connection:
        goods = connection.exec_driver_sql(
            "SELECT product_id, category FROM products WHERE is_product"
        ).all()
    catalogue = pd.DataFrame([tuple(g) for g in goods], columns=["product_id", "category"])
    if filters.categories:
        catalogue = catalogue[catalogue["category"].isin(filters.categories)]
    lines = kept_rows(reference.lines, filters, "order_day")
    back = kept_rows(reference.reversals, filters, "order_day")
    frame = catalogue.set_index("product_id")
    sold = lines.groupby("product_id")[["gross", "discount"]].sum()
    frame["sold"] = frame.index.isin(sold.index)
    frame["net"] = [
        (sold["gross"].get(key, Decimal(0)) - sold["discount"].get(key, Decimal(0)))
        for key in frame.index
    ]
    taken = back.groupby("product_id")["amount"].sum()
    frame["net"] -= [taken.get(key, Decimal(0)) for key in frame.index]
    return frame.assign(abc=abc_of(frame))


def abc_of(frame: pd.DataFrame) -> pd.Series:
    """A until 80 % of what sold, B until 95 %, C the rest, U without sales."""
    found = pd.Series("U", index=frame.index)
    sold = frame[frame["sold"]]
    ordered = sorted(sold.index, key=lambda key: (-sold.loc[key, "net"], key))
    whole, before = sold["net"].sum(), Decimal(0)
    for key in ordered:
        share = before * 100
        found[key] = "A" if share < whole * 80 else "B" if share < whole * 95 else "C"
        before += sold.loc[key, "net"]
    return found


def test_the_classes_make_up_all_products(view: View, demo_view: View) -> None:
    assert classes(view, kept(JUNE)).to_dict("list") == {
        "abc": ["A", "C", "U"],
        "products": [1, 1, 1],
        NET: [10.0, 0.0, 0.0],
        "share": [1.0, 0.0, pytest.approx(float("nan"), nan_ok=True)],
    }
    frame = classes(demo_view, Filters())
    assert frame["abc"].tolist() == ["A", "B", "C", "U"]
    assert frame["share"].sum() == pytest.approx(1.0)
    assert frame["products"].sum() == products(demo_view, Filters()).found


def test_the_curve_ends_at_all_products_and_all_sales(view: View, demo_view: View) -> None:
    curve = pareto(view, Filters())
    assert curve.sold == 3
    assert curve.points["products"].tolist() == [1, 2, 3]
    assert curve.points["sales_share"].tolist() == pytest.approx([72 / 154.5, 120 / 154.5, 1])
    assert curve.top_share == pytest.approx(72 / 154.5)
    many = pareto(demo_view, Filters())
    assert len(many.points) <= 200 < many.sold
    assert many.points["products"].iloc[-1] == many.sold
    assert many.points["sales_share"].iloc[-1] == pytest.approx(1.0)


def test_the_best_fifth_of_many_products_is_what_pandas_makes_of_it(
    demo_view: View, reference: Reference
) -> None:
    goods = by_pandas(demo_view, reference, Filters())
    net = goods.loc[goods["sold"], "net"].astype(float).sort_values(ascending=False)
    best = net.head(-(-len(net) * 20 // 100)).sum() / net.sum()
    assert pareto(demo_view, Filters()).top_share == pytest.approx(best)


def test_without_sales_there_is_no_curve(view: View) -> None:
    curve = pareto(view, kept(Period(date(2025, 1, 1), date(2025, 1, 2))))
    assert (curve.sold, curve.top_share, len(curve.points)) == (0, None, 0)


def test_the_delay_of_reversals_is_that_of_those_which_name_their_order(view: View) -> None:
    """24, 21 and 14 days after the order; nine tenths of the way is 23.4 days."""
    assert refund_delay(view) == 24


def test_an_empty_period_lists_the_unsold(view: View) -> None:
    found = products(view, kept(Period(date(2025, 1, 1), date(2025, 1, 2))))
    assert found.rows["abc"].tolist() == ["U", "U", "U"]
    assert found.rows["last_sold"].isna().all()
