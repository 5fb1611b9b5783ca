"""Log lines: one per request, the same form for everybody, and nothing private in them."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable
from typing import Any, Literal

import pytest
import structlog
from flask import Flask, abort

from dashapp.logs import configure_logs, log_requests, request_code
from dashapp.settings import Settings

pytestmark = pytest.mark.usefixtures("own_logging")

Lines = Callable[[], list[dict[str, Any]]]


def json_lines(capsys: pytest.CaptureFixture[str]) -> Lines:
    """Write JSON from now on; the answer reads what was written since it was last asked."""
    configure_logs(Settings(log_format="json"))
    return lambda: [json.loads(line) for line in capsys.readouterr().err.splitlines()]


@pytest.fixture
def server() -> Flask:
    server = Flask("shop")
    log_requests(server)
    server.add_url_rule("/", "page", request_code)
    server.add_url_rule("/readyz", "readyz", lambda: "ready")
    server.add_url_rule("/broken", "broken", lambda: abort(500))
    return server


def test_a_request_is_one_line_with_path_status_and_time(
    server: Flask, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = json_lines(capsys)
    server.test_client().get("/")

    (line,) = lines()
    assert (line["method"], line["path"], line["status"]) == ("GET", "/", 200)
    assert line["level"] == "info"
    assert line["ms"] >= 0


def test_what_somebody_looked_for_is_not_written(
    server: Flask, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = json_lines(capsys)
    server.test_client().get("/?customer=ada@example.com")

    assert "ada" not in json.dumps(lines())


def test_the_code_of_a_request_is_in_its_line_its_answer_and_its_header(
    server: Flask, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = json_lines(capsys)
    answer = server.test_client().get("/")

    (line,) = lines()
    assert answer.text == answer.headers["X-Request-ID"] == line["request"]
    assert len(answer.text) == 8


def test_each_request_has_a_code_of_its_own(
    server: Flask, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = json_lines(capsys)
    client = server.test_client()

    codes = {client.get("/").text for _ in range(20)}

    assert len(codes) == 20
    assert {line["request"] for line in lines()} == codes


def test_outside_of_a_request_no_line_carries_a_code(
    server: Flask, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = json_lines(capsys)
    server.test_client().get("/")
    lines()

    logging.getLogger("somewhere").warning("between requests")

    (line,) = lines()
    assert "request" not in line


def test_health_checks_do_not_fill_the_log(
    server: Flask, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = json_lines(capsys)
    server.test_client().get("/readyz")

    assert lines() == []


def test_a_failed_request_is_an_error(server: Flask, capsys: pytest.CaptureFixture[str]) -> None:
    lines = json_lines(capsys)
    server.test_client().get("/broken")

    (line,) = lines()
    assert (line["level"], line["status"]) == ("error", 500)


def test_lines_of_libraries_have_the_same_form(capsys: pytest.CaptureFixture[str]) -> None:
    lines = json_lines(capsys)
    logging.getLogger("gunicorn.error").info("Listening at: %s", "unix:app.sock")

    (line,) = lines()
    assert line["event"] == "Listening at: unix:app.sock"
    assert line["logger"] == "gunicorn.error"


def test_the_access_log_of_gunicorn_stays_silent(capsys: pytest.CaptureFixture[str]) -> None:
    lines = json_lines(capsys)
    logging.getLogger("gunicorn.access").info("GET /?customer=ada")

    assert lines() == []


def test_lines_below_the_level_are_not_written(capsys: pytest.CaptureFixture[str]) -> None:
    configure_logs(Settings(log_level="WARNING"))

    structlog.get_logger("shop").info("not this")
    structlog.get_logger("shop").warning("but this")

    written = capsys.readouterr().err
    assert "but this" in written
    assert "not this" not in written


@pytest.mark.parametrize("form", ["console", "json"])
def test_a_traceback_shows_no_values_of_variables(
    capsys: pytest.CaptureFixture[str], form: Literal["console", "json"]
) -> None:
    configure_logs(Settings(log_format=form))
    customer = "ada" + "@example.com"

    try:
        [][len(customer)]
    except IndexError:
        structlog.get_logger("shop").exception("failed")

    written = capsys.readouterr().err
    assert "IndexError: list index out of range" in written
    assert customer not in written


def test_a_path_cannot_start_a_line_of_its_own(capsys: pytest.CaptureFixture[str]) -> None:
    configure_logs(Settings(log_format="console"))

    structlog.get_logger("shop").info("answered", path="/x\n2026-11-21 [error] all is lost")

    assert len(capsys.readouterr().err.splitlines()) == 1
