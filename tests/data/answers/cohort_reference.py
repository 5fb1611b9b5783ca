"""Cohorts and rhythm once more: plain Python over orders, with none of the product's queries."""

from __future__ import annotations

import calendar
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

from data.cohorts import Clock
from data.periods import Grain


@dataclass(frozen=True)
class Sold:
    """An order, or a part of one: who, when, the how-manieth, for how much after reversals."""

    who: str
    day: date
    rank: int
    net: Decimal
    counts: bool = True  # whether a filter leaves it in
    bought: bool = True  # False: only money given back


@dataclass
class Cell:
    size: int = 0
    active: int = 0
    value: Decimal = Decimal(0)
    mature: bool = False


Grid = dict[tuple[date, int], Cell]


def cohort_of(day: date, grain: Grain) -> date:
    if grain is Grain.WEEK:
        year, week, _ = day.isocalendar()
        return date.fromisocalendar(year, week, 1)
    return date(day.year, day.month if grain is Grain.MONTH else 3 * ((day.month - 1) // 3) + 1, 1)


def next_cohort(first: date, grain: Grain) -> date:
    return cohort_of(first + timedelta({Grain.WEEK: 7, Grain.MONTH: 31}.get(grain, 92)), grain)


def window_of(first: date, day: date, clock: Clock) -> int:
    if clock is Clock.WINDOWS:
        return (day - first).days // 30
    return 12 * (day.year - first.year) + day.month - first.month


def is_over(first: date, k: int, clock: Clock, last_day: date) -> bool:
    """Whether a customer was watched for the whole of window k."""
    if clock is Clock.WINDOWS:
        return (last_day - first).days + 1 >= 30 * (k + 1)
    years, month = divmod(12 * first.year + first.month - 1 + k, 12)
    return date(years, month + 1, calendar.monthrange(years, month + 1)[1]) <= last_day


def grid_of(
    sold: Sequence[Sold],
    grain: Grain,
    clock: Clock,
    last_day: date,
    *,
    members: set[str] | None = None,
    windows: int,
) -> Grid:
    """Every cohort and window of customers with a first order; `members` keeps some of them."""
    firsts = {one.who: one.day for one in sold if one.rank == 1 and one.bought}
    kept = {who: day for who, day in firsts.items() if members is None or who in members}
    cohorts: dict[date, list[date]] = defaultdict(list)
    for day in kept.values():
        cohorts[cohort_of(day, grain)].append(day)
    active: dict[tuple[date, int], set[str]] = defaultdict(set)
    money: dict[tuple[date, int], Decimal] = defaultdict(Decimal)
    for one in sold:
        if one.who not in kept or not one.counts:
            continue
        place = (
            cohort_of(kept[one.who], grain),
            max(window_of(kept[one.who], one.day, clock), 0),
        )
        money[place] += one.net
        if one.bought:
            active[place].add(one.who)
    return {
        (cohort, k): Cell(
            size=len(days),
            active=len(active[cohort, k]),
            value=sum((money[cohort, i] for i in range(k + 1)), Decimal(0)),
            mature=next_cohort(cohort, grain) - timedelta(1) <= last_day
            and all(is_over(day, k, clock, last_day) for day in days),
        )
        for cohort, days in cohorts.items()
        for k in range(windows)
    }


def gaps_of(orders: Sequence[tuple[str, date]], last_day: date) -> dict[int, tuple[int, int]]:
    """Days since an order -> how many next orders came then, and how many waits end then."""
    days: dict[str, set[date]] = defaultdict(set)
    for who, day in orders:
        days[who].add(day)
    found: dict[int, list[int]] = defaultdict(lambda: [0, 0])
    for of_one in days.values():
        in_order = sorted(of_one)
        for day, following in pairwise(in_order):
            found[(following - day).days][0] += 1
        found[(last_day - in_order[-1]).days][1] += 1
    return {day: (events, censored) for day, (events, censored) in found.items()}
