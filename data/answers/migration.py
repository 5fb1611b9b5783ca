"""How customers moved between RFM segments from one day to another, and the money at stake."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import pandas as pd

from data.filters import FilterError, Filters
from data.periods import add_months, month, month_end
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


def ends_at(view: View, filters: Filters, *, before: str = "", after: str = "") -> Ends:
    """The ends of two months (written as YYYY-MM), or of the usual ones.

    Usual are the last month that ended by the end of the selection, and three months earlier, or
    the first month end there is. FilterError where there are no two such days.
    """
    known = month_ends(view)
    latest = _month_end(after, known) if after else _last_whole_month(filters, known)
    if latest is None:
        raise FilterError(_TOO_FEW)
    earliest = _month_end(before, known) if before else _months_before(latest, known)
    if earliest is None:
        raise FilterError(_TOO_FEW)
    if earliest >= latest:
        raise FilterError(f"The earlier month has to come first: {before} is not before {latest}.")
    return Ends(earliest, latest)


_TOO_FEW = "Movement needs two month ends with data, one after the other."


def _last_whole_month(filters: Filters, known: list[date]) -> date | None:
    until = filters.end or known[0]
    return next((day for day in known if day <= until and day == month_end(day)), None)


def _months_before(latest: date, known: list[date]) -> date | None:
    """Three months earlier, or as far back as the data reach."""
    wanted = month_end(add_months(latest, -MONTHS_BETWEEN))
    earlier = [day for day in known if day < latest]
    return next((day for day in earlier if day <= wanted), earlier[-1] if earlier else None)


def _month_end(text: str, known: list[date]) -> date:
    try:
        end = month(text).end
    except ValueError as error:
        raise FilterError(str(error)) from None
    found = next((day for day in known if month_end(day) == end), None)
    if found is None:
        raise FilterError(f"There are no data in {text}; choose another month.")
    return found


def ends_of_period(view: View, filters: Filters) -> Ends:
    """The day before the selection and its last one; the usual month ends of the whole history.

    FilterError where the data do not hold both.
    """
    if not (filters.start and filters.end):
        return ends_at(view, filters)
    before, after = filters.start - timedelta(days=1), min(filters.end, view.release.last_day)
    if view.release.first_day <= before < after:
        return Ends(before, after)
    raise FilterError(
        "Movement needs two days with data: the one before the period and its last. Choose a "
        "period that begins later."
    )


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
