"""Olist as published: no join multiplies money, persons are customers, methods add up."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pandas as pd
import pytest

from data.answers.breakdown import breakdown
from data.answers.kpis import values
from data.answers.payments import payments
from data.answers.series import series
from data.build.checks import check_release
from data.dimensions import Dimension
from data.filters import Filters
from data.metrics import METRICS
from data.periods import Grain
from data.warehouse import View
from tests.real.conftest import RealShop

VOID = {"canceled", "unavailable"}


@pytest.fixture(scope="module")
def view(olist: RealShop) -> View:
    return olist.view


@pytest.fixture(scope="module")
def orders(olist: RealShop) -> pd.DataFrame:
    """All orders, with their person. All were placed and count, also those canceled later."""
    people = table(olist.source, "customers")[["customer_id", "customer_unique_id"]]
    return table(olist.source, "orders").merge(people, on="customer_id")


@pytest.fixture(scope="module")
def items(olist: RealShop, orders: pd.DataFrame) -> pd.DataFrame:
    """Items with their order and exact amounts."""
    found = table(olist.source, "order_items").merge(orders, on="order_id")
    return found.assign(
        price=found["price"].map(Decimal), freight=found["freight_value"].map(Decimal)
    )


@pytest.fixture(scope="module")
def paid(olist: RealShop, orders: pd.DataFrame) -> pd.DataFrame:
    """Payments with their order and exact amounts."""
    found = table(olist.source, "order_payments").merge(orders, on="order_id")
    return found.assign(amount=found["payment_value"].map(Decimal))


def table(folder: Path, name: str) -> pd.DataFrame:
    return pd.read_csv(folder / f"olist_{name}_dataset.csv", dtype=str, keep_default_na=False)


def found(view: View, filters: Filters, *names: str) -> dict[str, float | None]:
    return values(view, [METRICS[name] for name in names], filters)


def test_gross_sales_are_the_prices_of_all_items(
    view: View, items: pd.DataFrame, orders: pd.DataFrame
) -> None:
    assert found(view, Filters(), "gross_sales", "shipping", "units", "orders") == {
        "gross_sales": float(items["price"].sum()),
        "shipping": float(items["freight"].sum()),
        "units": len(items),
        "orders": len(orders),
    }


def test_canceled_orders_are_taken_back_on_their_own_day(view: View, items: pd.DataFrame) -> None:
    void = items["order_status"].isin(VOID)
    kept, back = items.loc[~void, "price"].sum(), items.loc[void, "price"].sum()
    assert back > 0
    assert found(view, Filters(), "reversals", "net_sales", "net_sales_by_order") == {
        "reversals": float(back),
        "net_sales": float(kept),
        "net_sales_by_order": float(kept),
    }


def test_customers_are_persons(view: View, orders: pd.DataFrame) -> None:
    persons = orders["customer_unique_id"].nunique()
    assert persons < orders["customer_id"].nunique()
    assert found(view, Filters(), "customers", "new_customers", "new_orders") == {
        "customers": persons,
        "new_customers": persons,
        "new_orders": persons,
    }
    again = orders["customer_unique_id"].value_counts()
    assert found(view, Filters(), "returning_customers", "returning_orders") == {
        "returning_customers": (again > 1).sum(),
        "returning_orders": len(orders) - persons,
    }


def test_payments_by_method_are_the_sums_of_the_file(view: View, paid: pd.DataFrame) -> None:
    frame = payments(view, Filters()).set_index("method")
    expected = paid.groupby("payment_type")["amount"].agg(["sum", "size"])
    assert frame["attempts"].to_dict() == expected["size"].to_dict()
    sums = {method: float(amount) for method, amount in expected["sum"].items()}
    assert frame["amount"].to_dict() == sums
    assert found(view, Filters(), "collected") == {"collected": 468_087.37}
    assert paid["amount"].sum() == Decimal("468087.37")


def test_orders_with_several_payments_are_sold_once(
    view: View, items: pd.DataFrame, paid: pd.DataFrame
) -> None:
    """A voucher and a card paid them together: each method keeps the whole order, once."""
    split = paid.groupby("order_id")["payment_type"].nunique()
    assert (split > 1).sum() > 10
    for methods in (("voucher",), ("credit_card",), ("voucher", "credit_card")):
        kept = set(paid.loc[paid["payment_type"].isin(methods), "order_id"])
        chosen = items[items["order_id"].isin(kept)]
        answer = found(view, Filters(payment_methods=methods), "gross_sales", "orders", "units")
        assert answer == {
            "gross_sales": float(chosen["price"].sum()),
            "orders": len(kept),
            "units": len(chosen),
        }


def test_categories_add_up_to_the_whole(view: View, items: pd.DataFrame) -> None:
    frame = breakdown(view, [METRICS["gross_sales"]], Filters(), Dimension.CATEGORY)
    assert round(frame["gross_sales"].sum(), 2) == float(items["price"].sum())
    assert frame["share"].sum() == pytest.approx(1)
    assert "Uncategorised" in set(frame["key"])


def test_months_are_those_of_brazils_clock(view: View, items: pd.DataFrame) -> None:
    frame = series(view, [METRICS["gross_sales"]], Filters(), Grain.MONTH)
    sold = items.groupby(items["order_purchase_timestamp"].str[:7])["price"].sum()
    answer = dict(zip(frame["period"].dt.strftime("%Y-%m"), frame["gross_sales"], strict=True))
    assert {text: gross for text, gross in answer.items() if gross} == {
        text: float(amount) for text, amount in sold.items()
    }


def test_it_does_not_contradict_itself(view: View) -> None:
    assert check_release(view.engine) == []
