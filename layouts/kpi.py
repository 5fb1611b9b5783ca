"""The overview: twelve numbers, the trend of the chosen one, and where it comes from."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import dash_bootstrap_components as dbc
from dash import html
from dash.development.base_component import Component

from data.metrics import METRICS, Format, Metric
from layouts import changes, components, formatting, tables
from layouts.components import CardIds
from layouts.figures.sparkline import sparkline_uri
from layouts.tables import Column, Kind


class Id(StrEnum):
    """Ids of the overview that belong to no card."""

    HEADING = "overview-heading"
    LEDE = "overview-lede"
    CHOSEN = "overview-metric"
    GRAIN = "overview-grain"


TREND = CardIds("overview-trend")
PRODUCTS = CardIds("overview-products")
SEGMENTS = CardIds("overview-segments")
CARDS = (TREND, PRODUCTS, SEGMENTS)

# In reading order: what came in, what stayed, who bought, what to watch.
KPIS = (
    "net_sales",
    "gross_sales",
    "orders",
    "average_order_value",
    "customers",
    "reversal_rate",
    "new_customers",
    "returning_customers",
    "repeat_rate",
    "units",
    "items_per_order",
    "discounts",
)
FIRST_KPI = KPIS[0]

TREND_COLUMNS = (
    Column("period", "Date", Kind.DAY),
    Column("value", "Value", Kind.MONEY),
    Column("comparison_period", "Compared with", Kind.DAY),
    Column("comparison", "Value then", Kind.MONEY),
)
TOP_COLUMNS = (
    Column("label", "Name", width=160),
    Column("value", "Value", Kind.MONEY),
    Column("share", "Share", Kind.PERCENT, 80),
)


@dataclass(frozen=True, slots=True)
class KpiIds:
    """The ids of one number's card."""

    metric: str

    @property
    def button(self) -> dict[str, str]:
        """`n_clicks`, `className`, `aria-label`: puts the metric into the trend below."""
        return {"type": "kpi", "metric": self.metric}

    @property
    def value(self) -> str:
        """`children` (text) and `className`."""
        return f"kpi-{self.metric}-value"

    @property
    def delta_prev(self) -> str:
        """`children` (text) and `className` of the change against the comparison."""
        return f"kpi-{self.metric}-delta-prev"

    @property
    def previous(self) -> str:
        """`children` (text): "vs £1.22M"."""
        return f"kpi-{self.metric}-previous"

    @property
    def delta_year(self) -> str:
        """`children` (text) and `className` of the change against the same days last year."""
        return f"kpi-{self.metric}-delta-year"

    @property
    def spark(self) -> str:
        """`src` of the small line."""
        return f"kpi-{self.metric}-spark"

    @property
    def note(self) -> str:
        """`children` (text): why a number is missing or unfinished."""
        return f"kpi-{self.metric}-note"


@dataclass(frozen=True, slots=True)
class CardData:
    """A number, what it is held against, and the small lines under it."""

    name: str
    label: str
    description: str
    format: Format
    value: float | None
    previous: float | None = None
    last_year: float | None = None
    series: tuple[float | None, ...] = ()
    previous_series: tuple[float | None, ...] = ()
    incomplete_note: str = ""
    up_is_good: bool | None = True
    currency: str = "GBP"

    @classmethod
    def of(cls, metric: Metric, value: float | None, **rest: object) -> CardData:
        """The card of a metric; `rest` are the other fields."""
        return cls(
            metric.name,
            metric.label,
            metric.description,
            metric.format,
            value,
            up_is_good=metric.up_is_good,
            **rest,  # type: ignore[arg-type]
        )


@dataclass(frozen=True, slots=True)
class CardContent:
    """Texts, classes and picture of a card, in the order of the outputs."""

    value: str
    value_class: str
    delta_prev_text: str
    delta_prev_class: str
    previous_text: str
    delta_year_text: str
    delta_year_class: str
    spark_src: str
    note: str
    aria_label: str


def card_content(card: CardData, *, mode: str = "light") -> CardContent:
    """What a card says about its number."""
    missing = formatting.is_missing(card.value)
    before = changes.change(card.value, card.previous, card.format, up_is_good=card.up_is_good)
    year = changes.change(card.value, card.last_year, card.format, up_is_good=card.up_is_good)
    shown = formatting.NOT_AVAILABLE if missing else _written(card, card.value)
    compared = not formatting.is_missing(card.previous)
    return CardContent(
        value=shown,
        value_class="kpi-value kpi-na" if missing else "kpi-value",
        delta_prev_text=before.text,
        delta_prev_class=before.class_name,
        previous_text=f"vs {_written(card, card.previous)}" if compared else "",
        delta_year_text=year.text,
        delta_year_class=f"year {year.direction} {year.tone}",
        spark_src=sparkline_uri(card.series, card.previous_series, mode=mode),
        note=card.incomplete_note,
        aria_label=_read_aloud(card, shown, before, year),
    )


def _written(card: CardData, value: float | None) -> str:
    return formatting.number(value, card.format, currency=card.currency, compact=True)


def _read_aloud(card: CardData, shown: str, before: changes.Change, year: changes.Change) -> str:
    parts = [f"{card.label} {shown}"]
    if before.direction != "none":
        parts.append(f"{before.words} than {_written(card, card.previous)} in the comparison")
    if year.direction != "none":
        parts.append(f"{year.words} against last year")
    if card.incomplete_note:
        parts.append(card.incomplete_note)
    return ", ".join(parts) + ". Show in the chart."


def button_class(*, chosen: bool) -> str:
    """Class of a card's button; the chosen one is in the chart below."""
    return "kpi-btn is-on" if chosen else "kpi-btn"


def layout() -> Component:
    """The overview, without numbers."""
    return html.Div(
        [
            components.page_head(Id.HEADING, "Overview", Id.LEDE),
            html.Div(
                [_card(METRICS[name]) for name in KPIS],
                className="kpis",
                role="group",
                **{"aria-label": "Key figures"},
            ),
            html.Div([_trend(), _products(), _segments()], className="grid"),
        ]
    )


def _card(metric: Metric) -> Component:
    ids = KpiIds(metric.name)
    return html.Div(
        [
            html.Button(
                _card_lines(metric, ids),
                id=ids.button,
                type="button",
                className=button_class(chosen=metric.name == FIRST_KPI),
                **{"aria-label": f"{metric.label}: loading"},
            ),
            _definition(metric, ids),
        ],
        className="kpi",
    )


def _card_lines(metric: Metric, ids: KpiIds) -> list[Component]:
    return [
        html.Span(metric.label, className="kpi-label"),
        html.Span(id=ids.value, className="kpi-value is-loading"),
        html.Span(
            [
                html.Span(id=ids.delta_prev, className=changes.NO_CHANGE.class_name),
                html.Span(id=ids.previous, className="kpi-prev"),
            ],
            className="kpi-foot",
        ),
        html.Span(
            [html.Span(id=ids.delta_year, className="year none neutral")], className="kpi-year"
        ),
        html.Span(id=ids.note, className="kpi-note"),
        html.Img(
            id=ids.spark, src=sparkline_uri(()), alt="", className="kpi-spark", draggable="false"
        ),
    ]


def _definition(metric: Metric, ids: KpiIds) -> Component:
    target = f"kpi-{ids.metric}-info"
    words = f"{metric.description} Dated by {metric.dated}; {metric.null_rule}."
    return html.Span(
        [
            html.Button(
                components.icon("info"),
                id=target,
                type="button",
                className="kpi-info",
                **{"aria-label": f"What {metric.label.lower()} means: {words}"},
            ),
            dbc.Tooltip(words, target=target, placement="bottom", class_name="tip"),
        ]
    )


def _trend() -> Component:
    return components.chart_card(
        TREND,
        METRICS[FIRST_KPI].label,
        TREND_COLUMNS,
        span=12,
        size="md",
        tools=[components.segmented(Id.GRAIN, "Points", components.GRAINS, "day")],
    )


def _products() -> Component:
    return components.chart_card(PRODUCTS, "Top products", TOP_COLUMNS, span=6, size="lg")


def _segments() -> Component:
    return components.chart_card(SEGMENTS, "Customer clusters", TOP_COLUMNS, span=6, size="lg")


def trend_columns(metric: Metric) -> list[dict[str, object]]:
    """Columns of the trend's table for a metric: its label as heading, its kind of number."""
    kind = tables.kind_of(metric.format)
    return tables.definitions(
        (
            Column("period", "From", Kind.DAY),
            Column("value", metric.label, kind),
            Column("comparison_period", "Compared with", Kind.DAY),
            Column("comparison", f"{metric.label} then", kind),
        )
    )
