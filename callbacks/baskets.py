"""Baskets: pairs that belong together, ranked by what selling them as a bundle would bring."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pandas as pd
from dash import Dash, Input, Output
from dash.exceptions import PreventUpdate

from callbacks import basket_words, cards, deck
from callbacks.asked import Asked
from callbacks.cards import Card
from callbacks.deck import Drawn, mark_of
from callbacks.services import Services
from data.answers.baskets import Basket, Baskets
from data.answers.baskets import baskets as counted
from data.filters import Filters
from data.warehouse import View
from layouts import baskets, states
from layouts.choices import MAX_LENGTH
from layouts.figures.pairs import bundle_bars, bundle_sum
from layouts.tables import rows
from layouts.tabs import Tab
from models.affinity import FALSE_DISCOVERIES, associations, expected_by_size
from models.bundles import Offer, bundles, intervals

IN_TABLE = 200


@dataclass(frozen=True, slots=True)
class Bundles:
    """Pairs that chance does not explain as bundles, best first, and what they were found in."""

    found: pd.DataFrame
    baskets: Baskets
    offer: Offer


def register(app: Dash, services: Services) -> None:
    """Draw the page while it is in sight; a mark or a row chooses the pair to look at."""
    deck.register(app, services, Tab.BASKETS, DECK, lede)
    chosen = Output(baskets.Id.PAIR, "data", allow_duplicate=True)

    @app.callback(chosen, Input(baskets.BEST.graph, "clickData"), prevent_initial_call=True)
    def _click(click: Any) -> str:
        return pair_of({"pair": mark_of(click)})

    @app.callback(chosen, Input(baskets.TABLE.table, "selectedRows"), prevent_initial_call=True)
    def _choose(chosen_rows: Any) -> str:
        found = chosen_rows[0] if isinstance(chosen_rows, list) and chosen_rows else None
        return pair_of(found)


def pair_of(row: Any) -> str:
    """The pair that a row or a mark names; PreventUpdate where it names none."""
    pair = row.get("pair") if isinstance(row, dict) else None
    if not isinstance(pair, str) or not pair or len(pair) > MAX_LENGTH:
        raise PreventUpdate
    return pair


def bundles_of(view: View, filters: Filters, basket: Basket, offer: Offer) -> Bundles:
    """What is bought together more often than chance and the size of baskets explain."""
    scope = counted(view, filters, basket)
    tested = associations(
        scope.pairs,
        baskets=scope.baskets,
        tested=scope.tested,
        by_size=expected_by_size(scope.pairs, scope.of_products, scope.sizes),
    )
    found = bundles(tested[tested["q"] <= FALSE_DISCOVERIES], offer)
    names = [f"{a} + {b}" for a, b in zip(found["key_a"], found["key_b"], strict=True)]
    return Bundles(
        found.assign(
            rank=range(1, len(found) + 1),
            pair=pd.Series(names, index=found.index, dtype="str").str.slice(0, MAX_LENGTH),
            attach_back=found["both"] / found["offer_baskets"],
        ),
        scope,
        offer,
    )


def _asked(asked: Asked) -> Bundles:
    offer = Offer(
        discount=int(asked.setting("baskets.discount")) / 100,
        rise=int(asked.setting("baskets.rise")) / 100,
    )
    basket = Basket(asked.setting("baskets.basket"))
    return bundles_of(asked.view, asked.filters, basket, offer)


def _none(title: str, asked: Asked, found: Bundles) -> Card:
    """Why nothing is offered: no orders, too few products, or nothing that chance cannot do."""
    if not found.baskets.baskets:
        return cards.nothing(title, asked)
    return Card(
        title=title,
        state=states.too_little(
            "Nothing stands out", basket_words.why_nothing(asked, found.baskets)
        ),
    )


def best_card(asked: Asked, mode: str) -> Card:
    """The bundles that would bring most, with the range of each."""
    title, found = "Best bundles", _asked(asked)
    if found.found.empty:
        return _none(title, asked, found)
    best = found.found.head(baskets.BEST_COUNT)
    shown = intervals(best, found.offer, baskets=found.baskets.baskets)
    shown = shown.assign(label=shown["anchor_label"] + " + " + shown["offer_label"])
    return Card(
        figure=bundle_bars(
            shown,
            theme=mode,
            currency=asked.currency,
            slots=baskets.BEST_COUNT,
            chosen=str(_chosen(asked, found)["pair"]),
        ),
        rows=rows(shown[["pair", "label", "worth", "low", "high"]], asked.currency),
        title=title,
        subtitle=basket_words.offered(asked, found.offer),
        note=basket_words.of_best(asked),
        columns=baskets.BEST_COLUMNS,
    )


def _chosen(asked: Asked, found: Bundles) -> pd.Series:
    """The pair that was chosen; the best one where it is not, or no longer, among those found."""
    pair = asked.setting("baskets.pair")
    named = found.found[found.found["pair"] == pair]
    return (named if len(named) else found.found).iloc[0]


def worth_card(asked: Asked, mode: str) -> Card:
    """How the worth of one bundle adds up."""
    title, found = "What the bundle is worth", _asked(asked)
    if found.found.empty:
        return _none(title, asked, found)
    chosen = _chosen(asked, found).to_frame().T.infer_objects()
    row = intervals(chosen, found.offer, baskets=found.baskets.baskets).iloc[0]
    frame = pd.DataFrame(
        {
            "label": ["Gained from new buyers", "Given to those who buy both anyway", "Left over"],
            "value": [row["gained"], -row["given"], row["worth"]],
            "low": [float("nan"), float("nan"), row["low"]],
            "high": [float("nan"), float("nan"), row["high"]],
        }
    )
    return Card(
        figure=bundle_sum(frame, theme=mode, currency=asked.currency),
        rows=rows(frame, asked.currency),
        title=title,
        subtitle=f"{row['offer_label']}, offered to buyers of {row['anchor_label']}",
        note=basket_words.of_worth(asked, row, found.offer),
        columns=baskets.WORTH_COLUMNS,
    )


def table_card(asked: Asked, mode: str) -> Card:  # noqa: ARG001 - a table has no colours
    """Every pair that stands out, with how often, how sure and what for."""
    title, found = "Bought together", _asked(asked)
    if found.found.empty:
        return _none(title, asked, found)
    every = _shown(found.found)
    return Card(
        rows=rows(every.head(IN_TABLE), asked.currency),
        title=title,
        subtitle=basket_words.counted(asked, len(every), IN_TABLE),
        note=basket_words.of_table(asked, found.baskets),
        columns=baskets.TABLE_COLUMNS,
        whole=lambda: every,
    )


def _shown(found: pd.DataFrame) -> pd.DataFrame:
    fields = ["pair", *(c.field for c in baskets.TABLE_COLUMNS if c.field in found)]
    surety = ["below 0.0001" if q < 0.0001 else f"{q:.4f}" for q in found["q"]]
    return found[fields].assign(surety=surety, key=found["anchor_key"])


def lede(asked: Asked) -> str:
    """The bundle that would bring most."""
    found = _asked(asked)
    if found.found.empty:
        return ""
    return basket_words.lede(asked, found.found.iloc[0], len(found.found))


DECK = (
    Drawn(baskets.BEST, "Best bundles", best_card),
    Drawn(baskets.WORTH, "What the bundle is worth", worth_card),
    Drawn(baskets.TABLE, "Bought together", table_card, graph=False),
)
