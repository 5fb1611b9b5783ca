"""Match an unknown file's columns by menus, and keep that as a mapping."""

from __future__ import annotations

from typing import Any

from dash import Dash, Input, Output, State, no_update
from dash.exceptions import PreventUpdate

from callbacks.data_page import answers, choices, jobs, masking
from callbacks.data_page.choices import WrongChoice
from callbacks.desk import Ask, Desk, Job, Kind, Status
from callbacks.services import Services
from layouts.data_page import mapping
from layouts.data_page.ids import Id, field_id, status_id

_PRICES = ("unit_price", "line_total", "total", "list_price", "discount", "shipping", "tax")
_CHOSEN = {
    "name": Id.MAPPING_NAME,
    "notation": Id.MAPPING_DECIMAL,
    "dates": Id.MAPPING_DATES,
    "currency": Id.MAPPING_CURRENCY,
    "timezone": Id.MAPPING_TIMEZONE,
    "level": Id.MAPPING_LEVEL,
    "back": Id.MAPPING_BACK,
}


def register(app: Dash, services: Services) -> None:
    """Preset the menus when a file was described; check with what is chosen in them."""
    desk = services.desk
    _on_described(app, desk)
    _on_use(app, desk)


def _on_described(app: Dash, desk: Desk) -> None:
    names = [field.name for field in mapping.MAPPED]

    @app.callback(
        output={
            "title": Output(Id.MAPPING_TITLE, "children"),
            "columns": Output(Id.MAPPING_TABLE, "columnDefs"),
            "rows": Output(Id.MAPPING_TABLE, "rowData"),
            "options": {name: Output(field_id(name), "options") for name in names},
            "values": {name: Output(field_id(name), "value") for name in names},
            "name": Output(Id.MAPPING_NAME, "value"),
            "notation": Output(Id.MAPPING_DECIMAL, "value"),
            "currencies": Output(Id.MAPPING_CURRENCY, "options"),
            "zones": Output(Id.MAPPING_TIMEZONE, "options"),
            "error": Output(Id.MAPPING_ERROR, "children", allow_duplicate=True),
        },
        inputs={"told": Input(Id.STAGE, "data")},
        state={"before": State(field_id(names[0]), "options")},
        prevent_initial_call=True,
    )
    def _preset(told: Any, before: Any) -> dict[str, Any]:
        desk.admin()
        found = preset(desk.jobs.answer(_described(desk, told)))
        return found if before != found["options"][names[0]] else as_chosen(found)


def _on_use(app: Dash, desk: Desk) -> None:
    @app.callback(
        output={
            "stage": Output(Id.STAGE, "data", allow_duplicate=True),
            "error": Output(Id.MAPPING_ERROR, "children", allow_duplicate=True),
        },
        inputs={"clicks": Input(Id.MAPPING_USE, "n_clicks")},
        state={
            "told": State(Id.STAGE, "data"),
            "columns": {f.name: State(field_id(f.name), "value") for f in mapping.MAPPED},
            "statuses": {name: State(status_id(name), "value") for name in mapping.STATUSES},
            "chosen": {key: State(control, "value") for key, control in _CHOSEN.items()},
        },
        prevent_initial_call=True,
    )
    def _use(
        clicks: Any, told: Any, columns: dict[str, Any], statuses: dict[str, Any], chosen: Any
    ) -> dict[str, Any]:
        desk.admin()
        jobs.clicked(clicks)
        job = _described(desk, told)
        try:
            header = desk.jobs.answer(job).get("header", [])
            text = choices.as_toml(header, columns, statuses, chosen)
        except WrongChoice as error:
            return {"stage": no_update, "error": str(error)}
        name = desk.mappings.save(str(chosen["name"]), text)
        ask = Ask(Kind.PREVIEW, job.ask.upload, mapping=name)
        return {"stage": jobs.begun(desk, ask), "error": ""}


def _described(desk: Desk, told: Any) -> Job:
    job = jobs.named_or_nothing(desk, told)
    if job.ask.kind is not Kind.DESCRIBE or job.status is not Status.DONE:
        raise PreventUpdate
    return job


def as_chosen(found: dict[str, Any]) -> dict[str, Any]:
    """The same, for a file whose columns were matched on this page before: the menus stay."""
    stay = dict.fromkeys(found["values"], no_update)
    kept = dict.fromkeys(("name", "notation", "currencies", "zones"), no_update)
    return {**found, **kept, "values": stay}


def preset(answer: answers.Answer) -> dict[str, Any]:
    """The menus with the file's columns, preset to what they probably are."""
    header = [str(name) for name in answer.get("header", [])]
    suggestion = answer.get("suggestion", {})
    options = [{"value": mapping.NONE, "label": "Not in this file"}]
    options += [{"value": name, "label": name} for name in header if name]
    columns, rows = answers.raw_sample(answer)
    names = [field.name for field in mapping.MAPPED]
    source = str(answer.get("source", ""))
    return {
        "title": f"Match the columns of {source}",
        "columns": columns,
        "rows": rows,
        "options": dict.fromkeys(names, options),
        "values": {name: suggestion.get(name) or mapping.NONE for name in names},
        "name": choices.name_for(source),
        "notation": choices.notation_of(
            masking.dicts(answer.get("rows")), [suggestion.get(name) or "" for name in _PRICES]
        ),
        "currencies": choices.currencies(),
        "zones": choices.timezones(),
        "error": "",
    }
