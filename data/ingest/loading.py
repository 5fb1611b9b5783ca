"""One load: recognise, read, merge, check the sums, keep the books."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path

import sqlalchemy as sa

from data import schema
from data.ingest import books, currencies, detect, rates, staging, star
from data.ingest.exports import olist, online_retail, shopify, woocommerce, woocommerce_report
from data.ingest.layouts import Layout
from data.ingest.merge import merge
from data.ingest.options import LoadOptions, refuse_too_many
from data.ingest.preview import Watcher, nobody
from data.ingest.report import FileReport, LoadReport
from data.ingest.staging import Bench, Source
from data.progress import Progress, part

LAYOUTS: dict[str, Layout] = {
    layout.name: layout
    for layout in (
        online_retail.LAYOUT,
        olist.LAYOUT,
        shopify.LAYOUT,
        woocommerce.LAYOUT,
        woocommerce_report.LAYOUT,
        star.LAYOUT,
        rates.LAYOUT,
    )
}


@dataclass(slots=True)
class _Load:
    """What the sources of one load have in common, and what they added up to."""

    connection: sa.Connection
    layouts: Mapping[str, Layout]
    options: LoadOptions
    watch: Watcher
    started: datetime
    benches: list[Bench] = field(default_factory=list)
    reports: list[FileReport] = field(default_factory=list)
    changed: bool = False


def load(
    engine: sa.Engine,
    sources: Sequence[Path],
    *,
    layout: str | Layout | None = None,
    options: LoadOptions,
    progress: Progress,
    watch: Watcher = nobody,
) -> LoadReport:
    """Load files and folders into the star and the books of a draft; all of it or nothing.

    `layout` is one of our own by name, or one made elsewhere (from a mapping); without it the
    header tells. A file whose bytes were loaded before changes nothing. LoadError says what is
    wrong with a source, in which case the draft holds what it held before.
    """
    progress("Recognising the files", 0.0)
    layouts = _offered(layout)
    wanted = layout.name if isinstance(layout, Layout) else layout
    found = list(detect.recognise(sources, layouts, wanted))
    with engine.begin() as connection:
        schema.bring_up_to_date(connection, [*schema.STAR, *schema.BOOKS])
        all_of_it = _Load(connection, layouts, options, watch, datetime.now(UTC))
        for index, source in enumerate(found):
            steps = part(progress, index / len(found), (index + 1) / len(found))
            _load_source(all_of_it, source, steps)
        refuse_too_many(all_of_it.reports, options.limit)
        report = _conclude(all_of_it)
    progress("Loaded", 1.0)
    return report


def _offered(layout: str | Layout | None) -> Mapping[str, Layout]:
    """Which layouts a file may follow: ours, or one made elsewhere with rates beside it."""
    if isinstance(layout, Layout):
        return {layout.name: layout, rates.LAYOUT.name: rates.LAYOUT}
    return LAYOUTS


def _conclude(load: _Load) -> LoadReport:
    """What was done, and in which currency the store is kept from now on."""
    first = _leading(load)
    stored = currencies.told(load.connection)
    currency = currencies.reporting(load.connection, load.options.currency) or first.currency
    rates.settle(load.connection, currency)
    # One store is one shop: files of another layout give it neither another name nor other days.
    return LoadReport(
        files=tuple(load.reports),
        changed=load.changed,
        shop=stored.get("shop") or load.layouts[first.source.layout].shop,
        currency=currency,
        timezone=load.options.timezone or stored.get("timezone") or first.timezone,
        ignored=tuple(name for bench in load.benches for name in bench.source.ignored),
    )


def _load_source(load: _Load, source: Source, progress: Progress) -> None:
    """Bring one source's files into the star and the books."""
    bench = _bench(load, source)
    load.benches.append(bench)
    first, *others = [file.name for file in bench.source.files]
    names = f"{first} and {len(others)} more" if others else first
    progress(f"Looking for {names} in the books", 0.0)
    known = books.known(bench.connection, bench.source)
    if len(known) == len(source.files):
        load.reports += known.values()
        return
    staging.lay_out(bench.connection)
    progress(f"Reading {names}", 0.05)
    bench.progress = part(progress, 0.05, 0.6)
    layout = load.layouts[source.layout]
    bench.known = frozenset(known) if layout.grouped else bench.known
    staged = layout.stage(bench)
    load.watch(bench, layout)
    progress("Comparing with what is stored", 0.6)
    changes = merge(bench, staged)
    progress("Checking that no row was lost", 0.85)
    reports = currencies.named(bench, books.balance(bench, staged))
    changed = bool(changes) or books.sets_other_rows_aside(bench, reports)
    if changed:
        books.record(bench, reports, load.started)
    staging.clear(bench.connection)
    load.reports += [known[n] if n in bench.known else report for n, report in enumerate(reports)]
    load.changed = load.changed or changed


def _bench(load: _Load, source: Source) -> Bench:
    layout, options = load.layouts[source.layout], load.options
    told = currencies.told(load.connection)
    currency = layout.currency or currencies.reporting(load.connection, None)
    return Bench(
        load.connection,
        source,
        options.timezone or layout.timezone or told.get("timezone") or "UTC",
        (options.currency or currency or "").upper(),
        replace(layout.notation, dates=options.dates or layout.notation.dates),
    )


def _leading(load: _Load) -> Bench:
    """The first source that says something of orders; otherwise the first."""
    benches = load.benches
    ours = (b for b in benches if not load.layouts[b.source.layout].beside_others)
    return next(ours, benches[0])
