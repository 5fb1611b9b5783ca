"""What happened in the last complete period, as a mail says it: the page's numbers and words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from callbacks import words
from callbacks.address import Address
from callbacks.asked import Asked, read
from callbacks.digest_parts import YEAR, Moved, numbers_of, sections
from callbacks.services import Services
from data.answers.complete import NothingComplete, complete_period, known_to, today
from data.answers.currencies import not_included, unconverted
from data.answers.kpis import baseline_period, count_orders
from data.answers.reconciliation import RED, reconciliation
from data.periods import Comparison, Period
from data.release_info import ReleaseInfo
from data.selection import Selection
from data.windows import Window
from layouts import changes, dates
from layouts.digest import Page, as_html, as_text, moved
from layouts.tabs import Tab


@dataclass(frozen=True, slots=True)
class Digest:
    """A digest in every form it is needed in."""

    address: Address
    release: ReleaseInfo
    period: Period
    stale: bool
    subject: str
    numbers: tuple[Moved, ...]
    text: str
    html: str


def digest(services: Services, window: Window, public_url: str = "") -> Digest:
    """The digest of the latest whole day, week or month; NothingComplete where there is none."""
    release = services.warehouse.view().release
    period = complete_period(release, window)
    if period is None:
        raise NothingComplete(
            f"There is no complete {window.value} to report on: everything is known from "
            f"{dates.day(release.first_day)} to {dates.day(known_to(release))}."
        )
    address = Address(Tab.OVERVIEW, Selection(None, None, period))
    asked = read(services, address.question())
    numbers = tuple(numbers_of(asked))
    stale = _stale(release, services.stale_after_days)
    page = Page(
        heading=f"{release.shop}: {named(window, period)}",
        reach=_reach(asked),
        warnings=tuple(_warnings(asked, stale)),
        sections=tuple(sections(asked, numbers)),
        footer=_footer(release),
        address=public_url,
        search=address.search(),
    )
    subject = _subject(asked, window, numbers[0])
    return Digest(
        address, release, period, bool(stale), subject, numbers, as_text(page), as_html(page)
    )


def named(window: Window, period: Period) -> str:
    """Sat 21 Nov 2026, week 16 – 22 Nov 2026, Nov 2026."""
    if window is Window.DAY:
        return dates.weekday(period.start)
    if window is Window.WEEK:
        return f"week {dates.period(period)}"
    return dates.month(period.start)


def _subject(asked: Asked, window: Window, net: Moved) -> str:
    """Net sales £1.20M, up 3.4% - week 16-22 Nov 2026 - Shop."""
    days = named(window, asked.period).replace(" – ", "-")
    if not count_orders(asked.view, asked.filters):
        return f"No orders - {days} - {asked.view.release.shop}"
    how = changes.said(net.before, net.metric, asked.currency)
    told = "" if how.direction == "none" else f", {moved(how)}"
    value = words.amount(asked, net.metric, net.value)
    return f"{net.metric.label} {value}{told} - {days} - {asked.view.release.shop}"


def _reach(asked: Asked) -> str:
    """Which days are held against which, and how far the data go."""
    parts = []
    for comparison in (Comparison.PREVIOUS, YEAR):
        before = baseline_period(asked.view, asked.filters, comparison)
        if before:
            parts.append(f"{dates.period(before)} ({comparison.label.lower()})")
    against = f"compared with {' and '.join(parts)}" if parts else "compared with nothing"
    short = "" if len(parts) == 2 else ", because the data do not reach back further"
    last = dates.day(asked.view.release.last_day)
    return f"{dates.period(asked.period)}, {against}{short}. The data reach to {last}."


def _stale(release: ReleaseInfo, after_days: int) -> str:
    """A warning where the data end too long ago; what is simulated never counts as old."""
    age = (today(release) - release.last_day).days
    if release.simulated or age <= after_days:
        return ""
    return f"The data stop on {dates.day(release.last_day)}, {age:,} days ago: load newer files."


def _warnings(asked: Asked, stale: str) -> Iterable[str]:
    if stale:
        yield stale
    found = reconciliation(asked.view)
    if found.light == RED:
        yield f"Reconciliation is red, money differs. {found.sentence}"
    left_out = not_included(unconverted(asked.view))
    if left_out:
        yield left_out


def _footer(release: ReleaseInfo) -> str:
    simulated = " Simulated shop: no real customer or sale is shown." if release.simulated else ""
    return (
        f"Amounts in {release.currency}, without tax and shipping; reversals on their own day, "
        f"products on the order's. Days in {release.timezone}. Release {release.id}.{simulated}"
    )
