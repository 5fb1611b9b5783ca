"""One key figure on its card: ids, texts, changes and the small line."""

from __future__ import annotations

from dataclasses import dataclass

from data.changes import change
from data.metrics import Metric
from data.periods import Comparison
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
        """`children` (text) and `className` of the change against the other comparison."""
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

    `compare` says what `previous` is; `beside` is the value in `compare.beside`. An incomplete
    note makes the period an unfinished one: its changes carry no percentage.
    """

    metric: Metric
    value: float | None
    previous: float | None = None
    beside: float | None = None
    series: tuple[float | None, ...] = ()
    previous_series: tuple[float | None, ...] = ()
    incomplete_note: str = ""
    remark: str = ""
    currency: str = "GBP"
    compare: Comparison = Comparison.PREVIOUS

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
    before, beside = card.change(card.previous), card.change(card.beside)
    shown = formatting.NOT_AVAILABLE if missing else _written(card, card.value)
    compared = not formatting.is_missing(card.previous)
    return CardContent(
        value=shown,
        value_class=_value_class(card),
        delta_prev_text=before.text,
        delta_prev_class=before.class_name,
        previous_text=f"vs {_written(card, card.previous)}" if compared else "",
        delta_year_text=f"{beside.text} {card.compare.beside.short}".rstrip(),
        delta_year_class=f"year {beside.direction} {beside.tone}",
        spark_src=sparkline_uri(card.series, card.previous_series, mode=mode),
        note=". ".join(words for words in (card.incomplete_note, card.remark) if words),
        aria_label=_read_aloud(card, shown, before, beside),
    )


def _value_class(card: CardData) -> str:
    if formatting.is_missing(card.value):
        return "kpi-value kpi-na"
    return "kpi-value is-so-far" if card.incomplete_note else "kpi-value"


def _written(card: CardData, value: float | None) -> str:
    return formatting.number(value, card.metric.format, currency=card.currency, compact=True)


def _read_aloud(card: CardData, shown: str, before: changes.Change, beside: changes.Change) -> str:
    parts = [f"{card.metric.label} {shown}"]
    if before.direction != "none":
        than = _written(card, card.previous)
        parts.append(f"{before.words} than {than} {card.compare.then}")
    if beside.direction != "none":
        parts.append(f"{beside.words} {card.compare.beside.short}")
    parts += [words for words in (card.incomplete_note, card.remark) if words]
    return ", ".join(parts) + ". Show in the chart."


def button_class(*, chosen: bool) -> str:
    """Class of a card's button; the chosen one is in the chart below."""
    return "kpi-btn is-on" if chosen else "kpi-btn"
