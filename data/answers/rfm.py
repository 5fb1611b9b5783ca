"""RFM segments as of the end of a selection, and what their customers bought in it."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pandas as pd

from data.dimensions import GUESTS
from data.filters import DIMENSION_FIELDS, FilterError, Filters
from data.metrics import metric
from data.queries import rfm as statements
from data.queries.rfm import NO_CUSTOMER, NO_SCORE
from data.rfm import ACTIONS, LADDER, LAPSED, NAMES, PROSPECTS, SHOPIFY, fm_of, segment_of
from data.warehouse import View

SOLD = ("net_sales_by_order", "demand_sales", "orders", "customers")
_SUMS = ["customers", "worth", "buyers", "orders", "net_sales", "demand_sales"]


def as_of(view: View, filters: Filters) -> date | None:
    """The day that customers are scored on: the selection's last, or the data's if that is sooner.

    None where the selection ends before the data begin.
    """
    release = view.release
    day = min(filters.end or release.last_day, release.last_day)
    return day if day >= release.first_day else None


def day_of(view: View, filters: Filters) -> date:
    """`as_of`; FilterError where there is no such day."""
    day = as_of(view, filters)
    if day is None:
        raise FilterError("The period ends before the data begin, so nobody has a score yet.")
    return day


def scores(view: View, filters: Filters, day: date) -> pd.DataFrame:
    """One row per triple of scores that somebody has, best first.

    Columns `r_score`, `f_score`, `m_score`, `fm`, `segment`, `customers`, `worth`.
    """
    frame = view.frame(statements.scores(day, filters)).dropna()
    triple = ["r_score", "f_score", "m_score"]
    frame = frame.astype(dict.fromkeys(triple, "int64"))
    fm = [fm_of(*pair) for pair in zip(frame["f_score"], frame["m_score"], strict=True)]
    frame = frame.assign(
        fm=fm,
        segment=[segment_of(*cell) for cell in zip(frame["r_score"], fm, strict=True)],
    )
    frame = frame[[*triple, "fm", "segment", "customers", "worth"]]
    return frame.sort_values(triple, ascending=False, ignore_index=True)


def cells(view: View, filters: Filters, day: date) -> pd.DataFrame:
    """The 25 cells of the grid, by `r_score` and `fm` from the highest on.

    Columns `segment`, `customers` and their `worth`: net sales of the 24 months to the day. Of the
    selection: `buyers`, `orders`, `net_sales` and `demand_sales`.
    """
    known = (
        scores(view, filters, day).groupby(["r_score", "fm"])[["customers", "worth"]].sum().round(4)
    )
    sold = _sold(view, filters, day)
    rows = [
        {"r_score": r, "fm": fm, "segment": segment_of(r, fm), "cell": 10 * r + fm}
        for r in range(5, 0, -1)
        for fm in range(5, 0, -1)
    ]
    frame = pd.DataFrame(rows).join(known, on=["r_score", "fm"]).join(sold, on="cell")
    return _filled(frame).drop(columns="cell")


def segments(view: View, filters: Filters, day: date) -> pd.DataFrame:
    """One row per segment, in the grid's order; then lapsed customers, prospects and guests.

    Columns `segment`, `customers`, `customer_share` (of customers with a score), `worth`,
    `worth_share`, `average_worth`; of the selection `buyers`, `orders`, `net_sales`, `sales_share`,
    `average_order_value`; and `action`, `shopify`.
    """
    scored = cells(view, filters, day).groupby("segment")[_SUMS].sum().round(4).reindex(list(NAMES))
    others = _without_score(view, filters, day)
    frame = pd.concat([scored, others]).rename_axis("segment").reset_index()
    of_scored = frame["segment"].isin(NAMES)
    return frame.assign(
        customer_share=(frame["customers"] / _whole(scored["customers"])).where(of_scored),
        worth_share=(frame["worth"] / _whole(scored["worth"])).where(of_scored),
        average_worth=(frame["worth"] / frame["customers"].replace(0, float("nan"))).round(4),
        sales_share=frame["net_sales"] / _whole(frame["net_sales"]),
        average_order_value=frame["demand_sales"] / frame["orders"].replace(0, float("nan")),
        action=frame["segment"].map(ACTIONS).fillna(""),
        shopify=frame["segment"].map(SHOPIFY).fillna(""),
    )


def against_clusters(view: View, filters: Filters, day: date) -> pd.DataFrame:
    """One row per RFM segment and cluster that meet, best segment first.

    Columns `segment`, `cluster`, `customers`, `share` (of the segment's customers), `worth`.
    Segments are as of the day, clusters as of the release's last one. Lapsed customers have none.
    """
    frame = view.frame(statements.clusters(day, filters))
    frame = frame[frame["segment"] != LAPSED]
    frame = frame.assign(
        share=frame["customers"] / frame.groupby("segment")["customers"].transform("sum")
    )
    places = {name: place for place, name in enumerate(LADDER)}
    return frame.sort_values(
        ["segment", "cluster"], key=lambda c: c.map(places) if c.name == "segment" else c
    ).reset_index(drop=True)[["segment", "cluster", "customers", "share", "worth"]]


def prospects(view: View, day: date) -> int:
    """People on the list of customers who had no order by that day."""
    zone = ZoneInfo(view.release.timezone)
    midnight = datetime.combine(day + timedelta(days=1), time(), tzinfo=zone)
    until = midnight.astimezone(UTC).replace(tzinfo=None)
    return int(view.frame(statements.prospects(day, until))["customers"].iloc[0])


def _sold(view: View, filters: Filters, day: date) -> pd.DataFrame:
    """What the selection sold, by cell."""
    frame = view.frame(statements.sales([metric(name) for name in SOLD], day, filters))
    names = {"net_sales_by_order": "net_sales", "customers": "buyers"}
    return frame.rename(columns=names).set_index("key")


def _without_score(view: View, filters: Filters, day: date) -> pd.DataFrame:
    """Lapsed customers, prospects (nobody chooses among them: they bought nothing), and guests."""
    sold = _sold(view, filters, day).reindex([NO_SCORE, NO_CUSTOMER])
    found = sold.set_axis([LAPSED, GUESTS])
    known = view.frame(statements.scores(day, filters))
    found.loc[LAPSED, "customers"] = known.loc[known["r_score"].isna(), "customers"].sum()
    if not any(getattr(filters, name) for name in DIMENSION_FIELDS):
        found.loc[PROSPECTS, "customers"] = prospects(view, day)
    rows = [name for name in (LAPSED, PROSPECTS, GUESTS) if name in found.index]
    return _filled(found.assign(worth=0.0)).loc[rows, _SUMS]


def _filled(frame: pd.DataFrame) -> pd.DataFrame:
    """Sums of nobody are 0."""
    counts = dict.fromkeys(("customers", "buyers", "orders"), "int64")
    return frame.fillna(dict.fromkeys(_SUMS, 0)).astype(counts)


def _whole(values: pd.Series) -> float:
    """What parts are divided by; missing where there is nothing."""
    return float(values.sum()) or float("nan")
