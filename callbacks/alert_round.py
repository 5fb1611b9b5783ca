"""A round of checks: every alert that is on, judged once for its last complete period."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from callbacks.alert_checks import finding
from callbacks.alert_words import mail
from callbacks.asked import Asked, read
from callbacks.services import Services
from data.answers.complete import complete_period, today
from data.notes.alert_book import Alert, AlertBook, Mail
from data.notes.alert_records import Rule
from data.notes.alert_steps import Finding, News, Standing, is_due, step


@dataclass(frozen=True, slots=True)
class Checked:
    """A rule, how it stands now, and what of it is to be told."""

    rule: Rule
    standing: Standing
    news: News | None


def book_of(services: Services) -> AlertBook:
    """The alerts that are kept with the shop."""
    return AlertBook(services.notes.place)


@dataclass(frozen=True, slots=True)
class Round:
    """One look at every alert; `new_id` makes the id of a mail."""

    asked: Asked
    book: AlertBook
    public_url: str
    new_id: Callable[[], str]

    def done(self) -> list[Checked]:
        """Every alert that is on, judged; what is to be told is kept until it is sent."""
        found = (self._recorded(alert) for alert in self._alerts())
        return [one for one in found if one is not None]

    def tried(self) -> list[Checked]:
        """What `done` would do; nothing is written."""
        day = today(self.asked.view.release)
        return [
            Checked(alert.rule, *step(alert.standing, self._found(alert), asleep=asleep))
            for alert in self._alerts()
            for asleep in (alert.rule.sleeps(day),)
        ]

    def _alerts(self) -> list[Alert]:
        return [alert for alert in self.book.alerts() if alert.rule.enabled]

    def _found(self, alert: Alert) -> Finding:
        """What the rule comes to; not asked again where that was told already."""
        before, view = alert.standing, self.asked.view
        period = complete_period(view.release, alert.rule.window)
        if is_due(before, period):
            return finding(view, alert.rule)
        return Finding(period, before.state, before.value, before.detail)

    def _recorded(self, alert: Alert) -> Checked | None:
        told: list[News] = []

        def compose(rule: Rule, now: Standing, news: News) -> Mail:
            told.append(news)
            return mail(
                self.asked, rule, now, news, public_url=self.public_url, message_id=self.new_id()
            )

        day = today(self.asked.view.release)
        now = self.book.record(alert.rule.id, self._found(alert), day, compose)
        return None if now is None else Checked(alert.rule, now, told[0] if told else None)


def round_of(services: Services, public_url: str, new_id: Callable[[], str]) -> Round:
    """A round on the served release."""
    return Round(read(services, ""), book_of(services), public_url, new_id)
