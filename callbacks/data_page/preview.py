"""What a load would do, or did, in tables."""

from __future__ import annotations

from typing import Any

from dash import Dash, Input, Output, State, no_update
from dash.exceptions import PreventUpdate

from callbacks.data_page import answers, jobs
from callbacks.desk import Desk, Job, Kind, Status
from callbacks.services import Services
from layouts.data_page.ids import Id

_LINK = "btn btn-outline"
_NO_LINK = "btn btn-outline is-hidden"


def register(app: Dash, services: Services) -> None:
    """Fill the tables when a job has ended."""
    desk = services.desk
    _on_preview(app, desk)
    _on_sample(app, desk)
    _on_result(app, desk)


def _on_preview(app: Dash, desk: Desk) -> None:
    @app.callback(
        output={
            "title": Output(Id.PREVIEW_TITLE, "children"),
            "text": Output(Id.PREVIEW_TEXT, "children"),
            "files": Output(Id.FILES_TABLE, "rowData"),
            "columns": Output(Id.COLUMNS_TABLE, "rowData"),
            "samples": Output(Id.SAMPLE_OF, "options"),
            "samples_class": Output(Id.SAMPLES, "className"),
            "sample": Output(Id.SAMPLE_OF, "value"),
            "aside": Output(Id.ASIDE, "className"),
            "aside_text": Output(Id.ASIDE_TEXT, "children"),
            "aside_rows": Output(Id.ASIDE_TABLE, "rowData"),
            "rejects": Output(Id.PREVIEW_REJECTS, "href"),
            "rejects_class": Output(Id.PREVIEW_REJECTS, "className"),
            "useless": Output(Id.PUBLISH, "disabled"),
        },
        inputs={"told": Input(Id.STAGE, "data")},
        prevent_initial_call=True,
    )
    def _show(told: Any) -> dict[str, Any]:
        desk.admin()
        job = _ended(desk, told, Kind.PREVIEW)
        return previewed(job, desk.jobs.answer(job))


def _on_sample(app: Dash, desk: Desk) -> None:
    @app.callback(
        Output(Id.SAMPLE_TABLE, "columnDefs"),
        Output(Id.SAMPLE_TABLE, "rowData"),
        Input(Id.SAMPLE_OF, "value"),
        State(Id.STAGE, "data"),
        prevent_initial_call=True,
    )
    def _sample(table: Any, told: Any) -> tuple[Any, Any]:
        desk.admin()
        return answers.sample(desk.jobs.answer(_ended(desk, told, Kind.PREVIEW)), table)


def _on_result(app: Dash, desk: Desk) -> None:
    @app.callback(
        output={
            "title": Output(Id.RESULT_TITLE, "children"),
            "text": Output(Id.RESULT_TEXT, "children"),
            "rows": Output(Id.RESULT_TABLE, "rowData"),
            "rejects": Output(Id.RESULT_REJECTS, "href"),
            "rejects_class": Output(Id.RESULT_REJECTS, "className"),
        },
        inputs={"told": Input(Id.STAGE, "data")},
        prevent_initial_call=True,
    )
    def _show(told: Any) -> dict[str, Any]:
        desk.admin()
        job = _ended(desk, told, Kind.PUBLISH)
        return resulted(job, desk.jobs.answer(job))


def _ended(desk: Desk, told: Any, kind: Kind) -> Job:
    """The job that came to a good end; nothing happens for any other."""
    job = jobs.named_or_nothing(desk, told)
    if job.ask.kind is not kind or job.status is not Status.DONE:
        raise PreventUpdate
    return job


def previewed(job: Job, answer: answers.Answer) -> dict[str, Any]:
    """What a load would do."""
    menu = answers.sample_menu(answer)
    # Of files that were loaded before it is known how many rows were set aside, but not which.
    listed = answers.aside_rows(answer)
    aside = answers.aside_text(answer) if listed else ""
    return {
        "title": answers.preview_title(answer),
        "text": answers.preview_text(answer),
        "files": answers.file_rows(answer),
        "columns": answers.match_rows(answer),
        "samples": menu,
        "samples_class": "" if menu else "is-hidden",
        "sample": menu[0]["value"] if menu else "",
        "aside": "" if aside else "is-hidden",
        "aside_text": aside,
        "aside_rows": listed,
        **_rejects(job, bool(aside)),
        "useless": not answer.get("would_change") or answers.stops(answer),
    }


def resulted(job: Job, answer: answers.Answer) -> dict[str, Any]:
    """What a load did."""
    return {
        "title": "Published" if answer.get("release") else "Nothing changed",
        "text": answers.result_text(answer),
        "rows": answers.file_rows(answer),
        **_rejects(job, bool(answers.totals(answer)["rejected"])),
    }


def _rejects(job: Job, there: bool) -> dict[str, Any]:
    """Address and class of the link to the rows that were set aside."""
    address = f"/data/jobs/{job.id}/rejects.csv"
    return {
        "rejects": address if there else no_update,
        "rejects_class": _LINK if there else _NO_LINK,
    }
