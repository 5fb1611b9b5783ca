"""Customer value: sums, who is likely still there, who brings most, and how well it did."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd
from dash import Dash

from callbacks import cards, deck, value_facts, value_model, words
from callbacks.asked import Asked
from callbacks.cards import Card
from callbacks.deck import Drawn
from callbacks.services import Services
from callbacks.value_facts import held_out, ready
from data.answers import value as answers
from data.answers.value import By, Expected
from data.metrics import Format
from data.value_metrics import VALUE
from layouts import dates, formatting, value
from layouts.figures.bars import bar_top
from layouts.figures.value import chance_bars, concentration, paired_bars
from layouts.tables import rows
from layouts.tabs import Tab
from models.registry import ModelRefused

_EXPECTED = ("expected_value_365", "historic_value")


def register(app: Dash, services: Services) -> None:
    """Draw the page while it is in sight."""
    deck.register(app, services, Tab.VALUE, DECK, lede)


def lede(asked: Asked) -> str:
    """What is expected of the customers that the filters keep, and how far off that may be."""
    try:
        ready(asked.view)
    except ModelRefused as error:
        return str(error)
    found = answers.expected(asked.view, asked.filters)
    if not found.values["customers_valued"]:
        return "No customer whom these filters keep has an order."
    return f"{_ahead(asked, found)} {held_out(found.off)}"


def _ahead(asked: Asked, found: Expected) -> str:
    said = [_within(asked, found, days) for days in (90, 365)]
    customers = words.counted(int(found.values["customers_valued"] or 0), "customer")
    return (
        f"{customers} are expected to bring {said[0]} in the 90 days after "
        f"{dates.day(asked.view.release.last_day)}, and {said[1]} in 365 days "
        f"({reach(asked, found)})."
    )


def _within(asked: Asked, found: Expected, days: int) -> str:
    """£1.2M from 3,400 orders."""
    money, orders = (found.values[f"expected_{name}_{days}"] for name in ("value", "orders"))
    return (
        f"{formatting.money(money, asked.currency, compact=True)} from "
        f"{formatting.count(orders)} orders"
    )


def reach(asked: Asked, found: Expected) -> str:
    """80% range £1.2M to £1.5M."""
    low, high = (
        formatting.money(end, asked.currency, compact=True) for end in (found.low, found.high)
    )
    return f"80% range {low} to {high}"


def facts_card(asked: Asked, mode: str) -> Card:  # noqa: ARG001 - a table has no colours
    """The sums: customers, orders and value ahead, value so far, and averages."""

    def draw(found: Expected) -> Card:
        said: list[tuple[str, str]] = []
        for metric in VALUE:
            said.append((metric.label, _written(asked, found, metric.name, metric.format)))
            if metric.name == "expected_value_365":
                said.append(("80% range of it", reach(asked, found).removeprefix("80% range ")))
        return Card(
            rows=rows(pd.DataFrame(said, columns=["fact", "value"]), asked.currency),
            title=value.FACTS_TITLE,
            subtitle=_as_of(asked),
            note="The range adds up chance, customer by customer, and the error of the held-out "
            "days. Value is net sales by order day; several orders of one day are one order.",
            columns=value.FACT_COLUMNS,
            metrics=tuple(metric.name for metric in VALUE),
        )

    return _of_somebody(asked, value.FACTS_TITLE, draw)


def _written(asked: Asked, found: Expected, name: str, fmt: Format) -> str:
    return formatting.number(found.values[name], fmt, currency=asked.currency)


def _as_of(asked: Asked) -> str:
    """Whom the page is about, whatever days are chosen."""
    day = dates.day(asked.view.release.last_day)
    who = "Customers with a matching order, whenever" if asked.is_filtered else "Every customer"
    return f"{who}; as of {day}, whichever period is chosen"


def _of_somebody(asked: Asked, title: str, draw: Callable[[Expected], Card]) -> Card:
    """The card of the customers that the filters keep, or why there is none."""
    ready(asked.view)
    found = answers.expected(asked.view, asked.filters)
    if not found.values["customers_valued"]:
        return cards.nothing(title, asked, whenever=True)
    return draw(found)


def chance_card(asked: Asked, mode: str) -> Card:
    """How many customers are how likely to order ever again."""

    def draw(found: Expected) -> Card:
        frame = answers.by_chance(asked.view, asked.filters)
        labels = [
            f"{formatting.percent(low, decimals=0)}–{formatting.percent(high, decimals=0)}"
            for low, high in zip(frame["low"], frame["high"], strict=True)
        ]
        frame = frame.assign(label=labels)
        alive = formatting.count(found.values["customers_alive"])
        every = words.counted(int(found.values["customers_valued"] or 0), "customer")
        return Card(
            figure=chance_bars(frame, theme=mode, currency=asked.currency),
            rows=rows(frame, asked.currency),
            title=value.CHANCE_TITLE,
            subtitle=_as_of(asked),
            note=f"Chances add up to {alive} of {every}. Nobody without a contract says goodbye: "
            "this is a probability, from how often somebody came and how long they have not.",
            columns=value.CHANCE_COLUMNS,
            metrics=("customers_valued", "customers_alive"),
        )

    return _of_somebody(asked, value.CHANCE_TITLE, draw)


def cluster_card(asked: Asked, mode: str) -> Card:
    """What each cluster is expected to bring."""
    return _group_card(asked, mode, By.CLUSTER, value.CLUSTERS_TITLE, "Cluster")


def rfm_card(asked: Asked, mode: str) -> Card:
    """What each RFM segment is expected to bring."""
    return _group_card(asked, mode, By.RFM, value.RFM_TITLE, "RFM segment")


def _group_card(asked: Asked, mode: str, by: By, title: str, label: str) -> Card:
    def draw(_: Expected) -> Card:
        frame = answers.by_group(asked.view, asked.filters, by)
        shown = frame.rename(columns={"value_365": "value"}).assign(label=frame["key"])
        return Card(
            figure=bar_top(
                shown,
                theme=mode,
                fmt=Format.MONEY,
                currency=asked.currency,
                slots=max(len(shown), value.LEAST_SLOTS),
            ),
            rows=rows(frame, asked.currency),
            title=title,
            subtitle=f"Next 365 days, with the share of the whole. {_as_of(asked)}",
            note="Click a bar to keep its customers.",
            columns=value.group_columns(label),
            metrics=_EXPECTED,
        )

    return _of_somebody(asked, title, draw)


def tenth_card(asked: Asked, mode: str) -> Card:
    """What tenths of the customers brought, and what they will."""

    def draw(_: Expected) -> Card:
        frame = answers.by_tenth(asked.view, asked.filters)
        frame = frame.assign(label=frame["tenth"].map(_tenth), short=frame["tenth"].astype(str))
        pairs = (("historic_clv", "Value so far"), ("value_365", "Expected in 365 days"))
        return Card(
            figure=paired_bars(
                frame,
                pairs,
                theme=mode,
                fmt=Format.MONEY,
                currency=asked.currency,
                title="Tenths by expected value, the best first",
            ),
            rows=rows(frame, asked.currency),
            title=value.TENTHS_TITLE,
            subtitle=_as_of(asked),
            note="Value so far is of the whole history, which may be longer or shorter than the "
            "365 days that are expected.",
            columns=value.TENTH_COLUMNS,
            metrics=_EXPECTED,
        )

    return _of_somebody(asked, value.TENTHS_TITLE, draw)


def _tenth(tenth: int) -> str:
    """1, the best, … 10, the last."""
    return {1: "1, the best", 10: "10, the last"}.get(tenth, str(tenth))


def best_card(asked: Asked, mode: str) -> Card:
    """How much of the expected value the best customers have."""

    def draw(found: Expected) -> Card:
        frame = answers.by_percent(asked.view, asked.filters)
        shares = (found.values["top_10_share"], found.values["top_20_share"])
        said = [formatting.percent(share) for share in shares]
        return Card(
            figure=concentration(frame, theme=mode, shares=shares),
            rows=rows(frame, asked.currency),
            title=value.BEST_TITLE,
            subtitle=_as_of(asked),
            note=f"The best 10% of customers have {said[0]} of the value expected in 365 days, the "
            f"best 20% have {said[1]}."
            if None not in shares
            else "Too few customers for the best 10% and 20% to be told.",
            columns=value.BEST_COLUMNS,
            metrics=("top_10_share", "top_20_share"),
        )

    return _of_somebody(asked, value.BEST_TITLE, draw)


DECK = (
    Drawn(value.FACTS, value.FACTS_TITLE, facts_card, graph=False),
    Drawn(value.CHANCE, value.CHANCE_TITLE, chance_card),
    Drawn(value.CLUSTERS, value.CLUSTERS_TITLE, cluster_card, field="segments"),
    Drawn(value.RFM, value.RFM_TITLE, rfm_card, field="rfm_segments"),
    Drawn(value.TENTHS, value.TENTHS_TITLE, tenth_card),
    Drawn(value.BEST, value.BEST_TITLE, best_card),
    Drawn(value.CALIBRATION, value.CALIBRATION_TITLE, value_facts.calibration_card),
    Drawn(value.MODEL, value.MODEL_TITLE, value_model.model_card, graph=False),
)
