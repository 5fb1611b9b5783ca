"""RFM segments as of the end of the period: how many, what they bring, and in which clusters."""

from __future__ import annotations

from datetime import date
from typing import Any

import pandas as pd
from dash import Dash

from callbacks import cards, deck, words
from callbacks.asked import Asked
from callbacks.cards import Card
from callbacks.deck import Drawn
from callbacks.segment_model import explained
from callbacks.services import Services
from data.answers.rfm import against_clusters, as_of, cells, segments
from data.answers.segments import cluster_names
from data.dimensions import GUESTS, NOT_CLUSTERED
from data.metrics import Format
from data.rfm import LADDER, NAMES, PROSPECTS, look_back
from layouts import dates, formatting, rfm
from layouts.figures import rfm_grid
from layouts.figures.bars import safe
from layouts.figures.clusters import share_pairs
from layouts.tables import rows
from layouts.tabs import Tab

_SHOWN = {"customers": Format.COUNT, "worth": Format.MONEY, "net_sales": Format.MONEY}
_SOLD = ("net_sales_by_order", "orders", "customers")


def register(app: Dash, services: Services) -> None:
    """Draw the page while it is in sight."""
    deck.register(app, services, Tab.RFM, DECK, lede, explained(rfm.MODEL))


def lede(asked: Asked) -> str:
    """What the best customers are to the shop, and what has gone quiet."""
    day = as_of(asked.view, asked.filters)
    frame = _scored(asked, day) if day else pd.DataFrame()
    if day is None or frame.empty:
        return "Nobody has a score on this day."
    best: Any = frame.loc["Champions"]
    quiet = frame.loc[["At risk", "Can't lose"]]
    return (
        f"On {dates.day(day)} {words.counted(int(best['customers']), 'champion')} "
        f"({formatting.percent(best['customer_share'])} of customers) had brought "
        f"{formatting.percent(best['worth_share'])} of the net sales of 24 months; "
        f"{formatting.money(quiet['worth'].sum(), asked.currency, compact=True)} had come from "
        f"{words.counted(int(quiet['customers'].sum()), 'customer')} at risk of being lost."
    )


def grid_card(asked: Asked, mode: str) -> Card:
    """The 25 cells, shaded by customers or money."""
    day = as_of(asked.view, asked.filters)
    if day is None:
        return cards.nothing(rfm.GRID_TITLE, asked)
    frame = cells(asked.view, asked.filters, day)
    if not frame["customers"].any():
        return _nobody(rfm.GRID_TITLE, day)
    by = asked.setting("rfm.by")
    drawn = frame.assign(value=frame[by], text=_pointed_at(frame, asked.currency))
    if _may_filter(asked, day):
        drawn["key"] = drawn["segment"]
    return Card(
        figure=rfm_grid.grid(drawn, theme=mode, fmt=_SHOWN[by], currency=asked.currency),
        rows=rows(frame, asked.currency),
        title=rfm.GRID_TITLE,
        subtitle=f"{rfm.BY[by]}, {_scored_on(day)}",
        note=_rule(asked, day),
        columns=rfm.GRID_COLUMNS,
        metrics=_SOLD,
    )


def share_card(asked: Asked, mode: str) -> Card:
    """What share of the customers each segment has, and of what they brought."""
    day = as_of(asked.view, asked.filters)
    if day is None:
        return cards.nothing(rfm.SHARES_TITLE, asked)
    frame = _scored(asked, day).reset_index()[["segment", "customer_share", "worth_share"]]
    frame = frame.rename(columns={"worth_share": "sales_share"})
    if frame.empty:
        return _nobody(rfm.SHARES_TITLE, day)
    return Card(
        figure=share_pairs(frame, theme=mode),
        rows=rows(frame, asked.currency),
        title=rfm.SHARES_TITLE,
        subtitle=f"Net sales of 24 months, {_scored_on(day)}",
        columns=rfm.SHARE_COLUMNS,
        metrics=_SOLD[:1],
    )


def segment_card(asked: Asked, mode: str) -> Card:  # noqa: ARG001 - a table has no colours
    """The segments in numbers, with the first thing to do about each."""
    day = as_of(asked.view, asked.filters)
    if day is None:
        return cards.nothing(rfm.SEGMENTS_TITLE, asked)
    frame = segments(asked.view, asked.filters, day)
    if not frame["customers"].any():
        return _nobody(rfm.SEGMENTS_TITLE, day)
    if _may_filter(asked, day):
        frame["key"] = frame["segment"].where(~frame["segment"].isin([GUESTS, PROSPECTS]))
    return Card(
        rows=rows(frame, asked.currency),
        title=rfm.SEGMENTS_TITLE,
        subtitle=f"Scores {_scored_on(day)}; bought {dates.period(asked.period)}",
        note="Lapsed customers ordered, but not within the 24 months; prospects are on the list "
        "of customers and never ordered; guests cannot be told apart, so nobody scores them. Who "
        "bought in a short period scores high in recency at its end." + _prospects_hidden(frame),
        columns=rfm.SEGMENT_COLUMNS,
        metrics=_SOLD,
    )


def cluster_card(asked: Asked, mode: str) -> Card:
    """How each segment's customers lie in the clusters, as shares of the segment."""
    day = as_of(asked.view, asked.filters)
    if day is None:
        return cards.nothing(rfm.CLUSTERS_TITLE, asked)
    frame = against_clusters(asked.view, asked.filters, day)
    if frame.empty:
        return _nobody(rfm.CLUSTERS_TITLE, day)
    shown = frame.assign(text=_met(frame, asked.currency))
    present = set(frame["cluster"])
    names = [n for n in (*cluster_names(asked.view), NOT_CLUSTERED) if n in present]
    return Card(
        figure=rfm_grid.cross(
            shown,
            theme=mode,
            rows=[name for name in LADDER if name in set(frame["segment"])],
            columns=names,
        ),
        rows=rows(frame.assign(key=frame["cluster"]), asked.currency),
        title=rfm.CLUSTERS_TITLE,
        subtitle="Share of each segment's customers by cluster; every line adds up to 100%",
        note=_same_day(asked, day),
        columns=rfm.CLUSTER_COLUMNS,
    )


def _scored(asked: Asked, day: date) -> pd.DataFrame:
    """The ten named segments by name; empty where nobody has a score."""
    frame = segments(asked.view, asked.filters, day).set_index("segment").loc[list(NAMES)]
    return frame if frame["customers"].any() else frame.head(0)


def _nobody(title: str, day: date) -> Card:
    text = f"No customer whom these filters keep had ordered in the 24 months to {dates.day(day)}."
    return cards.too_short(title, text)


def _scored_on(day: date) -> str:
    return f"as of {dates.day(day)}, looking back to {dates.day(look_back(day))}"


def _may_filter(asked: Asked, day: date) -> bool:
    """A filter by segment is one of the data's last day: only then is it who is shown here."""
    return day == asked.view.release.last_day


def _rule(asked: Asked, day: date) -> str:
    """How the grid is to be read, which depends on what is chosen."""
    kept = (
        "Filters keep customers with a matching order by that day; no filter changes a score. "
        if asked.is_filtered
        else ""
    )
    click = (
        "Click a cell to keep its segment."
        if _may_filter(asked, day)
        else f"To filter by a segment, choose a period that ends on "
        f"{dates.day(asked.view.release.last_day)}, the data's last day."
    )
    return (
        f"Scores are fifths of all customers of those 24 months; equals score alike. {kept}{click}"
    )


def _same_day(asked: Asked, day: date) -> str:
    last = asked.view.release.last_day
    if day == last:
        return f"Both are as of {dates.day(day)}. Click to keep a cluster."
    return (
        f"Not the same day: segments are as of {dates.day(day)}, clusters as of {dates.day(last)}, "
        "the data's last day. Who has lapsed since is in no cluster. Click to keep a cluster."
    )


def _prospects_hidden(frame: pd.DataFrame) -> str:
    there = PROSPECTS in set(frame["segment"])
    return "" if there else " Prospects are left out while something is filtered by."


def _pointed_at(frame: pd.DataFrame, currency: str) -> list[str]:
    return [
        f"<b>{row['segment']}</b> (R {row['r_score']}, FM {row['fm']})"
        f"<br>{words.counted(row['customers'], 'customer')}"
        f"<br>{formatting.money(row['worth'], currency)} in 24 months"
        f"<br>{formatting.money(row['net_sales'], currency)} in the period, "
        f"{words.counted(row['orders'], 'order')}"
        for row in frame.to_dict("records")
    ]


def _met(frame: pd.DataFrame, currency: str) -> list[str]:
    return [
        f"<b>{row['segment']}</b> in {safe(row['cluster'])}"
        f"<br>{words.counted(row['customers'], 'customer')}, {formatting.percent(row['share'])}"
        f"<br>{formatting.money(row['worth'], currency)} in 24 months"
        for row in frame.to_dict("records")
    ]


DECK = (
    Drawn(rfm.GRID, rfm.GRID_TITLE, grid_card, field="rfm_segments"),
    Drawn(rfm.SHARES, rfm.SHARES_TITLE, share_card),
    Drawn(rfm.SEGMENTS, rfm.SEGMENTS_TITLE, segment_card, graph=False, field="rfm_segments"),
    Drawn(rfm.CLUSTERS, rfm.CLUSTERS_TITLE, cluster_card, field="segments"),
)
