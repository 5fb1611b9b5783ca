"""Join what the reader sees to what the application does."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import dash
from dash.development.base_component import Component

import callbacks
from callbacks.desk import Roles
from callbacks.errors import on_error
from callbacks.services import Services
from dashapp.health import add_health
from dashapp.intake import add_intake
from dashapp.logs import PREWARM, log_requests
from dashapp.refusals import refuse
from dashapp.roles import guard
from dashapp.security import content_policy, inline_hashes, protect
from dashapp.settings import Settings
from layouts import page, shell

ASSETS = Path(__file__).resolve().parents[1] / "assets"

# Runs before the first paint, so the document names it itself; Dash must not load it once more.
_THEME_INIT = "theme-init.js"

# Dash tells each browser which versions of what run here; nobody needs that to read a chart.
_NOT_TOLD = (
    "dash_version",
    "python_version",
    "dash_version_url",
    "ddk_version",
    "plotly_version",
)


class App(dash.Dash):
    """A Dash app that keeps the versions of what it is made of to itself."""

    def _config(self) -> dict[str, Any]:
        config: dict[str, Any] = super()._config()
        return {key: None if key in _NOT_TOLD else value for key, value in config.items()}


def create_app(services: Services, settings: Settings) -> App:
    """A complete app that has answered its first request and is ready for any number of others."""
    app = App(
        name="dashapp",
        title=page.TITLE,
        update_title=None,
        assets_folder=str(ASSETS),
        assets_ignore=rf"^{_THEME_INIT}$",
        serve_locally=True,
        suppress_callback_exceptions=False,
        enable_mcp=False,
        add_log_handler=False,
        on_error=on_error,
    )
    app.index_string = page.index_string(_asset_url(app, _THEME_INIT))
    app.layout = _layouts(services.desk.roles)
    # Every page has every id, so none need be sent along for browsers to hold callbacks against.
    app.validation_layout = None
    callbacks.register(app, services)
    log_requests(app.server)
    policy = content_policy([*app.csp_hashes(), *inline_hashes(app.index_string)])
    protect(app.server, settings, policy)
    refuse(app)
    guard(app, services.desk.roles)
    add_health(app.server, services.warehouse)
    add_intake(app.server, services.desk)
    _prewarm(app)
    return app


def _layouts(roles: Roles) -> Callable[..., Component]:
    """The page for whoever asks; both are made once."""
    for_admins, for_readers = shell.layout(), shell.layout(admin=False)
    return lambda **_: for_admins if roles.is_admin() else for_readers


def _asset_url(app: App, name: str) -> str:
    changed = int((ASSETS / name).stat().st_mtime)
    return f"{app.get_asset_url(name)}?m={changed}"


def _prewarm(app: App) -> None:
    """Let Dash set itself up now.

    It does so within the first request, and a first request that fails, or several at once, would
    leave a worker that answers nothing but errors.
    """
    with app.server.test_client() as client:
        answer = client.get("/", environ_overrides={PREWARM: True})
    if answer.status_code != 200:
        raise RuntimeError(f"The page cannot be served: its first request gave {answer.status}.")
