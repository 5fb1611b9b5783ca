"""Of which days, filters and release something is: what every number can be asked for."""

from __future__ import annotations

from callbacks import cards
from callbacks.asked import Asked
from callbacks.cards import Card
from data.answers.kpis import baseline_period
from data.value_metrics import DEFINITIONS
from layouts import dates
from layouts.stamp import Stamp


def scope(asked: Asked) -> list[tuple[str, str]]:
    """Period, filters, how far the data reach, and the release, in words."""
    release = asked.view.release
    return [
        ("Period", dates.period(asked.period)),
        ("Filters", cards.kept_in_words(asked) or "none"),
        ("Data to", dates.day(release.last_day)),
        ("Release", release.id),
    ]


def stamp(asked: Asked, card: Card, title: str) -> Stamp:
    """What a file with a card's table says about itself, the definitions included."""
    release = asked.view.release
    before = baseline_period(asked.view, asked.filters, asked.selection.compare)
    facts = [("Shop", release.shop), ("Shows", card.subtitle or title), *scope(asked)]
    if before is not None:
        facts.append(("Compared with", f"{dates.period(before)} ({asked.selection.compare.label})"))
    facts += [
        ("Currency", release.currency),
        ("Time zone", release.timezone),
        *(("Note", note) for note in (card.note,) if note),
        *(
            (DEFINITIONS[name].label, _defined(name))
            for name in card.metrics
            if name in DEFINITIONS
        ),
    ]
    return Stamp(card.title or title, facts)


def _defined(name: str) -> str:
    found = DEFINITIONS[name]
    return f"{found.description} Formula: {found.formula_text}. Dated by {found.dated}."
