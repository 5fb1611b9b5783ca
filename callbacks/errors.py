"""What becomes of a failure: a sentence and a reference on the page, the whole story in the log."""

from __future__ import annotations

import secrets

import structlog
from dash import set_props

from callbacks.desk import NotAllowed, Refused
from data.filters import FilterError
from data.releases import NoRelease
from data.soundness import doubt
from layouts import shell

log = structlog.get_logger(__name__)

# What has a sentence of its own, and the heading above it.
_SAID: tuple[tuple[type[Exception], str], ...] = (
    (FilterError, "This filter cannot be used"),
    (NoRelease, "There are no figures to show"),
    (Refused, "Not now"),
    (NotAllowed, "Not for everybody"),
)


def noted(what: str, error: Exception) -> str:
    """Log a failure and give the reference under which it can be found."""
    reference = secrets.token_hex(4)
    doubt(what)
    log.error("callback failed", what=what, reference=reference, exc_info=error)
    return reference


def on_error(error: Exception) -> None:
    """For whatever no card could catch: a toast, and the page keeps what it shows.

    What has a sentence of its own shows that one and is no matter for the log: it is nobody's
    failure, and its words repeat what was asked for.
    """
    for kind, title in _SAID:
        if isinstance(error, kind):
            say(title, str(error))
            return
    reference = noted("page", error)
    text = f"Please try again. If it keeps failing, send reference {reference}."
    say("Something went wrong", text)


def say(title: str, text: str) -> None:
    """Show a toast; what is answered with one is not kept."""
    doubt(title)
    set_props(shell.Id.TOAST, {"is_open": True, "header": title})
    set_props(shell.Id.TOAST_TEXT, {"children": text})
