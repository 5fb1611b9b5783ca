"""Cohorts: of those who came first together, how many came again, and what they were worth."""

from __future__ import annotations

import pandas as pd

from data.answers.rhythm import start_of_data
from data.cohorts import FEWEST, Clock, at_least, looked_back, whole_cohorts
from data.filters import FilterError, Filters
from data.periods import Grain, Period
from data.queries import cohorts as queries
from data.warehouse import View


def cohorts(
    view: View, filters: Filters, grain: Grain = Grain.MONTH, clock: Clock = Clock.MONTHS
) -> pd.DataFrame:
    """A row per cohort acquired in the period and window; cohorts are never cut.

    Columns `cohort` (its first day), `size`, `k`, `active`, `retention`, `value` (net sales on the
    order day up to the window's end), `value_per_customer`, `mature`. Windows go as far as any of
    the cohorts is mature. Numbers are missing until every member was observed for the whole
    window; shares and averages also where a cohort has fewer than FEWEST customers. FilterError
    for cohorts of single days.
    """
    if grain is Grain.DAY:
        raise FilterError("Cohorts are of weeks, months or quarters; choose one of these.")
    asked = _of_whole_cohorts(filters, grain)
    sizes = view.frame(queries.sizes(asked, grain))
    if sizes.empty:
        return _blank()
    ended = _ended(view, sizes, grain, clock)
    found = view.frame(queries.cells(asked, grain, clock))
    grid = _rectangle(sizes, ended).merge(found, on=["cohort", "k"], how="left")
    grid["active"] = grid["active"].fillna(0)
    grid["value"] = grid.groupby("cohort")["value"].ffill().fillna(0.0)
    return _shares(grid)


def _blank() -> pd.DataFrame:
    days = pd.Series([], dtype="datetime64[us]")
    names = ("size", "k", "active", "retention", "value", "value_per_customer")
    numbers = {name: pd.Series([], dtype="float64") for name in names}
    return pd.DataFrame({"cohort": days, **numbers, "mature": pd.Series([], dtype="bool")})


def _of_whole_cohorts(filters: Filters, grain: Grain) -> Filters:
    if not (filters.start and filters.end):
        return filters
    return filters.within(whole_cohorts(filters.start, filters.end, grain))


def _ended(view: View, sizes: pd.DataFrame, grain: Grain, clock: Clock) -> list[int]:
    """For each cohort how many windows have ended for all members; 0 while it still grows."""
    last_day = view.release.last_day
    return [
        clock.windows_until(last.date(), last_day)
        if whole_cohorts(first.date(), first.date(), grain).end <= last_day
        else 0
        for first, last in zip(sizes["cohort"], sizes["last_first"], strict=True)
    ]


def _rectangle(sizes: pd.DataFrame, ended: list[int]) -> pd.DataFrame:
    windows = pd.DataFrame({"k": range(max([1, *ended]))})
    grid = sizes[["cohort", "size"]].assign(ended=ended).merge(windows, how="cross")
    grid["mature"] = grid["k"] < grid["ended"]
    return grid.drop(columns="ended")


def _shares(grid: pd.DataFrame) -> pd.DataFrame:
    grid[["active", "value"]] = grid[["active", "value"]].where(grid["mature"])
    enough = grid["size"] >= FEWEST
    grid["retention"] = (grid["active"] / grid["size"]).where(enough)
    grid["value_per_customer"] = (grid["value"] / grid["size"]).where(enough)
    names = ["cohort", "size", "k", "active", "retention", "value", "value_per_customer"]
    return grid[[*names, "mature"]]


def averages(grid: pd.DataFrame) -> pd.DataFrame:
    """A row per window over the cohorts that are mature in it, weighted by their size.

    Columns `k`, `size` (customers of those cohorts), `active`, `retention`, `value`,
    `value_per_customer`; the shares are missing under FEWEST customers.
    """
    mature = grid[grid["mature"]]
    found = mature.groupby("k", as_index=False)[["size", "active", "value"]].sum()
    enough = found["size"] >= FEWEST
    found["retention"] = (found["active"] / found["size"]).where(enough)
    found["value_per_customer"] = (found["value"] / found["size"]).where(enough)
    return found


def at_start(view: View, firsts: pd.Series) -> pd.Series:
    """Which cohorts, by their first days, hold days on which everyone still looked new."""
    return firsts < pd.Timestamp(start_of_data(view)[1])


def shown_period(view: View, period: Period, grain: Grain) -> Period | None:
    """The days whose cohorts a page shows for a selection; None outside the data.

    The cohorts of the selection, and of a short one also those before it.
    """
    known = _known(view, period)
    if known is None:
        return None
    first, wanted = view.release.first_day, at_least(known, grain)
    return Period(max(wanted.start, whole_cohorts(first, first, grain).start), wanted.end)


def rhythm_period(view: View, period: Period) -> Period | None:
    """The days whose orders a page follows for a selection; None outside the data."""
    known = _known(view, period)
    if known is None:
        return None
    wanted = looked_back(known)
    return Period(max(wanted.start, view.release.first_day), wanted.end)


def _known(view: View, period: Period) -> Period | None:
    """The period as far as the data reach."""
    end = min(period.end, view.release.last_day)
    if end < period.start or end < view.release.first_day:
        return None
    return Period(period.start, end)
