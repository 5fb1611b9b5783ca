"""Which part of the card is seen, and how far a job is."""

from __future__ import annotations

from typing import Any

from dash import Dash, Input, Output, State, no_update
from dash.exceptions import PreventUpdate

from callbacks.data_page import jobs
from callbacks.desk import Desk, Job, Kind, Status
from callbacks.published import said
from callbacks.services import Services
from layouts import formatting, shell
from layouts.data_page import stages
from layouts.data_page.ids import Id
from layouts.data_page.stages import Stage
from layouts.tabs import Tab, page_of

_TITLES = {
    Kind.PREVIEW: "Reading the files",
    Kind.DESCRIBE: "Looking at the columns",
    Kind.PUBLISH: "Loading and publishing",
}
_NOTHING = "Nothing was published"
# What the command line says of files that follow no layout, and of too many rows set aside.
_UNKNOWN = "no known layout"
_TOO_MANY = " Look at them with --dry-run"
_SAID = {
    Stage.CHOOSE: "Ready for files.",
    Stage.RUNNING: "Work has begun.",
    Stage.PREVIEW: "The files are read. Look at them before you publish.",
    Stage.MAPPING: "Match the columns of the file.",
    Stage.RESULT: "The load has finished.",
}


def register(app: Dash, services: Services) -> None:
    """Look when the tab is opened, and every second while a job is at work."""
    desk = services.desk
    _on_open(app, desk)
    _on_tick(app, desk)
    _on_stage(app, desk)


def _on_open(app: Dash, desk: Desk) -> None:
    @app.callback(
        Output(Id.STAGE, "data"),
        Input(page_of(Tab.DATA).question_id, "data"),
        State(Id.STAGE, "data"),
        prevent_initial_call=True,
    )
    def _look(query: Any, told: Any) -> Any:
        desk.admin()
        if query is None:
            raise PreventUpdate
        found = jobs.record(jobs.present(desk))
        return no_update if found == told else found


def _on_tick(app: Dash, desk: Desk) -> None:
    @app.callback(
        output={
            "stage": Output(Id.STAGE, "data", allow_duplicate=True),
            "bar": Output(Id.BAR, "value"),
            "step": Output(Id.STEP, "children"),
            "percent": Output(Id.PERCENT, "children"),
        },
        inputs={"ticks": Input(Id.TICK, "n_intervals"), "told": State(Id.STAGE, "data")},
        prevent_initial_call=True,
    )
    def _tick(ticks: Any, told: Any) -> dict[str, Any]:  # noqa: ARG001 - it only triggers
        desk.admin()
        return ticked(jobs.named_or_nothing(desk, told), told)


def _on_stage(app: Dash, desk: Desk) -> None:
    @app.callback(
        output={
            "shown": Output(Id.INTAKE, "className"),
            "idle": Output(Id.TICK, "disabled"),
            "title": Output(Id.RUNNING_TITLE, "children"),
            "can_cancel": Output(Id.CANCEL, "disabled"),
            "said": Output(Id.SAY, "children"),
            "failed_title": Output(Id.FAILED_TITLE, "children"),
            "failed_text": Output(Id.FAILED_TEXT, "children"),
            "dates": Output(Id.DATES_CHOICE, "className"),
            "by_hand": Output(Id.FAILED_BY_HAND, "className"),
            "rejects": Output(Id.FAILED_REJECTS, "href"),
            "rejects_class": Output(Id.FAILED_REJECTS, "className"),
            "published": Output(shell.Id.PUBLISHED, "data", allow_duplicate=True),
        },
        inputs={"told": Input(Id.STAGE, "data")},
        prevent_initial_call=True,
    )
    def _show(told: Any) -> dict[str, Any]:
        desk.admin()
        job = jobs.named(desk, told)
        return shown(job) | failure(job) | {"published": published(desk, job)}


def ticked(job: Job, told: Any) -> dict[str, Any]:
    """How far a job is; the card changes only where the job came to an end."""
    found = jobs.record(job)
    return {
        "stage": no_update if found == told else found,
        "bar": f"{job.fraction:.3f}",
        "step": job.step or "Starting",
        "percent": formatting.percent(job.fraction, decimals=0),
    }


def shown(job: Job | None) -> dict[str, Any]:
    """The card for a job, or for none."""
    stage = jobs.stage_of(job)
    was = jobs.step_of(job)
    return {
        "shown": stages.class_of(stage, was),
        "idle": not (job and job.is_running),
        "title": _TITLES[job.ask.kind] if job else "",
        "can_cancel": False,
        "said": _SAID.get(stage, "That did not work."),
    }


def failure(job: Job | None) -> dict[str, Any]:
    """Why a job failed, and which ways there are from here."""
    error = job.error if job else ""
    ambiguous = "--dates day-first" in error
    unknown = _UNKNOWN in error
    there = job is not None and _TOO_MANY in error
    return {
        "failed_title": _failed_title(job, ambiguous=ambiguous, unknown=unknown),
        "failed_text": for_the_page(error),
        "dates": "actions" if ambiguous else "actions is-hidden",
        "by_hand": "btn btn-primary" if unknown else "btn btn-outline",
        "rejects": f"/data/jobs/{job.id}/rejects.csv" if job and there else no_update,
        "rejects_class": "btn btn-outline" if there else "btn btn-outline is-hidden",
    }


def _failed_title(job: Job | None, *, ambiguous: bool, unknown: bool) -> str:
    """What stands in the way; a question is none of the files' faults."""
    if ambiguous:
        return "Which comes first, the day or the month?"
    if unknown:
        return "These columns are not known yet"
    return _NOTHING if jobs.step_of(job) == 3 else "The files could not be read"


def for_the_page(error: str) -> str:
    """A command's sentence without what only means something on the command line."""
    said = error.replace(" with --dates day-first or --dates month-first", "")
    if _UNKNOWN in said:
        seen, _, _ = said.partition(" Known layouts:")
        seen = seen.replace("The files given follow no known layout. ", "")
        return f"{seen} Match the columns yourself, or choose other files."
    before, found, _ = said.partition(_TOO_MANY)
    return f"{before} Correct them and load the file again." if found else said


def published(desk: Desk, job: Job | None) -> Any:
    """What the rest of the page is told when a job has made another release."""
    if job is None or job.ask.kind is not Kind.PUBLISH or job.status is not Status.DONE:
        return no_update
    release = desk.jobs.answer(job).get("release")
    return said(release) if isinstance(release, str) else no_update
