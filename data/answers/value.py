"""What customers are expected to bring: sums, by chance, by group, by rank, and how well it did."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import pandas as pd

from data import schema
from data.answers.kpis import number
from data.answers.rows import sought
from data.filters import Filters
from data.queries import value_page as statements
from data.queries.quality import is_there
from data.queries.value_page import BINS, VARIANCE, By
from data.value_metrics import VALUE
from data.warehouse import View

__all__ = [
    "By",
    "Expected",
    "anybody",
    "by_chance",
    "by_group",
    "by_percent",
    "by_tenth",
    "calibration",
    "expected",
    "holdout_error",
    "of_customer",
    "was_learned",
]

# From the middle of a normal distribution to its 90th percentile, in standard deviations.
_NINETIETH = 1.2815515655446004


@dataclass(frozen=True, slots=True)
class Expected:
    """The metrics of `data.value_metrics` by name, and an 80 % range of the next year's value.

    `off`: by how much of what came the held-out days were missed in all (0.05: 5 % too much).
    """

    values: dict[str, float | None]
    low: float
    high: float
    off: float | None


def was_learned(view: View) -> bool:
    """Whether the release was built by a version that values customers."""
    tables = (schema.customer_value, schema.value_calibration, schema.customer_next_product)
    return all(bool(view.frame(is_there(table))["tables"].iloc[0]) for table in tables)


def anybody(view: View) -> bool:
    """Whether any customer has a value: nobody has where the data cannot carry the claim."""
    return bool(view.frame(statements.anybody())["customers"].iloc[0])


def expected(view: View, filters: Filters) -> Expected:
    """What the customers that the filters keep are expected to bring, and brought so far.

    The range holds two things that can go wrong: chance, customer by customer, as if each were
    alone (variances add up), and the model as a whole, which may miss again by as much as it missed
    the held-out days (taken as one standard deviation).
    """
    row = view.frame(statements.totals(VALUE, filters)).iloc[0]
    values = {metric.name: number(row[metric.name]) for metric in VALUE}
    middle, off = values["expected_value_365"] or 0.0, holdout_error(view)
    reach = _NINETIETH * math.sqrt(max(float(row[VARIANCE]), 0.0) + (middle * (off or 0.0)) ** 2)
    return Expected(values, max(middle - reach, 0.0), middle + reach, off)


def by_chance(view: View, filters: Filters) -> pd.DataFrame:
    """Ten rows by P(alive): `low`, `high`, `customers`, `share`, `alive`, values as in `by_group`.

    A customer with exactly 0.3 is in the bin from 0.3 on; the last bin holds 1.
    """
    found = view.frame(statements.by_chance(filters)).set_index("bin")
    frame = found.reindex(range(BINS)).fillna(0.0).reset_index()
    frame = frame.assign(
        low=frame["bin"] / BINS,
        high=(frame["bin"] + 1) / BINS,
        customers=frame["customers"].astype("int64"),
    )
    whole = frame["customers"].sum()
    return frame.assign(share=frame["customers"] / whole if whole else float("nan"))


def by_group(view: View, filters: Filters, by: By) -> pd.DataFrame:
    """One row per cluster or RFM segment, the most expected value first.

    Columns `key`, `customers`, `alive`, `orders_365`, `value_90`, `value_365`, `share` (of
    value_365), `historic_clv`, `per_customer` (value_365 of one).
    """
    frame = view.frame(statements.by_group(filters, by))
    whole = frame["value_365"].sum()
    return frame.assign(
        share=frame["value_365"] / whole if whole else float("nan"),
        per_customer=frame["value_365"] / frame["customers"],
    )


def by_percent(view: View, filters: Filters) -> pd.DataFrame:
    """How much of the expected value the best customers have: at most a hundred rows, best first.

    Columns `customers`, `customer_share`, `value`, `value_share`, all of the best so far.
    """
    frame = view.frame(statements.by_percent(filters))
    people, value = frame["customers"].cumsum(), frame["value_365"].cumsum()
    whole = float(frame["value_365"].sum()) or float("nan")
    return pd.DataFrame(
        {
            "customers": people,
            "customer_share": people / max(int(frame["customers"].sum()), 1),
            "value": value,
            "value_share": value / whole,
        }
    )


def by_tenth(view: View, filters: Filters) -> pd.DataFrame:
    """Tenths of the customers by expected value, the best first: `tenth` 1 to 10.

    Columns `customers`, `alive`, `value_365`, `historic_clv`, `per_customer`. Tenths that nobody is
    in (of fewer than ten customers) are left out.
    """
    frame = view.frame(statements.by_percent(filters))
    tenth = (frame["percent"] - 1) // 10 + 1
    names = ["customers", "alive", "value_365", "historic_clv"]
    rows = frame.groupby(tenth.rename("tenth"))[names].sum().reset_index()
    return rows.assign(per_customer=rows["value_365"] / rows["customers"])


def calibration(view: View) -> pd.DataFrame:
    """The held-out days by tenth of customers, and all of them in a last row without `decile`.

    Columns `decile`, `customers`, `predicted_orders`, `actual_orders`, `predicted_value`,
    `actual_value`, `orders_error` and `value_error` (0.05: 5 % more was predicted than came).
    Empty where nothing could be held out.
    """
    frame = view.frame(statements.calibration())
    if frame.empty:
        return frame.assign(orders_error=[], value_error=[])
    sums = frame.drop(columns="decile").sum().to_dict()
    every = pd.concat(
        [frame.astype({"decile": "Int64"}), pd.DataFrame([sums])], ignore_index=True
    ).astype({"decile": "Int64", "customers": "int64"})
    return every.assign(
        orders_error=_error(every["predicted_orders"], every["actual_orders"]),
        value_error=_error(every["predicted_value"], every["actual_value"]),
    )


def holdout_error(view: View) -> float | None:
    """By how much of what came the value of the held-out days was missed in all."""
    frame = calibration(view)
    return None if frame.empty else number(frame["value_error"].iloc[-1])


def _error(predicted: pd.Series, actual: pd.Series) -> pd.Series:
    return predicted / actual.where(actual != 0) - 1


def of_customer(view: View, customer_id: str) -> dict[str, Any] | None:
    """The row of `customer_value` of a customer; None where there is none."""
    frame = view.frame(statements.one(sought(customer_id)))
    if frame.empty:
        return None
    row = frame.iloc[0]
    return {str(name): None if pd.isna(value) else value for name, value in row.items()}
