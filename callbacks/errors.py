"""What becomes of a failure: a sentence and a reference on the page, the whole story in the log."""

from __future__ import annotations

import secrets

import structlog
from dash import set_props

from layouts import shell

log = structlog.get_logger(__name__)


def noted(what: str, error: Exception) -> str:
    """Log a failure and give the reference under which it can be found."""
    reference = secrets.token_hex(4)
    log.error("callback failed", what=what, reference=reference, exc_info=error)
    return reference


def on_error(error: Exception) -> None:
    """For whatever no card could catch: a toast, and the page keeps what it shows."""
    reference = noted("page", error)
    text = f"Please try again. If it keeps failing, send reference {reference}."
    say("Something went wrong", text)


def say(title: str, text: str) -> None:
    """Show a toast."""
    set_props(shell.Id.TOAST, {"is_open": True, "header": title})
    set_props(shell.Id.TOAST_TEXT, {"children": text})
