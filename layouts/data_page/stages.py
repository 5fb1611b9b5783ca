"""How far an upload is: each stage has its own part of the card, and its class shows only that."""

from __future__ import annotations

from enum import StrEnum

from dash import html
from dash.development.base_component import Component

from layouts import components
from layouts.data_page.ids import Id


class Stage(StrEnum):
    """What the card shows."""

    CHOOSE = "choose"
    SENDING = "sending"
    RUNNING = "running"
    PREVIEW = "preview"
    MAPPING = "mapping"
    FAILED = "failed"
    RESULT = "result"


# The three steps a merchant sees, and the stages that belong to each.
STEPS: tuple[tuple[str, tuple[Stage, ...]], ...] = (
    ("Choose files", (Stage.CHOOSE, Stage.SENDING)),
    ("Check", (Stage.RUNNING, Stage.PREVIEW, Stage.MAPPING, Stage.FAILED)),
    ("Publish", (Stage.RESULT,)),
)


# Until the server has said whether a job is under way: the room of the first stage, still empty.
OPENING = "intake is-opening at-1"


def class_of(stage: Stage, step: int | None = None) -> str:
    """Class of the card's content in a stage; a running job may belong to the third step."""
    found = next(i for i, (_, stages) in enumerate(STEPS) if stage in stages)
    return f"intake is-{stage.value} at-{found + 1 if step is None else step}"


def part(stage: Stage, children: list[Component]) -> Component:
    """What is seen in one stage only."""
    return html.Div(children, className=f"stage stage-{stage.value}")


def steps() -> Component:
    """The way from files to figures; the class of the card marks where it is."""
    items = [
        html.Li([html.Span(str(n), className="step-n"), html.Span(label)], className=f"step-{n}")
        for n, (label, _) in enumerate(STEPS, 1)
    ]
    return html.Ol(items, className="steps", **{"aria-label": "Steps"})


def running() -> Component:
    """A job at work: which step, how far, and a way out."""
    return part(
        Stage.RUNNING,
        [
            html.H3("Reading the files", id=Id.RUNNING_TITLE),
            progress(Id.BAR, Id.STEP, Id.PERCENT, "How far the files are read"),
            html.P(
                "You may leave this page: the work goes on, and the result waits here.",
                className="note",
            ),
            actions(button(Id.CANCEL, "Cancel", quiet=True)),
        ],
    )


def failed() -> Component:
    """Why it does not go on, and every way there is from here."""
    return part(
        Stage.FAILED,
        [
            html.Div(
                [
                    html.Span(components.icon("warning"), className="st-i"),
                    html.Div(
                        [
                            html.H3("The files could not be read", id=Id.FAILED_TITLE),
                            html.P(id=Id.FAILED_TEXT, className="why"),
                        ]
                    ),
                ],
                className="stopped",
            ),
            html.Div(
                [
                    button(Id.DAY_FIRST, "Day first: 3/4 is 3 April"),
                    button(Id.MONTH_FIRST, "Month first: 3/4 is 4 March"),
                ],
                id=Id.DATES_CHOICE,
                className="actions is-hidden",
            ),
            actions(
                button(Id.FAILED_BY_HAND, "Match the columns yourself", quiet=True),
                button(Id.AGAIN_FAILED, "Choose other files", quiet=True),
                save(Id.FAILED_REJECTS),
            ),
        ],
    )


def progress(bar: str, text: str, percent: str, label: str) -> Component:
    """A bar with the step in words and the share in numbers."""
    return html.Div(
        [
            html.Div(
                [html.Span("Starting", id=text), html.Span(id=percent, className="num")],
                className="bar-words",
            ),
            html.Progress(id=bar, value="0", max="1", className="meter", **{"aria-label": label}),
        ],
        className="progressing",
    )


def actions(*buttons: Component) -> Component:
    """Buttons in a row, the most likely first."""
    return html.Div(list(buttons), className="actions")


def button(component_id: str, words: str, *, quiet: bool = False) -> Component:
    """A button that says what happens."""
    kind = "btn btn-outline" if quiet else "btn btn-primary"
    return html.Button(words, id=component_id, type="button", className=kind)


def save(component_id: str) -> Component:
    """A link to the rows that were set aside; without an address it is not there."""
    return html.A(
        [components.icon("download"), html.Span("Rows set aside, as CSV")],
        id=component_id,
        className="btn btn-outline is-hidden",
    )
