"""From sources to a published release: load or simulate, derive, learn, check, publish."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from dashapp.kept_forecasts import keep_forecasts
from dashapp.training import train
from data import demo, ingest
from data.answers.complete import known_to
from data.build import Lineage, build_release, format_of
from data.build.checks import check_release
from data.build.summaries import fill_rollups
from data.ingest import databases
from data.ingest.preview import Watcher, nobody
from data.ingest.staging import Bench
from data.learning_panel import read_expected
from data.notes import Notes
from data.progress import Progress, part
from data.release_info import ReleaseInfo
from data.releases import Draft, ReleaseStore
from data.span import Span, span_of

# How far the progress is where a stage ends, by what stages take of a middling shop: files or a
# simulation, and of the rest deriving, learning, summing up and checking; copying to a
# server, where releases lie on one, comes last.
LOADED, SIMULATED = 0.4, 0.2
DERIVED, LEARNED, SUMMED_UP, CHECKED = 0.25, 0.65, 0.8, 0.85


class NotPublished(RuntimeError):
    """The new release failed its own checks; the one before it is still served."""


@dataclass(frozen=True, slots=True)
class Shop:
    """What a release says about the shop it holds."""

    name: str
    currency: str
    timezone: str
    source: str
    simulated: bool = False


def publish_demo(
    store: ReleaseStore, *, lines: int, seed: int, progress: Progress, notes: Notes | None = None
) -> ReleaseInfo:
    """Simulate a shop and publish it; a real one stays on disk for the next load to go on with.

    `notes`, here and below: where what is expected of the coming months is kept.
    """
    _base(store)
    with store.begin() as draft:
        facts = demo.generate(
            draft.engine, lines=lines, seed=seed, progress=part(progress, 0.0, SIMULATED)
        )
        source = f"Simulated with {lines:,} order lines, seed {seed}"
        shop = Shop(facts.shop, facts.currency, facts.timezone, source, simulated=True)
        return _finish(draft, shop, part(progress, SIMULATED, 1.0), notes=notes)


@dataclass(frozen=True, slots=True)
class Request:
    """What is to be loaded, and how; `reading` is for the databases among the sources."""

    sources: Sequence[databases.Source]
    layout: str | ingest.Layout | None = None
    options: ingest.LoadOptions = field(default_factory=ingest.LoadOptions)
    shop_name: str | None = None
    reading: databases.Reading = field(default_factory=databases.Reading)


def publish_load(
    store: ReleaseStore,
    request: Request,
    *,
    progress: Progress,
    watch: Watcher = nobody,
    notes: Notes | None = None,
) -> tuple[ingest.LoadReport, ReleaseInfo | None]:
    """Load on top of what is served and publish; no new release if nothing changed.

    A simulated shop is never mixed with a real one: a load after it goes on with the last real one.
    """
    base = _base(store)
    with store.begin(base=base) as draft:
        report = _load(draft, request, part(progress, 0.0, LOADED), watch)
        if not report.changed and base == store.current_id() and _counts_in(store, base, report):
            return report, None
        source = ", ".join(source.name for source in request.sources)
        shop = Shop(request.shop_name or report.shop, report.currency, report.timezone, source)
        served = _served(store, base, shop)
        progress = part(progress, LOADED, 1.0)
        return report, _finish(draft, shop, progress, base, served, notes=notes)


def preview_load(
    store: ReleaseStore, request: Request, *, progress: Progress, watch: Watcher = nobody
) -> tuple[ingest.LoadReport, ingest.Preview]:
    """What loading would do; nothing is published."""
    preview = ingest.Preview()

    def look(bench: Bench, layout: ingest.Layout) -> None:
        watch(bench, layout)
        preview.look(bench, layout)

    with store.begin(base=_base(store)) as draft:
        return _load(draft, request, progress, look), preview


def _load(draft: Draft, request: Request, progress: Progress, watch: Watcher) -> ingest.LoadReport:
    sources = databases.Resolved.of(
        draft.engine,
        request.sources,
        draft.folder / "sources",
        layouts=databases.offered(request.layout, ingest.LAYOUTS),
        reading=request.reading,
        progress=part(progress, 0.0, 0.4),
    )
    report = ingest.load(
        draft.engine,
        sources.paths,
        layout=request.layout,
        options=request.options,
        progress=part(progress, 0.4, 1.0) if sources.fetched else progress,
        watch=watch,
    )
    return sources.conclude(draft.engine, report)


def retrain(
    store: ReleaseStore,
    progress: Progress,
    currency: str | None = None,
    notes: Notes | None = None,
) -> ReleaseInfo:
    """Derive and learn everything again from the served release's data; publish the result.

    In another reporting currency, if that is wanted; a simulated shop keeps its own.
    """
    info = store.info(store.current_or_fail())
    wanted = info.currency if info.simulated else (currency or info.currency).upper()
    with store.begin(base=info.id) as draft:
        shop = Shop(info.shop, wanted, info.timezone, info.source, info.simulated)
        served = _served(store, info.id, shop)
        return _finish(draft, shop, progress, info.id, served, notes=notes)


def _counts_in(store: ReleaseStore, base: str | None, report: ingest.LoadReport) -> bool:
    """Whether the release before is in the currency that is wanted now."""
    return base is None or store.info(base).currency == report.currency


def _base(store: ReleaseStore) -> str | None:
    """What a load adds to: the shop that is served or, under a simulated one, the last real one.

    NoRelease where the pointer is lost: that is no reason to start a shop afresh without its past.
    """
    if store.is_empty:
        return None
    current = store.current_or_fail()
    return store.newest_real() if store.info(current).simulated else current


def _served(store: ReleaseStore, base: str | None, shop: Shop) -> Path | None:
    """The models that the new ones are compared with: those of the release it goes on from.

    None where that is another kind of shop, or counted in another currency: what was learnt of
    pounds says nothing of euros.
    """
    if base is None:
        return None
    info = store.info(base)
    same = (info.simulated, info.currency) == (shop.simulated, shop.currency)
    return store.artefacts(base) if same else None


def _finish(
    draft: Draft,
    shop: Shop,
    progress: Progress,
    base: str | None = None,
    served: Path | None = None,
    *,
    notes: Notes | None = None,
) -> ReleaseInfo:
    build_release(
        draft.engine,
        timezone=shop.timezone,
        currency=shop.currency,
        progress=part(progress, 0.0, DERIVED),
        lineage=Lineage(draft.id, base) if base else None,
    )
    with draft.engine.connect() as connection:
        span = span_of(connection)
    info = _info(draft, shop, span)
    train(draft, replace(span, known_to=known_to(info)), part(progress, DERIVED, LEARNED), served)
    # After training, because that says which cluster a customer is in.
    fill_rollups(draft.engine, part(progress, LEARNED, SUMMED_UP))
    progress("Checking sums and keys", SUMMED_UP)
    findings = check_release(draft.engine, built=info.format)
    if findings:
        raise NotPublished(
            "The new release was not published, because it contradicts itself: "
            + " ".join(str(finding) for finding in findings)
        )
    expected = read_expected(draft.engine)
    draft.publish(info, part(progress, CHECKED, 1.0))
    keep_forecasts(notes, info, expected)
    progress("Published", 1.0)
    return info


def _info(draft: Draft, shop: Shop, span: Span) -> ReleaseInfo:
    return ReleaseInfo(
        id=draft.id,
        created_at=draft.created_at,
        shop=shop.name,
        currency=shop.currency,
        timezone=shop.timezone,
        simulated=shop.simulated,
        first_day=span.first_day,
        last_day=span.last_day,
        source=shop.source,
        lines=span.lines,
        orders=span.orders,
        format=format_of(draft.engine),
    )
