"""One key figure on its card: ids, texts, changes and the small line."""

from __future__ import annotations

from dataclasses import dataclass

from data.changes import change
from data.metrics import Metric
from layouts import changes, formatting
from layouts.figures.sparkline import sparkline_uri


@dataclass(frozen=True, slots=True)
class KpiIds:
    """The ids of one number's card."""

    metric: str

    @property
    def button(self) -> dict[str, str]:
        """`n_clicks`, `className`, `aria-description`: puts the metric into the trend below."""
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
    """A number, what it is held against, and the small lines under it.

    A note makes the period an unfinished one: its changes carry no percentage.
    """

    metric: Metric
    value: float | None
    previous: float | None = None
    last_year: float | None = None
    series: tuple[float | None, ...] = ()
    previous_series: tuple[float | None, ...] = ()
    incomplete_note: str = ""
    currency: str = "GBP"

    def change(self, baseline: float | None) -> changes.Change:
        """The change of the value from a baseline, in words."""
        unfinished = bool(self.incomplete_note)
        moved = change(self.metric, self.value, baseline, unfinished=unfinished)
        return changes.said(moved, self.metric, self.currency)


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
    before, year = card.change(card.previous), card.change(card.last_year)
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
    return formatting.number(value, card.metric.format, currency=card.currency, compact=True)


def _read_aloud(card: CardData, shown: str, before: changes.Change, year: changes.Change) -> str:
    parts = [f"{card.metric.label} {shown}"]
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
