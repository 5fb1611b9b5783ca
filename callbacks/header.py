"""Whose figures these are, how far they reach, and whether that is long ago."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from dash import Dash, Input, Output

from callbacks.published import view_of
from callbacks.services import Services
from data.answers.currencies import not_included, unconverted
from data.release_info import ReleaseInfo
from layouts import dates, shell

SHOWN, HIDDEN = "banner warn", "banner warn is-hidden"


def register(app: Dash, services: Services) -> None:
    """Say it when the page is opened, and when another release is served from it."""

    @app.callback(
        output={
            "shop": Output(shell.Id.SHOP_NAME, "children"),
            "simulated": Output(shell.Id.SIMULATED, "className"),
            "as_of": Output(shell.Id.AS_OF, "children"),
            "stale": Output(shell.Id.STALE, "className"),
            "stale_text": Output(shell.Id.STALE_TEXT, "children"),
            "left_out": Output(shell.Id.LEFT_OUT, "className"),
            "left_out_text": Output(shell.Id.LEFT_OUT_TEXT, "children"),
            "footer": Output(shell.Id.FOOTER, "children"),
        },
        inputs={
            "path": Input(shell.Id.LOCATION, "pathname"),
            "published": Input(shell.Id.PUBLISHED, "data"),
        },
    )
    def _introduce(path: Any, published: Any) -> dict[str, str]:  # noqa: ARG001 - it only triggers
        view, today = view_of(services, published), datetime.now(UTC).date()
        words = introduced(view.release, today, services.stale_after_days)
        return {**words, **warned(not_included(unconverted(view)))}


def introduced(release: ReleaseInfo, today: date, stale_after_days: int) -> dict[str, str]:
    """The words of header, banner and footer.

    What is simulated ends on a fixed day and never counts as old.
    """
    last_day = dates.day(release.last_day)
    age = (today - release.last_day).days
    stale = not release.simulated and age > stale_after_days
    simulated = " Simulated shop: no real customer or sale is shown." if release.simulated else ""
    return {
        "shop": release.shop,
        "simulated": "badge-sim" if release.simulated else "badge-sim is-hidden",
        "as_of": f"Data to {last_day}",
        "stale": _banner(shown=stale),
        "stale_text": f"The data stop on {last_day}, {age:,} days ago. Load newer files to go on.",
        "footer": f"Amounts in {release.currency}, without tax and shipping. Days in "
        f"{release.timezone}. Release {release.id}.{simulated}",
    }


def warned(sentence: str) -> dict[str, str]:
    """The banner that says what no figure includes; hidden where nothing is left out."""
    return {"left_out": _banner(shown=bool(sentence)), "left_out_text": sentence}


def _banner(*, shown: bool) -> str:
    return SHOWN if shown else HIDDEN
