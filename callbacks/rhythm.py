"""Time between orders, and how likely the next one is: cards of the page of cohorts."""

from __future__ import annotations

import pandas as pd

from callbacks import cards, words
from callbacks.asked import Asked
from callbacks.cards import Card
from data.answers import rhythm
from data.answers.cohorts import rhythm_period
from data.answers.kpis import count_orders
from data.cohorts import FEWEST
from data.filters import Filters
from data.periods import Period
from layouts import cohorts, dates, formatting
from layouts.figures import rhythm as figures
from layouts.tables import Column, rows
from models.survival import kaplan_meier, median_wait

_HEADLINE = 90


def lede(asked: Asked) -> str:
    """How many new customers come again, and how long it takes."""
    filters = followed(asked)
    if filters is None:
        return "The data know no day of this period."
    again = rhythm.came_again(asked.view, filters).set_index("horizon")
    if _HEADLINE not in again.index or again["rate"].isna()[_HEADLINE]:
        return f"Fewer than {FEWEST} new customers were watched for {_HEADLINE} days."
    observed = words.counted(int(again["observed"][_HEADLINE]), "new customer")
    share = formatting.percent(again["rate"][_HEADLINE])
    followers = f"Of {observed} watched for {_HEADLINE} days, {share} ordered again in that time."
    return f"{followers} {_half(asked, filters)}"


def _half(asked: Asked, filters: Filters) -> str:
    median = median_wait(kaplan_meier(rhythm.gaps(asked.view, filters)))
    if median is None:
        return "Fewer than half of all orders have been followed by another one so far."
    return f"Half of all orders are followed by the next one within {_days(median)}."


def followed(asked: Asked) -> Filters | None:
    """The orders that are followed: of the selection, or of two years where it is shorter."""
    period = rhythm_period(asked.view, asked.period)
    return asked.filters.within(period) if period else None


def repeat_card(asked: Asked, mode: str) -> Card:
    """The cohort form of the repeat rate: a second order within so many days."""
    filters = followed(asked)
    if filters is None or not count_orders(asked.view, filters):
        return cards.nothing("Second order", asked)
    found = rhythm.came_again(asked.view, filters)
    labels = [f"{days} days" for days in found["horizon"]]
    return _rates(
        asked,
        found.assign(label=labels, short=found["horizon"]),
        cohorts.REPEAT_COLUMNS,
        mode,
        title="Second order within so many days",
        axis="Days since the first order",
        subtitle=f"Customers whose first order ever lies in {_when(asked, filters)}",
        note="Each bar asks only customers who were watched for so many days.",
    )


def odds_card(asked: Asked, mode: str) -> Card:
    """How many of those who placed one order placed the next."""
    days = int(asked.setting("cohorts.within"))
    title, filters = f"The next order within {days} days", followed(asked)
    if filters is None or not count_orders(asked.view, filters):
        return cards.nothing(title, asked)
    found = rhythm.next_orders(asked.view, filters)
    found = found[found["horizon"] == days]
    labels = [f"{_nth(n)} → {_nth(n + 1)}" for n in found["n"]]
    return _rates(
        asked,
        found.assign(label=labels, short=[_nth(n + 1) for n in found["n"]]),
        cohorts.ODDS_COLUMNS,
        mode,
        title=title,
        axis="Share of customers who went on to their …",
        subtitle=f"By number of the order, placed in {_when(asked, filters)}",
        note=f"Of customers whose order of that number is at least {days} days old. A number is "
        "counted over the whole history.",
    )


def _rates(
    asked: Asked,
    found: pd.DataFrame,
    columns: tuple[Column, ...],
    mode: str,
    *,
    title: str,
    axis: str,
    subtitle: str,
    note: str,
) -> Card:
    """Bars of shares, where at least one of them may be shown."""
    if found["rate"].isna().all():
        most = words.counted(int(found["observed"].max()) if len(found) else 0, "customer")
        text = f"A rate needs {FEWEST} customers who were watched so long; here it would be {most}."
        return cards.too_short(title, text)
    fields = [column.field for column in columns]
    return Card(
        figure=figures.rate_bars(found, theme=mode, title=axis),
        rows=rows(found[fields], asked.currency),
        title=title,
        subtitle=subtitle,
        note=note + _few(found),
        columns=columns,
    )


def _few(found: pd.DataFrame) -> str:
    few = found["rate"].isna()
    return f" Under {FEWEST} customers no rate is shown." if few.any() else ""


def gaps_card(asked: Asked, mode: str) -> Card:
    """How long the gaps between orders were that have ended."""
    filters, title = followed(asked), "Time between orders"
    if filters is None or not count_orders(asked.view, filters):
        return cards.nothing(title, asked)
    found = rhythm.gaps(asked.view, filters)
    if _ended(found) < FEWEST:
        return cards.too_short(title, _too_few(found))
    median = rhythm.median_gap(found)
    weeks = figures.weekly(found)
    shown = weeks.assign(share=weeks["gaps"] / weeks["gaps"].sum())
    return Card(
        figure=figures.gap_bars(found, theme=mode, median=median),
        rows=rows(shown[["label", "gaps", "share"]], asked.currency),
        title=title,
        subtitle=f"After orders of {_when(asked, filters)}; orders of one day are one",
        note=f"{words.counted(_ended(found), 'gap')} have ended; the middle one took "
        f"{_days(median)}. Bars are weeks of waiting.",
        columns=cohorts.GAP_COLUMNS,
    )


def curve_card(asked: Asked, mode: str) -> Card:
    """How many orders are followed by the next, also counting waits that have not ended."""
    filters, title = followed(asked), "Time to the next order"
    if filters is None or not count_orders(asked.view, filters):
        return cards.nothing(title, asked)
    found = rhythm.gaps(asked.view, filters)
    if _ended(found) < FEWEST:
        return cards.too_short(title, _too_few(found))
    curve = kaplan_meier(found)
    median, ended = median_wait(curve), rhythm.median_gap(found)
    shown = curve.assign(came=1 - curve["waiting"])
    fields = [column.field for column in cohorts.CURVE_COLUMNS]
    return Card(
        figure=figures.waiting_curve(
            curve[curve["at_risk"] >= FEWEST], theme=mode, median=median, ended=ended
        ),
        rows=rows(shown[fields], asked.currency),
        title=title,
        subtitle=f"Share followed by another order (Kaplan-Meier), {_when(asked, filters)}",
        note=why_they_differ(found, median, ended),
        columns=cohorts.CURVE_COLUMNS,
    )


def why_they_differ(found: pd.DataFrame, median: int | None, ended: float | None) -> str:
    """Why half of all orders wait longer than the middle of the gaps that have ended."""
    open_waits = words.counted(int(found["censored"].sum()), "order")
    followed_by = (
        "fewer than half of all orders have been followed by another so far"
        if median is None
        else f"half of all orders are followed by another within {_days(median)}"
    )
    return (
        f"The median of ended gaps ({_days(ended)}) is too short, because {open_waits} not yet "
        "followed by another have no gap: the longest waits are the ones still missing. Counted "
        f"for as long as they were watched, {followed_by}."
    )


def _ended(found: pd.DataFrame) -> int:
    """How many gaps have ended."""
    return int(found["events"].sum())


def _too_few(found: pd.DataFrame) -> str:
    return (
        f"This needs {FEWEST} gaps between orders; so far there "
        f"{'is' if _ended(found) == 1 else 'are'} {words.counted(_ended(found), 'gap')}."
    )


def _nth(number: int) -> str:
    """1st, 2nd, 3rd, 4th, 11th."""
    ending = {1: "st", 2: "nd", 3: "rd"}.get(number, "th")
    return f"{number}{ending}"


def _when(asked: Asked, filters: Filters) -> str:
    """The days whose orders are followed; said so where they are more than were chosen."""
    if filters.start is None or filters.end is None:
        return "all days"
    days = dates.period(Period(filters.start, filters.end))
    longer = filters.start < asked.period.start
    return f"{days} (longer than the selection, to see long waits)" if longer else days


def _days(number: float | None) -> str:
    if number is None:
        return formatting.MISSING
    return f"{number:g} {'day' if number == 1 else 'days'}"
