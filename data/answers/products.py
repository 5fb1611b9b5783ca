"""Products: what each sold, which of them carry the shop, which are new and which are dying."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import timedelta

import pandas as pd

from data.answers.kpis import baseline_period, is_unfinished, number
from data.filters import Filters
from data.periods import Comparison
from data.queries import products_list
from data.queries.products import DYING_ORDERS, UNSOLD, Window
from data.queries.products_list import Wanted
from data.queries.products_sums import NET, apart
from data.warehouse import View

__all__ = [
    "DYING_ORDERS",
    "HISTORY_DAYS",
    "IN_TABLE",
    "Costs",
    "Curve",
    "Products",
    "Wanted",
    "beside",
    "classes",
    "costs",
    "everything",
    "pareto",
    "products",
    "refund_delay",
    "tells_new",
]

# Before a period, so that what was never sold until then can be called new.
HISTORY_DAYS = 90

IN_TABLE = 500

NOT_MERCHANDISE, NO_PRODUCT = "Postage, fees and other codes", "Not by product"
_WHOLE = ("rank", "orders", "reversed_orders", "days_since")
_APART = {"codes": NOT_MERCHANDISE, "none": NO_PRODUCT}


@dataclass(frozen=True, slots=True)
class Products:
    """Rows of the table of products, and how many there are where that was cut."""

    rows: pd.DataFrame
    found: int


@dataclass(frozen=True, slots=True)
class Curve:
    """The Pareto curve: its points, how many products sold, what the best fifth of them make."""

    points: pd.DataFrame
    sold: int
    top_share: float | None


@dataclass(frozen=True, slots=True)
class Costs:
    """How much of the products' net sales has a cost, and the margin of that part."""

    products: int
    share: float | None
    margin: float | None
    rate: float | None


def window(view: View, filters: Filters, comparison: Comparison) -> Window:
    """What a table of products is about; a period that has not ended is cut at its last day."""
    release = view.release
    period = baseline_period(view, filters, comparison)
    until = min(filters.end or release.last_day, release.last_day)
    return Window(
        filters=filters,
        before=filters.within(period) if period else None,
        until=until,
        tells_new=tells_new(view, filters),
    )


def tells_new(view: View, filters: Filters) -> bool:
    """Whether the data reach back far enough: at their beginning every product looks new."""
    if filters.start is None:
        return False
    return filters.start >= view.release.first_day + timedelta(days=HISTORY_DAYS)


def products(
    view: View,
    filters: Filters,
    comparison: Comparison = Comparison.NONE,
    wanted: Wanted | None = None,
    limit: int | None = IN_TABLE,
) -> Products:
    """The products wanted, at most `limit` of them; searched, sorted and cut in the database.

    A row for each, sold or not. `change` against the baseline is missing in an unfinished period
    and where nothing was sold before.
    """
    about = window(view, filters, comparison)
    rows = view.frame(products_list.listed(about, wanted or Wanted(), limit))
    found = int(rows["found"].iloc[0]) if len(rows) else 0
    known = (rows["baseline"] > 0) & (not is_unfinished(view, filters))
    change = (rows["difference"] / rows["baseline"]).where(known)
    return Products(rows.drop(columns="found").assign(change=change), found)


def everything(
    view: View,
    filters: Filters,
    comparison: Comparison = Comparison.NONE,
    wanted: Wanted | None = None,
) -> pd.DataFrame:
    """All products, and below them what belongs to none: adds up to the selection's totals."""
    rows = products(view, filters, comparison, wanted, limit=None).rows
    rest = beside(view, filters)
    if rest.empty:
        return rows
    # What has no rank leaves the ranks of the others whole numbers.
    whole = dict.fromkeys(_WHOLE, "Int64")
    joined = [frame.reindex(columns=rows.columns).astype(whole) for frame in (rows, rest)]
    return pd.concat(joined, ignore_index=True)


def beside(view: View, filters: Filters) -> pd.DataFrame:
    """Codes that are no merchandise, and reversals that name no product, as rows of the table."""
    rows = view.frame(apart(filters))
    rows = rows[(rows.drop(columns="kind") != 0).any(axis="columns")]
    return rows.assign(
        label=rows["kind"].map(_APART),
        key="",
        net_units_by_order=rows["units"] - rows["reversed_units"],
    )


def classes(view: View, filters: Filters) -> pd.DataFrame:
    """Columns `abc`, `products`, net sales and their `share`, for the classes that there are."""
    frame = view.frame(products_list.classes(_alone(view, filters)))
    return frame[["abc", "products", NET, "share"]]


def costs(view: View, filters: Filters) -> Costs:
    """What is known of costs, over the products that sold."""
    frame = view.frame(products_list.classes(_alone(view, filters)))
    sold = frame[frame["abc"] != UNSOLD]
    net, costed = sold[NET].sum(), sold["net_costed"].sum()
    known = int(sold["costed"].sum())
    margin = float(sold["margin"].sum()) if known else None
    return Costs(
        products=known,
        share=costed / net if net and known else None,
        margin=margin,
        rate=margin / costed if margin is not None and costed else None,
    )


def _alone(view: View, filters: Filters) -> Window:
    return window(view, filters, Comparison.NONE)


def pareto(view: View, filters: Filters) -> Curve:
    """The cumulative share of net sales by products that sold, best first."""
    frame = view.frame(products_list.curve(filters))
    if frame.empty:
        return Curve(frame, 0, None)
    first = frame.iloc[0]
    return Curve(
        frame[["products", "product_share", "sales_share"]],
        int(first["sold"]),
        number(first["top_share"]),
    )


def refund_delay(view: View) -> int | None:
    """Days within which 9 of 10 reversals have come; None where none names its order."""
    days = number(view.frame(products_list.refund_delay()).iloc[0]["days"])
    return None if days is None else math.ceil(days)
