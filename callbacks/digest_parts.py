"""The parts of a digest: figures, reasons, products, customers, unusual days, targets."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import pandas as pd

from callbacks import changes_words, overlays, targets, words
from callbacks.address import Address
from callbacks.asked import Asked
from callbacks.unusual import judged_days, unusual_days
from data.answers.kpis import baseline, count_orders, kpis
from data.answers.products import Wanted, products
from data.changes import Change, change
from data.metrics import Metric, metric
from data.periods import Comparison
from layouts import changes, dates, formatting
from layouts.digest import Figure, Row, Section, Sentence, said
from layouts.tabs import Tab
from models.errors import TooLittleData

HEADLINES = (
    "net_sales",
    "orders",
    "average_order_value",
    "customers",
    "units",
    "reversal_rate",
)
CUSTOMERS = ("new_customers", "returning_customers", "new_orders", "returning_orders")
MOST = 5
YEAR = Comparison.LAST_YEAR_WEEKDAYS
NET = "net_sales_by_order"


@dataclass(frozen=True, slots=True)
class Moved:
    """A number of the digest with what it is held against; None where the data do not say."""

    metric: Metric
    value: float | None
    previous: float | None
    last_year: float | None

    @property
    def before(self) -> Change:
        """Against the period before."""
        return change(self.metric, self.value, self.previous)

    @property
    def year(self) -> Change:
        """Against the same weekdays of last year."""
        return change(self.metric, self.value, self.last_year)


def numbers_of(asked: Asked) -> Iterable[Moved]:
    """The headlines, then what is told of customers."""
    found = kpis(asked.view, (*HEADLINES, *CUSTOMERS), asked.filters, Comparison.PREVIOUS)
    metrics = [kpi.metric for kpi in found]
    year = baseline(asked.view, metrics, asked.filters, YEAR)
    for kpi in found:
        yield Moved(kpi.metric, kpi.value, kpi.previous, year.get(kpi.metric.name))


def sections(asked: Asked, numbers: Sequence[Moved]) -> Iterable[Section]:
    """Every part of the digest, in reading order."""
    headlines, customers = numbers[: len(HEADLINES)], numbers[len(HEADLINES) :]
    yield Section("Key figures", figures=_figures(asked, headlines))
    if not count_orders(asked.view, asked.filters):
        told = "There were no orders in this period; what was taken back in it still counts."
        yield Section("No orders", sentences=(said(told),))
    yield Section("Why it changed", sentences=(tuple(changes_words.sentence(asked)),))
    yield from _products(asked)
    warned = words.everybody_new(asked, metric("new_customers"))
    note = (said(f"{warned}, because the data begin there."),) if warned else ()
    title = "New and returning customers"
    yield Section(title, figures=_figures(asked, customers), sentences=note)
    yield Section("Unusual days", sentences=tuple(_unusual(asked)))
    if asked.notes.targets():
        yield Section("Targets", sentences=(said(targets.lede(asked)),))


def _figures(asked: Asked, numbers: Sequence[Moved]) -> tuple[Figure, ...]:
    return tuple(
        Figure(
            one.metric.label,
            words.amount(asked, one.metric, one.value),
            changes.said(one.before, one.metric, asked.currency),
            changes.said(one.year, one.metric, asked.currency),
        )
        for one in numbers
    )


def _products(asked: Asked) -> Iterable[Section]:
    """What sold most, and what lost most against the period before."""
    best = products(asked.view, asked.filters, Comparison.PREVIOUS, limit=MOST).rows
    sold = best[best["orders"] > 0]
    rows = [
        Row(_name(row), _money(asked, row[NET]), _since(row), _alone(asked, row["key"]))
        for _, row in sold.iterrows()
    ]
    if rows:
        yield Section("Top products", rows=tuple(rows))
    wanted = Wanted(sort="fell")
    fell = products(asked.view, asked.filters, Comparison.PREVIOUS, wanted, limit=MOST).rows
    rows = [
        Row(
            _name(row),
            formatting.signed(row["difference"], metric(NET).format, currency=asked.currency),
            f"to {_money(asked, row[NET])} from {_money(asked, row['baseline'])}",
            _alone(asked, row["key"]),
        )
        for _, row in fell[fell["difference"] < 0].iterrows()
    ]
    if rows:
        yield Section("Biggest fallers", rows=tuple(rows))


def _name(row: pd.Series) -> str:
    return str(row["key"] if pd.isna(row["label"]) else row["label"])


def _since(row: pd.Series) -> str:
    """What it sold in the period before; empty where the data do not reach back."""
    if pd.isna(row["baseline"]):
        return ""
    if pd.isna(row["change"]):
        return "nothing in the period before" if not row["baseline"] else ""
    size = formatting.percent(abs(row["change"]))
    if not any(digit in size for digit in "123456789"):
        return "about the same"
    return f"{'up' if row['change'] > 0 else 'down'} {size}"


def _money(asked: Asked, amount: float) -> str:
    return formatting.money(amount, asked.currency)


def _alone(asked: Asked, key: str) -> str:
    """The link that keeps one product alone."""
    kept = asked.selection.kept.changed("products", (str(key),))
    return Address(Tab.PRODUCTS, replace(asked.selection, kept=kept)).search()


def _unusual(asked: Asked) -> Iterable[Sentence]:
    """Days that fall out of the shop's rhythm, each with what explains it."""
    net = metric("net_sales")
    try:
        judged = judged_days(asked.view, net, asked.filters)
    except TooLittleData:
        yield said("They cannot be told yet: a day is held against the eight weeks before it.")
        return
    found = unusual_days(asked.view, net, asked.filters, judged)
    happened = overlays.happenings(asked)
    for _, row in found.iterrows():
        day = row["period"].date()
        events = overlays.events_on(happened, day)
        told = overlays.sentence(asked, net, row).rstrip(".")
        yield said(f"{dates.weekday(day)}: {told}." + (f" Kept as: {events}." if events else ""))
    if found.empty:
        yield said("None: no day falls out of what the eight weeks before lead one to expect.")
    unjudged = overlays.counted_days(judged)
    if unjudged:
        yield said(unjudged)
