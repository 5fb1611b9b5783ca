"""One load: recognise, read, merge, check the sums, keep the books."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from data import schema
from data.ingest import books, detect, olist, online_retail, staging, star
from data.ingest.errors import LoadError
from data.ingest.layouts import Layout
from data.ingest.merge import merge
from data.ingest.report import FileReport, LoadReport
from data.ingest.staging import Bench, Source
from data.progress import Progress, part

LAYOUTS: dict[str, Layout] = {
    layout.name: layout for layout in (online_retail.LAYOUT, olist.LAYOUT, star.LAYOUT)
}


@dataclass(frozen=True, slots=True)
class LoadOptions:
    """Time zone of timestamps without offset and currency of amounts that do not name theirs.

    None leaves it to what the layout knows of its shop, then to UTC and the store's currency.
    """

    timezone: str | None = None
    currency: str | None = None

    def __post_init__(self) -> None:
        """Refuse a time zone that does not exist."""
        try:
            ZoneInfo(self.timezone or "UTC")
        except (OSError, KeyError, ValueError) as error:
            raise LoadError(f"There is no time zone “{self.timezone}”.") from error


def load(
    engine: sa.Engine,
    sources: Sequence[Path],
    *,
    layout: str | None = None,
    options: LoadOptions,
    progress: Progress,
) -> LoadReport:
    """Load files and folders into the star and the books of a draft; all of it or nothing.

    A file whose bytes were loaded before changes nothing. LoadError says what is wrong with a
    source, in which case the draft holds what it held before.
    """
    progress("Recognising the files", 0.0)
    found = list(detect.recognise(sources, LAYOUTS, layout))
    started = datetime.now(UTC)
    reports: list[FileReport] = []
    benches: list[Bench] = []
    changed = False
    with engine.begin() as connection:
        schema.bring_up_to_date(connection, [*schema.STAR, *schema.BOOKS])
        for index, source in enumerate(found):
            benches.append(_bench(connection, source, options))
            steps = part(progress, index / len(found), (index + 1) / len(found))
            loaded, replaced = _load_source(benches[-1], started, steps)
            reports += loaded
            changed = changed or replaced
        # What the files themselves say comes before what the load was told.
        currency = _stored_currency(connection) or benches[0].currency
    progress("Loaded", 1.0)
    return LoadReport(
        files=tuple(reports),
        changed=changed,
        shop=LAYOUTS[found[0].layout].shop,
        currency=currency,
        timezone=benches[0].timezone,
        ignored=tuple(name for source in found for name in source.ignored),
    )


def _load_source(
    bench: Bench, started: datetime, progress: Progress
) -> tuple[list[FileReport], bool]:
    """The reports of one source's files, and whether the star changed."""
    first, *others = [file.name for file in bench.source.files]
    names = f"{first} and {len(others)} more" if others else first
    progress(f"Looking for {names} in the books", 0.0)
    unchanged = books.known(bench.connection, bench.source)
    if unchanged is not None:
        return unchanged, False
    staging.lay_out(bench.connection)
    progress(f"Reading {names}", 0.05)
    bench.progress = part(progress, 0.05, 0.6)
    staged = LAYOUTS[bench.source.layout].stage(bench)
    _refuse_other_currency(bench)
    progress("Comparing with what is stored", 0.6)
    changes = merge(bench, staged)
    progress("Checking that no row was lost", 0.85)
    reports = books.balance(bench, staged)
    if changes:
        books.record(bench, reports, started)
    staging.clear(bench.connection)
    return reports, bool(changes)


def _bench(connection: sa.Connection, source: Source, options: LoadOptions) -> Bench:
    layout = LAYOUTS[source.layout]
    currency = options.currency or layout.currency or _stored_currency(connection)
    timezone = options.timezone or layout.timezone or "UTC"
    return Bench(connection, source, timezone, (currency or "").upper())


def _stored_currency(connection: sa.Connection) -> str | None:
    """The one currency of the stored orders, if there are any."""
    query = sa.select(sa.func.min(schema.orders.c.currency))
    stored: str | None = connection.execute(query).scalar_one()
    return stored


def _refuse_other_currency(bench: Bench) -> None:
    stored = _stored_currency(bench.connection)
    if stored is not None and stored != bench.currency:
        raise LoadError(
            f"The store is kept in {stored} and these files are in {bench.currency}. Amounts of "
            "two currencies are never added up: keep a second shop in another DATA_DIR."
        )
