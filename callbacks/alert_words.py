"""Alerts in words: what is watched, what was found, and the mail that says so."""

from __future__ import annotations

from dataclasses import replace

from callbacks.address import Address
from callbacks.asked import Asked
from callbacks.cards import kept_in_words
from data.answers.kpis import Kpi
from data.formulas import Format, Metric
from data.metrics import METRICS
from data.notes.alert_book import Mail
from data.notes.alert_records import AlertKind, Rule, Side
from data.notes.alert_steps import News, Standing
from data.periods import Comparison, Period
from data.selection import Selection, parse
from layouts import changes, dates, formatting
from layouts.digest import Page, Section, as_html, as_text, moved, said
from layouts.tabs import Tab

_BEGAN = {News.BEGAN: "Alert", News.RECOVERED: "Recovered", News.WOKE: "Still firing"}
_MEANS = {
    News.BEGAN: "It began to fire.",
    News.RECOVERED: "It fires no more.",
    News.WOKE: "It was snoozed, and still fires.",
}
_SHORT = {Side.ABOVE: "above", Side.BELOW: "below"}
_MOVES = {Side.ABOVE: "rises", Side.BELOW: "falls", Side.EITHER: "rises or falls"}
_LEAVES = {Side.ABOVE: "is above", Side.BELOW: "is below", Side.EITHER: "leaves"}


def condition(rule: Rule, currency: str) -> str:
    """When it fires: "Net sales of a week below £1,000.00"."""
    chosen = METRICS.get(rule.metric)
    if chosen is None:
        return f"{rule.metric}, which is no metric any more"
    what = f"{chosen.label} of {rule.window.label.lower()}"
    if rule.kind is AlertKind.THRESHOLD:
        return f"{what} {_SHORT[rule.side]} {limit(rule, chosen, currency)}"
    if rule.kind is AlertKind.BAND:
        return f"{what} {_LEAVES[rule.side]} the {int(rule.value)}% range of its forecast"
    by = f"{_plain(rule)}{' points' if chosen.format is Format.PERCENT else '%'}"
    return f"{what} {_MOVES[rule.side]} by more than {by} {rule.comparison.short}"


def limit(rule: Rule, chosen: Metric, currency: str) -> str:
    """The value that is passed, as its metric is written."""
    if chosen.format is Format.PERCENT:
        return f"{_plain(rule)}%"
    if chosen.format is Format.MONEY:
        return formatting.money(rule.value, currency)
    return _plain(rule)


def _plain(rule: Rule) -> str:
    text = f"{rule.value:,f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return text.replace("-", formatting.MINUS)


def beyond(rule: Rule, chosen: Metric, value: float, currency: str, *, fires: bool) -> str:
    """What a value is against the one it is held to."""
    shown = formatting.number(value, chosen.format, currency=currency)
    return f"{chosen.label}: {shown}, {'' if fires else 'not '}{_SHORT[rule.side]} " + limit(
        rule, chosen, currency
    )


def changed(rule: Rule, found: Kpi, currency: str) -> str:
    """How a value moved."""
    shown = formatting.number(found.value, found.metric.format, currency=currency)
    earlier = formatting.number(found.previous, found.metric.format, currency=currency)
    how = moved(changes.said(found.change, found.metric, currency))
    return f"{found.metric.label}: {shown}, {how} from {earlier} {rule.comparison.then}"


def ranged(
    rule: Rule, chosen: Metric, value: float, band: tuple[float, float], currency: str
) -> str:
    """A value beside the range of its forecast."""
    shown, low, high = (
        formatting.number(one, chosen.format, currency=currency) for one in (value, *band)
    )
    where = "above" if value > band[1] else "below" if value < band[0] else "within"
    return f"{chosen.label}: {shown}, {where} the {int(rule.value)}% range from {low} to {high}"


def about(asked: Asked, rule: Rule, period: Period) -> Asked:
    """The question whose answer the rule watches."""
    kept = parse(rule.filters).kept
    selection = Selection(None, None, period, kept=kept)
    if rule.kind is AlertKind.CHANGE and rule.comparison is not Comparison.NONE:
        selection = replace(selection, compare=rule.comparison)
    return replace(asked, selection=selection, filters=kept.within(period))


def mail(
    asked: Asked, rule: Rule, now: Standing, news: News, *, public_url: str, message_id: str
) -> Mail:
    """The mail that tells the news of a rule; it was judged in some period."""
    period = now.checked or asked.period
    there, release = about(asked, rule, period), asked.view.release
    days = f"{rule.window.value} {dates.period(period)}"
    sentences = [said(f"{_MEANS[news]} {now.detail}."), said(f"Watched: {_watched(there, rule)}.")]
    if now.since and now.since != period.start:
        sentences.append(said(f"So since {dates.day(now.since)}."))
    page = Page(
        heading=f"{_BEGAN[news]}: {rule.name}",
        reach=f"{release.shop}, {days}. The data reach to {dates.day(release.last_day)}.",
        warnings=(),
        sections=(Section("What happened", sentences=tuple(sentences)),),
        footer=f"Alert {rule.id}. An administrator can snooze or remove it on the Data page, or "
        f"with “alerts snooze {rule.id}” and “alerts remove {rule.id}”. Release {release.id}.",
        address=public_url,
        search=Address(Tab.OVERVIEW, there.selection).search(),
    )
    subject = f"{_BEGAN[news]}: {rule.name} - {days.replace(' – ', '-')} - {release.shop}"
    return Mail(subject, as_text(page), as_html(page), rule.recipients, message_id, news, rule.id)


def _watched(asked: Asked, rule: Rule) -> str:
    kept = kept_in_words(asked)
    return condition(rule, asked.currency) + (f"; {kept}" if kept else ", of the whole shop")
