"""What somebody gets who asks for what is not there, or when answering fails."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from html import escape
from typing import Any, NoReturn

import dash
from dash.exceptions import DependencyException, InvalidResourceError
from flask import Flask, Response, abort, request
from werkzeug.exceptions import HTTPException

from dashapp.logs import request_code

CALLBACK_PATH = "/_dash-update-component"

log = logging.getLogger(__name__)

_SENTENCES = {
    404: "There is nothing at this address.",
    405: "This address does not take requests of this kind.",
    413: "That is more than this page ever sends.",
}


def refuse(app: dash.Dash) -> None:
    """Answer unknown addresses and failures with a short page, never with what is inside."""
    server: Flask = app.server
    # Dash answers every address with the page; only `/` is the page.
    server.view_functions["/<path:path>"] = _nothing_here
    server.view_functions["/_reload-hash"] = _nothing_here
    # Dash would list the libraries and files it knows.
    server.register_error_handler(InvalidResourceError, _no_such_file)
    server.register_error_handler(DependencyException, _no_such_file)
    server.register_error_handler(HTTPException, _refused)
    server.register_error_handler(Exception, _failed)
    _refuse_unknown_callbacks(app)


def _refuse_unknown_callbacks(app: dash.Dash) -> None:
    @app.server.before_request
    def check() -> None:
        if request.path != CALLBACK_PATH or request.method != "POST":
            return
        if not _is_call(_body(), app.callback_map):
            abort(400, "This is not a request that the page makes. Please reload it.")


def _body() -> Any:
    try:
        return request.get_json(silent=True)
    except RecursionError:  # brackets within brackets, thousands deep
        return None


def _is_call(body: Any, known: Mapping[str, Any]) -> bool:
    """Whether Dash can read the body: it takes the shape on trust and fails where that is wrong."""
    if not isinstance(body, dict) or not isinstance(body.get("output"), str):
        return False
    callback = known.get(body["output"])
    if callback is None:
        return False
    changed = body.get("changedPropIds", [])
    return (
        isinstance(changed, list)
        and all(isinstance(name, str) for name in changed)
        and _are_entries(body.get("inputs"), len(callback["inputs"]))
        and _are_entries(body.get("state", []), len(callback["state"]))
        and _are_outputs(body.get("outputs"), body["output"])
    )


def _are_outputs(outputs: Any, name: str) -> bool:
    """One entry for each output; Dash names several as ..one.property...other.property.. ."""
    if name.startswith(".."):
        return _are_entries(outputs, len(name[2:-2].split("...")))
    return _are_entries([outputs], 1)


def _are_entries(entries: Any, count: int) -> bool:
    """One entry for each property that the callback names; a pattern of ids stands for a list."""
    if not isinstance(entries, list) or len(entries) != count:
        return False
    return all(
        _is_entry(entry) or (isinstance(entry, list) and all(map(_is_entry, entry)))
        for entry in entries
    )


def _is_entry(entry: Any) -> bool:
    return isinstance(entry, dict) and isinstance(entry.get("property"), str) and "id" in entry


def _nothing_here(**_: Any) -> NoReturn:
    abort(404)


def _no_such_file(_error: Exception) -> Response:
    return _page(404, "Not found", _SENTENCES[404])


def _refused(error: HTTPException) -> Response:
    code = error.code or 500
    sentence = _SENTENCES.get(code) or error.description or error.name
    response = _page(code, error.name, sentence)
    for name, value in error.get_headers():
        if name.lower() not in {"content-type", "content-length"}:
            response.headers[name] = value
    return response


def _failed(error: Exception) -> Response:
    log.error("request failed", exc_info=error)
    sentence = f"Please try again. If it keeps failing, send reference {request_code()}."
    return _page(500, "Something went wrong", sentence)


def _page(code: int, title: str, sentence: str) -> Response:
    text = (
        f'<!DOCTYPE html><html lang="en-GB"><head><meta charset="utf-8">'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(title)}</title></head><body><main><h1>{escape(title)}</h1>"
        f'<p>{escape(sentence)}</p><p><a href="/">To the dashboard</a></p></main></body></html>'
    )
    return Response(text, status=code, mimetype="text/html")
