"""An independent reading of the Online Retail file: plain pandas, none of the product's code."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pandas as pd

PRODUCTLESS = {"POST", "DOT", "M", "C2", "D", "S", "B", "BANK CHARGES", "AMAZONFEE", "CRUK", "PADS"}


@dataclass(frozen=True)
class Reference:
    """Sale lines and reversal lines with exact decimal amounts."""

    sales: pd.DataFrame
    reversals: pd.DataFrame

    def kept(
        self,
        start: date | None = None,
        end: date | None = None,
        country: str | None = None,
        product: str | None = None,
    ) -> Reference:
        """Lines of a selection."""
        return Reference(
            *(_kept(frame, start, end, country, product) for frame in (self.sales, self.reversals))
        )

    def kpis(self) -> dict[str, float]:
        """The metrics that need nothing but the kept lines."""
        gross, taken_back = self.sales["amount"].sum(), self.reversals["amount"].sum()
        orders = self.sales["invoice"].nunique()
        return {
            "gross_sales": float(gross),
            "reversals": float(taken_back),
            "net_sales": float(gross - taken_back),
            "orders": orders,
            "customers": self.sales["customer"].nunique(),
            "units": int(self.sales["quantity"].sum()),
            "average_order_value": float(gross / orders),
            "reversal_rate": float(taken_back / gross),
            "new_customers": self.sales.loc[self.sales["rank"] == 1, "customer"].nunique(),
            "returning_customers": self.sales.loc[self.sales["rank"] > 1, "customer"].nunique(),
        }

    def repeat_rate(self, start: date, end: date, last_day: date, days: int = 90) -> float:
        """Of customers first seen in the period and observed for so long, who came again."""
        orders = self.sales.dropna(subset="customer").drop_duplicates("invoice")
        dates = orders.pivot(index="customer", columns="rank", values="day")
        first = dates[1]
        seen = (first >= start) & (first <= min(end, last_day - timedelta(days=days)))
        cohort = dates[seen]
        gap = cohort[2].map(lambda d: d.toordinal(), na_action="ignore") - cohort[1].map(
            lambda d: d.toordinal()
        )
        return float((gap <= days).sum() / len(cohort))


def read(folder: Path) -> Reference:
    """Both kinds of lines of the file."""
    raw = pd.read_csv(folder / "online_retail_2009_2010.csv.gz", dtype=str, keep_default_na=False)
    lines = pd.DataFrame(
        {
            "invoice": raw["Invoice"],
            "product": raw["StockCode"].str.strip().str.upper(),
            "quantity": raw["Quantity"].astype(int),
            "price": raw["Price"].map(Decimal),
            "at": pd.to_datetime(raw["InvoiceDate"]),
            "customer": raw["Customer ID"].replace("", pd.NA),
            "country": raw["Country"],
        }
    )
    lines["amount"] = lines["price"] * lines["quantity"].map(Decimal)
    lines["at"] = lines.groupby("invoice")["at"].transform("min")
    lines["day"] = lines["at"].dt.date
    credit = lines["invoice"].str.startswith("C")
    plain = ~lines["invoice"].str[0].isin(["C", "A"])
    sales = lines[plain & (lines["quantity"] > 0) & (lines["price"] > 0)].copy()
    reversals = lines[credit].copy()
    reversals["amount"] = reversals["amount"].map(lambda amount: -amount)
    return Reference(_ranked(sales), reversals)


def _ranked(sales: pd.DataFrame) -> pd.DataFrame:
    orders = sales.drop_duplicates("invoice").dropna(subset="customer")
    orders = orders.sort_values(["at", "invoice"])
    rank = orders.groupby("customer").cumcount() + 1
    return sales.merge(
        orders[["invoice"]].assign(rank=rank), on="invoice", how="left", validate="many_to_one"
    )


def _kept(frame: pd.DataFrame, start: Any, end: Any, country: Any, product: Any) -> pd.DataFrame:
    if start:
        frame = frame[(frame["day"] >= start) & (frame["day"] <= end)]
    if country:
        frame = frame[frame["country"] == country]
    if product:
        frame = frame[frame["product"] == product]
    return frame
