"""One metric over the days up to each day."""

from __future__ import annotations

from callbacks import cards, overlays, words
from callbacks.asked import Asked
from callbacks.cards import Card
from data.answers.kpis import count_orders
from data.answers.rolling import compared_rolling, is_mean
from data.answers.series import series
from data.filters import FilterError
from data.formulas import Format, Metric
from data.periods import Grain
from layouts import dates, trends
from layouts.figures.overlays import Overlay
from layouts.figures.trend import Names, line_with_comparison
from layouts.tables import rows


def rolling_card(asked: Asked, chosen: Metric, days: int, mode: str) -> Card:
    """The metric over the days up to each day, the same of the comparison, and the single days."""
    title = f"{chosen.label}, {days} days up to each day"
    if not count_orders(asked.view, asked.filters):
        return cards.nothing(title, asked)
    comparison = asked.selection.compare
    frame = compared_rolling(asked.view, chosen, asked.filters, days, comparison)
    if frame["value"].isna().all():
        raise FilterError(_missing(asked, chosen, days))
    single = series(asked.view, [chosen], asked.filters, Grain.DAY)
    single = single.rename(columns={chosen.name: "value"})
    shown = frame.rename(columns={"baseline": "comparison", "baseline_period": "comparison_period"})
    figure = line_with_comparison(
        shown,
        theme=mode,
        fmt=chosen.format if chosen.format is not Format.COUNT else Format.RATIO,
        currency=asked.currency,
        names=Names(current=f"{days} days", comparison=comparison.label),
        overlay=Overlay(overlays.happenings(asked), days=single),
    )
    return Card(
        figure=figure,
        rows=rows(shown.assign(day=single["value"]), asked.currency),
        title=title,
        subtitle=words.periods(asked, comparison),
        note=_note(chosen, days, unknown=int(frame["value"].isna().sum())),
        columns=trends.rolling_columns(chosen, days),
        metrics=(chosen.name,),
    )


def _missing(asked: Asked, chosen: Metric, days: int) -> str:
    if (asked.period.end - asked.view.release.first_day).days < days - 1:
        first = dates.day(asked.view.release.first_day)
        return f"{days} days are needed up to each day; the data begin on {first}."
    return f"{chosen.label}: {chosen.null_rule}."


def _note(chosen: Metric, days: int, *, unknown: int) -> str:
    """How a point is reckoned, and which ones are missing."""
    if is_mean(chosen):
        how = f"Each point is the mean per day of the {days} days up to it."
    elif chosen.format is Format.COUNT:
        how = f"Each point counts everybody once who came in the {days} days up to it."
    else:
        how = f"Each point divides the sums of the {days} days up to it."
    if not unknown:
        return how
    return f"{how} {words.counted(unknown, 'day')} without one: too little lies before."
