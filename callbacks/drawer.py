"""Show your work: every number and every card opens a drawer that says where it comes from."""

from __future__ import annotations

import shlex
from dataclasses import replace
from typing import Any

from dash import ALL, Dash, Input, Output, State, ctx
from dash.development.base_component import Component
from dash.exceptions import PreventUpdate

from callbacks import words
from callbacks.address import address_of
from callbacks.asked import Asked, choice, read
from callbacks.deck import Drawn
from callbacks.decks import all_cards
from callbacks.scope import scope
from callbacks.services import Services
from callbacks.theme import mode_of
from data.answers.explained import Explained, explained
from data.answers.kpis import baseline_period
from data.measures import Source
from data.metrics import METRICS, metric, on_basis
from data.periods import Comparison
from data.recording import recording
from data.selection import KEYS
from data.value_metrics import DEFINITIONS
from layouts import dates, drawer, formatting, shell
from layouts.drawer import Query

_OPENED = (
    Output(drawer.Id.DRAWER, "is_open", allow_duplicate=True),
    Output(drawer.Id.DRAWER, "title", allow_duplicate=True),
    Output(drawer.Id.BODY, "children", allow_duplicate=True),
)


def register(app: Dash, services: Services) -> None:
    """Fill and open the drawer when somebody asks where something comes from."""

    @app.callback(
        *_OPENED,
        Input(drawer.number_id(ALL), "n_clicks"),
        State(shell.Id.SELECTION, "data"),
        prevent_initial_call=True,
    )
    def _number(clicks: list[Any], search: Any) -> tuple[bool, str, Component]:
        name = choice(_pressed(clicks, "metric"), list(METRICS), "Metric")
        asked = read(services, address_of(search).question())
        return True, on_basis(metric(name), asked.selection.basis).label, number_sheet(asked, name)

    @app.callback(
        *_OPENED,
        Input(drawer.card_id(ALL), "n_clicks"),
        State(shell.Id.SELECTION, "data"),
        prevent_initial_call=True,
    )
    def _card(clicks: list[Any], search: Any) -> tuple[bool, str, Component]:
        known = {drawn.ids.prefix: drawn for drawn in all_cards()}
        drawn = known[choice(_pressed(clicks, "card"), list(known), "Card")]
        title, sheet = card_sheet(read(services, address_of(search).question()), drawn)
        return True, title, sheet


def _pressed(clicks: list[Any], key: str) -> Any:
    """The name of the button that was pressed; PreventUpdate where none was."""
    if not any(clicks) or not isinstance(ctx.triggered_id, dict):
        raise PreventUpdate
    return ctx.triggered_id.get(key)


def number_sheet(asked: Asked, name: str) -> Component:
    """A number: its value and the one it is held against, each with the SQL that gives it."""
    chosen = on_basis(metric(name), asked.selection.basis)
    now = explained(asked.view, chosen, asked.filters)
    queries = [_query("SQL", asked, now)]
    before = baseline_period(asked.view, asked.filters, asked.selection.compare)
    if before is not None:
        then = explained(asked.view, chosen, asked.filters.within(before))
        queries.append(_query(f"SQL of {dates.period(before)}", asked, then))
    rows = "; ".join(
        f"{formatting.count(count) if count is not None else 'none'} of {_said(source)}"
        for source, count in now.rows.items()
    )
    read_from = "; ".join(
        f"{words.counted(count, 'row')} of {table}" for table, count in now.read.items()
    )
    value = _written(asked, now)
    facts = [
        ("Value", value),
        *scope(asked),
        ("Rows", rows),
        ("Read from", read_from or "no table"),
    ]
    return drawer.sheet(facts, [chosen], queries, command(asked))


def _said(source: Source) -> str:
    return source.value.replace("_", " ")


def card_sheet(asked: Asked, drawn: Drawn) -> tuple[str, Component]:
    """A card: its title, and what it shows, the metrics in it, every statement that it asked."""
    view = recording(asked.view)
    card = drawn.card(replace(asked, view=view), mode_of(None))
    metrics = [DEFINITIONS[name] for name in card.metrics if name in DEFINITIONS]
    queries = [
        Query(
            f"SQL {place}" if len(view.seen) > 1 else "SQL",
            seen.sql,
            f"Gives {words.counted(seen.rows, 'row')}.",
        )
        for place, seen in enumerate(view.seen, start=1)
    ]
    facts = [
        ("Shows", card.subtitle or card.title),
        *scope(asked),
        ("Rows in its table", formatting.count(len(card.rows))),
    ]
    return card.title or drawn.title, drawer.sheet(facts, metrics, queries)


def _written(asked: Asked, found: Explained) -> str:
    if found.value is None:
        return f"{formatting.NOT_AVAILABLE}: {found.metric.null_rule}"
    return formatting.number(found.value, found.metric.format, currency=asked.currency)


def _query(heading: str, asked: Asked, found: Explained) -> Query:
    return Query(heading, found.sql, f"Gives {_written(asked, found)}.")


def command(asked: Asked) -> str:
    """The command that answers with the same numbers."""
    chosen, period = asked.selection, asked.filters
    parts = ["python", "-m", "dashapp", "query", "kpis"]
    if period.start and period.end:
        parts += ["--from", period.start.isoformat(), "--to", period.end.isoformat()]
    for key, name in KEYS.items():
        for value in getattr(chosen.kept, name):
            parts += [f"--{key}", value]
    if chosen.compare is not Comparison.PREVIOUS:
        parts += ["--compare", chosen.compare.value]
    if chosen.basis is not type(chosen.basis).REFUND_DAY:
        parts += ["--basis", chosen.basis.value]
    return shlex.join(parts)
