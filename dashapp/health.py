"""Two addresses for whatever watches the process: is it alive, and can it answer."""

from __future__ import annotations

import logging

from flask import Flask, Response, jsonify

from data.postgres import patience
from data.releases import NoRelease
from data.warehouse import Warehouse

# Whoever watches does not wait as long as a reader of the pages.
ANSWER_SECONDS = 3
HEALTH_PATHS = frozenset({"/healthz", "/readyz"})

log = logging.getLogger(__name__)


def add_health(server: Flask, warehouse: Warehouse) -> None:
    """Answer `/healthz` and `/readyz`; both need neither log-in nor secret."""

    def alive() -> Response:
        return Response("ok\n", mimetype="text/plain")

    def ready() -> tuple[Response, int]:
        return readiness(warehouse)

    server.add_url_rule("/healthz", "healthz", alive)
    server.add_url_rule("/readyz", "readyz", ready)


def readiness(warehouse: Warehouse) -> tuple[Response, int]:
    """200 with the release that answers and the day its data ends, else 503 with a sentence."""
    try:
        view = warehouse.view()
        with patience(ANSWER_SECONDS), view.engine.connect() as connection:
            # Not through the cache: the question is whether the database itself answers.
            connection.exec_driver_sql("SELECT count(*) FROM release_info").all()
    except NoRelease as error:
        return jsonify(ready=False, reason=str(error)), 503
    except Exception:
        # Whatever it is, it must not take the probe down; details belong in the log, not here.
        log.exception("not ready")
        reason = "The database of the release does not answer; the log says why."
        return jsonify(ready=False, reason=reason), 503
    as_of = view.release.last_day.isoformat()
    return jsonify(ready=True, release=view.release.id, as_of=as_of), 200
