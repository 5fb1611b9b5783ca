"""Join what the reader sees to what the application does."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import dash
from dash._utils import to_json
from dash.development.base_component import Component
from flask import Response

import callbacks
from callbacks.desk import Roles
from callbacks.errors import on_error
from callbacks.services import Services
from dashapp import page_files
from dashapp.delivery import deliver
from dashapp.health import add_health
from dashapp.intake import add_intake
from dashapp.kept_files import KeptFile
from dashapp.logs import PREWARM, log_requests
from dashapp.refusals import refuse
from dashapp.roles import guard
from dashapp.security import content_policy, inline_hashes, protect
from dashapp.settings import Settings
from layouts import page, shell

# Dash tells each browser which versions of what run here; nobody needs that to read a chart.
_NOT_TOLD = (
    "dash_version",
    "python_version",
    "dash_version_url",
    "ddk_version",
    "plotly_version",
    # A new one for every visit, for callbacks in the background, which this app has none of:
    # the document would never be the same twice.
    "end_id",
)


class App(dash.Dash):
    """A Dash app whose files browsers keep, and that keeps its versions to itself.

    What it tells browsers about itself is the same in every answer, so it is written once.
    """

    def __init__(self, **arguments: Any) -> None:
        # Address -> file of all scripts and styles that the document names.
        self.named_files: dict[str, KeptFile] = {}
        # Held on to together with what was written, so that nothing else can take its id.
        self._written: dict[int, tuple[Any, KeptFile]] = {}
        super().__init__(**arguments)

    def _config(self) -> dict[str, Any]:
        config: dict[str, Any] = super()._config()
        return {key: None if key in _NOT_TOLD else value for key, value in config.items()}

    def _collect_and_register_resources(
        self, resources: Any, include_async: bool = True, url_attr: str = "src"
    ) -> list[str]:
        found = super()._collect_and_register_resources(resources, include_async, url_attr)
        named = page_files.named_instead(found)
        self.named_files |= named
        return list(named)

    def serve_layout(self) -> Response:
        """The layout for whoever asks; browsers keep it and ask whether it changed."""
        return self._once(self.get_layout())

    def dependencies(self) -> Response:
        """The list of callbacks; browsers keep it and ask whether it changed."""
        return self._once(self._callback_list)

    def _once(self, told: Any) -> Response:
        if id(told) not in self._written:
            written = KeptFile(to_json(told).encode(), "application/json")
            self._written[id(told)] = (told, written)
        return self._written[id(told)][1].answer()


def create_app(services: Services, settings: Settings) -> App:
    """A complete app that has answered its first request and is ready for any number of others."""
    app = App(
        name="dashapp",
        title=page.TITLE,
        update_title=None,
        assets_folder=str(page_files.ASSETS),
        assets_ignore=rf"^{page_files.THEME_INIT}$",
        serve_locally=True,
        suppress_callback_exceptions=False,
        enable_mcp=False,
        add_log_handler=False,
        on_error=on_error,
    )
    app.index_string = _document()
    app.layout = _layouts(services.desk.roles)
    # Every page has every id, so none need be sent along for browsers to hold callbacks against.
    app.validation_layout = None
    callbacks.register(app, services)
    log_requests(app.server)
    policy = content_policy([*app.csp_hashes(), *inline_hashes(app.index_string)])
    protect(app.server, settings, policy)
    deliver(app)
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


def _document() -> str:
    return page.index_string(
        theme_init=page_files.asset_address(page_files.THEME_INIT),
        icon=page_files.asset_address("icon.svg"),
        font=page_files.asset_address("fonts/inter-latin-wght-normal.woff2"),
        grid_code=page_files.library_address(*page_files.GRID),
    )


def _prewarm(app: App) -> None:
    """Let Dash set itself up now.

    It does so within the first request, and a first request that fails, or several at once, would
    leave a worker that answers nothing but errors.
    """
    with app.server.test_client() as client:
        answer = client.get("/", environ_overrides={PREWARM: True})
    if answer.status_code != 200:
        raise RuntimeError(f"The page cannot be served: its first request gave {answer.status}.")
