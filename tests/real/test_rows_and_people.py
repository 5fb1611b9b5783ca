"""Orders and customers of the real shop, against plain pandas on its file."""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np
import pytest

from data.answers import people, rows
from data.filters import Filters
from tests.real.conftest import RealShop
from tests.real.retail import Reference

SELECTIONS: list[dict[str, Any]] = [
    {},
    {"start": date(2010, 9, 1), "end": date(2010, 11, 30)},
    {"country": "Germany"},
    {"start": date(2010, 11, 1), "end": date(2010, 11, 30), "product": "85123A"},
]


def filters_of(chosen: dict[str, Any]) -> Filters:
    kept = {"countries": [chosen.get("country")], "products": [chosen.get("product")]}
    named = {name: [v for v in values if v] for name, values in kept.items()}
    found = Filters.keeping(named)
    return Filters(
        chosen.get("start"), chosen.get("end"), found.products, countries=found.countries
    )


@pytest.mark.parametrize("chosen", SELECTIONS, ids=str)
def test_rows_of_the_real_shop_are_the_invoices_of_its_file(
    retail: RealShop, by_pandas: Reference, chosen: dict[str, Any]
) -> None:
    wanted = by_pandas.kept(**chosen)
    found = rows.orders(retail.view, filters_of(chosen), rows.Wanted())
    gross = wanted.sales["amount"].sum()
    back = wanted.reversals["amount"].sum()
    assert found.orders == wanted.sales["invoice"].nunique()
    assert found.found == found.orders + wanted.reversals["invoice"].nunique()
    assert found.sums["gross"] == float(gross)
    assert found.sums["reversed"] == float(back)
    assert found.sums["net"] == float(gross - back)
    frame = rows.all_orders(retail.view, filters_of(chosen), rows.Wanted(), limit=100_000)
    sold = frame[frame["is_order"]].set_index("order_id")["gross"]
    by_invoice = wanted.sales.groupby("invoice")["amount"].sum().astype(float)
    assert sold.to_dict() == pytest.approx(by_invoice.to_dict(), abs=1e-6)


def test_customers_of_the_real_shop_are_those_of_its_file(
    retail: RealShop, by_pandas: Reference
) -> None:
    day = retail.view.release.last_day
    found = people.all_customers(retail.view, Filters(), people.Wanted(), limit=100_000)
    found = found.set_index("customer_id")
    sales = by_pandas.sales.dropna(subset="customer")
    days = sales.groupby("customer")["day"].agg(lambda seen: sorted(set(seen)))
    assert set(found.index) == set(days.index)
    gaps = days.map(lambda seen: np.diff([one.toordinal() for one in seen]))
    shop = np.concatenate(gaps.to_list())
    for who, seen in zip(days.index.astype(str), days, strict=True):
        since = (day - seen[-1]).days
        mine = gaps.loc[who]
        own = mine if len(mine) >= 2 else shop
        usual, longest = (round(float(np.percentile(own, share)), 4) for share in (80, 95))
        word = "Lapsed" if since > longest else "At risk" if since > usual else ""
        assert list(found.loc[who, ["days_since", "overdue"]]) == [since, word], who
    orders = sales.groupby("customer")["invoice"].nunique()
    assert found["orders"].sort_index().tolist() == orders.sort_index().tolist()
