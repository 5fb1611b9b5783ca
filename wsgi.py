"""The entry point of web servers: `gunicorn --config gunicorn.conf.py wsgi:server`.

`python wsgi.py` serves the same app with Werkzeug's development server.
"""

from __future__ import annotations

import sys

from flask import Flask

from dashapp.delivery import compress_ahead
from dashapp.factory import create_app
from dashapp.kept_answers import keep_answers
from dashapp.logs import configure_logs
from dashapp.services import build_cache, build_services
from dashapp.settings import Settings, SettingsError
from dashapp.warm_up import WarmUp


def create_server(settings: Settings) -> Flask:
    """The WSGI application for these settings."""
    configure_logs(settings)
    services = build_services(settings)
    app = create_app(services, settings)
    keep_answers(app, services, build_cache(settings))
    compress_ahead(app.named_files.values())
    if settings.warm_up:
        WarmUp(app, services).start()
    server: Flask = app.server
    return server


def _settings() -> Settings:
    try:
        found = Settings.from_env()
        found.signing_key()  # a folder that cannot be used is said in a sentence, too
    except SettingsError as error:
        sys.exit(f"Error: {error}")
    return found


settings = _settings()
server = create_server(settings)

if __name__ == "__main__":
    if settings.host.startswith("unix:"):
        sys.exit("Error: the development server needs an address as HOST, not a socket.")
    server.run(host=settings.host, port=settings.port, threaded=True)
