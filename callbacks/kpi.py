"""The overview: key figures, the trend of one of them, and where it comes from."""

from __future__ import annotations

from dataclasses import asdict
from datetime import timedelta
from typing import Any

import pandas as pd
from dash import ALL, Dash, Input, Output, ctx
from dash.exceptions import PreventUpdate

from callbacks import cards, deck, ladder, payments, words
from callbacks.answers import Part
from callbacks.asked import Asked, choice
from callbacks.cards import Card
from callbacks.crossing import DAYS
from callbacks.deck import Drawn
from callbacks.services import Services
from callbacks.trends import trend_card
from data.answers.breakdown import breakdown, compared
from data.answers.kpis import Kpi, baseline_period, count_orders, kpis
from data.answers.ladder import RUNGS
from data.answers.series import series
from data.dimensions import Dimension
from data.filters import Filters
from data.metrics import Metric, metric, on_basis
from data.once import Together
from data.periods import Grain, Period
from layouts import kpi
from layouts.figures import axes
from layouts.figures.bars import bar_top
from layouts.kpi import CardContent, CardData, KpiIds
from layouts.tables import rows
from layouts.tabs import Tab

SHOWN = 8
# A few bars keep their thickness instead of filling the card.
FEWEST_SLOTS = 5
BY_ORDER = "net_sales_by_order"


def register(app: Dash, services: Services) -> None:
    """Fill the overview while it is in sight."""
    figures = Part(
        {
            "cards": {name: _outputs(KpiIds(name)) for name in kpi.KPIS},
            "lede": Output(kpi.Id.LEDE, "children"),
        },
        key_figures,
    )
    deck.register(app, services, Tab.OVERVIEW, DECK, None, figures, together=_together)
    _register_choice(app)


def _together(asked: Asked) -> Together:
    """What the key figures ask for, and with them the ladder, the facts and the trend."""
    basis = asked.selection.basis
    shown = [on_basis(metric(name), basis) for name in kpi.KPIS]
    rungs = [rung.name for rung in RUNGS]
    beside = [on_basis(metric(name), basis) for name in (*rungs, *ladder.FACTS, "orders", BY_ORDER)]
    grain = _small_grain(asked, asked.filters)
    return Together([*shown, *beside], shown, grain, _days_on_end(asked))


def _days_on_end(asked: Asked) -> Period | None:
    """The period with the one it is compared with, where that ends on the day before."""
    now = asked.filters.period
    before = baseline_period(asked.view, asked.filters, asked.selection.compare)
    if now is None or before is None or before.end + timedelta(days=1) != now.start:
        return None
    return Period(before.start, now.end)


def _outputs(ids: KpiIds) -> dict[str, Output]:
    """Every text, class and picture of a card, named like the fields of `CardContent`."""
    return {
        "value": Output(ids.value, "children"),
        "value_class": Output(ids.value, "className"),
        "delta_prev_text": Output(ids.delta_prev, "children"),
        "delta_prev_class": Output(ids.delta_prev, "className"),
        "previous_text": Output(ids.previous, "children"),
        "delta_year_text": Output(ids.delta_year, "children"),
        "delta_year_class": Output(ids.delta_year, "className"),
        "spark_src": Output(ids.spark, "src"),
        "note": Output(ids.note, "children"),
        "aria_label": Output(ids.button, "aria-description"),
    }


def _register_choice(app: Dash) -> None:
    """A click on a card puts its metric into the trend."""

    @app.callback(
        Output(kpi.Id.CHOSEN, "data"),
        Input({"type": "kpi", "metric": ALL}, "n_clicks"),
        prevent_initial_call=True,
    )
    def _choose(clicks: list[int | None]) -> str:
        if not any(clicks) or not isinstance(ctx.triggered_id, dict):
            raise PreventUpdate
        return choice(ctx.triggered_id.get("metric"), list(kpi.KPIS), "Metric")


def trend(asked: Asked, mode: str) -> Card:
    """The chosen number over time."""
    return trend_card(
        asked,
        metric(asked.setting("overview.metric")),
        Grain(asked.setting("overview.grain")),
        mode,
    )


def top_products(asked: Asked, mode: str) -> Card:
    """The products that sold most."""
    return top_card(asked, Dimension.PRODUCT, "Top products", mode)


def top_segments(asked: Asked, mode: str) -> Card:
    """What each cluster of customers bought."""
    return top_card(asked, Dimension.SEGMENT, "Customer clusters", mode)


def lede(asked: Asked) -> str:
    """The first number and how it moved."""
    chosen = asked.selection
    found = kpis(asked.view, [kpi.FIRST_KPI], asked.filters, chosen.compare, chosen.basis)
    return words.lede(asked, found[0])


def key_figures(asked: Asked, mode: str) -> dict[str, Any]:
    """Contents of all cards, and the sentence above them."""
    compare, basis = asked.selection.compare, asked.selection.basis
    found = kpis(asked.view, kpi.KPIS, asked.filters, compare, basis)
    shown = [k.metric for k in found]
    now = _small_lines(asked, shown, asked.filters)
    before = baseline_period(asked.view, asked.filters, compare)
    then = _small_lines(asked, shown, asked.filters.within(before)) if before else None
    contents = [asdict(_content(asked, k, now, then, mode)) for k in found]
    return {
        "cards": dict(zip(kpi.KPIS, contents, strict=True)),
        "lede": words.lede(asked, found[0]),
    }


def _small_lines(asked: Asked, shown: list[Metric], filters: Filters) -> pd.DataFrame:
    """All metrics of the cards by day; by month where days would be too many to see."""
    return series(asked.view, shown, filters, _small_grain(asked, filters))


def _small_grain(asked: Asked, filters: Filters) -> Grain:
    span = asked.period.days if filters.start else 10_000
    return Grain.DAY if span <= 62 else Grain.WEEK if span <= 400 else Grain.MONTH


def _content(
    asked: Asked, found: Kpi, now: pd.DataFrame, then: pd.DataFrame | None, mode: str
) -> CardContent:
    name = found.metric.name
    card = CardData(
        found.metric,
        None if words.outside(asked) else found.value,
        previous=found.previous,
        beside=found.beside,
        series=_points(now, name),
        previous_series=() if then is None else _points(then, name),
        incomplete_note=words.so_far(asked),
        remark=words.everybody_new(asked, found.metric),
        currency=asked.currency,
        compare=asked.selection.compare,
    )
    return kpi.card_content(card, mode=mode)


def _points(frame: pd.DataFrame, name: str) -> tuple[float | None, ...]:
    return tuple(axes.numbers(frame[name]))


def top_card(asked: Asked, dimension: Dimension, title: str, mode: str) -> Card:
    """The largest values of a dimension by net sales on the order day, with their share."""
    if not count_orders(asked.view, asked.filters):
        return cards.nothing(title, asked)
    chosen = metric(BY_ORDER)
    frame = breakdown(asked.view, [chosen], asked.filters, dimension, SHOWN)
    frame = compared(
        asked.view,
        frame,
        chosen,
        asked.filters,
        dimension=dimension,
        comparison=asked.selection.compare,
    ).rename(columns={BY_ORDER: "value", "baseline": "comparison"})
    slots = SHOWN if dimension is Dimension.PRODUCT else max(FEWEST_SLOTS, len(frame))
    return Card(
        figure=bar_top(frame, theme=mode, fmt=chosen.format, currency=asked.currency, slots=slots),
        rows=rows(frame, asked.currency),
        title=title,
        subtitle=f"{chosen.label}, {words.ticked(asked)}",
        note=words.part(frame["share"], chosen),
        columns=kpi.TOP_COLUMNS,
        metrics=(BY_ORDER,),
    )


DECK = (
    Drawn(kpi.TREND, "Trend", trend, field=DAYS),
    *ladder.DECK,
    Drawn(kpi.PRODUCTS, "Top products", top_products, field="products"),
    Drawn(kpi.SEGMENTS, "Customer clusters", top_segments, field="segments"),
    Drawn(kpi.PAYMENTS, payments.TITLE, payments.payment_card, field="payment_methods"),
)
