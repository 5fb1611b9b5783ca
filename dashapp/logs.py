"""One format for every line the process writes, and one line for every request.

A request gets a short code. It stands on each line written while the request is answered, goes back
in the header `X-Request-ID`, and is the reference that an error message shows. Paths are written,
query strings and bodies never: they can hold what somebody looked for.
"""

from __future__ import annotations

import logging.config
import secrets
import time
from typing import Any

import structlog
from flask import Flask, Response, g, request

from dashapp.settings import Settings

REQUEST_CODE = "request"
REQUEST_HEADER = "X-Request-ID"
PREWARM = "dashapp.prewarm"

_QUIET_PATHS = ("/healthz", "/readyz", "/assets/", "/_dash-component-suites/")
_lines = logging.getLogger("dashapp.requests")
log = structlog.stdlib.get_logger("dashapp.requests")


def logging_config(settings: Settings) -> dict[str, Any]:
    """The logging of this process, as `logging.config.dictConfig` (and gunicorn) take it."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"line": {"()": _formatter, "form": settings.log_format}},
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
        "root": {"handlers": ["stderr"], "level": settings.log_level},
        "loggers": {
            # Without handlers of their own, so that each line is written once.
            "gunicorn.error": {"handlers": [], "propagate": True},
            # Each request has its line already, and this one would show the query string.
            "gunicorn.access": {"handlers": [], "level": "CRITICAL"},
            "werkzeug": {"level": "WARNING"},
        },
    }


def configure_logs(settings: Settings) -> None:
    """Set up logging for this process; calling it again changes the form and the level."""
    logging.config.dictConfig(logging_config(settings))
    structlog.configure(
        processors=[*_shared(), structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,
    )


def log_requests(server: Flask) -> None:
    """Give each request its code and write its line when it is answered."""
    server.before_request(_begin)
    server.after_request(_finish)
    server.teardown_request(_forget)


def request_code() -> str:
    """The code of the request being answered; a new one outside of requests."""
    code = structlog.contextvars.get_contextvars().get(REQUEST_CODE)
    return str(code) if code else new_code()


def _begin() -> None:
    g.started = time.perf_counter()
    structlog.contextvars.bind_contextvars(**{REQUEST_CODE: new_code()})


def _finish(response: Response) -> Response:
    if request.environ.get(PREWARM):
        return response
    response.headers[REQUEST_HEADER] = request_code()
    level = logging.ERROR if response.status_code >= 500 else logging.INFO
    if request.path.startswith(_QUIET_PATHS):
        level = logging.DEBUG
    write_answered(level, request.method, request.path, response.status_code, g.started)
    return response


def write_answered(
    level: int, method: str, path: str, status: int, started: float, **more: str
) -> None:
    """The line of a request; `started` as `time.perf_counter` told."""
    # Preparing a line that nobody wants takes longer than looking up an answer.
    if not _lines.isEnabledFor(level):
        return
    ms = round((time.perf_counter() - started) * 1000, 1)
    log.log(level, "answered", method=method, path=path, status=status, ms=ms, **more)


def _forget(_error: BaseException | None) -> None:
    structlog.contextvars.clear_contextvars()


def new_code() -> str:
    """A code for a request."""
    return secrets.token_hex(4)


def _shared() -> list[Any]:
    """What every line carries, whoever writes it."""
    return [
        structlog.stdlib.filter_by_level,
        *_stamps(),
        structlog.stdlib.PositionalArgumentsFormatter(),
    ]


def _stamps() -> list[Any]:
    return [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]


def _formatter(form: str) -> logging.Formatter:
    return structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=[*_stamps(), structlog.stdlib.ExtraAdder()],
        processors=[
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            structlog.processors.StackInfoRenderer(),
            *_renderers(form),
        ],
    )


def _renderers(form: str) -> list[Any]:
    if form == "json":
        return [
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(default=str, ensure_ascii=False),
        ]
    # The plain traceback: the rich one prints local variables, and those can hold personal data.
    console = structlog.dev.ConsoleRenderer(
        colors=False,
        repr_native_str=True,  # a line break in a path must not start a line of its own
        exception_formatter=structlog.dev.plain_traceback,
    )
    return [console]
