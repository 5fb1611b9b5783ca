"""How customers moved between RFM segments from one day to another, and the money at stake."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import pandas as pd

from data.filters import FilterError, Filters
from data.periods import add_months, month_end
from data.queries import migration as statements
from data.rfm import ARRIVED, BEST, DOWN, LADDER, LEAVING, STAYED, UP, direction
from data.warehouse import View

MONTHS_BETWEEN = 3

# From which the customers come, to which they go; both from the best to the worst.
SOURCES, TARGETS = (*LADDER, ARRIVED), LADDER


@dataclass(frozen=True, slots=True)
class Ends:
    """Two days, the earlier one first."""

    before: date
    after: date


def month_ends(view: View) -> list[date]:
    """The ends of the months that the data hold, newest first; the last day counts as one."""
    release, found = view.release, []
    day = release.last_day
    while day >= release.first_day:
        found.append(day)
        day = day.replace(day=1) - timedelta(days=1)
    return found


def usual_ends(view: View, filters: Filters) -> Ends | None:
    """The last month end of the selection, and the one three months earlier.

    The first month end there is where the data do not reach back so far; None without two of them.
    """
    known = month_ends(view)
    until = filters.end or known[0]
    whole = [day for day in known if day <= until and day == month_end(day)]
    if len(whole) < 2:
        return None
    wanted = month_end(add_months(whole[0], -MONTHS_BETWEEN))
    return Ends(max(wanted, whole[-1]), whole[0])


def ends_of_period(view: View, filters: Filters) -> Ends | None:
    """The day before the selection and its last one; `usual_ends` of the whole history."""
    if not (filters.start and filters.end):
        return usual_ends(view, filters)
    before, after = filters.start - timedelta(days=1), min(filters.end, view.release.last_day)
    return Ends(before, after) if view.release.first_day <= before < after else None


def ends_asked_for(view: View, filters: Filters) -> Ends:
    """`ends_of_period`; FilterError where the data do not reach so far."""
    ends = ends_of_period(view, filters)
    if ends is None:
        raise FilterError(
            "Movement needs two days with data: the one before the period and its last. Choose a "
            "period that begins later."
        )
    return ends


def moves(view: View, filters: Filters, ends: Ends) -> pd.DataFrame:
    """One row per pair of segments that somebody has, from the best to the worst.

    Columns `source`, `target`, `direction`, `customers`, `worth_before`, `worth_after` and
    `at_stake`: what those who slid brought before, and what all others bring now. Everybody with
    an order by the later day whom the filters keep is in exactly one row.
    """
    frame = view.frame(statements.moves(ends.before, ends.after, filters))
    pairs = list(zip(frame["source"], frame["target"], strict=True))
    frame = frame.assign(direction=[direction(*pair) for pair in pairs])
    slid = frame["direction"] == DOWN
    frame["at_stake"] = frame["worth_before"].where(slid, frame["worth_after"])
    frame["place"] = [(SOURCES.index(s), TARGETS.index(t)) for s, t in pairs]
    frame = frame.sort_values("place", ignore_index=True)
    columns = ["source", "target", "direction", "customers", "worth_before", "worth_after"]
    return frame[[*columns, "at_stake"]]


def ranked(moved: pd.DataFrame) -> pd.DataFrame:
    """The moves up and down, the most money first."""
    found = moved[moved["direction"].isin([DOWN, UP])]
    return found.sort_values(
        ["at_stake", "customers", "source", "target"],
        ascending=[False, False, True, True],
        ignore_index=True,
    )


def sizes(moved: pd.DataFrame) -> pd.DataFrame:
    """One row per segment: `segment`, and `customers_` and `worth_` `before` and `after`."""
    before = moved.groupby("source")[["customers", "worth_before"]].sum().round(4)
    after = moved.groupby("target")[["customers", "worth_after"]].sum().round(4)
    names = {"customers": "customers_before"}
    frame = before.rename(columns=names).join(
        after.rename(columns={"customers": "customers_after"}), how="outer"
    )
    frame = frame.reindex([name for name in SOURCES if name in frame.index]).fillna(0)
    counts = dict.fromkeys(("customers_before", "customers_after"), "int64")
    return frame.astype(counts).rename_axis("segment").reset_index()


def matrix(moved: pd.DataFrame, value: str = "customers") -> pd.DataFrame:
    """One row per source with a column per target, and `total`; the last row adds up columns."""
    table = moved.pivot_table(index="source", columns="target", values=value, aggfunc="sum")
    table = table.reindex(index=[s for s in SOURCES if s in table.index], columns=list(TARGETS))
    table = table.fillna(0)
    table["total"] = table.sum(axis=1)
    table.loc["Total"] = table.sum()
    return table.rename_axis(columns=None).rename_axis("source").reset_index()


@dataclass(frozen=True, slots=True)
class Stake:
    """Customers and their money."""

    customers: int
    worth: float

    @classmethod
    def of(cls, moved: pd.DataFrame, worth: str) -> Stake:
        """Everybody in these moves."""
        return cls(int(moved["customers"].sum()), round(float(moved[worth].sum()), 4))


def slid(moved: pd.DataFrame) -> Stake:
    """Who went from the best segments to those that are leaving, by what they brought before."""
    rows = moved[moved["source"].isin(BEST) & moved["target"].isin(LEAVING)]
    return Stake.of(rows, "worth_before")


def came_back(moved: pd.DataFrame) -> Stake:
    """Who was leaving and bought again, by what they bring now."""
    returned = moved["source"].isin(LEAVING) & ~moved["target"].isin(LEAVING)
    rows = moved[returned & (moved["direction"] == UP)]
    return Stake.of(rows, "worth_after")


def stayed(moved: pd.DataFrame) -> Stake:
    """Who is where they were, by what they bring now."""
    rows = moved[moved["direction"] == STAYED]
    return Stake.of(rows, "worth_after")
