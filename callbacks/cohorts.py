"""Cohorts: two grids of those who came first together."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import pandas as pd
from dash import Dash

from callbacks import cards, deck, rhythm, words
from callbacks.asked import Asked
from callbacks.cards import Card
from callbacks.crossing import DAYS
from callbacks.deck import Drawn
from callbacks.services import Services
from data.answers import cohorts as answers
from data.answers.kpis import count_orders
from data.answers.rhythm import start_of_data
from data.cohorts import FEWEST, Clock
from data.formulas import Format
from data.periods import Grain, Period, bucket, bucket_period, buckets
from layouts import cohorts, dates, formatting, states
from layouts.figures.cohort_grid import AVERAGE, TOO_FEW, cohort_grid
from layouts.tables import rows
from layouts.tabs import Tab

# More rows or columns than these cannot be read; the table holds the others.
MOST_COHORTS = 24
MOST_WINDOWS = 25

_TOGETHER = "All mature cohorts"
_WINDOWS = {
    Clock.MONTHS: "Calendar months since the month of the first order",
    Clock.WINDOWS: "Windows of 30 days since the first order",
}


def register(app: Dash, services: Services) -> None:
    """Draw the page while it is in sight."""
    deck.register(app, services, Tab.COHORTS, DECK, rhythm.lede)


@dataclass(frozen=True, slots=True)
class Grid:
    """The cohorts of a selection, ready to be drawn."""

    grain: Grain
    clock: Clock
    period: Period
    frame: pd.DataFrame
    average: pd.DataFrame


def grid_of(asked: Asked) -> Grid | None:
    """The cohorts the page shows for a selection; None where nobody came first."""
    grain, clock = Grain(asked.setting("cohorts.by")), Clock(asked.setting("cohorts.clock"))
    period = answers.shown_period(asked.view, asked.period, grain)
    if period is None:
        return None
    found = answers.cohorts(asked.view, asked.filters.within(period), grain, clock)
    if found.empty or _nothing_bought(asked, found):
        return None
    return Grid(grain, clock, period, _worded(asked, found, grain), _average(found))


def _nothing_bought(asked: Asked, found: pd.DataFrame) -> bool:
    """Whether nobody ever bought the chosen products, as far as can be seen yet."""
    mature = found.loc[found["mature"], "active"]
    return asked.filters.touches_products and not mature.empty and not mature.any()


def _worded(asked: Asked, found: pd.DataFrame, grain: Grain) -> pd.DataFrame:
    """The cells with their row's words and key, and what is shown in them."""
    firsts = [first.date() for first in found["cohort"]]
    days = [bucket_period(first, grain) for first in firsts]
    few = found["mature"] & (found["size"] < FEWEST)
    status = found["mature"].map({True: "shown", False: "not yet"}).mask(few, TOO_FEW)
    return found.assign(
        label=[_label(first, grain) for first in firsts],
        key=[f"{day.start}/{day.end}" for day in days],
        at_start=answers.at_start(asked.view, found["cohort"]),
        status=status,
    )


def _label(first: date, grain: Grain) -> str:
    """A cohort as short as its row needs it: a week is named by its Monday."""
    return dates.day(first) if grain is Grain.WEEK else dates.point(first, grain)


def _average(found: pd.DataFrame) -> pd.DataFrame:
    weighted = answers.averages(found)
    return weighted.assign(label=_TOGETHER, status="weighted by size")


def retention_card(asked: Asked, mode: str) -> Card:
    """Of each cohort the share that was active in each window."""
    title, grid = "Who came again", grid_of(asked)
    if grid is None:
        return nobody(title, asked)
    card = _card(asked, grid, title, f"Share with an order, {_which(asked, grid)}", ())
    return _drawn(asked, grid, card, mode, shown="retention", fmt=Format.PERCENT)


def value_card(asked: Asked, mode: str) -> Card:
    """What each cohort had brought by the end of each window."""
    each = asked.setting("cohorts.worth") == cohorts.PER_CUSTOMER
    title = "What a customer is worth" if each else "What a cohort is worth"
    grid = grid_of(asked)
    if grid is None:
        return nobody(title, asked)
    worth = f"Net sales by order day so far, {_which(asked, grid)}"
    card = _card(asked, grid, title, worth, ("net_sales_by_order",))
    shown = "value_per_customer" if each else "value"
    return _drawn(asked, grid, card, mode, shown=shown, fmt=Format.MONEY)


def nobody(title: str, asked: Asked) -> Card:
    """The card of a selection in which nobody placed a first order."""
    if not count_orders(asked.view, asked.filters):
        return cards.nothing(title, asked)
    return cards.too_short(title, "Nobody placed a first order in this selection.")


def _card(asked: Asked, grid: Grid, title: str, subtitle: str, metrics: tuple[str, ...]) -> Card:
    """The card with its words and its table, not drawn yet."""
    columns = [column.field for column in cohorts.GRID_COLUMNS]
    table = pd.concat([grid.average.reindex(columns=[*columns, "key"]), grid.frame])
    return Card(
        rows=rows(table[[*columns, "key"]], asked.currency),
        title=title,
        subtitle=subtitle,
        note=_note(asked, grid),
        columns=cohorts.GRID_COLUMNS,
        metrics=metrics,
    )


def _drawn(asked: Asked, grid: Grid, card: Card, mode: str, *, shown: str, fmt: Format) -> Card:
    """The card with its heat map, or with the words why there is none."""
    state = _too_young(grid) or _too_small(grid, shown)
    if state is not None:
        return replace(card, state=state)
    frame = _readable(grid)
    average = grid.average[grid.average["k"] <= frame["k"].max()]
    if shown == "value":  # a sum over cohorts is no average of theirs
        average = average.head(0)
    figure = cohort_grid(
        frame.assign(value=frame[shown], said=_said(asked, frame)),
        average.assign(value=average[shown], said=_said(asked, average.assign(label=AVERAGE))),
        theme=mode,
        fmt=fmt,
        currency=asked.currency,
        window=_WINDOWS[grid.clock],
    )
    return replace(card, figure=figure)


def _too_young(grid: Grid) -> states.CardState | None:
    if grid.frame["mature"].any():
        return None
    text = "Not every new customer has been watched to the end of a first window yet."
    return states.too_little("Too early to say", text)


def _too_small(grid: Grid, shown: str) -> states.CardState | None:
    if grid.frame[shown].notna().any() or grid.average[shown].notna().any():
        return None
    largest = words.counted(int(grid.frame["size"].max()), "customer")
    text = f"Rates need {FEWEST} customers; the largest cohort here has {largest}."
    return states.too_little("Too few customers", text)


def _readable(grid: Grid) -> pd.DataFrame:
    newest = sorted(set(grid.frame["cohort"]))[-MOST_COHORTS:]
    inside = grid.frame["cohort"].isin(newest) & (grid.frame["k"] < MOST_WINDOWS)
    return grid.frame[inside]


def _said(asked: Asked, frame: pd.DataFrame) -> list[str]:
    """The words of each cell that is shown."""
    return [
        "" if formatting.is_missing(cell["active"]) else _cell(cell, asked.currency)
        for cell in frame.to_dict("records")
    ]


def _cell(cell: Mapping[Hashable, Any], currency: str) -> str:
    share = formatting.percent(cell["retention"]) if cell["size"] >= FEWEST else TOO_FEW
    each = formatting.money(cell["value_per_customer"], currency)
    return (
        f"<b>{cell['label']}, window {cell['k']}</b><br>{formatting.count(cell['active'])} of "
        f"{formatting.count(cell['size'])} customers active: <b>{share}</b><br>Net sales so far "
        f"<b>{formatting.money(cell['value'], currency)}</b>, per customer <b>{each}</b>"
    )


def _which(asked: Asked, grid: Grid) -> str:
    """Which cohorts are shown, and why these."""
    points = buckets(grid.period, grid.grain)
    first, last = (_label(point, grid.grain) for point in (points[0], points[-1]))
    weeks = "weeks from " if grid.grain is Grain.WEEK else ""
    named = f"first orders of {weeks}{first} to {last}"
    if bucket(asked.period.start, grid.grain) <= grid.period.start:
        return f"{named}: all cohorts of the selection"
    number = words.counted(len(points), grid.grain.value)
    return f"{named}: the {number} up to the end of the selection"


def _note(asked: Asked, grid: Grid) -> str:
    """How to read the grid."""
    return " ".join(
        sentence
        for sentence in (
            "Hatched: not yet, because not every customer of the row has been watched so long.",
            "The average weighs cohorts by size and leaves out what is hatched.",
            _only_these_products(asked),
            _cut(grid),
            _start(asked, grid),
        )
        if sentence
    )


def _only_these_products(asked: Asked) -> str:
    if not asked.filters.touches_products:
        return ""
    return "Rows hold all new customers; only purchases of the chosen products count in the cells."


def _cut(grid: Grid) -> str:
    count, windows = grid.frame["cohort"].nunique(), int(grid.frame["k"].max()) + 1
    parts = [
        f"the newest {MOST_COHORTS} of {count} cohorts" if count > MOST_COHORTS else "",
        f"the first {MOST_WINDOWS} of {windows} windows" if windows > MOST_WINDOWS else "",
    ]
    drawn = " and ".join(part for part in parts if part)
    return f"Drawn are {drawn}; the table holds all." if drawn else ""


def _start(asked: Asked, grid: Grid) -> str:
    if not grid.frame["at_start"].any():
        return ""
    days, _ = start_of_data(asked.view)
    since = dates.day(asked.view.release.first_day)
    return (
        f"Grey with *: the data begin on {since}, and for the first {days} days (95 of 100 gaps "
        "between orders are no longer) customers of before look new. The average has them too."
    )


DECK = (
    Drawn(cohorts.RETENTION, "Who came again", retention_card, field=DAYS),
    Drawn(cohorts.VALUE, "What they are worth", value_card, field=DAYS),
    Drawn(cohorts.REPEAT, "Second order", rhythm.repeat_card),
    Drawn(cohorts.ODDS, "The next order", rhythm.odds_card),
    Drawn(cohorts.GAPS, "Time between orders", rhythm.gaps_card),
    Drawn(cohorts.CURVE, "Time to the next order", rhythm.curve_card),
)
