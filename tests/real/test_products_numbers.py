"""Products and pairs of the real shop, against plain pandas and Python on its file."""

from __future__ import annotations

import itertools
from collections import Counter
from datetime import date
from decimal import Decimal

import pandas as pd
import pytest

from data.answers.baskets import baskets
from data.answers.kpis import values
from data.answers.products import classes, everything, pareto
from data.filters import Filters
from data.metrics import metric
from tests.real.conftest import RealShop
from tests.real.retail import Reference

AUTUMN = Filters(start=date(2010, 9, 1), end=date(2010, 11, 30))
NET = "net_sales_by_order"


def goods(retail: RealShop) -> set[str]:
    """Codes that are merchandise."""
    with retail.view.engine.connect() as connection:
        rows = connection.exec_driver_sql("SELECT product_id FROM products WHERE is_product")
        return {row[0] for row in rows}


def classified(reference: Reference, filters: Filters, kept: set[str]) -> pd.DataFrame:
    """Net sales, whether it sold, and the class of each product with a line or a reversal."""
    found = reference.kept(filters.start, filters.end)
    gross = found.sales.groupby("product")["amount"].sum()
    back = found.reversals.groupby("product")["amount"].sum()
    names = sorted((set(gross.index) | set(back.index)) & kept)
    frame = pd.DataFrame(index=names)
    nothing = Decimal(0)
    frame["net"] = [gross.get(key, nothing) - back.get(key, nothing) for key in names]
    frame["sold"] = [key in gross.index for key in names]
    ordered = sorted(frame.index[frame["sold"]], key=lambda key: (-frame.loc[key, "net"], key))
    whole = sum((frame.loc[key, "net"] for key in ordered), nothing)
    frame["abc"], before = "U", nothing
    for key in ordered:
        share = before / whole
        frame.loc[key, "abc"] = "A" if share < Decimal("0.8") else "B"
        if share >= Decimal("0.95"):
            frame.loc[key, "abc"] = "C"
        before += frame.loc[key, "net"]
    return frame


@pytest.mark.parametrize("filters", [Filters(), AUTUMN], ids=["all", "autumn"])
def test_classes_of_the_real_shop_are_those_of_pandas(
    retail: RealShop, by_pandas: Reference, filters: Filters
) -> None:
    rows = everything(retail.view, filters)
    shown = rows[rows["key"] != ""].set_index("key")
    expected = classified(by_pandas, filters, goods(retail))
    assert shown.loc[expected.index, "abc"].to_dict() == expected["abc"].to_dict()
    nets = expected["net"].astype(float)
    assert shown.loc[expected.index, NET].to_dict() == pytest.approx(nets.to_dict(), abs=1e-6)
    others = shown.index.difference(expected.index)
    assert set(shown.loc[others, "abc"]) <= {"U"}


@pytest.mark.parametrize("filters", [Filters(), AUTUMN], ids=["all", "autumn"])
def test_the_rows_of_the_real_shop_add_up_to_the_cent(retail: RealShop, filters: Filters) -> None:
    rows = everything(retail.view, filters)
    names = [NET, "gross_sales", "units", "reversals_by_order", "net_units_by_order"]
    whole = values(retail.view, [metric(name) for name in names], filters)
    for name in names:
        assert round(float(rows[name].sum()), 2) == round(whole[name] or 0.0, 2), name
    assert rows["label"].iloc[-1] == "Postage, fees and other codes"


def test_four_fifths_of_the_real_shop_are_in_class_a(retail: RealShop) -> None:
    found = classes(retail.view, Filters()).set_index("abc")
    assert found["products"].to_dict() == {"A": 913, "B": 1070, "C": 2098, "U": 14}
    assert found.loc["A", "share"] == pytest.approx(0.8002, abs=1e-4)
    curve = pareto(retail.view, Filters())
    assert curve.sold == 913 + 1070 + 2098
    assert curve.top_share == pytest.approx(0.7739, abs=1e-4)
    assert len(curve.points) == 200


def test_pairs_of_the_real_shop_are_counted_as_plain_python_counts_them(
    retail: RealShop, by_pandas: Reference
) -> None:
    month = Filters(start=date(2010, 10, 1), end=date(2010, 10, 31))
    found = baskets(retail.view, month)
    sales = by_pandas.kept(month.start, month.end).sales
    sales = sales[sales["product"].isin(goods(retail))]
    carts = [set(lines) for _, lines in sales.groupby("invoice")["product"]]
    kept = [cart for cart in carts if len(cart) <= found.largest]
    assert (found.baskets, found.left_out) == (len(kept), len(carts) - len(kept))
    both = Counter(two for cart in kept for two in itertools.combinations(sorted(cart), 2))
    rows = found.pairs[["key_a", "key_b", "both"]].itertuples(index=False, name=None)
    assert len(found.pairs) == 3_000
    assert all(both[(min(a, b), max(a, b))] == n for a, b, n in rows)
