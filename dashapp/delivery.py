"""How answers travel: files of the page from memory, the page asked about, the rest compressed."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from threading import Thread

import dash
from dash.fingerprint import check_fingerprint
from flask import Flask, Response, abort, request
from flask_compress import Compress

from dashapp import page_files
from dashapp.kept_files import ASKED_ABOUT, WORTH_IT_BYTES, KeptFile

_SUITES_RULE = f"/{page_files.SUITES}/<string:package_name>/<path:fingerprinted_path>"
_ASSETS_ENDPOINT = "_dash_assets.static"
_DEFAULT_ICON = "/_favicon.ico"

# Answers are made once and read once: level 4 of 11 is quick and takes a fifth of what gzip leaves.
_COMPRESSION = {
    "COMPRESS_ALGORITHM": ["br", "gzip"],
    "COMPRESS_BR_LEVEL": 4,
    "COMPRESS_MIN_SIZE": WORTH_IT_BYTES,
    "COMPRESS_STREAMS": False,
}


def deliver(app: dash.Dash) -> None:
    """Serve the page's files so that browsers keep them, and compress what is made on the way."""
    server: Flask = app.server
    server.config.update(_COMPRESSION)
    Compress(server)
    server.after_request(_let_the_page_be_asked_about)
    server.view_functions[_ASSETS_ENDPOINT] = _asset
    server.view_functions[_SUITES_RULE] = _of_library(app)
    # Dash's own sign; the page has another.
    server.view_functions[_DEFAULT_ICON] = lambda: abort(404)


def _asset(filename: str) -> Response:
    found = page_files.asset(filename)
    return found.answer(request.args.get("m", "")) if found else abort(404)


def _of_library(app: dash.Dash) -> Callable[..., Response]:
    def serve(package_name: str, fingerprinted_path: str) -> Response:
        name, _ = check_fingerprint(fingerprinted_path)
        known = name in app.registered_paths.get(package_name, ())
        found = page_files.of_library(package_name, name) if known else None
        return found.answer(page_files.named_digest(fingerprinted_path)) if found else abort(404)

    return serve


def _let_the_page_be_asked_about(response: Response) -> Response:
    """The document itself holds no figures: browsers keep it, and ask whether it changed."""
    if request.path == "/" and response.status_code == 200:
        response.headers["Cache-Control"] = ASKED_ABOUT
        response.add_etag()
    return response


def compress_ahead(files: Iterable[KeptFile]) -> Thread:
    """Compress files beside whatever else goes on, so that no first visitor waits for it."""

    def compress() -> None:
        for file in files:
            if file.is_compressible:
                file.encoded("br")

    thread = Thread(target=compress, name="compress-ahead", daemon=True)
    thread.start()
    return thread
