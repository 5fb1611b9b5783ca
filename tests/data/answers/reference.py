"""The numbers once more: plain pandas on the star, with none of the product's facts or queries."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import pandas as pd

from data.filters import Filters
from data.warehouse import View

# The star's tables with the days of the business time zone; nothing is joined in SQL.
_DAY = "timezone('{zone}', timezone('UTC', {column}))::DATE AS day"
_DAY_OF_SPARK = "CAST(convert_timezone('UTC', '{zone}', {column}) AS DATE) AS day"
_DAY_OF_CLICKHOUSE = "CAST(toTimeZone({column}, '{zone}') AS Date32) AS day"


@dataclass(frozen=True)
class Reference:
    """Lines, reversals and payments, each with what is known of its order."""

    lines: pd.DataFrame
    reversals: pd.DataFrame
    payments: pd.DataFrame

    def values(self, filters: Filters) -> dict[str, float]:
        """The metrics that every filter leaves an answer to."""
        lines = _kept(self.lines, filters, "order_day")
        taken = _kept(self.reversals, filters, "day")["amount"].sum()
        of_orders = _kept(self.reversals, filters, "order_day")["amount"].sum()
        gross, discounts = lines["gross"].sum(), lines["discount"].sum()
        orders = lines.drop_duplicates("order_id")
        known = orders.dropna(subset="customer_id")
        found = {
            "gross_sales": gross,
            "discounts": discounts,
            "reversals": taken,
            "net_sales": gross - discounts - taken,
            "net_sales_by_order": gross - discounts - of_orders,
            "orders": len(orders),
            "units": lines["quantity"].sum(),
            "customers": known["customer_id"].nunique(),
            "new_customers": known.loc[known["rank"] == 1, "customer_id"].nunique(),
            "returning_customers": known.loc[known["rank"] > 1, "customer_id"].nunique(),
        }
        return {name: float(value) for name, value in found.items()}

    def of_whole_orders(self, filters: Filters) -> dict[str, float]:
        """The metrics that no product filter may ask for."""
        orders = _kept(self.lines, filters, "order_day").drop_duplicates("order_id")
        paid = _kept(self.payments, filters, "day", by_own_method=True)
        found = {
            "shipping": orders["shipping"].sum(),
            "tax": orders["tax"].sum(),
            "collected": paid.loc[paid["status"] == "succeeded", "amount"].sum(),
        }
        return {name: float(value) for name, value in found.items()}


def read(view: View) -> Reference:
    """The star of a release."""

    def table(name: str, *columns: str) -> pd.DataFrame:
        with view.engine.connect() as connection:
            rows = connection.exec_driver_sql(f"SELECT {', '.join(columns)} FROM {name}").all()
        names = [column.rpartition(" ")[2] for column in columns]
        return pd.DataFrame([tuple(row) for row in rows], columns=names)

    def day(column: str) -> str:
        others = {"clickhousedb": _DAY_OF_CLICKHOUSE, "sparksql": _DAY_OF_SPARK}
        spelt = others.get(view.engine.dialect.name, _DAY)
        return spelt.format(zone=view.release.timezone, column=column)

    payments = table("payments", "order_id", "method", "amount", "status", day("paid_at"))
    orders = _orders(
        table(
            "orders",
            "order_id",
            "customer_id",
            "ordered_at",
            "status",
            "country",
            "channel",
            "shipping",
            "tax",
            day("ordered_at"),
        ),
        table("order_statuses", "status", "counts_as_order AS counts"),
        payments,
        table("customer_segments JOIN dim_customer USING (customer_key)", "customer_id", "segment"),
    )
    goods = table("products", "product_id", "category")
    items = table(
        "order_items",
        "order_id",
        "order_item_id",
        "product_id",
        "quantity",
        "unit_price",
        "discount",
    )
    items["gross"] = items["unit_price"] * items["quantity"].map(Decimal)
    refunds = table(
        "refunds", "order_id", "order_item_id", "product_id", "amount", day("refunded_at")
    )
    named = items.set_index("order_item_id")["product_id"]
    refunds["product_id"] = refunds["product_id"].fillna(refunds["order_item_id"].map(named))
    return Reference(
        lines=items.merge(goods, on="product_id").merge(orders, on="order_id"),
        reversals=refunds.merge(goods, on="product_id", how="left").merge(orders, on="order_id"),
        payments=payments.merge(orders, on="order_id"),
    )


def _orders(
    orders: pd.DataFrame, statuses: pd.DataFrame, payments: pd.DataFrame, segments: pd.DataFrame
) -> pd.DataFrame:
    """Orders that count, with rank, cluster and the methods that paid them."""
    counting = orders.merge(statuses[statuses["counts"]], on="status")
    counting = counting.rename(columns={"day": "order_day"})
    counting = counting.sort_values(["ordered_at", "order_id"])
    counting["rank"] = counting.groupby("customer_id").cumcount() + 1
    paid = payments[payments["status"] == "succeeded"].groupby("order_id")["method"].agg(set)
    counting["methods"] = counting["order_id"].map(paid)
    counting = counting.merge(segments, on="customer_id", how="left")
    return counting.drop(columns=["status", "counts"])


def _kept(
    frame: pd.DataFrame, filters: Filters, day: str, *, by_own_method: bool = False
) -> pd.DataFrame:
    columns: dict[str, Any] = {
        "product_id": filters.products,
        "category": filters.categories,
        "country": filters.countries,
        "channel": filters.channels,
        "segment": filters.segments,
    }
    for column, values in columns.items():
        if values:
            frame = frame[frame[column].isin(values)]
    wanted = set(filters.payment_methods)
    if wanted and by_own_method:
        frame = frame[frame["method"].isin(wanted)]
    elif wanted:
        paid = [isinstance(m, set) and bool(m & wanted) for m in frame["methods"]]
        frame = frame.loc[paid]
    if filters.start and filters.end:
        frame = frame[(frame[day] >= filters.start) & (frame[day] <= filters.end)]
    return frame
