"""What administrators press: each press starts a job, stops one, or puts one away."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from dash import Dash, Input, Output, State
from dash.exceptions import PreventUpdate

from callbacks.data_page import jobs
from callbacks.data_page.jobs import Record
from callbacks.desk import Ask, Desk, Kind, Status
from callbacks.services import Services
from layouts.data_page.ids import Id

_AGAIN = (Id.AGAIN_PREVIEW, Id.AGAIN_FAILED, Id.AGAIN_RESULT, Id.AGAIN_MAPPING)


def register(app: Dash, services: Services) -> None:
    """Wire the buttons of the card."""
    desk = services.desk
    _on_upload(app, desk)
    for button in _AGAIN:
        _on_again(app, desk, button)
    for button in (Id.BY_HAND, Id.FAILED_BY_HAND):
        _on_press(app, desk, button, Kind.DESCRIBE)
    _on_press(app, desk, Id.PUBLISH, Kind.PUBLISH)
    _on_press(app, desk, Id.DAY_FIRST, Kind.PREVIEW, dates="day-first")
    _on_press(app, desk, Id.MONTH_FIRST, Kind.PREVIEW, dates="month-first")
    _on_cancel(app, desk)


def _stage() -> Output:
    return Output(Id.STAGE, "data", allow_duplicate=True)


def _on_upload(app: Dash, desk: Desk) -> None:
    @app.callback(_stage(), Input(Id.UPLOAD, "data"), prevent_initial_call=True)
    def _look(sent: Any) -> Record:
        desk.admin()
        return jobs.begun(desk, Ask(Kind.PREVIEW, upload_of(desk, sent)))


def _on_again(app: Dash, desk: Desk, button: Id) -> None:
    @app.callback(
        _stage(), Input(button, "n_clicks"), State(Id.STAGE, "data"), prevent_initial_call=True
    )
    def _start_over(clicks: Any, told: Any) -> Record:
        desk.admin()
        jobs.clicked(clicks)
        return put_away(desk, told)


def _on_press(app: Dash, desk: Desk, button: Id, kind: Kind, **change: str) -> None:
    @app.callback(
        _stage(), Input(button, "n_clicks"), State(Id.STAGE, "data"), prevent_initial_call=True
    )
    def _go_on(clicks: Any, told: Any) -> Record:
        desk.admin()
        jobs.clicked(clicks)
        return jobs.begun(desk, next_ask(desk, told, kind, **change))


def _on_cancel(app: Dash, desk: Desk) -> None:
    @app.callback(
        Output(Id.CANCEL, "disabled", allow_duplicate=True),
        Output(Id.STEP, "children", allow_duplicate=True),
        Input(Id.CANCEL, "n_clicks"),
        State(Id.STAGE, "data"),
        prevent_initial_call=True,
    )
    def _cancel(clicks: Any, told: Any) -> tuple[bool, str]:
        desk.admin()
        jobs.clicked(clicks)
        desk.jobs.cancel(jobs.named_or_nothing(desk, told))
        return True, "Stopping"


def upload_of(desk: Desk, sent: Any) -> str:
    """The upload that the page's script names; nothing happens where there is no such one."""
    upload = sent.get("upload") if isinstance(sent, dict) else None
    if not isinstance(upload, str) or not desk.uploads.names(upload):
        raise PreventUpdate
    return upload


def put_away(desk: Desk, told: Any) -> Record:
    """Let go of a job and of the files it was about."""
    job = jobs.named_or_nothing(desk, told)
    if not job.is_running:
        desk.jobs.put_away(job)
        desk.uploads.remove(job.ask.upload)
    return jobs.record(None)


def next_ask(desk: Desk, told: Any, kind: Kind, **change: str) -> Ask:
    """The same files for another purpose; only what was looked at can be published."""
    job = jobs.named_or_nothing(desk, told)
    seen = job.ask.kind is Kind.PREVIEW and job.status is Status.DONE
    if job.is_running or (kind is Kind.PUBLISH and not seen):
        raise PreventUpdate
    if kind is Kind.DESCRIBE:
        return Ask(kind, job.ask.upload, dates=job.ask.dates)
    return replace(job.ask, kind=kind, **change)
