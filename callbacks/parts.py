"""One metric over time in its largest parts."""

from __future__ import annotations

from callbacks import cards, words
from callbacks.asked import Asked
from callbacks.cards import Card
from data.answers.kpis import count_orders
from data.answers.patterns import OTHER, Split, split
from data.answers.series import compared_series
from data.dimensions import Dimension
from data.filters import FilterError
from data.formulas import Metric
from data.periods import Comparison, Grain
from layouts import dates, trends
from layouts.figures.parts import part_lines
from layouts.tables import rows


def parts_card(asked: Asked, chosen: Metric, grain: Grain, dimension: Dimension, mode: str) -> Card:
    """A line for each of the five largest values of the dimension, and one for all others."""
    title = f"{chosen.label} by {dimension.label.lower()} and {grain.value}"
    if not count_orders(asked.view, asked.filters):
        return cards.nothing(title, asked)
    found = split(asked.view, chosen, asked.filters, grain, dimension)
    if found.frame["value"].isna().all():
        raise FilterError(f"{chosen.label}: {chosen.null_rule}.")
    whole = compared_series(asked.view, chosen, asked.filters, grain, Comparison.NONE)
    unfinished = bool(len(whole) and whole["partial"].iloc[-1])
    figure = part_lines(
        found.frame,
        found.parts,
        theme=mode,
        fmt=chosen.format,
        currency=asked.currency,
        grain=grain,
        others=OTHER,
        cut=unfinished,
    )
    return Card(
        figure=figure,
        rows=rows(found.frame, asked.currency),
        title=title,
        subtitle=dates.period(asked.period),
        note=_note(found, dimension, cut=unfinished),
        columns=trends.part_columns(chosen),
        metrics=(chosen.name,),
    )


def _note(found: Split, dimension: Dimension, *, cut: bool) -> str:
    """What is left out or put together, and whether the end is whole."""
    left = words.counted(found.others, "smaller value")
    said = ""
    if found.others and found.adds_up:
        said = f"“{OTHER}” puts {left} together: the lines add up to the whole."
    elif found.others:
        said = f"{left} of {dimension.label.lower()} not shown."
    end = "The last points do not hold all their days." if cut else ""
    return f"{said} {end}".strip()
