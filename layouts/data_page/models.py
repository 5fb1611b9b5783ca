"""The card of the models in service: what each was learned from, how good it is, and what to do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import dash_bootstrap_components as dbc
from dash import dcc, html
from dash.development.base_component import Component

from layouts import components
from layouts.data_page import stages

TICK_MS = 1000
Pairs = Sequence[tuple[str, str]]


class Id(StrEnum):
    """Ids of the card. All begin with `data-`, as everything of the tab does."""

    LIST = "data-models-list"
    TRAIN = "data-models-train"
    NOW = "data-models-now"
    CANCEL = "data-models-cancel"
    JOB = "data-models-job"
    TICK = "data-models-tick"
    ASK = "data-models-ask"
    ASK_TEXT = "data-models-ask-text"
    ASK_WHAT = "data-models-ask-what"
    ASK_YES = "data-models-ask-yes"
    ASK_NO = "data-models-ask-no"


@dataclass(frozen=True, slots=True)
class Deed:
    """What a button of a model does: the kind of job, and the button's words."""

    kind: str
    words: str


@dataclass(frozen=True, slots=True)
class Shown:
    """A model as the card shows it; `behind` is folded away, `hint` stands beside the buttons."""

    name: str
    title: str
    badge: str
    tone: str
    sentences: Sequence[str]
    facts: Pairs = ()
    behind: Pairs = ()
    deeds: Sequence[Deed] = ()
    hint: str = ""


def layout() -> Component:
    """The card, without models."""
    return html.Section(
        [
            html.Div(
                html.Div(
                    [
                        html.H2("Models", id="data-models-title"),
                        html.P(
                            "What was learned from the data. Every load trains again; a new model "
                            "takes the place of the one in service only if it is no worse on the "
                            "same data.",
                            className="card-sub",
                        ),
                    ],
                    className="card-titles",
                ),
                className="card-head",
            ),
            html.Div(id=Id.LIST, className="models"),
            html.Div(id=Id.NOW, role="status"),
            stages.actions(
                stages.button(Id.TRAIN, "Train again"),
                html.Button(
                    "Cancel",
                    id=Id.CANCEL,
                    type="button",
                    className=cancel_class(there=False),
                ),
            ),
            _ask(),
            dcc.Store(id=Id.JOB),
            dcc.Interval(id=Id.TICK, interval=TICK_MS, disabled=True),
        ],
        className="cardx span-12",
        **{"aria-labelledby": "data-models-title"},
    )


def cancel_class(*, there: bool) -> str:
    """Class of the button; while nothing is at work it is not there."""
    return "btn btn-outline" if there else "btn btn-outline is-hidden"


def deed_id(model: Any, kind: Any) -> dict[str, Any]:
    """The button that does something with one model; ALL for all of them."""
    return {"type": "data-model-deed", "model": model, "kind": kind}


def progress(step: str, fraction: float, percent: str) -> Component:
    """How far a training is."""
    bar = {"aria-label": "How far the training is"}
    return html.Div(
        [
            html.Div([html.Span(step), html.Span(percent, className="num")], className="bar-words"),
            html.Progress(value=f"{fraction:.3f}", max="1", className="meter", **bar),
            html.P(
                "You may leave this page: the work goes on, and the result waits here.",
                className="note",
            ),
        ],
        className="progressing",
    )


def outcome(text: str, *, wrong: bool) -> Component:
    """How a training ended."""
    return html.P(text, className="why is-wrong" if wrong else "why")


def models(shown: Sequence[Shown], left_out: Pairs) -> list[Component]:
    """One part for each model, then what was not learned, and why."""
    parts = [_model(one) for one in shown]
    if left_out:
        parts.append(
            html.Div(
                [
                    html.H3("Not learned"),
                    *(html.P([html.Strong(f"{name}. "), why]) for name, why in left_out),
                ],
                className="model is-left-out",
            )
        )
    return parts


def _model(shown: Shown) -> Component:
    return html.Article(
        [
            html.Div(
                [html.H3(shown.title), html.Span(shown.badge, className=f"badge-x {shown.tone}")],
                className="model-head",
            ),
            *(html.P(text, className="why") for text in shown.sentences),
            _facts(shown.facts),
            *([_behind(shown.behind)] if shown.behind else []),
            html.Div(
                [
                    *(_button(shown.name, shown.title, deed) for deed in shown.deeds),
                    *([html.P(shown.hint, className="note")] if shown.hint else []),
                ],
                className="actions",
            ),
        ],
        className="model",
    )


def _button(model: str, title: str, deed: Deed) -> Component:
    return html.Button(
        [deed.words, components.unseen(f": {title}")],
        id=deed_id(model, deed.kind),
        type="button",
        className="btn btn-outline",
    )


def _facts(pairs: Pairs) -> Component:
    rows = [html.Div([html.Dt(label), html.Dd(value)]) for label, value in pairs]
    return html.Dl(rows, className="facts")


def _behind(pairs: Pairs) -> Component:
    return html.Details(
        [
            html.Summary(
                [components.icon("table"), html.Span("Parameters and scores")],
                className="table-toggle",
            ),
            _facts(pairs),
        ],
        className="table-behind",
    )


def _ask() -> Component:
    """Asked before another model is in service: everybody sees what it says at once."""
    return html.Div(
        [
            dcc.Store(id=Id.ASK_WHAT),
            dbc.Modal(
                [
                    dbc.ModalHeader(
                        dbc.ModalTitle("Change the model?", id="data-models-ask-title", tag="h2"),
                        close_button=False,
                    ),
                    dbc.ModalBody(html.P(id=Id.ASK_TEXT)),
                    dbc.ModalFooter(
                        [
                            stages.button(Id.ASK_NO, "Leave it as it is", quiet=True),
                            stages.button(Id.ASK_YES, "Go on"),
                        ]
                    ),
                ],
                id=Id.ASK,
                is_open=False,
                centered=True,
                class_name="dialog",
                labelledby="data-models-ask-title",
            ),
        ]
    )
