"""The command that keeps the dashboard as fresh as the shop's own database: sync."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Annotated

import typer

from dashapp import pipeline
from dashapp.commands.errors import KNOWN, Misused, sentence_of
from dashapp.commands.load import HALF
from dashapp.commands.sources import (
    Dates,
    Full,
    LayoutName,
    LookBack,
    MaxRejects,
    Sources,
    Watermarks,
    layout_named,
    reading,
    source,
    span,
)
from dashapp.logs import configure_logs
from dashapp.pipeline import Request
from dashapp.rounds import Postponed, Rounds
from dashapp.settings import Settings
from dashapp.stores import build_notes, build_store
from data.ingest import Limit, LoadOptions, LoadReport
from data.notes import Notes
from data.progress import silent
from data.release_info import ReleaseInfo
from data.releases import ReleaseStore, StoreBusy

SHORTEST = timedelta(seconds=10)


def add_to(app: typer.Typer) -> None:
    """Register the command."""
    app.command()(sync)


def sync(
    sources: Sources,
    *,
    every: Annotated[str, typer.Option(help="How often: 30s, 5m, 1h; at least 10s.")] = "5m",
    layout: LayoutName = None,
    dates: Dates = None,
    max_rejects: MaxRejects = HALF,
    watermark: Watermarks = None,
    look_back: LookBack = None,
    full: Full = False,
) -> None:
    """Load again and again, publishing what changed, until the process is asked to end.

    After a failure what is served stays, and the next attempt waits longer, up to an hour. With
    --full only the first round reads everything.
    """
    settings = Settings.from_env()
    configure_logs(settings)  # its log is all it says, so the usual level applies
    limit = Limit.parse(max_rejects)

    def request() -> Request:
        # Read anew for every round: whoever corrects a mapping need not start anything again.
        return Request(
            [source(text, settings) for text in sources],
            layout_named(layout),
            LoadOptions(settings.business_timezone, settings.currency, dates, limit),
            settings.shop_name,
            reading(watermark, look_back, full),
        )

    request()  # what cannot be meant is said at once and not again every five minutes
    work = Syncing(build_store(settings), request, build_notes(settings))
    Rounds(work.round, _interval(every), KNOWN, sentence_of).go_on()


class Syncing:
    """One round after the other into one store."""

    def __init__(
        self, store: ReleaseStore, request: Callable[[], Request], notes: Notes | None = None
    ) -> None:
        self._store = store
        self._notes = notes
        self._request = request
        self._first = True

    def round(self) -> str:
        """Load what changed and publish it; a sentence about what was read and published."""
        request = self._request()
        if not self._first:
            request = replace(request, reading=replace(request.reading, full=False))
        try:
            report, info = pipeline.publish_load(
                self._store, request, progress=silent, notes=self._notes
            )
        except StoreBusy as busy:
            raise Postponed(str(busy)) from busy
        self._first = False
        return _sentence(report, info)


def _interval(text: str) -> timedelta:
    every = span(text)
    if every < SHORTEST:
        raise Misused(f"--every {text} is too often: at least 10s.")
    return every


def _sentence(report: LoadReport, info: ReleaseInfo | None) -> str:
    read = sum(file.rows_read for file in report.files)
    set_aside = sum(file.rows_rejected for file in report.files)
    said = list(report.notes) or [f"Read {len(report.files)} files with {read:,} rows."]
    if set_aside:
        said.append(f"{set_aside:,} rows were set aside.")
    said.append(
        "Nothing changed."
        if info is None
        else f"Published release {info.id}: {info.orders:,} orders until {info.last_day}."
    )
    return " ".join(said)
