"""Why it changed: the bridges between two periods, and the products and categories behind them."""

from __future__ import annotations

from typing import Any

import pandas as pd
from dash import Dash, Output

from callbacks import cards, changes_words, deck, words
from callbacks.answers import Part
from callbacks.asked import Asked
from callbacks.cards import Card
from callbacks.changes_words import SHOWN
from callbacks.deck import Drawn
from callbacks.services import Services
from data.answers.bridge import Bridge, Ends
from data.answers.drivers import drivers
from data.answers.price_volume_mix import Contributions, contributions, price_volume_mix
from data.basis import Basis
from data.dimensions import Dimension
from data.periods import Period
from layouts import changes_page, dates, formatting, states
from layouts.figures.waterfall import moved, waterfall
from layouts.tables import rows
from layouts.tabs import Tab

# Bridges leave room for as many rows, so that their bars are as thick in every selection.
SLOTS = 11
MOST = 5_000

BY_BUYERS, BY_PRICE = "By kind of customer", "By price, volume and mix"
_NOUNS = {
    Dimension.PRODUCT: ("Product", "products"),
    Dimension.CATEGORY: ("Category", "categories"),
}


def register(app: Dash, services: Services) -> None:
    """Draw the page while it is in sight, and write its sentence with links."""
    said = Part(Output(changes_page.Id.LEDE, "children"), _linked)
    deck.register(app, services, Tab.CHANGES, DECK, None, said)


def _linked(asked: Asked, _mode: str) -> Any:
    return changes_page.sentence(changes_words.sentence(asked))


def lede(asked: Asked) -> str:
    """The page's sentence without its links."""
    return "".join(piece.text for piece in changes_words.sentence(asked))


def drivers_card(asked: Asked, mode: str) -> Card:
    """New and returning customers and guests: how many, how often, for how much."""
    reason = changes_words.missing(asked)
    if reason:
        return _nothing_to_compare(BY_BUYERS, reason)
    chosen = asked.selection
    found = drivers(asked.view, asked.filters, chosen.compare, chosen.basis)
    if found is None or not found.steps:
        return cards.nothing(BY_BUYERS, asked)
    value = "after reversals" if chosen.basis is Basis.ORDER_DAY else "before reversals"
    note = (
        f"Sales are customers × orders per customer × order value ({value}); logarithmic means "
        "share a change between them. New: the first order ever."
    )
    metrics = ("customers", "purchase_frequency", "average_order_value")
    return _bridge_card(asked, found, mode, title=BY_BUYERS, note=note, metrics=metrics)


def mix_card(asked: Asked, mode: str) -> Card:
    """Prices, pieces, the mix of what was sold, and what is new or gone."""
    reason = changes_words.missing(asked)
    if reason:
        return _nothing_to_compare(BY_PRICE, reason)
    chosen, by = asked.selection, Dimension(asked.setting(changes_page.BY))
    found = price_volume_mix(asked.view, asked.filters, chosen.compare, chosen.basis, by)
    if found is None or not any(step.amount or step.before for step in found.steps):
        return cards.nothing(BY_PRICE, asked)
    things = _NOUNS[by][1]
    note = (
        f"Volume, mix and price of {things} sold in both periods, at list prices: volume is more "
        "pieces at the average price before, mix dearer or cheaper ones, price the rest."
    )
    title = f"{BY_PRICE} of {things}"
    return _bridge_card(asked, found, mode, title=title, note=note, metrics=("units", "discounts"))


def products_card(asked: Asked, mode: str) -> Card:
    """The products whose net sales changed most."""
    return _moved_card(asked, Dimension.PRODUCT, mode)


def categories_card(asked: Asked, mode: str) -> Card:
    """The categories whose net sales changed most."""
    return _moved_card(asked, Dimension.CATEGORY, mode)


def _bridge_card(
    asked: Asked, found: Bridge, mode: str, *, title: str, note: str, metrics: tuple[str, ...]
) -> Card:
    ends = found.ends
    change = formatting.signed(float(ends.change), ends.metric.format, currency=asked.currency)
    return Card(
        figure=waterfall(
            found.frame(), theme=mode, currency=asked.currency, ends=_days(asked, ends), slots=SLOTS
        ),
        rows=rows(_written(asked, found), asked.currency),
        title=title,
        subtitle=_subtitle(asked),
        note=f"The coloured bars add up to {change}; a grey one with a gap is cut short. {note}",
        columns=changes_page.STEP_COLUMNS,
        metrics=(ends.metric.name, *metrics),
    )


def _written(asked: Asked, found: Bridge) -> pd.DataFrame:
    """The steps with what they were before and after, each written as what it is."""
    frame = found.frame()
    for name in ("before", "after"):
        texts = [
            formatting.number(getattr(step, name), step.format, currency=asked.currency)
            for step in found.steps
        ]
        frame[name] = ["", *texts, ""]
    first, last = _days(asked, found.ends)
    frame["label"] = [first, *frame["label"].iloc[1:-1], last]
    return frame


def _moved_card(asked: Asked, by: Dimension, mode: str) -> Card:
    noun, things = _NOUNS[by]
    title, reason = f"{things.capitalize()} that moved most", changes_words.missing(asked)
    if reason:
        return _nothing_to_compare(title, reason)
    found = _contributions(asked, by, SHOWN)
    if found is None or not found.frame["change"].any():
        text = f"Net sales of no {noun.lower()} changed between these periods."
        return Card(title=title, state=states.too_little("Nothing moved", text))
    return Card(
        figure=moved(found.frame, theme=mode, currency=asked.currency, slots=SLOTS),
        rows=rows(found.frame, asked.currency),
        title=title,
        subtitle=_subtitle(asked),
        note=_moved_note(asked, found, noun.lower(), things),
        columns=changes_page.moved_columns(noun),
        whole=lambda: _whole(asked, by),
        metrics=(found.ends.metric.name,),
    )


def _contributions(asked: Asked, by: Dimension, limit: int) -> Contributions | None:
    chosen = asked.selection
    return contributions(
        asked.view, asked.filters, chosen.compare, chosen.basis, by=by, limit=limit
    )


def _whole(asked: Asked, by: Dimension) -> pd.DataFrame:
    found = _contributions(asked, by, MOST)
    return pd.DataFrame() if found is None else found.frame


def _moved_note(asked: Asked, found: Contributions, noun: str, things: str) -> str:
    """How many are shown, and what all others did."""
    frame = found.frame
    rest = frame.loc[frame["key"].isna(), "change"]
    which = f"the {found.shown} {things}" if found.shown != 1 else f"the one {noun}"
    said = f"Shown: {which} that moved most"
    if not rest.empty:
        amount = formatting.signed(
            float(rest.iloc[0]), found.ends.metric.format, currency=asked.currency
        )
        said += f"; everything else together is Other ({amount})"
    return f"{said}. Click a bar to keep its {noun} alone."


def _nothing_to_compare(title: str, reason: str) -> Card:
    return Card(title=title, state=states.not_available("Nothing to compare with", reason))


def _subtitle(asked: Asked) -> str:
    said = words.periods(asked, asked.selection.compare)
    so_far = words.so_far(asked)
    return f"{so_far}: {said}" if so_far else said


def _days(asked: Asked, ends: Ends) -> tuple[str, str]:
    """Both periods, as far as the data know them."""
    period, last_day = asked.period, asked.view.release.last_day
    known = Period(period.start, min(period.end, last_day))
    return dates.period(ends.compared_with), dates.period(known)


DECK = (
    Drawn(changes_page.DRIVERS, BY_BUYERS, drivers_card),
    Drawn(changes_page.MIX, BY_PRICE, mix_card),
    Drawn(changes_page.PRODUCTS, "Products that moved most", products_card, field="products"),
    Drawn(
        changes_page.CATEGORIES, "Categories that moved most", categories_card, field="categories"
    ),
)
