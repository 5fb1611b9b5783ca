"""The models in service: shown, trained again by a job, gone back from."""

from __future__ import annotations

from typing import Any

from dash import ALL, Dash, Input, Output, State, ctx, no_update
from dash.development.base_component import Component
from dash.exceptions import PreventUpdate

from callbacks.data_page import jobs, model_words, shown
from callbacks.data_page.jobs import Record
from callbacks.desk import MODELS, Ask, Desk, Job, Kind, Status
from callbacks.former_models import former_model
from callbacks.published import said, view_of
from callbacks.services import Services
from data.releases import NoRelease
from data.warehouse import View
from layouts import formatting, shell
from layouts.data_page import models
from layouts.data_page.models import Id
from models import registry, unlearned
from models.card import ModelCard
from models.errors import NoFormerModel
from models.registry import ModelRefused

DEEDS = frozenset((Kind.FORMER, Kind.UNPIN))
_DONE = {
    Kind.TRAIN: "Trained. Every tab shows what the models in service say now.",
    Kind.FORMER: "The former model is in service, on the data of today.",
    Kind.UNPIN: "A newer model may take its place from the next training on.",
}


def register(app: Dash, services: Services) -> None:
    """Show the models when the tab is opened, and how far a training is while one is at work."""
    desk = services.desk
    _on_look(app, services)
    _on_job(app, desk)
    _on_tick(app, desk)
    _on_train(app, desk)
    _on_cancel(app, desk)
    _on_deed(app, services)
    _on_answer(app, services)


def _job() -> Output:
    return Output(Id.JOB, "data", allow_duplicate=True)


def _on_look(app: Dash, services: Services) -> None:
    desk = services.desk

    @app.callback(
        output={"list": Output(Id.LIST, "children"), "job": Output(Id.JOB, "data")},
        inputs={**shown.when_asked(), "told": State(Id.JOB, "data")},
        prevent_initial_call=True,
    )
    def _look(query: Any, published: Any, told: Any) -> dict[str, Any]:
        shown.asked_by_admin(desk, query)
        found = jobs.record(jobs.present(desk, MODELS))
        listed = listing(services, view_of(services, published))
        return {"list": listed, "job": no_update if found == told else found}


def _on_job(app: Dash, desk: Desk) -> None:
    @app.callback(
        output={
            "now": Output(Id.NOW, "children"),
            "idle": Output(Id.TICK, "disabled"),
            "busy": Output(Id.TRAIN, "disabled"),
            "cancel": Output(Id.CANCEL, "className"),
        },
        inputs={"told": Input(Id.JOB, "data")},
        prevent_initial_call=True,
    )
    def _show(told: Any) -> dict[str, Any]:
        desk.admin()
        job = jobs.named(desk, told, MODELS)
        busy = bool(job and job.is_running)
        return {
            "now": now(job),
            "idle": not busy,
            "busy": busy,
            "cancel": models.cancel_class(there=busy),
        }


def _on_tick(app: Dash, desk: Desk) -> None:
    @app.callback(
        output={
            "job": _job(),
            "now": Output(Id.NOW, "children", allow_duplicate=True),
            "published": Output(shell.Id.PUBLISHED, "data", allow_duplicate=True),
        },
        inputs={"ticks": Input(Id.TICK, "n_intervals"), "told": State(Id.JOB, "data")},
        prevent_initial_call=True,
    )
    def _tick(ticks: Any, told: Any) -> dict[str, Any]:  # noqa: ARG001 - it only triggers
        desk.admin()
        return ticked(desk, jobs.named_or_nothing(desk, told, MODELS), told)


def _on_train(app: Dash, desk: Desk) -> None:
    @app.callback(
        _job(), Input(Id.TRAIN, "n_clicks"), State(Id.JOB, "data"), prevent_initial_call=True
    )
    def _train(clicks: Any, told: Any) -> Record:
        desk.admin()
        pressed(clicks, told)
        return jobs.begun(desk, Ask(Kind.TRAIN))


def _on_cancel(app: Dash, desk: Desk) -> None:
    @app.callback(
        Output(Id.NOW, "children", allow_duplicate=True),
        Input(Id.CANCEL, "n_clicks"),
        State(Id.JOB, "data"),
        prevent_initial_call=True,
    )
    def _cancel(clicks: Any, told: Any) -> Component:
        desk.admin()
        jobs.clicked(clicks)
        job = jobs.named_or_nothing(desk, told, MODELS)
        desk.jobs.cancel(job)
        return models.progress("Stopping", job.fraction, "")


def _on_deed(app: Dash, services: Services) -> None:
    @app.callback(
        Output(Id.ASK, "is_open"),
        Output(Id.ASK_TEXT, "children"),
        Output(Id.ASK_WHAT, "data"),
        Input(models.deed_id(ALL, ALL), "n_clicks"),
        prevent_initial_call=True,
    )
    def _ask(clicks: Any) -> tuple[bool, str, Record]:
        services.desk.admin()
        if not (isinstance(clicks, list) and any(clicks) and isinstance(ctx.triggered_id, dict)):
            raise PreventUpdate
        ask = deed(ctx.triggered_id)
        return True, question(services, ask), {"model": ask.model, "kind": ask.kind.value}


def _on_answer(app: Dash, services: Services) -> None:
    @app.callback(
        _job(),
        Output(Id.ASK, "is_open", allow_duplicate=True),
        Input(Id.ASK_YES, "n_clicks"),
        State(Id.ASK_WHAT, "data"),
        State(Id.JOB, "data"),
        prevent_initial_call=True,
    )
    def _go_on(clicks: Any, what: Any, told: Any) -> tuple[Any, bool]:
        services.desk.admin()
        pressed(clicks, told)
        ask = deed(what)
        card_in_service(services, ask.model)
        return jobs.begun(services.desk, ask), False

    @app.callback(
        Output(Id.ASK, "is_open", allow_duplicate=True),
        Input(Id.ASK_NO, "n_clicks"),
        prevent_initial_call=True,
    )
    def _leave(clicks: Any) -> bool:
        services.desk.admin()
        jobs.clicked(clicks)
        return False


def listing(services: Services, view: View) -> list[Component]:
    """Every model of the release, and what it could not learn."""
    found = [_one(services, view, name) for name in registry.names(view.artefacts)]
    left_out = unlearned.read(view.artefacts)
    return models.models(found, [(model_words.title(one.name), one.why) for one in left_out])


def _one(services: Services, view: View, name: str) -> models.Shown:
    try:
        card = registry.card_of(view.artefacts, name)
    except ModelRefused as error:
        return model_words.refused(name, str(error))
    return model_words.of_card(card, view.release.last_day, former_card(services.desk, name))


def former_card(desk: Desk, name: str) -> ModelCard | None:
    """The card of the model that can be gone back to; None where there is none."""
    try:
        return former_model(desk.store, name).card
    except (NoFormerModel, NoRelease, ModelRefused):
        return None


def pressed(clicks: Any, told: Any) -> None:
    """Go on where a button was pressed on a page that was told what is at work, if anything."""
    is_told = isinstance(told, dict) and isinstance(told.get("job"), str)
    if not (isinstance(clicks, int) and clicks > 0 and is_told):
        raise PreventUpdate


def deed(named: Any) -> Ask:
    """What a button or the dialog names; nothing happens for what is no deed of ours."""
    kind = named.get("kind") if isinstance(named, dict) else None
    model = named.get("model") if isinstance(named, dict) else None
    if not isinstance(kind, str) or kind not in DEEDS or not registry.is_name(model):
        raise PreventUpdate
    return Ask(Kind(kind), model=str(model))


def card_in_service(services: Services, name: str) -> ModelCard:
    """The card of a model in service; nothing happens where there is none of this name."""
    try:
        return registry.card_of(services.warehouse.view().artefacts, name)
    except ModelRefused:
        raise PreventUpdate from None


def question(services: Services, ask: Ask) -> str:
    """What is asked before anything is changed."""
    card = card_in_service(services, ask.model)
    return model_words.question(card, ask.kind, former_card(services.desk, ask.model))


def now(job: Job | None) -> Component | str:
    """How far a job is, or how it ended; nothing where there is none."""
    if job is None:
        return ""
    if job.is_running:
        percent = formatting.percent(job.fraction, decimals=0)
        return models.progress(job.step or "Starting", job.fraction, percent)
    if job.status is Status.CANCELLED:
        return models.outcome("Stopped. The models in service are as they were.", wrong=False)
    if job.status is Status.FAILED:
        return models.outcome(f"{job.error} The models in service are as they were.", wrong=True)
    return models.outcome(_DONE[job.ask.kind], wrong=False)


def ticked(desk: Desk, job: Job, told: Any) -> dict[str, Any]:
    """How far a job is; when it has made another release, the rest of the page is told."""
    found = jobs.record(job)
    release = desk.jobs.answer(job).get("release") if job.status is Status.DONE else None
    return {
        "job": no_update if found == told else found,
        "now": now(job),
        "published": said(release) if isinstance(release, str) else no_update,
    }
